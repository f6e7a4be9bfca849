"""Failed discharges: attempts, the bed days that followed, causes and stays; histograms of expected dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from small_hospital import ALL_MONTH, Row, hospital, january, spell

from data.access import DEMONSTRATION, NotAllowed, Principal
from metrics import expected_dates, failed
from metrics.ask import Answers, answers
from metrics.metric import EXPECTED_STAY
from metrics.scope import Scope

TRANSPORT, MEDICINES = "Transport did not arrive", "Medicines not ready"
ON = january(31)


def plan(spell_id: str, day: str, reason: str = TRANSPORT, **changes: str) -> Row:
    """A planned discharge that failed."""
    place = {"provider": "RX1", "site": "A", "ward": "W1"}
    return {**place, "spell_id": spell_id, "planned_on": day, "reason": reason, "owner": "Desk", **changes}


@pytest.fixture
def held(tmp_path: Path) -> Answers:
    spells = [
        spell("once", "2025-01-01", "2025-01-14"),
        spell("again", "2025-01-01", "2025-01-20"),
        spell("still in", "2025-01-01"),
        spell("left before", "2025-01-01", "2025-01-09"),
        spell("moved ward", "2025-01-01", "2025-01-14", ward="W2"),
    ]
    plans = [
        plan("once", "2025-01-10"),
        plan("again", "2025-01-10"), plan("again", "2025-01-13", MEDICINES), plan("again", "2025-01-18", reason=""),
        plan("still in", "2025-01-21", MEDICINES),
        plan("left before", "2025-01-12"),
        plan("moved ward", "2025-01-13", site="", ward=""),
        plan("not loaded", "2025-01-15"),
    ]  # fmt: skip
    return hospital(tmp_path, options={**ALL_MONTH}, spells=spells, failed_discharges=plans)


def read(held: Answers) -> pl.DataFrame:
    rows = held.people_of_days(DEMONSTRATION, "failed_plan", Scope())
    return failed.with_days(rows, ON).sort("spell_id", "stat_date")


def test_bed_days_run_to_the_next_plan_the_leaving_or_the_day_of_the_data_and_count_once(held: Answers) -> None:
    found = read(held).select("spell_id", "attempt", "days_lost").rows()
    assert found == [
        ("again", 1, 3), ("again", 2, 5), ("again", 3, 2), ("left before", 1, 0), ("moved ward", 1, 1),
        ("not loaded", 1, None), ("once", 1, 4), ("still in", 1, 10),
    ]  # fmt: skip


def test_a_blank_place_is_that_of_the_spell(held: Answers) -> None:
    row = read(held).filter(pl.col("spell_id") == "moved ward").row(0, named=True)
    assert (row["site"], row["ward"], row["spell_known"], row["in_hospital"]) == ("A", "W2", 1, 0)


def test_causes_repeats_and_stays(held: Answers) -> None:
    rows = read(held)
    assert failed.causes(rows, "reason").rows() == [(TRANSPORT, 5, 0, 8), (MEDICINES, 2, 1, 15), (None, 1, 1, 2)]
    assert failed.attempts(rows) == {1: 6, 2: 1, 3: 1}
    top = failed.stays(rows).select("spell_id", "plans", "days", "in_hospital", "last_planned").rows()[:2]
    assert top == [("still in", 1, 10, 1, january(21)), ("again", 3, 10, 0, january(18))]
    assert failed.stays(rows)["reasons"].to_list()[1] == [TRANSPORT, MEDICINES]


def test_only_whole_covered_months_are_shown(held: Answers) -> None:
    rows = held.fact(DEMONSTRATION, failed.FAILED_PLAN, failed.COLUMNS, Scope())
    whole = failed.monthly(rows, "reason", january(1), ON)
    assert whole.rows() == [(january(1), None, 1), (january(1), MEDICINES, 2), (january(1), TRANSPORT, 5)]
    assert failed.monthly(rows, "reason", january(2), ON).is_empty()
    assert failed.monthly(rows, "reason", january(1), january(30)).is_empty()


def test_patients_are_for_those_who_may_see_them(held: Answers, tmp_path: Path) -> None:
    executive = Principal(name="E", roles=frozenset({"executive"}), subject="e")
    with pytest.raises(NotAllowed):
        held.people_of_days(executive, "failed_plan", Scope())
    rows = answers(tmp_path / "store", executive).fact(executive, failed.FAILED_PLAN, failed.COLUMNS, Scope())
    assert rows["patients"].sum() == 8
    assert failed.with_days(rows, ON)["days_lost"].sum() == read(held)["days_lost"].sum() == 25


def test_histograms_hold_everybody_with_the_ends_standing_for_all_beyond(tmp_path: Path) -> None:
    left = {"early": "2025-01-05", "on": "2025-01-20", "late": "2025-01-22", "very late": "2025-01-31"}
    spells = [spell(name, "2025-01-01", day, expected_discharge_date="2025-01-20") for name, day in left.items()]
    spells[3]["expected_discharge_date"] = "2025-01-02"
    held = hospital(tmp_path, options=ALL_MONTH, spells=[*spells, spell("none", "2025-01-01", "2025-01-09")])
    rows = held.fact(DEMONSTRATION, EXPECTED_STAY, expected_dates.COLUMNS, Scope())
    found = expected_dates.days_late(rows)
    assert found["days"].to_list() == list(range(-7, 15))
    assert found.filter(pl.col("patients") > 0).rows() == [(-7, 1, 0.25), (0, 1, 0.25), (2, 1, 0.25), (14, 1, 0.25)]
    slips = expected_dates.slips(rows)
    assert (slips["slips"].to_list(), slips["patients"].sum(), slips["share"].null_count()) == ([0, 1, 2, 3, 4], 0, 5)


def test_slips_beyond_the_last_bar_are_in_it() -> None:
    rows = pl.DataFrame({"stat_date": [date(2025, 1, 1)] * 4, "slips": [0, 3, 9, None], "patients": [2, 1, 1, 1]})
    assert expected_dates.slips(rows).select("slips", "patients").rows() == [(0, 2), (1, 0), (2, 0), (3, 1), (4, 1)]
