"""The one door from the pages and the command line to `data`: the store, loading, the register, access, readiness."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from data import demo, loading, warehouse
from data.access import DEMONSTRATION, Principal, Right, may, require
from data.contract import KINDS
from data.contract.kind import Kind
from data.errors import DataError
from data.loading import LoadReport
from data.reading import read_text
from data.register import (
    Baseline,
    Entry,
    EntryScope,
    Note,
    Rebase,
    Register,
    Target,
    TestArea,
    UnitCost,
    export_toml,
    find_area,
    freeze,
    import_toml,
    open_register,
    read_entries,
    save,
)
from data.register.entries import SCOPE_NAMES
from data.settings import Settings
from metrics import baseline as baselines
from metrics.ask import Answers, NothingLoaded, answers
from metrics.catalogue import KEYS
from metrics.errors import MetricError
from metrics.scope import Scope
from metrics.spc import Rules

E = TypeVar("E", bound=Entry)
Progress = Callable[[str, float], None]
FAULTS = (DataError, MetricError)
"""The errors that carry a sentence for people; anything else is a defect."""

__all__ = [
    "FAULTS",
    "Answers",
    "Baseline",
    "DataError",
    "EntryScope",
    "Freshness",
    "Kind",
    "MetricError",
    "Note",
    "NothingLoaded",
    "Principal",
    "Rebase",
    "Right",
    "Target",
    "TestArea",
    "UnitCost",
]


@dataclass(frozen=True)
class Freshness:
    """How old the numbers are: the as-at time of the extracts, when they were loaded, as which version."""

    as_at: datetime
    loaded_at: datetime
    version: str
    data_version: str
    warn_after_hours: float
    stale_after_hours: float
    fallback: bool

    def age_hours(self, now: datetime) -> float:
        """Hours from the as-at time to `now`, both local wall clock."""
        return (now - self.as_at).total_seconds() / 3600


def store() -> Path:
    """The store's folder: HOMEWARD_STORE, else .homeward in the working folder."""
    return Path(os.environ.get("HOMEWARD_STORE") or ".homeward")


def principal() -> Principal:
    """Who is asking. Until sign-in exists there is one: the local demonstration principal."""
    return DEMONSTRATION


def ask(folder: Path | None = None) -> Answers:
    """The answers of the newest whole version; raises NothingLoaded while the store is empty."""
    return answers(folder or store())


def freshness(folder: Path | None = None) -> Freshness | None:
    """The age of the numbers, or None while the store is empty."""
    place = folder or store()
    version = warehouse.current(place)
    if version is None:
        return None
    settings = Settings.read(place)
    return Freshness(
        version.as_at, version.loaded_at, version.name, version.data_version,
        settings.fresh_hours_warn, settings.fresh_hours_stale, version.fallback,
    )  # fmt: skip


def readiness() -> dict[str, Any] | None:
    """What /readyz says: version and freshness of a verified version, or None while there is none."""
    if warehouse.current(store(), verified=True) is None:
        return None
    found = freshness()
    assert found is not None
    return {
        "version": found.version,
        "data_version": found.data_version,
        "as_at": found.as_at.isoformat(),
        "loaded_at": found.loaded_at.isoformat(),
        "fallback": found.fallback,
    }


def load(paths: Sequence[Path], *, folder: Path | None = None, **options: Any) -> LoadReport:
    """Load extracts into the store as the current principal; options as in data.loading.load."""
    require(principal(), Right.LOAD)
    return loading.load(folder or store(), paths, **options)


def load_uploaded(
    files: Sequence[tuple[str, bytes]], *, progress: Progress | None = None, **options: Any
) -> LoadReport:
    """Load files that came through the browser: (name, content) pairs, kept only while they are read."""
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


def settings(folder: Path | None = None) -> Settings:
    """The store's settings, defaults where homeward.toml says nothing."""
    return Settings.read(folder or store())


