"""Our load against reading the same files raw, and what a load costs when little or nothing is new.

The floor only reads: it checks nothing, merges nothing and builds no facts.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

from benchmarks.common import Hospital, Lap, Options, cpu, in_turns, lap, ratio, table, wall
from data.loading import load, publishing

MOST_ROUNDS = 3
# The moments that data.loading.publishing.step names, gathered into the steps of a load.
STEPS = {"copy": "copy", "open": "copy", "read": "read", "check": "check", "merge": "merge", "facts": "facts"}
DAY_COLUMNS = {
    "spells": ("admitted_at", "discharged_at"),
    "board": ("snapshot_at",),
    "beds": ("date",),
    "front_door": ("date",),
    "failed_discharges": ("planned_on",),
    "intermediate_care": ("started_at", "ended_at"),
    "returns": ("date",),
    "case_reviews": ("reviewed_on",),
    "chc": ("checklist_on", "decided_on"),
    "delayed_days": ("period_end",),
    "published_figures": ("period_end",),
}


def run(hospital: Hospital, options: Options) -> None:
    """Print the three tables."""
    with tempfile.TemporaryDirectory(prefix="homeward-bench-load-") as scratch:
        folder = Path(scratch)
        split: list[dict[str, float]] = []
        laps = in_turns(_contestants(hospital, folder, split), min(options.rounds, MOST_ROUNDS))
        _print_whole(hospital, laps)
        _print_steps(split[1:])
        _print_little(hospital, folder)


def _contestants(hospital: Hospital, folder: Path, split: list[dict[str, float]]) -> dict[str, Callable[[], object]]:
    stores = (folder / f"store-{number}" for number in itertools.count())
    return {
        "Homeward, all of it": lambda: split.append(steps(lambda: load(next(stores), [hospital.extracts]))),
        "DuckDB, read_csv into memory": lambda: read_with_duckdb(hospital.files),
        "pandas, read_csv": lambda: [pd.read_csv(path, low_memory=False) for path in hospital.files],
    }


def read_with_duckdb(files: list[Path]) -> None:
    """Every file as a table of a database in memory, types sniffed."""
    con = duckdb.connect()
    for path in files:
        con.execute(f"create table {path.stem} as select * from read_csv(?)", [str(path)])
    con.close()


def steps(run: Callable[[], object]) -> dict[str, float]:
    """Seconds in each step of a load, by the moments that it names."""
    marks: list[tuple[str, float]] = []
    before = publishing.on_step
    publishing.on_step = lambda name: marks.append((name, time.perf_counter()))
    try:
        run()
    finally:
        publishing.on_step = before
    marks.append(("end", time.perf_counter()))
    spent: dict[str, float] = {}
    for (name, start), (_, end) in itertools.pairwise(marks):
        group = STEPS.get(name, "publish")
        spent[group] = spent.get(group, 0.0) + end - start
    return spent


def _print_whole(hospital: Hospital, laps: dict[str, list[Lap]]) -> None:
    ours = laps["Homeward, all of it"]
    rows = [(name, wall(one), cpu(one), ratio(ours, one), cpu(ours) / cpu(one)) for name, one in laps.items()]
    title = f"Load: {hospital.rows():,} rows, {hospital.size() / 1e6:.0f} MB of CSV, into an empty store"
    table(title, ("", "ms", "CPU ms", "ours is times it", "in CPU"), rows)


def _print_steps(split: list[dict[str, float]]) -> None:
    found = {name: statistics.median(one.get(name, 0.0) for one in split) for name in split[0]}
    whole = sum(found.values())
    table(
        "Load: where our time goes",
        ("step", "ms", "share"),
        [(name, 1000 * spent, f"{spent / whole:.0%}") for name, spent in found.items()],
    )


def _print_little(hospital: Hospital, folder: Path) -> None:
    """A store with all days but the last; then the last day on top; then the same files again."""
    store, old, new = folder / "little", folder / "old", folder / "new"
    split_last_day(hospital.files, hospital.last_day, old, new)
    load(store, [old])
    spent: dict[str, float] = {}
    one_day = lap(lambda: spent.update(steps(lambda: load(store, [new]))))
    again = [lap(lambda: load(store, [old, new])) for _ in range(3)]
    rows = [
        ("one day's new extracts on top", 1000 * one_day.wall, 1000 * one_day.cpu, _in_words(spent)),
        ("the same folder again, nothing new", wall(again), cpu(again), "nothing is published"),
    ]
    table("Load: a little new, nothing new", ("", "ms", "CPU ms", "ms in each step"), rows)


def split_last_day(files: list[Path], last_day: date, old: Path, new: Path) -> None:
    """Write the rows that carry the last day or the day after it under `new`, all others under `old`."""
    old.mkdir()
    new.mkdir()
    days = [str(last_day), str(last_day + timedelta(days=1))]
    for path in files:
        rows = pl.read_csv(path, infer_schema=False)
        dated = [pl.col(name).str.slice(0, 10).is_in(days).fill_null(False) for name in DAY_COLUMNS[path.stem]]
        last = rows.select(pl.any_horizontal(dated)).to_series()
        rows.filter(~last).write_csv(old / path.name)
        rows.filter(last).write_csv(new / path.name)


def _in_words(spent: dict[str, float]) -> str:
    return ", ".join(f"{name} {1000 * seconds:.0f}" for name, seconds in spent.items())
