"""Worked examples of the measures of expected discharge dates."""

from __future__ import annotations

from pathlib import Path

from small_hospital import ALL_MONTH, by_day, hospital, january, on_board, overall, spell

from data.access import DEMONSTRATION
from metrics.metric import DISCHARGE, EXPECTED_STAY
from metrics.scope import Scope


def test_set_within_48_hours_of_those_who_stayed_so_long(tmp_path: Path) -> None:
    rows = [
        spell("in time", "2025-01-10 10:00", "2025-01-20", expected_date_set_at="2025-01-12 10:00"),
        spell("a second late", "2025-01-10 10:00", "2025-01-20", expected_date_set_at="2025-01-12 10:00:01"),
        spell("never", "2025-01-10", "2025-01-20"),
        spell("before the stay", "2025-01-10", "2025-01-20", expected_date_set_at="2025-01-09 10:00"),
        spell("short, never", "2025-01-10 10:00", "2025-01-12 09:59"),
        spell("48 hours, never", "2025-01-10 10:00", "2025-01-12 10:00"),
        spell("died", "2025-01-10", "2025-01-20", discharge_method="4"),
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert overall(held, "expected_set_48h_share") == (2 / 5, 2, 5)


def test_a_provider_that_never_says_when_has_no_share_and_not_0(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-10", "2025-01-20", expected_discharge_date="2025-01-18"),
        spell("S2", "2025-01-10", "2025-01-20", provider="RX2", expected_date_set_at="2025-01-11 10:00"),
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert overall(held, "expected_set_48h_share", Scope(provider="RX1")) == (None, 0, 0)
    assert overall(held, "expected_set_48h_share") == (1, 1, 1)


def test_slips_are_moves_to_a_later_date_from_board_to_board(tmp_path: Path) -> None:
    dates = {
        "two slips": ["2025-01-12", "2025-01-14", "2025-01-14", "2025-01-16"],
        "a slip over a blank": ["2025-01-12", "", "", "2025-01-13"],
        "brought forward": ["2025-01-16", "2025-01-14", "2025-01-13", "2025-01-13"],
        "back and forth": ["2025-01-12", "2025-01-15", "2025-01-12", "2025-01-15"],
        "never dated": ["", "", "", ""],
    }
    board = [
        on_board(name, f"2025-01-{11 + at} 08:00", "Y", expected_discharge_date=day)
        for name, days in dates.items() for at, day in enumerate(days)
    ]  # fmt: skip
    rows = [spell(name, "2025-01-10", "2025-01-20") for name in (*dates, "on no board")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=board)
    assert overall(held, "expected_slips_mean") == (5 / 4, 5, 4)
    assert by_day(held, "expected_slips_mean")[january(20)] == 5 / 4
    found = held.fact(DEMONSTRATION, EXPECTED_STAY, ["slips", "brought"], Scope())
    assert sorted(found.drop_nulls().select("slips", "brought").rows()) == [(0, 2), (1, 0), (2, 0), (2, 1)]


def test_the_first_expected_date_is_held_against_the_day_of_leaving(tmp_path: Path) -> None:
    rows = [
        spell("on the day", "2025-01-10", "2025-01-20", expected_discharge_date="2025-01-20"),
        spell("a day early", "2025-01-10", "2025-01-19", expected_discharge_date="2025-01-20"),
        spell("two days late", "2025-01-10", "2025-01-22", expected_discharge_date="2025-01-20"),
        spell("board first", "2025-01-10", "2025-01-20", expected_discharge_date="2025-01-20"),
        spell("beyond all dates", "2025-01-10", "2025-01-20", expected_discharge_date="2025-03-01"),
        spell("none", "2025-01-10", "2025-01-20"),
    ]
    board = [
        on_board("board first", "2025-01-11", "Y", expected_discharge_date="2025-01-13"),
        on_board("board first", "2025-01-12", "Y", expected_discharge_date="2025-01-20"),
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=board)
    assert overall(held, "expected_within_day_share") == (2 / 5, 2, 5)
    assert overall(held, "expected_days_late") == ((0 - 1 + 2 + 7 - 40) / 5, -32, 5)


def test_these_are_the_stays_that_the_discharge_measures_count(demo_store: Path) -> None:
    from metrics.ask import answers

    held = answers(demo_store)
    eligible = held.fact(DEMONSTRATION, DISCHARGE, ["eligible"], Scope())["eligible"].sum()
    assert held.fact(DEMONSTRATION, EXPECTED_STAY, ["patients"], Scope())["patients"].sum() == eligible
