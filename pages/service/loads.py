"""Loading extracts, what was refused, and the demonstration hospital."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data import audit, demo, loading
from data.access import Right, require
from data.contract import KINDS
from data.contract.kind import Kind
from data.loading import LoadReport, sources
from data.loading.watching import Watcher
from data.reading import read_text
from data.register import Baseline
from data.settings import FILE_NAME
from data.sign_in import NotAlone, mark_demonstration, may_load_real_data
from data.source import names
from pages.service.core import newest_version, principal, store
from pages.service.entered import entries, freeze_baseline, import_register, register

Progress = Callable[[str, float], None]


def load(paths: Sequence[Path], *, folder: Path | None = None, **options: Any) -> LoadReport:
    """Load extracts into the store as the current principal; options as in data.loading.load."""
    require(principal(), Right.LOAD)
    return _logged(loading.load(folder or store(), paths, **options), folder)


def upgrade(folder: Path | None = None, progress: Progress | None = None) -> bool:
    """Make the facts anew where another release made them; gives whether that was needed."""
    require(principal(), Right.LOAD)
    return loading.upgrade(folder or store(), progress=progress)


def load_source(name: str, *, folder: Path | None = None, **options: Any) -> LoadReport:
    """Load what a source of the store has beyond its last pull; options as in data.loading.sources.load_source."""
    require(principal(), Right.LOAD)
    return _logged(sources.load_source(folder or store(), name, **options), folder)


def _logged(report: LoadReport, folder: Path | None) -> LoadReport:
    """A load that published a version is a line of the audit log: the feeds, and how many rows of each."""
    if report.published:
        newest_version()
        rows = [f"{one.kind} {one.rows_in - one.rows_quarantined}" for one in report.extracts if not one.refused]
        detail = {"extracts": rows, "version": report.version, "data_version": report.data_version}
        audit.record(register(folder), principal(), "loaded", "version", detail=detail)
    return report


def source_names(folder: Path | None = None) -> list[str]:
    """The databases that the store has a query for."""
    return names(folder or store())


def watcher(watched: Path, folder: Path | None = None) -> Watcher:
    """What looks at a folder for files to load; see data.loading.watching."""
    require(principal(), Right.LOAD)
    return Watcher(folder or store(), watched)


def load_uploaded(
    files: Sequence[tuple[str, bytes]], *, progress: Progress | None = None, **options: Any
) -> LoadReport:
    """Load files that came through the browser: (name, content) pairs, kept only while they are read.

    Raises NotAlone where the store has no sign-in and nobody said that they alone use the computer.
    """
    if not may_load_real_data(store()):
        raise NotAlone
    with tempfile.TemporaryDirectory() as scratch:
        paths = []
        for name, content in files:
            path = Path(scratch) / Path(name).name
            path.write_bytes(content)
            paths.append(path)
        return load(paths, progress=progress, **options)


def make_demonstration(
    *, folder: Path | None = None, seed: int = 1, years: int = 3, last_day: date, progress: Progress | None = None
) -> LoadReport:
    """Make the demonstration hospital in the store's folder `demo` and load it, its registers too."""
    place = folder or store()
    out = place / "demo"
    say = progress or (lambda _words, _share: None)
    demo.generate(out, seed=seed, years=years, last_day=last_day, progress=lambda words, share: say(words, share * 0.7))
    mark_demonstration(place, out.glob("*.csv"))
    settings = place / FILE_NAME
    if not settings.exists():
        settings.write_text(f"dtoc_population = {demo.RESIDENTS}  # made up, as the hospital is\n", "utf-8")
    report = load([out], folder=place, progress=lambda words, share: say(words, 0.7 + share * 0.25))
    say("Test areas, baselines and targets", 0.96)
    import_register((out / "registers.toml").read_text("utf-8"), folder=place)
    for entry in entries(Baseline, place):
        if entry.frozen is None:
            freeze_baseline(entry, place)
    say("Ready", 1.0)
    return report


def status(folder: Path | None = None) -> dict[str, Any]:
    """Freshness, rows, quarantine and completeness of the store; see data.loading.status."""
    require(principal(), Right.READ)
    return loading.status(folder or store())


def quarantine(folder: Path | None = None) -> Any:
    """The refused rows of the current version: kind, extract, row_number, column_name, value, reason."""
    require(principal(), Right.LOAD)
    return loading.quarantine(folder or store())


def kinds() -> dict[str, Kind]:
    """The extract kinds of the contract, by name: columns, rules, words."""
    return KINDS


def read_text_file(path: Path) -> pl.DataFrame:
    """The rows of any CSV, XLSX or Parquet file as text, without making sense of them; raises a DataError."""
    return read_text(path).rows
