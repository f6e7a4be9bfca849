"""One file to checked extracts: read, renamed or recognised, checked; a refusal is a result, not a stop."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from data import published
from data.checking import Checked, check
from data.checking.distinct import distinct
from data.checking.identifiable import IdentifiableData, holds_nhs_number, refuse_identifiable, refuse_labels
from data.contract import KINDS, UnknownKind, recognise
from data.errors import DataError
from data.loading.report import ExtractReport
from data.mapping import Mapping
from data.reading import TextExtract, UnreadableError, read_text, refuse_no_plain_file

Progress = Callable[[str, float], None]
EXTENSIONS = (".csv", ".parquet", ".xlsx", ".xls", ".txt")


class NothingToLoad(DataError):
    """The paths lead to no file that could be an extract."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the person loading says about the files; `now` is London wall clock. `accept_unusual`: see data.loading."""

    kind: str | None
    provider: str | None
    mapping: Mapping | None
    as_at: datetime | None
    covers_from: date | None
    covers_to: date | None
    now: datetime
    accept_unusual: bool = False

    @property
    def mapping_hash(self) -> str:
        """A hash of what the mapping says, whatever its file is called; empty without one."""
        if self.mapping is None:
            return ""
        return hashlib.sha256(repr(replace(self.mapping, name="")).encode()).hexdigest()


@dataclass(frozen=True)
class Part:
    """The rows of one kind in one file, not checked yet.

    `as_in_file` where nothing came between: then `rows` are those of `source`. `ignored` names columns of a published
    layout that no row comes from.
    """

    source: TextExtract
    kind: str
    rows: pl.DataFrame
    row_number: pl.Series
    as_in_file: bool = False
    source_column: pl.Series | None = None
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def find_files(paths: Iterable[Path | TextExtract]) -> list[Path | TextExtract]:
    """Give the files to load: those named, and of each folder its CSV, Parquet, XLSX and text files.

    A folder's files come in name order, those named for spells before the others, which refer to them.
    Raises NothingToLoad when there is none, or a path does not exist.
    """
    found: list[Path | TextExtract] = []
    for path in paths:
        if isinstance(path, TextExtract):
            found.append(path)
        elif path.is_dir():
            found.extend(_inside(path))
        elif path.exists():
            found.append(path)
        else:
            raise NothingToLoad(f"{path} does not exist. Check the name of the file or folder.")
    if not found:
        raise NothingToLoad("There is nothing to load: no CSV, Parquet, XLSX or text file was found.")
    return found


def _inside(folder: Path) -> list[Path]:
    files = [file for file in folder.iterdir() if file.suffix.lower() in EXTENSIONS and file.is_file()]
    return sorted(files, key=lambda file: (not file.stem.lower().startswith("spells"), file.name))


def read(file: Path | TextExtract, options: Options) -> TextExtract:
    """Read a file as text, with the delimiter, encoding and sheet that the mapping names. Raises DataError."""
    if isinstance(file, TextExtract):
        return file
    if holds_nhs_number(file.name):
        raise IdentifiableData("The name of the file holds what looks like an NHS number. Rename the file.")
    refuse_no_plain_file(file)
    if options.mapping is None:
        found = _plain_or_published(file)
    else:
        given = options.mapping
        found = read_text(file, delimiter=given.delimiter, encoding=given.encoding, sheet=given.sheet)
    refuse_labels(found.labels)
    return found


def _plain_or_published(file: Path) -> TextExtract:
    """Read a plain table, or a published one below title rows, in one of several sheets or in an old .xls."""
    try:
        return read_text(file)
    except UnreadableError:
        found = published.find(file)
        if found is None:
            raise
        return found


def split(source: TextExtract, options: Options) -> list[Part]:
    """Give the parts of a file, one for each kind in it. Raises DataError if the kind can't be told."""
    if options.mapping is not None:
        mapped = options.mapping.apply(source)
        return [
            Part(source, _kind(one.kind, one.rows, options), one.rows, one.row_number, notes=one.notes)
            for one in mapped
        ]
    layout = published.recognise(source.rows.columns) if options.kind is None else None
    if layout is None:
        return [Part(source, _kind(None, source.rows, options), source.rows, source.row_number, as_in_file=True)]
    ignored = layout.ignored_in(source.rows.columns)
    return [
        Part(
            source,
            table.kind,
            table.rows,
            table.row_number,
            source_column=table.source_column,
            ignored=ignored,
            notes=table.notes,
        )
        for table in layout.tables(source, _said_period(options))
    ]


def _said_period(options: Options) -> tuple[str, str] | None:
    """The days that the person loading says a table without dates is about."""
    if options.covers_from is None or options.covers_to is None:
        return None
    return options.covers_from.isoformat(), options.covers_to.isoformat()


def checked(part: Part, options: Options) -> Checked:
    """Check one part. Raises DataError if the part has to be refused."""
    excused = () if options.mapping is None else tuple(options.mapping.not_nhs_number)
    if not part.as_in_file:
        refuse_identifiable({name: distinct(part.source.rows[name]) for name in part.source.rows.columns}, excused)
        excused = (*excused, *part.rows.columns)
    return check(
        part.rows,
        part.row_number,
        KINDS[part.kind],
        provider=options.provider,
        as_at=options.as_at,
        not_nhs_number=excused,
        not_personal=() if options.mapping is None else options.mapping.not_personal,
        ragged=part.source.ragged,
        source_column=part.source_column,
        now=options.now,
    )


def refusal(name: str, kind: str | None, error: DataError) -> ExtractReport:
    """Give the report of an extract of which nothing was loaded."""
    safe = "a file" if holds_nhs_number(name) else name
    return ExtractReport(name=safe, kind=kind, refused=str(error))


def _kind(given: str | None, rows: pl.DataFrame, options: Options) -> str:
    kind = options.kind or given or recognise(rows.columns, provider_given=options.provider is not None)
    if kind not in KINDS:
        raise UnknownKind(f"There is no kind of extract called {kind}. The kinds are {', '.join(KINDS)}.")
    return kind
