"""Red and green days: what board rounds coloured, counted by day, ward and reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.access import DEMONSTRATION
from data.register import RoundEntry, open_register, save
from metrics import red_green
from pages.parts import red_green as said
from pages.service.ahead import coloured_days

DAYS = [
    (date(2026, 3, 2), "RXX", "North", "Ash", "red", "waiting for a scan"),
    (date(2026, 3, 2), "RXX", "North", "Ash", "red", None),
    (date(2026, 3, 3), "RXX", "North", "Ash", "green", None),
    (date(2026, 3, 3), "RXX", "North", "Elm", "red", "waiting for a scan"),
    (date(2026, 3, 10), "RXX", "North", "Elm", "red", "waiting for a scan"),
    (date(2026, 3, 10), "RXX", "North", "Elm", "red", "waiting for a scan"),
]
ROWS = pl.DataFrame(DAYS, schema=red_green.SCHEMA, orient="row")


def test_days_are_counted_by_week_ward_and_reason() -> None:
    assert red_green.over_time(ROWS, "week").rows() == [
        (date(2026, 3, 2), "red", 3.0), (date(2026, 3, 9), "red", 2.0),
        (date(2026, 3, 2), "green", 1.0), (date(2026, 3, 9), "green", 0.0),
    ]  # fmt: skip
    assert red_green.reasons(ROWS).rows() == [("waiting for a scan", 4), ("no reason said", 1)]
    assert red_green.wards(ROWS).select("ward", "coloured", "red", "green", "reason").rows() == [
        ("Elm", 3, 3, 0, "waiting for a scan"), ("Ash", 3, 2, 1, "waiting for a scan"),
    ]  # fmt: skip


def test_the_few_reasons_that_make_up_four_fifths_are_named() -> None:
    found = red_green.totals(ROWS)
    assert (found.coloured, found.red, found.few) == (6, 5, 1)
    assert found.green_share == pytest.approx(1 / 6)
    assert said.pareto(found, red_green.reasons(ROWS)) == (
        "1 reason makes up 80% of the 5 red days. First: waiting for a scan, 4."
    )


def test_no_red_day_is_said_and_no_day_at_all_has_no_share() -> None:
    green = ROWS.filter(colour="green")
    assert said.pareto(red_green.totals(green), red_green.reasons(green)) == "No red day is recorded here."
    assert red_green.totals(ROWS.clear()).green_share is None
    assert "for ward Ash" in said.none("ward Ash")
    assert "recorded. Days by ward" in said.none("everywhere")


def test_entries_of_the_board_round_become_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path))
    register = open_register(tmp_path)
    place = {"provider": "RXX", "site": "North", "ward": "Ash", "day": date(2026, 3, 2)}
    scan, own = "Awaiting patient transport services", "no porter"
    for spell_id, colour, delay, reason in (
        ("S1", "red", scan, own), ("S2", "red", scan, ""), ("S3", "green", scan, ""), ("S4", "", scan, ""),
    ):  # fmt: skip
        entry = RoundEntry(**place, spell_id=spell_id, day_colour=colour, delay_reason=delay, red_reason=reason)
        save(register, DEMONSTRATION, entry)
    found = coloured_days(date(2026, 3, 1), date(2026, 3, 2)).select("ward", "colour", "reason")
    assert sorted(found.rows(), key=str) == [("Ash", "green", None), ("Ash", "red", scan), ("Ash", "red", own)]
    assert coloured_days(date(2026, 3, 3), date(2026, 3, 9)).is_empty()
