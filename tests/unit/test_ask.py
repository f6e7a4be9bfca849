"""The reading face: who may ask, what is refused, and that no number is made of nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from small_hospital import Row, by_day, groups, hospital, on_board, overall, spell, write

from data.access import DEMONSTRATION, NotAllowed, Principal
from data.loading import load
from metrics.ask import Answers, CannotSplit, NothingLoaded, UnknownGrain, UnknownPlace, Window, answers
from metrics.catalogue import METRICS, UnknownMetric
from metrics.metric import DISCHARGE
from metrics.scope import Scope

NOBODY = Principal(name="Nobody")
AUDITOR = Principal(name="Ada Auditor", roles=frozenset({"auditor"}))
EXECUTIVE = Principal(name="Eve Exec", roles=frozenset({"executive"}), see_patients=True, wards=None)
COORDINATOR = Principal(name="Cal Coord", roles=frozenset({"coordinator"}), see_patients=True, wards=frozenset({"W1"}))
WEEKS = {"covers_from": date(2025, 1, 6), "covers_to": date(2025, 1, 19)}


def stays() -> list[Row]:
    return [
        spell("S1", "2025-01-05", "2025-01-08", discharge_ready_date="2025-01-06"),
        spell("S2", "2025-01-06", "2025-01-14", ward="W2", sex="F"),
        spell("S3", "2025-01-07", ward="W2"),
    ]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Two weeks of three patients on two wards, with a board on the last day."""
    board = [
        on_board("S2", "2025-01-12", "N", waiting_for="therapy"),
        on_board("S3", "2025-01-12", "N", waiting_for="care package"),
        on_board("S2", "2025-01-13", "N", waiting_for="care package", ward="W2"),
        on_board("S3", "2025-01-13", "Y", waiting_for="care package"),
    ]
    return hospital(tmp_path_factory.mktemp("ask"), options=WEEKS, spells=stays(), board=board)


# Never loaded is not 0


@pytest.mark.parametrize(
    "key", [m.key for m in METRICS.values() if m.fact.feed not in ("spells", "returns")]
)  # fmt: skip
def test_a_feed_that_was_never_loaded_gives_periods_without_numbers(held: Answers, key: str) -> None:
    rows = held.series(DEMONSTRATION, key, Scope(), "week")
    assert rows.select("period_start", "value", "numerator", "denominator", "partial").rows() == [
        (date(2025, 1, 6), None, None, None, True),
        (date(2025, 1, 13), None, None, None, True),
    ]


@pytest.mark.parametrize("key", [m.key for m in METRICS.values() if m.fact.feed == "returns"])
def test_returns_that_were_never_loaded_have_no_periods(held: Answers, key: str) -> None:
    assert held.series(DEMONSTRATION, key, Scope()).is_empty()
    assert held.window(DEMONSTRATION, key, Scope()) == Window(None, None, None, None)


def test_occupancy_without_beds_is_no_number(held: Answers) -> None:
    assert held.series(DEMONSTRATION, "occupancy", Scope())["value"].to_list() == [None, None]


def test_a_split_of_a_feed_that_was_never_loaded_is_empty(held: Answers) -> None:
    rows = held.series(DEMONSTRATION, "four_hour_share", Scope(), "week", "site")
    assert rows.is_empty()
    assert set(rows.columns) == {"period_start", "site", "value", "numerator", "denominator", "partial"}


def test_a_store_without_spells_answers_for_what_it_has(tmp_path: Path) -> None:
    row = {"provider": "RX1", "site": "A", "date": "2025-01-06", "attendances": "4", "within_4_hours": "3"}
    held = hospital(tmp_path, front_door=[row])
    assert overall(held, "four_hour_share") == (0.75, 3, 4)
    assert held.series(DEMONSTRATION, "discharges", Scope()).is_empty()


def test_a_place_that_nobody_has_is_refused_and_never_0(held: Answers) -> None:
    for scope, words in ((Scope(site="Nowhere"), "site called Nowhere"), (Scope(provider="Nobody"), "provider called")):
        with pytest.raises(UnknownPlace, match=words):
            held.series(DEMONSTRATION, "discharges", scope)
    with pytest.raises(UnknownPlace, match="ward called"):
        held.window(DEMONSTRATION, "discharges", Scope(ward="Nowhere"))


def test_a_provider_of_intermediate_care_alone_can_be_asked_for(tmp_path: Path) -> None:
    times = {"referred_at": "2025-01-05 09:00", "started_at": "2025-01-06 09:00", "ended_at": "2025-01-08 09:00"}
    row = {"provider": "RC1", "service": "Reablement", "setting": "home", "episode_id": "E1", **times}
    held = hospital(tmp_path, intermediate_care=[row])
    assert overall(held, "ic_days_mean", Scope(provider="RC1")) == (2, 2, 1)


