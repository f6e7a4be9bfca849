"""One load in the making: which extracts are held already, the draft that the others go into, and its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import duckdb

from data.checking import Checked
from data.contract import KINDS
from data.engine import splits_wanted
from data.loading.ledger import data_version, held_extracts, newest_as_at, note_extract, note_words, set_cover
from data.loading.merging import Merged, create_tables, merge
from data.loading.preparing import Options, Part, Progress
from data.loading.publishing import Draft, begin, discard, next_number, publish, step
from data.loading.removed import read_removed
from data.loading.report import ExtractReport
from data.loading.unusual import look
from data.settings import Settings
from data.source.watermark import note_watermark
from data.warehouse import Version, facts_digest, open_version

Build = Callable[[duckdb.DuckDBPyConnection, Settings], None]


class Drafting:
    """Takes checked extracts one by one; the draft is opened for the first and given up unless it is finished."""

    def __init__(self, store: Path, folder: Path, base: Version | None, settings: Settings, options: Options) -> None:
        self.options = options
        self.removed = read_removed(store)
        self._store = store
        self._folder = folder
        self._base = base
        self._settings = settings
        self._draft: Draft | None = None
        self._held = [] if base is None else held_extracts(open_version(base).cursor())
        self._providers: set[str] = set()
        self._accepted = False

    def __enter__(self) -> Drafting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._draft is not None:
            discard(self._draft)

    def already_loaded(self, part: Part) -> ExtractReport | None:
        """Give the report of an extract that is held already, all its good rows unchanged, or None if it is new.

        The same file, kind and mapping make the same extract, with the same provider given or none.
        """
        wanted = (part.kind, part.source.sha256, self.options.mapping_hash)
        for held in self._held:
            same = (held["kind"], held["sha256"], held["mapping_hash"]) == wanted
            if same and self.options.provider in (None, held["provider"]):
                self._accepted = True
                con = self._reading()
                self._providers |= {held["provider"]} - {None} or _providers(con, part.kind, held["extract_id"])
                return _held_report(con, part, held["extract_id"])
        return None

    def add(self, part: Part, checked: Checked) -> ExtractReport:
        """Merge a checked extract into the draft and give its report. Raises Unusual where a person has to agree."""
        notes = self._unusual(part, checked)
        con = self._open().con
        extract_id = 1 + max((held["extract_id"] for held in self._held), default=0)
        step("merge")
        con.begin()
        report = _report(part, checked, merge(con, checked, extract_id), notes)
        note_words(con, extract_id, report.notes)
        providers = set(checked.rows["provider"].unique()) if "provider" in checked.rows.columns else set()
        extract = {
            "extract_id": extract_id,
            "kind": part.kind,
            "name": part.source.name,
            "sha256": part.source.sha256,
            "as_at": checked.as_at,
            "loaded_at": self.options.now,
            "rows_in": report.rows_in,
            "rows_new": report.rows_new,
            "rows_replaced": report.rows_replaced,
            "rows_unchanged": report.rows_unchanged,
            "rows_quarantined": report.rows_quarantined,
            "covers_from": self.options.covers_from,
            "covers_to": self.options.covers_to,
            "provider": self.options.provider or (providers.copy().pop() if len(providers) == 1 else None),
            "mapping_hash": self.options.mapping_hash,
            "reasons": json.dumps(report.reasons),
        }
        note_extract(con, extract)
        if part.source.watermark is not None:
            note_watermark(con, *part.source.watermark)
        con.commit()
        self._held.append(extract)
        self._providers |= providers
        self._accepted = True
        return report

    def as_held(self) -> None:
        """Take what the version before holds as the whole of this load."""
        self._accepted = True

    def _unusual(self, part: Part, checked: Checked) -> tuple[str, ...]:
        """What is improbable beside what is held; an extract older than that is a late one and is not compared."""
        newest = max(
            (held["as_at"] for held in self._held if held["kind"] == part.kind and held["as_at"]), default=None
        )
        if newest is not None and checked.as_at is not None and checked.as_at < newest:
            return ()
        return look(self._reading(), checked, name=part.source.name, accept=self.options.accept_unusual)

    def finish(self, build: Build, progress: Progress) -> Version | None:
        """Build the facts and publish; None if no extract was accepted or the version before says the same already."""
        if not self._accepted:
            return None
        con = self._set_covers()
        base = self._base
        this_release = base is not None and not base.fallback and base.facts == facts_digest()
        if this_release and base is not None and data_version(con, self._settings) == base.data_version:
            return None
        draft = self._open()
        progress("Building the facts", 0.82)
        step("facts")
        build(draft.con, self._settings)
        progress("Publishing", 0.95)
        version = publish(
            self._store,
            draft,
            data_version=data_version(draft.con, self._settings),
            as_at=newest_as_at(draft.con) or self.options.now,
            loaded_at=self.options.now,
            keep=self._settings.keep_versions,
            splits=splits_wanted(draft.con, self._settings),
        )
        self._draft = None
        return version

    def _open(self) -> Draft:
        if self._draft is None:
            self._draft = begin(self._folder, self._base, next_number(self._store), self._settings)
            create_tables(self._draft.con)
        return self._draft

    def _reading(self) -> duckdb.DuckDBPyConnection:
        if self._draft is not None or self._base is None:
            return self._open().con
        return open_version(self._base).cursor()

    def _set_covers(self) -> duckdb.DuckDBPyConnection:
        first, last = self.options.covers_from, self.options.covers_to
        if first is None and last is None:
            return self._reading()
        con = self._open().con
        for provider in sorted(self._providers):
            set_cover(con, provider, first, last)
        return con


def _providers(con: duckdb.DuckDBPyConnection, kind: str, extract_id: int) -> set[str]:
    if "provider" not in KINDS[kind].column_names:
        return set()
    found = con.execute(f"select distinct provider from {kind} where extract_id = ?", [extract_id]).fetchall()
    return {provider for (provider,) in found}


def _report(part: Part, checked: Checked, merged: Merged, unusual: tuple[str, ...]) -> ExtractReport:
    notes = [*part.notes, *checked.notes, *unusual]
    if merged.older:
        notes.append(
            f"{merged.older:,} rows differ from what is held, which is from a later extract, and changed nothing;"
            " if this file is the correction, load it with a later --as-at."
        )
    return ExtractReport(
        name=part.source.name,
        kind=part.kind,
        rows_in=checked.rows_in,
        rows_new=merged.new,
        rows_replaced=merged.replaced,
        rows_unchanged=merged.unchanged + checked.duplicates,
        rows_quarantined=checked.rows_quarantined,
        reasons=checked.reasons,
        dropped_columns=(*part.ignored, *checked.dropped_columns),
        as_at=checked.as_at,
        notes=tuple(notes),
    )


def _held_report(con: duckdb.DuckDBPyConnection, part: Part, extract_id: int) -> ExtractReport:
    ((as_at, loaded_at, rows_in, quarantined, reasons),) = con.execute(
        "select as_at, loaded_at, rows_in, rows_quarantined, reasons from extract where extract_id = ?", [extract_id]
    ).fetchall()
    return ExtractReport(
        name=part.source.name,
        kind=part.kind,
        rows_in=rows_in,
        rows_unchanged=rows_in - quarantined,
        rows_quarantined=quarantined,
        reasons=json.loads(reasons),
        as_at=as_at,
        notes=(f"Already loaded on {loaded_at:%d %B %Y at %H:%M}; nothing has changed.",),
    )
