"""Destinations, cost, ward standards, equity: what their numbers are and how they are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from data.access import DEMONSTRATION, Principal
from data.demo.findings import FIGURE_2
from metrics import catalogue, cost, destinations, equity, standards
from metrics.ask import answers
from metrics.before_now import BeforeNow, Stretch
from metrics.ledger import Ledger, Line, Pounds, ledger
from metrics.metric import DISCHARGE
from metrics.scope import Scope
from metrics.split_sums import Sums, error, widening
from pages import service
from pages.parts import bands, benefits, flow
from pages.parts import destinations as said
from pages.parts import equity as equity_said
from pages.parts import momentum as momentum_said
from pages.service import momentum
from tests.unit.small_hospital import ALL_MONTH, hospital, january, spell

YEAR = Scope(from_day=date(2025, 12, 1), to_day=date(2026, 10, 31))


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Six people who left: two home, one with support, one from and to a care home, one bedded, one not recorded."""
    stays = [
        ("S1", "0", "19", "40"), ("S2", "0", "19", "70"), ("S3", "1", "29", "80"), ("S4", "0", "55", "90"),
        ("S5", "2", "56", "85"), ("S6", "", "99", "66"),
    ]  # fmt: skip
    rows = [
        spell(name, "2025-01-01", "2025-01-08", pathway=pathway, discharge_destination=code, age=age)
        for name, pathway, code, age in stays
    ]
    held = hospital(tmp_path_factory.mktemp("left"), options=ALL_MONTH, spells=rows)
    columns = [*destinations.COLUMNS, "age_band", "ward"]
    return held.fact(DEMONSTRATION, DISCHARGE, columns, Scope())


def test_parts_add_up_to_everybody_and_weeks_without_anybody_stand_at_nothing(left: pl.DataFrame) -> None:
    rows = destinations.left(left)
    values = destinations.by_period(rows, "pathway", "week", [january(6), january(13)])
    first = dict(values.filter(period_start=january(6)).select("part", "value").iter_rows())
    assert first == {"Home": 3, "Home with support": 1, "Bedded care": 1, "Not recorded": 1}
    assert values.filter(period_start=january(13))["value"].to_list() == [0, 0, 0, 0]
    coded = destinations.by_period(rows, "destination", "month", [january(1)])
    assert coded["part"].to_list() == ["Usual or temporary residence", "Care home", "Not recorded"]
    assert coded["value"].to_list() == [3, 2, 1]


def test_a_care_home_that_somebody_returns_to_is_home_by_pathway_alone(left: pl.DataFrame) -> None:
    found = destinations.homes(destinations.left(left))
    assert found == destinations.Homes(known=5, strict=4, coded=3, only_strict=1, only_coded=0)
    assert "By pathway 80% went home and by destination code 60%, of 5 people" in said.home_words(found)


def test_the_national_expectation_is_read_for_65_and_over_alone(left: pl.DataFrame) -> None:
    older = destinations.left(left, older=True)
    assert older["patients"].sum() == 5
    assert [here for _, _, here in destinations.expected_65(older)] == [None] * 4  # under eight people
    many = pl.concat([older] * 10)
    planned = {pathway: (share, here.value) for pathway, share, here in destinations.expected_65(many) if here}
    assert planned == {"0": (0.5, 0.5), "1": (0.45, 0.25), "2": (0.04, 0.25), "3": (0.01, 0.0)}


def test_the_flow_keeps_everybody_and_folds_small_places(left: pl.DataFrame) -> None:
    rows = destinations.left(left)
    steps = destinations.flow(rows, "pathway_part", "destination_part")
    assert steps["people"].sum() == 6
    matrix = {row["first"]: row["Care home"] for row in flow.matrix(steps, said.parts_of("destination"))}
    assert matrix == {"Home": "1 (33%)", "Home with support": "0", "Bedded care": "1 (100%)", "Not recorded": "0"}
    wards = pl.DataFrame({"first": [f"W{at:02}" for at in range(30)], "then": "Home", "people": range(1, 31)})
    folded = flow.folded(wards)
    assert (folded["first"].n_unique(), folded["people"].sum()) == (flow.MOST, 465)
    assert folded["first"][-1] == flow.OTHERS


