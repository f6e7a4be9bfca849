"""Hospitals of a few patients: rows written as CSV, loaded for real, and asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.access import DEMONSTRATION
from data.loading import load
from metrics.ask import Answers, answers
from metrics.scope import Scope

Row = dict[str, str]
ALL_MONTH = {"covers_from": date(2025, 1, 1), "covers_to": date(2025, 1, 31)}
SPELL = {
    "provider": "RX1", "site": "A", "ward": "W1", "age": "70", "admission_method": "21", "patient_classification": "1",
    "discharge_method": "1", "discharge_destination": "19",
}  # fmt: skip


def spell(spell_id: str, admitted_at: str, discharged_at: str = "", **changes: str) -> Row:
    """A spell of the population; a day alone is 10:00 of that day on the way in and 15:00 on the way out."""
    admitted = admitted_at if " " in admitted_at else f"{admitted_at} 10:00"
    discharged = discharged_at if " " in discharged_at or not discharged_at else f"{discharged_at} 15:00"
    left = {} if discharged else {"discharge_method": "", "discharge_destination": ""}
    return {**SPELL, "spell_id": spell_id, "admitted_at": admitted, "discharged_at": discharged, **left, **changes}


def on_board(spell_id: str, snapshot_at: str, status: str = "", **changes: str) -> Row:
    """A board row; a day alone is the snapshot of 08:00."""
    at = snapshot_at if " " in snapshot_at else f"{snapshot_at} 08:00"
    place = {"provider": "RX1", "site": "A", "ward": "W1"}
    return {**place, "spell_id": spell_id, "snapshot_at": at, "meets_criteria_to_reside": status, **changes}


def write(folder: Path, name: str, rows: list[Row]) -> Path:
    """Rows as a CSV file; a column that a row does not name is blank in it."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = dict.fromkeys(column for row in rows for column in row)
    pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)).write_csv(folder / name)
    return folder / name


def hospital(folder: Path, *, options: dict[str, Any] | None = None, **kinds: list[Row]) -> Answers:
    """The answers of a new store in `folder` that holds the rows of each kind, none of them refused."""
    store = folder / "store"
    files = [write(folder / "in", f"{kind}.csv", rows) for kind, rows in kinds.items()]
    report = load(store, files, **(options or {}))
    for extract, kind in zip(report.extracts, kinds, strict=True):
        assert (extract.kind, extract.refused, dict(extract.reasons)) == (kind, None, {})
    return answers(store)


def by_day(held: Answers, key: str, scope: Scope | None = None, **options: Any) -> dict[date, float | None]:
    """A metric day by day."""
    rows = held.series(DEMONSTRATION, key, scope or Scope(), "day", **options)
    return dict(rows.select("period_start", "value").iter_rows())


def overall(held: Answers, key: str, scope: Scope | None = None) -> tuple[float | None, float | None, float | None]:
    """Value, numerator and denominator of a metric over all covered days."""
    found = held.window(DEMONSTRATION, key, scope or Scope())
    return found.value, found.numerator, found.denominator


def groups(held: Answers, key: str, by: str, scope: Scope | None = None) -> dict[str | None, float | None]:
    """A metric over all covered days, for each group of a split."""
    rows = held.series(DEMONSTRATION, key, scope or Scope(), "window", by)
    return dict(rows.select(by, "value").iter_rows())


def january(day: int) -> date:
    """A day of January 2025, the month of most worked examples."""
    return date(2025, 1, day)


def present(rows: dict[date, float | None]) -> dict[int, float | None]:
    """The days that are not 0, by their number in the month."""
    return {day.day: value for day, value in rows.items() if value != 0}


def wards_by_day(held: Answers) -> dict[int, str]:
    """The ward of each census day, for a hospital of one patient in one month."""
    rows = held.series(DEMONSTRATION, "inpatients", Scope(), "day", "ward").filter(pl.col("value") == 1)
    return {day.day: ward for day, ward in rows.sort("period_start").select("period_start", "ward").iter_rows()}
