"""From one trust's spells to England's: all facts against the two queries that someone would write, and a day on top.

Every fact is more than the two queries ask, so the statements that answer the same two are timed apart as well. A
process of its own for each, so that the memory is its own.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.browser import ROOT
from benchmarks.common import Limit, Options, table

TWICE = Limit(2.0)
QUICK = (20_000, 200_000)
Found = dict[str, float]


def run(options: Options) -> None:
    """Print a row for each size, then how times grow from one to the next."""
    sizes = QUICK if options.quick else options.spells
    found = {number: _measured(number) for number in sizes}
    rows = [_row(number, one) for number, one in found.items()]
    columns = (
        "spells", "the two queries s", "all facts s", "times", "the same facts s", "times", "limit", "publish s",
        "queries' peak GB", "facts' peak GB", "file GB", "a day on top s", "its rows",
    )  # fmt: skip
    table("Scale: spells into facts", columns, rows)
    growth = [_growth(a, b, found) for a, b in itertools.pairwise(sizes)]
    if growth:
        table(
            "Scale: ten times the spells, how many times the time",
            ("from", "to", "queries", "all facts", "a day"),
            growth,
        )


def _measured(number: int) -> Found:
    folder = Path(tempfile.mkdtemp(prefix="homeward-bench-scale-"))
    try:
        floor = _alone("floor", number, folder)
        (folder / "floor.duckdb").unlink()
        ours = _alone("build", number, folder)
        found = {f"floor_{name}": value for name, value in floor.items()} | ours
        found["file"] = sum(path.stat().st_size for path in (folder / "versions").glob("*.duckdb")) / 2**30
        with (folder / "day.csv").open() as day:
            found["rows"] = sum(1 for _ in day) - 1
        return found | {"day": _day_on_top(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _alone(what: str, number: int, folder: Path) -> Found:
    command = [sys.executable, "-m", "benchmarks.synthetic", what, str(number), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr[-1000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _day_on_top(folder: Path) -> float:
    """`homeward load` of one day's extract, from the start of the process to its end."""
    command = [sys.executable, "-m", "cli", "load", str(folder / "day.csv"), "--kind", "spells", "--accept-unusual"]
    start = time.perf_counter()
    done = subprocess.run([*command, "--store", str(folder)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the day on top did not load: {done.stdout[-500:]}{done.stderr[-500:]}")
    return time.perf_counter() - start


def _row(number: int, one: Found) -> tuple[object, ...]:
    floor = one["floor_occupancy"] + one["floor_discharges"]
    same = one["same"] / floor
    return (
        f"{number:,}", floor, one["facts"], one["facts"] / floor, one["same"], same, TWICE.said(same), one["publish"],
        one["floor_gb"], one["gb"], one["file"], one["day"], f"{one['rows']:,.0f}",
    )  # fmt: skip


def _growth(a: int, b: int, found: dict[int, Found]) -> tuple[object, ...]:
    def times(*names: str) -> float:
        grown = sum(found[b][name] for name in names) / sum(found[a][name] for name in names)
        return grown * 10 / (b / a)

    return f"{a:,}", f"{b:,}", times("floor_occupancy", "floor_discharges"), times("facts"), times("day")