def test_the_bands_hold_everybody_at_both_ends_and_name_their_people(left: pl.DataFrame) -> None:
    rows = destinations.left(left)
    first = destinations.flow(rows, "ward", "pathway_part")
    second = destinations.flow(rows, "pathway_part", "destination_part")
    found = bands.laid(first, second, said.parts_of("pathway"), 400)
    high = {place["name"]: place["size"] for place in found["places"] if place["column"] == 1}
    assert list(high) == ["Home", "Home with support", "Bedded care", "Not recorded"]
    person = sum(high.values()) / 6
    assert high["Home"] == pytest.approx(3 * person)
    for column in (0, 1):
        assert sum(band["size"] for band in found["bands"] if band["column"] == column) == pytest.approx(6 * person)
    assert "Home to Care home: 1 person" in [band["said"] for band in found["bands"]]
    feet = [place["top"] + place["size"] for place in found["places"]]
    assert max(feet) == pytest.approx(400 - bands._BOTTOM)
    tops = [place["top"] for place in found["places"] if place["column"] == 1]
    assert all(below - above >= bands.GAP for above, below in pairwise(tops))


def test_a_relative_change_has_its_interval_on_the_log_scale() -> None:
    day = date(2026, 1, 5)
    then = Stretch(day, day, 500.0, 10.0, 52, 1000.0)
    found = cost.relative(BeforeNow(then, replace(then, value=420.0), -80.0, -108.0, -52.0, True))
    assert found is not None
    assert found.value == pytest.approx(-0.16)
    assert (1 + found.low) * (1 + found.high) == pytest.approx(0.84**2)
    assert cost.relative(BeforeNow(then, replace(then, value=None), None, None, None, None)) is None


def test_without_the_dearest_the_mean_falls_and_weeks_stay() -> None:
    monday = date(2026, 1, 5)
    rows = pl.DataFrame(
        {"stat_date": [monday] * 20, "eligible": 1, "patients": 1, "weekly_care_cost": [100.0] * 19 + [5000.0]}
    )
    weeks = pl.DataFrame({"period_start": [monday, monday + timedelta(days=7)], "partial": [False, False]})
    found = cost.trimmed(rows, weeks)
    assert found["value"].to_list() == [100.0, None]
    assert found["denominator"].to_list() == [19.0, None]


def figure_2() -> Ledger:
    lines = [
        Line(id=f"{partner}{kind}", partner=partner, kind=kind, status="identified",
             pounds=Pounds(size * 1e6, size * 1e6, size * 1e6), first=date(2026, 1, 1))
        for partner, gross, cost in FIGURE_2
        for kind, size in (("gross", gross), ("reinvest", cost))
    ]  # fmt: skip
    return ledger(lines, date(2026, 6, 1))  # type: ignore[arg-type]


def test_figure_2_comes_out_to_its_printed_digits() -> None:
    found = figure_2()
    printed = {
        "Acute trust": (11.9, 0.0, 11.9), "Commissioner and other": (0.8, 0.2, 0.6),
        "Community provider": (1.7, 2.2, -0.5),
        "General practice": (0.0, 0.3, -0.3), "Integrated teams": (0.0, 0.5, -0.5), "Council": (1.9, 0.7, 1.2),
        "All partners": (16.3, 3.8, 12.5),
    }  # fmt: skip
    mine = {
        one.partner: tuple(round(part.central / 1e6, 1) + 0.0 for part in (one.gross, one.reinvest, one.net))
        for one in found.totals
    }
    assert mine == printed
    assert (
        benefits.money(found)[0]
        == "Identified: £16.3 million gross a year, £3.78 million re-invested, £12.5 million net."
    )


