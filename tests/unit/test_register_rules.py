"""What the register refuses, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from register_samples import ANN, AT, BASELINE, DELAY, HASH, HUB, LEFT, PATIENT_ACTION, REVIEW, ROUND, SERIES, sample

from data.access import DEMONSTRATION
from data.register import (
    BadEntry,
    BenefitLine,
    Comparison,
    EntryScope,
    Event,
    GoLive,
    LearningEntry,
    Note,
    Person,
    Rebase,
    Register,
    SentReturn,
    Target,
    TestArea,
    UnitCost,
    WardRound,
    WardSponsor,
    WardStandard,
    freeze,
    open_register,
    read_entries,
    save,
)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    opened = open_register(tmp_path / "store")
    yield opened
    opened.close()


BAD_AREAS: list[tuple[dict[str, Any], str]] = [
    ({"direction": "down"}, "direction 'down' is not known; use one of lower, higher, neither"),
    ({"status": "paused"}, "status 'paused' is not known; use one of planned, live, standardised, stopped"),
    ({"name": " "}, "name is empty; fill it in"),
    ({"why_here": ""}, "why here is empty; fill it in"),
    ({"potential": "lots"}, "potential 'lots' is not a number; write it in digits, such as 8 or 5500"),
    ({"potential": True}, "potential True is not a number; write it in digits, such as 8 or 5500"),
    ({"potential": float("nan")}, "potential nan is not a number; write it in digits, such as 8 or 5500"),
    ({"settle_weeks": 60}, "settle weeks is 60; give 0 to 52 whole weeks"),
    ({"settle_weeks": 1.5}, "settle weeks 1.5 is not a whole number; write it in digits, such as 6"),
    ({"potential_source": ""}, "potential has no source; say where the figure comes from"),
    ({"go_lives": (GoLive(day="soon"),)}, "go-live 'soon' is not a date; write it as 2026-04-01"),
    ({"go_lives": (GoLive(day="2026-02-30"),)}, "go-live '2026-02-30' is not a date; write it as 2026-04-01"),
    ({"go_lives": (date(2026, 1, 1),)}, "go-live is not a list of go-live dates"),
    ({"go_lives": ()}, "status is live but there is no go-live date; add one or make it planned"),
    ({"go_lives": HUB.go_lives[:1] * 2}, "the same go-live date and scope stand twice; take one out"),
    ({"before_to": date(2024, 1, 1)}, "before to 2024-01-01 is before before from 2024-03-04; swap or correct them"),
    ({"before_to": None}, "the before window has one end only; give before from and before to"),
    ({"before_to": date(2025, 3, 3)}, "before to 2025-03-03 is not before the go-live of 2025-03-03; end it earlier"),
    ({"before_from": AT}, "before from '2026-03-03 14:02:00+00:00' is not a date; write it as 2026-04-01"),
    ({"scope": EntryScope(ward=("Elm",))}, "ward Elm is compared with itself; take it out of the comparison wards"),
    ({"scope": EntryScope(ward="Elm")}, "scope list 'Elm' is not a list; put it in square brackets"),
    ({"scope": "Elm"}, "scope is not a scope; give lists of provider, site, ward, cohort, service"),
    ({"target_metrics": ("", "x")}, "target metrics holds an empty text; take it out"),
    ({"team": 7}, "team 7 is not text; put it in quotes"),
    ({"team": "a\x00b"}, "team holds an invisible control character; type it again"),
    ({"hypothesis": "x" * 10_001}, "hypothesis is longer than 10000 characters; shorten it"),
    ({"id": "x" * 201}, "id is longer than 200 characters; shorten it"),
    ({"balancing_metrics": ("nctr_shar",)}, "metric 'nctr_shar' is not known; did you mean nctr_share?"),
]  # fmt: skip
KNOWN = {"days_past_ctr", "home_share", "readmission_30d_share", "nctr_share", "waiting_for_share"}


@pytest.mark.parametrize(("change", "problem"), BAD_AREAS, ids=[problem[:40] for _, problem in BAD_AREAS])
def test_an_impossible_area_is_refused_in_one_sentence(
    register: Register, change: dict[str, Any], problem: str
) -> None:
    with pytest.raises(BadEntry) as refused:
        save(register, ANN, replace(HUB, **change), known_metrics=KNOWN)
    name = change.get("name", HUB.name).strip()
    assert str(refused.value) == f"Test area {name!r}: {problem}."
    assert read_entries(register, ANN, TestArea) == ()


BAD_ENTRIES: list[tuple[Any, str]] = [
    (replace(BASELINE, end=date(2025, 1, 1)), "Baseline 'Hub before': end 2025-01-01 is before start 2025-01-06"),
    (replace(BASELINE, grain="weekly"), "Baseline 'Hub before': grain 'weekly' is not known; use one of day, week"),
    (replace(BASELINE, metric=""), "Baseline 'Hub before': metric is empty"),
    (Target(metric="nctr", value="few", from_day=date(2026, 1, 1)), "Target for 'nctr': value 'few' is not a number"),
    (Target(metric="nctr", value=3, from_day="April"), "Target for 'nctr': from 'April' is not a date"),
    (Note(metric="nctr", day=date(2026, 1, 1), text=""), "Note on 'nctr': text is empty"),
    (Rebase(metric="nctr", day=date(2026, 1, 1), reason=" "), "Rebase of 'nctr': reason is empty"),
    (Event(name="Strike", day=date(2026, 1, 2), to_day=date(2026, 1, 1)), "Event 'Strike': to 2026-01-01 is before"),
    (WardSponsor(ward="Ash", sponsor=""), "Sponsor of ward 'Ash': sponsor is empty"),
    (UnitCost(name="bed day", low=3, central=2, high=4), "Unit cost 'bed day': low, central and high are 3, 2, 4"),
    (UnitCost(name="bed day", low=-3, central=2, high=4), "Unit cost 'bed day': low, central and high are -3, 2, 4"),
    (replace(PATIENT_ACTION, level="board"), "Action on ward 'Ash': level 'board' is not known; use one of team"),
    (replace(PATIENT_ACTION, spell_id=""), "Action on ward 'Ash': an action about a patient needs provider and spell"),
    (replace(PATIENT_ACTION, about="ward"), "Action on ward 'Ash': an action about a patient needs provider and spell"),
    (replace(PATIENT_ACTION, due=date(2026, 2, 1)), "Action on ward 'Ash': due 2026-02-01 is before raised 2026-03-01"),
    (replace(PATIENT_ACTION, closed=date(2026, 3, 2)), "Action on ward 'Ash': it is closed without an outcome"),
]  # fmt: skip
BAD_ENTRIES += [
    (replace(ROUND, spell_id=""), "Board round on ward 'Ash': spell id is empty; fill it in."),
    (replace(ROUND, delay_reason="Waiting"), "Board round on ward 'Ash': delay reason is not one of the 37 national"),
    (replace(ROUND, day_colour="amber"), "Board round on ward 'Ash': day colour 'amber' is not known; use red or gree"),
    (replace(ROUND, day_colour="green"), "Board round on ward 'Ash': there is a red reason for a day that is not red"),
    (replace(ROUND, due=date(2026, 3, 3)), "Board round on ward 'Ash': due 2026-03-03 is before date 2026-03-04"),
    (replace(DELAY, reason=""), "Delay on ward 'Ash': reason is empty"),
    (replace(DELAY, ended=date(2026, 3, 1)), "Delay on ward 'Ash': ended 2026-03-01 is before started 2026-03-02"),
    (replace(LEFT, left_at="25:00"), "Departure from ward 'Ash': left at is not a time of day; write it as 14:30"),
    (replace(LEFT, ward=""), "Departure from ward '': ward is empty"),
    (replace(REVIEW, decision_point="Q8"), "Case review on ward 'Ash': decision point 'Q8' is not known; use one of Q"),
    (replace(REVIEW, ideal_pathway="4"), "Case review on ward 'Ash': ideal pathway '4' is not a pathway; use one of 0"),
    (replace(REVIEW, improvable=False), "Case review on ward 'Ash': the ideal pathway is another than the actual one"),
    (replace(REVIEW, improvable="Y"), "Case review on ward 'Ash': improvable 'Y' is not yes or no"),
    (replace(REVIEW, ward=""), "Case review on ward '': ward is empty"),
    (replace(sample(WardRound), slot="night"), "Round of ward 'Ash': slot 'night' is not known; use one of morning"),
    (replace(sample(WardRound), held=1), "Round of ward 'Ash': held 1 is not yes or no; write true or false"),
    (replace(sample(WardStandard), level=4), "Standards of ward 'Ash': level is 4; give 0, 1, 2 or 3"),
    (replace(sample(WardStandard), next_due=date(2026, 1, 1)), "Standards of ward 'Ash': next due 2026-01-01 is befor"),
    (replace(sample(Comparison), result="{"), "Comparison 'Hub, first year': result is not JSON"),
    (replace(sample(Comparison), series="[NaN]"), "Comparison 'Hub, first year': series is not JSON"),
    (replace(sample(Comparison), input_hash="x"), "Comparison 'Hub, first year': input hash is not 64 hexadecimal dig"),
    (replace(sample(LearningEntry), next_step="stop"), "Learning entry 'Earlier rounds': next step 'stop' is not know"),
    (replace(sample(LearningEntry), result=""), "Learning entry 'Earlier rounds': result is empty"),
    (replace(sample(LearningEntry), to_day=date(2026, 1, 1)), "Learning entry 'Earlier rounds': to 2026-01-01 is befo"),
    (replace(sample(BenefitLine), low=4), "Benefit 'Bed days': low, central and high are 4, 2.5, 3"),
    (replace(sample(BenefitLine), kind="net"), "Benefit 'Bed days': kind 'net' is not known; use one of gross, reinve"),
    (replace(sample(BenefitLine), status="hoped"), "Benefit 'Bed days': status 'hoped' is not known; use one of ident"),
    (replace(sample(SentReturn), lines=""), "Return of provider 'RXX': lines is empty"),
    (replace(sample(Person), roles=("wizard",)), "Person 'https://id.example|77': role 'wizard' is not known; use one"),
    (replace(sample(Person), subject=""), "Person '': subject is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "problem"), BAD_ENTRIES, ids=[problem[:45] for _, problem in BAD_ENTRIES])
def test_other_impossible_entries_too(register: Register, entry: Any, problem: str) -> None:
    with pytest.raises(BadEntry) as refused:
        save(register, DEMONSTRATION, entry)
    assert str(refused.value).startswith(problem)


def test_a_split_value_of_a_known_metric_is_known(register: Register) -> None:
    area = replace(HUB, primary_metric="waiting_for_share{social worker}")
    assert save(register, ANN, area, known_metrics=KNOWN).version == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"series": ()}, "frozen n 0 is not the number of values in its series"),
        ({"input_hash": "abc"}, "frozen input hash is not 64 hexadecimal digits"),
        ({"upper": 0.1}, "frozen centre lies outside its limits"),
        ({"data_version": ""}, "frozen does not say by whom and on which data version"),
        ({"series": SERIES[::-1]}, "the frozen series has dates out of order or outside start and end"),
        ({"series": ((date(2024, 12, 30), 1.0),)}, "the frozen series has dates out of order or outside start and end"),
        ({"series": ((date(2025, 1, 6), float("inf")),)}, "frozen inf is not a number"),
    ],
)
def test_what_is_frozen_must_hold_together(register: Register, change: dict[str, Any], problem: str) -> None:
    given: dict[str, Any] = {
        "centre": 0.3, "lower": 0.0, "upper": 0.6, "series": SERIES, "input_hash": HASH, "data_version": "v1",
    } | change  # fmt: skip
    with pytest.raises(BadEntry, match=f"^Baseline 'Hub before': {problem}"):
        freeze(register, ANN, BASELINE, **given)


def test_what_people_may_write_in_several_ways_is_kept_in_one(register: Register) -> None:
    reason = "hospital process - awaiting medical review of need for supported discharge"
    saved = save(register, DEMONSTRATION, replace(ROUND, delay_reason=reason))
    assert saved.delay_reason == ROUND.delay_reason
    assert save(register, DEMONSTRATION, replace(REVIEW, actual_pathway="P3")).actual_pathway == "3"
    kept = save(register, DEMONSTRATION, sample(Comparison))
    assert (kept.result, kept.series) == ('{"effect":-0.30000000000000004}', "[[1,null],[2,3.5]]")
