"""What every benchmark needs: the demonstration hospital, a stopwatch that takes turns, and Markdown tables.

The machine may be shared, so milliseconds mean little and ratios are what to keep: contestants run in turns (A B A B)
and a ratio is the median of the ratios of the rounds. CPU is that of all threads of this process, which other people's
work disturbs less.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import polars as pl
import psutil

from pages import service

LIBRARIES = ("duckdb", "polars", "pandas", "streamlit", "plotly", "playwright")
PROVIDER = "RDM"


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line.

    rounds: how often each contestant runs after its warm-up. quick: a look, no measurement. spells: the sizes
    of `scale`.
    """

    years: int = 3
    rounds: int = 5
    quick: bool = False
    spells: tuple[int, ...] = (200_000, 2_000_000)


@dataclass(frozen=True)
class Limit:
    """The most that a ratio may be; nothing here fails on it, the table says whether it holds."""

    most: float

    def said(self, ratio: float) -> str:
        """ "2.0: holds" or "2.0: MISSED"."""
        return f"{self.most:g}: {'holds' if ratio <= self.most else 'MISSED'}"


@dataclass(frozen=True)
class Hospital:
    """The demonstration hospital: its extracts, and the store they are loaded in, with registers and returns."""

    store: Path
    extracts: Path
    last_day: date

    @property
    def files(self) -> list[Path]:
        """The extracts, the same ones for us and for every floor."""
        return sorted(self.extracts.glob("*.csv"))

    def rows(self) -> int:
        """Data rows in all extracts."""
        return sum(pl.scan_csv(path, infer_schema=False).select(pl.len()).collect().item() for path in self.files)

    def size(self) -> int:
        """Bytes of all extracts."""
        return sum(path.stat().st_size for path in self.files)


@dataclass(frozen=True)
class Lap:
    """One run: seconds by the clock, and seconds of CPU in this process."""

    wall: float
    cpu: float


@contextmanager
def hospital(years: int) -> Iterator[Hospital]:
    """Make the demonstration hospital in a folder that is gone afterwards; its last day is yesterday."""
    folder = Path(tempfile.mkdtemp(prefix="homeward-bench-"))
    last_day = date.today() - timedelta(days=1)
    try:
        service.make_demonstration(folder=folder, years=years, last_day=last_day)
        made = Hospital(folder, folder / "demo", last_day)
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def lap(run: Callable[[], object]) -> Lap:
    """Run once and time it."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return Lap(time.perf_counter() - wall, time.process_time() - cpu)


def in_turns(contestants: Mapping[str, Callable[[], object]], rounds: int, warm_ups: int = 1) -> dict[str, list[Lap]]:
    """Run the contestants in turns, `rounds` times each; the warm-up rounds before that are thrown away."""
    laps: dict[str, list[Lap]] = {name: [] for name in contestants}
    for number in range(warm_ups + rounds):
        for name, run in contestants.items():
            taken = lap(run)
            if number >= warm_ups:
                laps[name].append(taken)
    return laps


def wall(laps: Sequence[Lap]) -> float:
    """The median milliseconds by the clock."""
    return 1000 * statistics.median(one.wall for one in laps)


def cpu(laps: Sequence[Lap]) -> float:
    """The median milliseconds of CPU."""
    return 1000 * statistics.median(one.cpu for one in laps)


def ratio(ours: Sequence[Lap], floor: Sequence[Lap]) -> float:
    """The median of the rounds' ratios by the clock."""
    return statistics.median(a.wall / b.wall for a, b in zip(ours, floor, strict=True))


def machine() -> list[str]:
    """Date, machine, versions and load, as Markdown lines."""
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg()) if hasattr(os, "getloadavg") else "not known here"
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"- {datetime.now():%Y-%m-%d %H:%M}; {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}",
        f"- Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        f"- load average {load} (1, 5, 15 minutes): above 0.3 before the start, trust the ratios only",
    ]


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table; a float gets the places that its size deserves, None is a dash."""
    say("", f"### {title}", "", f"| {' | '.join(columns)} |", "|" + "---|" * len(columns))
    say(*(f"| {' | '.join(_said(cell) for cell in row)} |" for row in rows), "")


written: list[str] = []
"""Every line said so far, for the page that `--write` makes."""


def say(*lines: str) -> None:
    """Print lines of Markdown, and keep them."""
    written.extend(lines)
    print(*lines, sep="\n", flush=True)


def _said(cell: object) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell >= 100 else f"{cell:.1f}" if cell >= 10 else f"{cell:.2f}"
    return str(cell)