def test_a_ward_stands_at_its_lowest_known_standard() -> None:
    marks = standards.measured({"Board round held": 0.96, "Expected date set": 0.8, "Criteria recorded": None})
    assert [mark.level for mark in marks] == [3, 2, None, None]
    assessed = standards.newest(
        [("Review", 3, date(2026, 5, 1), None), ("Review", 1, date(2026, 8, 1), date(2026, 11, 1))]
    )
    assert standards.overall([*marks, *assessed.values()]) == 1
    assert standards.overall([]) is None
    assert assessed["Review"].overdue(date(2026, 11, 2))
    assert not assessed["Review"].overdue(date(2026, 11, 1))


def test_the_error_of_a_mean_is_that_of_the_textbook() -> None:
    values = [1.0, 2.0, 4.0, 9.0]
    sums = Sums(sum(values), 4.0, sum(one**2 for one in values), sum(values), 4.0, 4)
    mean, n = sum(values) / 4, 4
    assert error(sums, 2) == pytest.approx((sum((one - mean) ** 2 for one in values) / (n - 1) / n) ** 0.5)
    assert error(sums, 5) is None


def test_months_like_their_neighbours_widen_an_interval() -> None:
    months = [date(2025, month, 1) for month in range(1, 13)]
    slow = pl.DataFrame({"period_start": months, "trait": "a", "x": [1.0] * 6 + [9.0] * 6, "y": [10.0] * 12})
    quick = slow.with_columns(x=pl.Series([1.0, 9.0] * 6))
    assert widening(slow, "trait") > 5
    assert widening(quick, "trait") == 1.0


def test_true_differences_by_age_are_found_and_chance_by_ethnicity_is_not(demo_store: Path) -> None:
    held = answers(demo_store)
    found = equity.equity(held, DEMONSTRATION, catalogue.metric("days_past_ctr"), YEAR)
    assert {"18-64", "75-84", "85+"} <= {one.name for one in found.of("age_band") if one.beyond}
    for group in found.groups:
        assert (
            group.hidden
            or group.difference is None
            or group.difference_low <= group.difference <= group.difference_high
        )  # type: ignore[operator]
    still = [
        one.name
        for key in ("stay_21_plus_share", "nctr_share", "expected_set_48h_share")
        for one in equity.equity(held, DEMONSTRATION, catalogue.metric(key), YEAR).of("ethnicity")
        if one.beyond
    ]
    assert len(still) <= 1  # the hospital draws ethnicity by lot
    assert [one.name for one in found.of("imd_decile")][:2] == ["1", "2"]


def test_small_groups_are_hidden_from_everybody_and_counts_are_not_compared(demo_store: Path) -> None:
    held = answers(demo_store)
    few = replace(YEAR, from_day=date(2026, 10, 1), ward="Juniper")
    found = equity.equity(held, DEMONSTRATION, catalogue.metric("before_noon_share"), few)
    hidden = [one for one in found.groups if one.hidden]
    assert hidden
    assert all(one.value is None and one.low is None and one.difference is None for one in hidden)
    assert any("hidden: fewer than 8 people" in str(row["value"]) for row in equity_said.rows(found, found.groups))
    counts = equity.equity(held, DEMONSTRATION, catalogue.metric("discharges"), YEAR)
    assert counts.judged == 0
    assert all(one.low is not None for one in counts.of("sex") if one.hidden is None)
    assert "shown and not compared" in equity_said.sentence(counts)


def test_those_without_sight_of_patients_are_answered_from_the_file_without_any(demo_store: Path) -> None:
    executive = Principal(name="Ex", roles=frozenset({"executive"}))
    held = answers(demo_store, executive)
    found = equity.equity(held, executive, catalogue.metric("home_share"), YEAR)
    sexes = {one.name: one for one in found.of("sex")}
    assert sexes["Female"].value is not None
    assert sexes["Female"].low is not None
    assert found.judged == 0


def test_momentum_counts_people_and_what_they_entered_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path))
    assert momentum.momentum().is_empty()
    saved = service.save_entry(service.Event(name="Strike", day=date(2026, 3, 4)))
    service.save_entry(replace(saved, text="Two days"))
    (month,) = momentum.momentum().to_dicts()
    assert (month["people"], month["actions"]) == (1, 2)
    assert momentum_said.sentence(momentum.momentum()).endswith("1 person made 2 entries.")