def test_a_ward_without_discharges_has_a_true_0(held: Answers) -> None:
    scope = Scope(ward="W2", from_day=date(2025, 1, 6), to_day=date(2025, 1, 12))
    assert held.series(DEMONSTRATION, "discharges", scope).select("value", "partial").rows() == [(0, False)]


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NothingLoaded, match=r"^Nothing is loaded yet: run `homeward demo`"):
        answers(tmp_path)


# What is refused


def test_an_unknown_metric_is_refused_with_the_nearest(held: Answers) -> None:
    with pytest.raises(UnknownMetric, match=r"^There is no metric called discharge: did you mean discharges\?$"):
        held.series(DEMONSTRATION, "discharge", Scope())
    with pytest.raises(UnknownMetric, match=r"^There is no metric called zzzz: `homeward metrics` lists them.$"):
        held.series(DEMONSTRATION, "zzzz", Scope())


def test_an_unknown_grain_is_refused_with_the_choice(held: Answers) -> None:
    with pytest.raises(
        UnknownGrain, match=r"^There is no grain called hour: choose one of day, week, month, quarter, year"
    ):
        held.series(DEMONSTRATION, "discharges", Scope(), "hour")


def test_a_split_that_the_fact_lacks_is_refused_with_the_choice(held: Answers) -> None:
    with pytest.raises(
        CannotSplit, match=r"^discharges can't be split or narrowed by owner: choose one of provider, site, ward"
    ):
        held.series(DEMONSTRATION, "discharges", Scope(), "week", "owner")
    with pytest.raises(
        CannotSplit, match=r"^occupancy can't be split or narrowed by cohort: choose one of provider, site, ward.$"
    ):
        held.series(DEMONSTRATION, "occupancy", Scope(cohort="hub"))


def test_a_split_is_a_name_and_never_sql(held: Answers) -> None:
    with pytest.raises(CannotSplit):
        held.series(DEMONSTRATION, "discharges", Scope(), "week", "site; drop table discharge")


# Who may ask


@pytest.mark.parametrize("principal", [NOBODY, AUDITOR], ids=["no role", "auditor"])
def test_without_the_right_to_figures_nothing_is_answered(held: Answers, principal: Principal) -> None:
    asked = [
        lambda: held.series(principal, "discharges", Scope()), lambda: held.window(principal, "discharges", Scope()),
        lambda: held.fact(principal, DISCHARGE, ["eligible"], Scope()), lambda: held.choices(principal, "ward"),
        lambda: held.places(principal), lambda: held.by_last_ward(principal), lambda: held.board(principal, Scope()),
    ]  # fmt: skip
    held.series(DEMONSTRATION, "discharges", Scope())  # a kept answer is no way round
    for ask in asked:
        with pytest.raises(NotAllowed, match=r"may not see (figures|patients): ask whoever runs Homeward"):
            ask()


def test_the_board_needs_the_right_to_see_patients(held: Answers) -> None:
    assert held.series(EXECUTIVE, "discharges", Scope()).height == 2
    with pytest.raises(NotAllowed, match=r"^Eve Exec may not see patients"):
        held.board(EXECUTIVE, Scope())
    with pytest.raises(NotAllowed, match=r"^Cal Coord may not see patients"):
        held.board(replace(COORDINATOR, see_patients=False), Scope())


def test_the_board_shows_the_patients_of_the_persons_own_wards(held: Answers) -> None:
    assert held.board(DEMONSTRATION, Scope())["spell_id"].sort().to_list() == ["S2", "S3"]
    assert held.board(COORDINATOR, Scope())["spell_id"].to_list() == ["S3"]
    assert held.board(replace(COORDINATOR, wards=frozenset()), Scope()).is_empty()
    assert held.board(COORDINATOR, Scope(ward="W2")).is_empty()


def test_the_board_is_the_newest_of_the_site_in_scope(held: Answers) -> None:
    rows = held.board(DEMONSTRATION, Scope())
    assert rows.select("spell_id", "ward", "meets_criteria_to_reside", "ready_date", "has_left").sort(
        "spell_id"
    ).rows() == [
        ("S2", "W2", "N", date(2025, 1, 12), 1),
        ("S3", "W1", "Y", None, 0),
    ]
    assert held.board(DEMONSTRATION, Scope(ward="W2"))["spell_id"].to_list() == ["S2"]
    assert held.board(DEMONSTRATION, Scope(provider="RX9")).is_empty()


def test_a_site_without_a_board_shows_its_open_spells(tmp_path: Path) -> None:
    rows = [*stays(), spell("S4", "2025-01-07", age="5"), spell("S5", "2025-01-09", discharge_ready_date="2025-01-11")]
    board = hospital(tmp_path, spells=rows).board(DEMONSTRATION, Scope()).sort("spell_id")
    assert board.select("spell_id", "meets_criteria_to_reside", "ready_date", "snapshot_at").rows() == [
        ("S3", None, None, None),
        ("S5", "N", date(2025, 1, 11), None),
    ]


# Whole numbers over a stretch


