"""Extracts into a new version of the store: all or nothing per extract, one version per load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import duckdb

from data import engine
from data.checking.moments import LONDON
from data.errors import DataError
from data.loading.drafting import Build, Drafting
from data.loading.lock import writing
from data.loading.preparing import Options, Part, Progress, checked, find_files, read, refusal, split
from data.loading.publishing import step, tidy
from data.loading.removed import without_removed
from data.loading.report import ExtractReport, LoadReport
from data.loading.status import quarantine, status
from data.mapping import Mapping
from data.reading import TextExtract
from data.settings import Settings
from data.warehouse import VERSIONS, Version, current, facts_digest

__all__ = ["ExtractReport", "LoadReport", "load", "quarantine", "status", "upgrade"]


NOT_WRITTEN = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException, duckdb.FatalException)
"""How DuckDB says that a write, a flush or a commit did not get to the disk, by the moment it happened in."""
NO_THREAD = "can't start new thread"
"""How Python says that there is no memory left for one."""


class StoreNotWritten(DataError):
    """The disk or the memory did not suffice, or the folder can't be written to; nothing has changed."""


class BadOption(DataError):
    """An option of the load makes no sense."""


def load(
    store: Path,
    paths: Sequence[Path | TextExtract],
    *,
    kind: str | None = None,
    provider: str | None = None,
    mapping: Mapping | Path | None = None,
    as_at: datetime | None = None,
    covers_from: date | None = None,
    covers_to: date | None = None,
    check_only: bool = False,
    accept_unusual: bool = False,
    progress: Progress | None = None,
    now: datetime | None = None,
    build: Build = engine.build,
) -> LoadReport:
    """Load files, the files of folders, or extracts from elsewhere, as one new version of the store.

    `kind`, `provider`, `mapping` and `as_at` (London wall clock if it has no zone) hold for every file. `covers_from`
    and `covers_to`, inclusive, say which days the providers in these files cover. With `check_only` nothing is kept.
    An extract that is improbable beside those before it (half the wards, last week's rows) is refused unless
    `accept_unusual`.
    An extract that is refused says so in its report and the others still load; nothing is published if nothing changed.
    Raises DataError where nothing can be loaded at all: no files, an option that makes no sense, StoreBusy,
    StoreDamaged, StoreNotWritten. `now` and `build` stand in for the clock and the facts.
    """
    options = Options(
        kind=kind,
        provider=provider,
        mapping=Mapping.from_toml(mapping) if isinstance(mapping, Path) else mapping,
        as_at=None if as_at is None else _wall_clock(as_at),
        covers_from=covers_from,
        covers_to=covers_to,
        now=_wall_clock(now or datetime.now(ZoneInfo(LONDON))).replace(microsecond=0),
        accept_unusual=accept_unusual,
    )
    if covers_from and covers_to and covers_from > covers_to:
        raise BadOption(f"The cover begins on {covers_from} and ends before that, on {covers_to}. Swap the two days.")
    files = find_files(paths)
    settings = Settings.read(store)
    with (
        _room_to_write(store),
        _place(store, options.now, check_only) as (folder, base),
        Drafting(store, folder, base, settings, options) as drafting,
    ):
        reports = _load_files(files, drafting, progress or _silent)
        version = base if check_only else drafting.finish(build, progress or _silent) or base
    (progress or _silent)("Done", 1.0)
    return LoadReport(
        extracts=tuple(reports),
        version=None if version is None else version.name,
        data_version=None if version is None else version.data_version,
        published=version is not base,
    )


def upgrade(store: Path, *, now: datetime | None = None, progress: Progress | None = None) -> bool:
    """Make the facts anew where another release made them, as a new version; gives whether that was needed."""
    base, say = current(store, any_release=True), progress or _silent
    if base is None or base.facts == facts_digest():
        return False
    at = _wall_clock(now or datetime.now(ZoneInfo(LONDON))).replace(microsecond=0)
    options = Options(kind=None, provider=None, mapping=None, as_at=None, covers_from=None, covers_to=None, now=at)
    settings = Settings.read(store)
    with (
        _room_to_write(store),
        _place(store, at, False) as (folder, held),
        Drafting(store, folder, held, settings, options) as drafting,
    ):
        drafting.as_held()
        drafting.finish(engine.build, say)
    say("Done", 1.0)
    return True


def _load_files(files: list[Path | TextExtract], drafting: Drafting, progress: Progress) -> list[ExtractReport]:
    reports: list[ExtractReport] = []
    for done, file in enumerate(files):
        progress(f"Reading {file.name}", 0.8 * done / len(files))
        try:
            step("read")
            source = read(file, drafting.options)
            parts = split(source, drafting.options)
        except DataError as error:
            reports.append(refusal(file.name, drafting.options.kind, error))
            continue
        for part in parts:
            progress(f"Checking {file.name}", 0.8 * (done + 0.5) / len(files))
            reports.append(_load_part(part, drafting))
    return reports


def _load_part(part: Part, drafting: Drafting) -> ExtractReport:
    held = drafting.already_loaded(part)
    if held is not None:
        return held
    try:
        step("check")
        return drafting.add(part, without_removed(checked(part, drafting.options), drafting.removed))
    except DataError as error:
        return refusal(part.source.name, part.kind, error)


@contextmanager
def _place(store: Path, now: datetime, check_only: bool) -> Iterator[tuple[Path, Version | None]]:
    """Give the folder to build a draft in and the version to build on; the store is locked unless it's only a check."""
    with nullcontext() if check_only else writing(store, now):
        step("lock")
        base = current(store, any_release=True)
        if check_only:
            with TemporaryDirectory() as scratch:
                yield Path(scratch), base
        else:
            tidy(store, base)
            yield store / VERSIONS, base


@contextmanager
def _room_to_write(store: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError, *NOT_WRITTEN) as error:
        if isinstance(error, RuntimeError) and str(error) != NO_THREAD:
            raise
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
        raise StoreNotWritten(
            f"{store} could not be written to: {why}. Nothing was loaded; put that right first."
        ) from error


def _wall_clock(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(ZoneInfo(LONDON)).replace(tzinfo=None)


def _silent(words: str, share: float) -> None:
    """Take progress and say nothing."""
