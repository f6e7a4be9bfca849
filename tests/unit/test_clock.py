"""The 24-hour clock on hospitals of a few patients: who waits, since when in real hours, and what ends a clock."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from small_hospital import Row, hospital, on_board, spell

from data.access import DEMONSTRATION, NotAllowed, Principal
from metrics import clock
from metrics.ask import Answers
from metrics.ask import answers as ask
from metrics.scope import Scope

AS_AT = datetime(2025, 1, 15, 8, 0)
WAITS = {"pathway": "1", "criteria_not_met_at": "2025-01-14 09:00"}


def held(folder: Path, spells: list[Row], board: list[Row] | None = None) -> Answers:
    kinds = {"spells": spells} | ({"board": board} if board else {})
    return hospital(folder, options={"as_at": AS_AT}, **kinds)


def states(answers: Answers) -> dict[str, str]:
    """spell -> state at the as-at time of the data."""
    rows = answers.people(DEMONSTRATION, "clock_case", Scope())
    return dict(clock.cases(rows).select("spell_id", "state").iter_rows())


def pair(name: str, not_met: str, support: str = "", **changes: str) -> Row:
    """A spell of pathway 1 around a clock."""
    came = not_met[:10]
    return spell(name, f"{came} 00:05", **{"pathway": "1", "criteria_not_met_at": not_met,
                 "support_started_at": support, **changes})  # fmt: skip


def test_open_and_closed_clocks_of_pathway_1_to_3(tmp_path: Path) -> None:
    spells = [
        spell("due", "2025-01-01", **WAITS),
        spell("breached", "2025-01-01", **{**WAITS, "criteria_not_met_at": "2025-01-13 09:00"}),
        spell("met, still in", "2025-01-01", **WAITS, support_started_at="2025-01-14 20:00"),
        spell("late", "2025-01-01", "2025-01-13", pathway="2", criteria_not_met_at="2025-01-11 09:00",
              support_started_at="2025-01-12 09:01"),
        spell("exactly a day", "2025-01-01", "2025-01-13", pathway="3", criteria_not_met_at="2025-01-11 09:00",
              support_started_at="2025-01-12 09:00"),
        spell("left, nothing recorded", "2025-01-01", "2025-01-13", pathway="1",
              criteria_not_met_at="2025-01-11 09:00"),
        spell("died", "2025-01-01", "2025-01-13", pathway="1", criteria_not_met_at="2025-01-11 09:00",
              discharge_method="4"),
        spell("pathway 0", "2025-01-01", pathway="0", criteria_not_met_at="2025-01-14 09:00"),
        spell("child", "2025-01-01", age="17", **WAITS),
    ]  # fmt: skip
    assert states(held(tmp_path, spells)) == {
        "due": "due", "breached": "breached", "met, still in": "met", "late": "late", "exactly a day": "met",
        "left, nothing recorded": "not recorded", "died": "stopped",
    }  # fmt: skip


def test_the_newest_board_says_pathway_ward_and_whether_the_clock_still_runs(tmp_path: Path) -> None:
    spells = [
        spell("meets again", "2025-01-01", **WAITS),
        spell("pathway by board", "2025-01-01", pathway="", criteria_not_met_at="2025-01-14 09:00"),
        spell("no longer supported", "2025-01-01", **WAITS),
        spell("no time", "2025-01-01", discharge_ready_date="2025-01-13"),
        spell("no time, supported", "2025-01-01", support_started_at="2025-01-14 09:00"),
    ]
    board = [
        on_board("meets again", "2025-01-15", "Y", pathway="1"),
        on_board("pathway by board", "2025-01-15", "N", pathway="2", ward="W9", owner="Hub"),
        on_board("no longer supported", "2025-01-15", "N", pathway="0"),
        on_board("no time", "2025-01-15", "N", pathway="1"),
        on_board("no time, supported", "2025-01-15", "N", pathway="1"),
    ]
    answers = held(tmp_path, spells, board)
    assert states(answers) == {"meets again": "stopped", "pathway by board": "due", "no time": "untimed"}
    waiting = clock.waiting_now(clock.cases(answers.people(DEMONSTRATION, "clock_open", Scope())))
    assert waiting.select("spell_id", "ward", "owner", "pathway").rows() == [
        ("pathway by board", "W9", "Hub", "2"), ("no time", "W1", None, "1")
    ]  # fmt: skip
    assert waiting["hours"][0] == 23


def test_the_list_is_for_those_who_may_see_patients_and_counts_for_everybody(tmp_path: Path) -> None:
    answers = held(tmp_path, [spell("S1", "2025-01-01", **WAITS), spell("S2", "2025-01-01", ward="W2", **WAITS)])
    executive = Principal(name="E", roles=frozenset({"executive"}))
    with pytest.raises(NotAllowed):
        answers.people(executive, "clock_open", Scope())
    rows = answers.fact(executive, clock.CLOCK_CASE, clock.COLUMNS, Scope())
    assert "spell_id" not in rows.columns
    assert clock.count(clock.cases(rows), "due") == 2
    nurse = Principal(name="N", roles=frozenset({"coordinator"}), wards=frozenset({"W2"}), see_patients=True)
    assert answers.people(nurse, "clock_open", Scope())["spell_id"].to_list() == ["S2"]


CHANGES = {
    "spring": ("2025-03-29 12:00", "2025-03-30 12:30", 23.5, "met"),  # the night the clocks go forward: an hour less
    "autumn": ("2025-10-25 12:00", "2025-10-26 11:30", 24.5, "late"),  # and in October one more
    "first of two": ("2025-10-25 12:00", "2025-10-26 01:30", 13.5, "met"),  # 01:30 comes twice
    "after both": ("2025-10-25 12:00", "2025-10-26 02:00", 15.0, "met"),
    "never was": ("2025-03-29 12:00", "2025-03-30 01:30", 13.5, "met"),  # 02:30 is meant
    "into it": ("2025-03-30 01:30", "2025-03-30 02:30", 0.0, "met"),
    "support first": ("2025-06-01 12:00", "2025-06-01 09:00", -3.0, "met"),
    "a second over": ("2025-06-01 12:00", "2025-06-02 12:00:01", 24 + 1 / 3600, "late"),
}


def test_hours_are_real_ones_over_a_clock_change(tmp_path: Path) -> None:
    spells = [pair(name, not_met, support) for name, (not_met, support, _, _) in CHANGES.items()]
    answers = hospital(tmp_path, options={"as_at": datetime(2025, 11, 1)}, spells=spells)
    found = clock.cases(answers.people(DEMONSTRATION, "clock_case", Scope()))
    wanted = {name: (pytest.approx(hours), state) for name, (_, _, hours, state) in CHANGES.items()}
    assert {name: (hours, state) for name, hours, state in found.select("spell_id", "hours", "state").rows()} == wanted


@pytest.mark.parametrize(("minute", "state"), [(0, "due"), (1, "breached")])
def test_an_open_clock_runs_to_the_time_of_the_data_and_says_when_it_ends(
    tmp_path: Path, minute: int, state: str
) -> None:
    options = {"as_at": datetime(2025, 3, 30, 13, minute)}
    answers = hospital(tmp_path, options=options, spells=[pair("S1", "2025-03-29 12:00")])
    found = clock.cases(answers.people(DEMONSTRATION, "clock_open", Scope()))
    row = found.with_columns(due_at=clock.due_at(pl.col("criteria_not_met_at"))).row(0, named=True)
    assert (row["state"], row["due_at"]) == (state, datetime(2025, 3, 30, 13, 0))
    assert row["hours"] == pytest.approx(24 + minute / 60)


def test_those_who_may_not_see_patients_get_the_same_counts_from_the_file_without_them(tmp_path: Path) -> None:
    spells = [
        pair("due", "2025-01-14 09:00"), pair("breached", "2025-01-14 07:59"),
        pair("met", "2025-01-13 09:00", "2025-01-14 09:00"), pair("late", "2025-01-13 09:00", "2025-01-14 09:01"),
    ]  # fmt: skip
    hospital(tmp_path, options={"as_at": AS_AT}, spells=spells)
    executive = Principal(name="E", roles=frozenset({"executive"}), subject="e")
    rows = ask(tmp_path / "store", executive).fact(executive, clock.CLOCK_CASE, clock.COLUMNS, Scope())
    found = clock.cases(rows)
    assert {state: clock.count(found, state) for state in clock.STATES} == {
        "due": 1, "breached": 1, "untimed": 0, "met": 1, "late": 1, "not recorded": 0, "stopped": 0
    }  # fmt: skip


def test_recent_holds_who_waits_and_what_ended_lately() -> None:
    rows = pl.DataFrame(
        {
            "state": ["due", "untimed", "met", "late", "not recorded"],
            "stat_date": [date(2025, 1, 1), None, date(2025, 1, 9), date(2025, 1, 10), date(2025, 1, 11)],
        }
    )  # fmt: skip
    assert clock.recent(rows, date(2025, 1, 10))["state"].to_list() == ["due", "untimed", "late", "not recorded"]


def test_groups_count_and_share() -> None:
    rows = pl.DataFrame(
        {
            "pathway": ["1", "1", "1", "2"], "state": ["due", "met", "late", "breached"],
            "hours": [3.0, 5.0, 30.0, 70.0], "patients": [1, 2, 1, 1],
        }
    )  # fmt: skip
    found = clock.by(rows, "pathway").select("pathway", "due", "breached", "met", "closed", "share", "longest").rows()
    assert found == [("2", 0, 1, 0, 0, None, 70.0), ("1", 1, 0, 2, 3, 2 / 3, 3.0)]