def spc_rules(folder: Path | None = None) -> Rules:
    """The run lengths and the screening that this store has chosen for its charts."""
    chosen = settings(folder)
    return Rules(
        shift_length=chosen.spc_shift_length, trend_length=chosen.spc_trend_length,
        screen_outliers=chosen.spc_screen_outliers,
    )  # fmt: skip


_entries: dict[Any, tuple[Any, tuple[Any, ...]]] = {}
_registers: dict[Path, Register] = {}


def register(folder: Path | None = None) -> Register:
    """The store's register of what people enter; one a store and process."""
    place = (folder or store()).resolve()
    if place not in _registers:
        _registers[place] = open_register(place)
    return _registers[place]


def import_register(text: str, folder: Path | None = None) -> Any:
    """Read a register's TOML into the store's register, all or nothing, idempotent by id."""
    return import_toml(register(folder), principal(), text, known_metrics=KEYS)


def export_register(folder: Path | None = None) -> str:
    """The store's register as TOML."""
    return export_toml(register(folder), principal())


def entries(kind: type[E], folder: Path | None = None) -> tuple[E, ...]:
    """What people entered, of one kind (TestArea, Baseline, Target, Rebase ...), in order of id.

    A page asks many times; while the register's file is as it was, the answer is the one already read and checked.
    """
    place, who = folder or store(), principal()
    revision = _revision(place)
    key = (place.resolve(), kind, who)
    held = _entries.get(key)
    if held is None or held[0] != revision:
        held = _entries[key] = (revision, read_entries(register(folder), who, kind))
    return held[1]


def _revision(place: Path) -> tuple[tuple[int, int], ...]:
    """Changes with every write to the register: size and time of its file and of its log."""
    files = (place / name for name in ("register.sqlite", "register.sqlite-wal"))
    return tuple((file.stat().st_size, file.stat().st_mtime_ns) if file.exists() else (0, 0) for file in files)


def find_test_area(name: str, folder: Path | None = None) -> TestArea:
    """The test area of that id or name; raises a sentence that names the nearest."""
    return find_area(register(folder), principal(), name)


def save_entry(entry: E, folder: Path | None = None) -> E:
    """Save a new or edited entry; raises a DataError with a sentence when it is refused or somebody was quicker."""
    return save(register(folder), principal(), entry, known_metrics=KEYS)


def freeze_baseline(entry: Baseline, folder: Path | None = None) -> Baseline:
    """Work out the baseline's centre and limits from the data of now and keep them for good."""
    held = ask(folder)
    values = held.series(principal(), entry.metric, scope_of(entry.scope), entry.grain)
    found = baselines.freeze(values, entry.start, entry.end)
    return freeze(
        register(folder), principal(), entry,
        centre=found.centre, lower=found.lower, upper=found.upper, series=found.series, input_hash=found.input_hash,
        data_version=held.version.data_version,
    )  # fmt: skip


def may_define(who: Principal | None = None) -> bool:
    """Whether the person may freeze baselines, start new limits and add notes."""
    return may(who or principal(), Right.DEFINE)


def entry_scope(scope: Scope) -> EntryScope:
    """A scope of the metrics room as an entry keeps it."""
    return EntryScope(**{name: values for name, values in scope.chosen().items() if name in SCOPE_NAMES})


def scope_of(entry: EntryScope) -> Scope:
    """An entry's scope as the metrics room takes it."""
    return Scope(**{name: getattr(entry, name) or None for name in SCOPE_NAMES})


def board_time(rows: pl.DataFrame) -> datetime:
    """The time of the newest snapshot among board rows; without a board, the as-at time of the data."""
    newest = rows["snapshot_at"].max()
    if isinstance(newest, datetime):
        return newest
    found = freshness()
    return found.as_at if found else datetime.min


def read_text_file(path: Path) -> pl.DataFrame:
    """The rows of any CSV, XLSX or Parquet file as text, without making sense of them; raises a DataError."""
    return read_text(path).rows