def test_a_window_is_one_number_for_all_its_days(held: Answers) -> None:
    assert held.window(DEMONSTRATION, "discharges", Scope()) == Window(2, 2, None, False)
    inside = Scope(from_day=date(2025, 1, 8), to_day=date(2025, 1, 13))
    assert held.window(DEMONSTRATION, "discharges", inside) == Window(1, 1, None, False)
    assert held.window(DEMONSTRATION, "days_past_ctr", inside) == Window(2, 2, 1, False)


@pytest.mark.parametrize(
    "scope",
    [
        Scope(from_day=date(2025, 1, 5)),
        Scope(to_day=date(2025, 1, 20)),
        Scope(from_day=date(2024, 1, 1), to_day=date(2025, 1, 8)),
    ],
)
def test_a_window_that_asks_for_days_outside_the_cover_is_partial(held: Answers, scope: Scope) -> None:
    assert held.window(DEMONSTRATION, "discharges", scope).partial is True


def test_a_stock_in_a_window_is_a_mean_of_days(held: Answers) -> None:
    two_days = Scope(from_day=date(2025, 1, 8), to_day=date(2025, 1, 9))
    assert held.window(DEMONSTRATION, "inpatients", two_days) == Window(2.5, 5, 2, False)


def test_waiting_for_one_thing_is_a_share_of_those_not_meeting_criteria_on_the_board(held: Answers) -> None:
    shares = by_day(held, "waiting_for_share{care package}")
    assert shares[date(2025, 1, 12)] == 0.5
    assert shares[date(2025, 1, 13)] == 1
    assert shares[date(2025, 1, 14)] is None
    assert overall(held, "waiting_for_share{therapy}") == (pytest.approx(1 / 3), 1, 3)
    assert by_day(held, "waiting_for_share{nothing of the kind}")[date(2025, 1, 12)] == 0


# National rows


def test_the_national_row_is_not_added_to_the_trusts(tmp_path: Path) -> None:
    rows = [
        {"provider": provider, "date": "2025-01-06", "measure": "discharged", "value": value}
        for provider, value in (("RX1", "3"), ("RX2", "4"), ("ENG", "700"))
    ]
    held = hospital(tmp_path, returns=rows)
    assert overall(held, "sitrep_discharged")[0] == 7
    assert overall(held, "sitrep_discharged", Scope(provider="ENG"))[0] == 700
    assert groups(held, "sitrep_discharged", "provider") == {"RX1": 3, "RX2": 4}


# Versions


def test_a_newly_published_version_replaces_the_answers(tmp_path: Path) -> None:
    first = hospital(tmp_path, options=WEEKS, spells=stays())
    assert overall(first, "discharges")[0] == 2
    assert answers(tmp_path / "store") is first
    more = write(tmp_path / "in", "more.csv", [spell("S9", "2025-01-06", "2025-01-09")])
    load(tmp_path / "store", [more])
    second = answers(tmp_path / "store")
    assert second is not first
    assert overall(second, "discharges")[0] == 3
    assert overall(first, "discharges")[0] == 2  # who still holds the old version sees it whole


def test_a_changed_setting_replaces_the_answers(tmp_path: Path) -> None:
    first = hospital(tmp_path, options=WEEKS, spells=stays())
    assert overall(first, "days_past_ctr") == (1, 2, 2)
    (tmp_path / "store" / "homeward.toml").write_text('blank_ready_date = "exclude"\n')
    assert overall(answers(tmp_path / "store"), "days_past_ctr") == (2, 2, 1)


def test_the_same_question_gets_the_same_frame(held: Answers) -> None:
    question = ("discharges", Scope(site="A"), "week", "ward")
    assert held.series(DEMONSTRATION, *question) is held.series(DEMONSTRATION, *question)


def test_what_was_worked_out_is_kept_for_those_who_are_held_to_the_same(held: Answers) -> None:
    partner = replace(DEMONSTRATION, pathways=frozenset({"1"}))
    first = held.kept(DEMONSTRATION, ("a list", Scope()), lambda: ["made"])
    assert held.kept(EXECUTIVE, ("a list", Scope()), lambda: ["made again"]) is first
    assert held.kept(partner, ("a list", Scope()), lambda: ["the partner's"]) == ["the partner's"]
    with pytest.raises(NotAllowed):
        held.kept(NOBODY, ("a list", Scope()), lambda: ["made"])


def test_choices_are_the_places_of_every_feed(held: Answers) -> None:
    assert held.choices(DEMONSTRATION, "ward") == ["W1", "W2"]
    assert held.choices(DEMONSTRATION, "cohort") == []


def test_every_metric_answers_with_the_same_columns(held: Answers) -> None:
    schema = {
        "period_start": pl.Date,
        "value": pl.Float64,
        "numerator": pl.Float64,
        "denominator": pl.Float64,
        "partial": pl.Boolean,
    }
    for key in METRICS:
        assert dict(held.series(DEMONSTRATION, key, Scope(), "month").schema) == schema, key
