"""Loading from a hospital's own database: what is new there since the last pull, as one new version."""

from __future__ import annotations

from pathlib import Path

from data.loading import load
from data.loading.preparing import Progress
from data.loading.report import ExtractReport, LoadReport
from data.source import pull, read_source, watermark
from data.warehouse import current, open_version


def load_source(
    store: Path, name: str, *, check_only: bool = False, accept_unusual: bool = False, progress: Progress | None = None
) -> LoadReport:
    """Pull what source `name` has beyond its watermark and load it; nothing new is a report that says so.

    The watermark goes into the version that the rows go into: a pull that is refused or dies is read again from where
    the last good one ended, and a store restored from a backup pulls what the backup lacks. Raises DataError.
    """
    source, base = read_source(store, name), current(store)
    since = None if base is None else watermark(open_version(base).cursor(), name)
    (progress or _silent)(f"Asking source {name}", 0.0)
    extract = pull(source, since)
    if since is not None and extract.rows.is_empty():
        note = ExtractReport(
            name=extract.name, kind=source.kind or None, notes=("There is nothing new since the last pull.",)
        )
        return LoadReport(
            extracts=(note,),
            version=None if base is None else base.name,
            data_version=None if base is None else base.data_version,
            published=False,
        )
    return load(
        store, [extract], kind=source.kind or None, provider=source.provider or None, mapping=source.map,
        check_only=check_only, accept_unusual=accept_unusual, progress=progress,
    )  # fmt: skip


def _silent(_words: str, _share: float) -> None:
    """Take progress and say nothing."""
