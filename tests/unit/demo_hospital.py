"""A demonstration hospital of two years, read back for the tests by brute force, with no code of the metrics."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from data.demo import generate

LAST_DAY = date(2026, 5, 31)
TEXTS = (
    "admission_method", "patient_classification", "discharge_method", "discharge_destination", "criteria_code",
    "person_id", "local_id", "waiting_for", "owner", "delay_reason", "cohort", "spell_id",
)  # fmt: skip
OTHER_HOSPITAL = ["30", "48", "49", "50", "51", "52", "53", "84", "87"]


@dataclass(frozen=True)
class Demo:
    """What `generate` wrote, read back."""

    folder: Path
    truth: dict[str, Any]
    spells: pl.DataFrame  # without the bad ones
    eligible: pl.DataFrame  # eligible discharges with day and delay
    board: pl.DataFrame  # with day

    def rows(self, kind: str) -> pl.DataFrame:
        """One extract."""
        types: dict[str, Any] = dict.fromkeys(TEXTS, pl.String)
        path = self.folder / f"{kind}.csv"
        return pl.read_csv(path, try_parse_dates=True, schema_overrides=types | {"pathway": pl.Int64})

    def area(self, name: str) -> dict[str, Any]:
        """One test area of the truth."""
        return next(area for area in self.truth["test_areas"] if area["id"] == name)


POPULATION = (
    (pl.col("age") >= 18)
    & (pl.col("patient_classification") == "1")
    & ~pl.col("admission_method").is_in(["31", "32", "82", "83"])
)


@cache
def hospital() -> Demo:
    """Made once for all test files of a process; two years, so that it takes seconds."""
    folder = Path(tempfile.mkdtemp(prefix="homeward-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    generate(folder, seed=1, years=2, last_day=LAST_DAY)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    empty = pl.DataFrame()
    bare = Demo(folder, truth, empty, empty, empty)
    bad = [row["spell_id"] for row in truth["bad_rows"]["spells"]]
    spells = bare.rows("spells").filter(~pl.col("spell_id").is_in(bad))
    board = bare.rows("board").with_columns(day=pl.col("snapshot_at").dt.date())
    return Demo(folder, truth, spells, _eligible(spells), board)


def _eligible(spells: pl.DataFrame) -> pl.DataFrame:
    gone, came = pl.col("discharged_at").dt.date(), pl.col("admitted_at").dt.date()
    alive = ~pl.col("discharge_method").is_in(["4", "5"]) & (pl.col("discharge_destination") != "79")
    ended = ~pl.col("discharge_destination").is_in([*OTHER_HOSPITAL, "98"])
    eligible = spells.filter(POPULATION & pl.col("discharged_at").is_not_null() & (gone > came) & alive & ended)
    delay = (gone - pl.col("discharge_ready_date")).dt.total_days().fill_null(0)
    return eligible.with_columns(day=gone, delay=delay, stay=(gone - came).dt.total_days())


@dataclass(frozen=True)
class Window:
    """Rows of some days."""

    rows: pl.DataFrame
    days: int


def windows(area: dict[str, Any], rows: pl.DataFrame) -> Iterator[Window]:
    """The rows of before and of now, by their day."""
    for name in ("before", "now"):
        start, end = (date.fromisoformat(area[f"{name}_{side}"]) for side in ("from", "to"))
        yield Window(rows.filter(pl.col("day").is_between(start, end)), (end - start).days + 1)
