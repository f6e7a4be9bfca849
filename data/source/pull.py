"""A query's rows as an extract of text: read in batches, in the words in which the contract reads a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from data.checking.moments import LONDON
from data.errors import DataError
from data.reading import TextExtract
from data.reading.tidying import Table, column_names, finished, numbered, ragged_frame
from data.source.file import SINCE, BadSource, Source


class SourceFault(DataError):
    """The database could not be reached, or would not answer; nothing was loaded and the old version stays."""

    def __init__(self, name: str, problem: str, do: str) -> None:
        super().__init__(f"Source {name}: {problem}. Nothing was loaded and the data are as they were; {do}.")


def pull(source: Source, since: str | None = None) -> TextExtract:
    """Run the source's query and give its rows as text, with the new watermark if the source has one.

    Every value becomes the text that a file would hold: days and times in ISO form, London wall clock where they carry
    a zone, yes and no as Y and N, null as blank. Rows come `batch` at a time, so that only the text is held whole.
    Raises SourceFault, BadSource.
    """
    parameters = (
        {"since": unmarked(since) if since else first_since(source.first_since)} if SINCE.search(source.query) else {}
    )
    try:
        engine = create_engine(source.address())
    except NoSuchModuleError as error:
        raise SourceFault(
            source.name, f"no driver is installed for {error.args[0].split(':')[-1]}", "install it"
        ) from None
    except ImportError as error:
        raise SourceFault(source.name, f"its driver {error.name} is not installed", f"install {error.name}") from None
    try:
        with _connected(source, engine.connect) as connection:
            names, batches = _answer(source, connection, parameters)
            return _extract(source, names, batches)
    finally:
        engine.dispose()


def _connected(source: Source, connect: Any) -> Connection:
    try:
        connection = connect().execution_options(stream_results=True, max_row_buffer=source.batch)
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(postgresql_readonly=True)
        return connection
    except SQLAlchemyError as error:
        raise SourceFault(
            source.name, f"its database can't be reached ({_first_line(error)})", "try again later"
        ) from None


def _answer(
    source: Source, connection: Connection, parameters: dict[str, object]
) -> tuple[list[str], Iterable[Sequence[Any]]]:
    """The names of the columns, and the rows in batches."""
    try:
        result = connection.execute(text(source.query), parameters)
        if not result.returns_rows:
            raise BadSource(source.name, "its query gives no rows; it must be a select")
        names = column_names([str(name) for name in result.keys()], f"source {source.name}")  # noqa: SIM118
    except SQLAlchemyError as error:
        raise SourceFault(source.name, f"its query was refused ({_first_line(error)})", "correct the query") from None
    return names, result.partitions(source.batch)


def _extract(source: Source, names: list[str], batches: Iterable[Sequence[Any]]) -> TextExtract:
    digest, frames, highest = hashlib.sha256("\x1f".join(names).encode()), [], None
    column = _watermark_column(source, names)
    try:
        for batch in batches:
            frame = _as_text(batch, len(names))
            digest.update(frame.write_ipc(None).getvalue())
            frames.append(frame)
            if column is not None:
                seen = [row[column] for row in batch if row[column] is not None]
                highest = max(seen if highest is None else [*seen, highest], default=None)
    except SQLAlchemyError as error:
        raise SourceFault(source.name, f"its database went away ({_first_line(error)})", "try again") from None
    rows = pl.concat(frames) if frames else pl.DataFrame(schema=numbered(len(names)))
    counted = pl.Series("row_number", range(1, rows.height + 1), dtype=pl.UInt32)
    table = finished(Table(names, rows, counted, ragged_frame([], [])), f"source {source.name}")
    mark = None if highest is None else (source.name, marked(highest))
    return TextExtract(
        f"source {source.name}", digest.hexdigest(), table.rows, table.row_number, table.ragged, watermark=mark
    )


def _watermark_column(source: Source, names: list[str]) -> int | None:
    if not source.watermark:
        return None
    folded = [name.lower() for name in names]
    if source.watermark.lower() not in folded:
        raise BadSource(source.name, f"its query gives no column {source.watermark}, which is its watermark; add it")
    return folded.index(source.watermark.lower())


def _as_text(batch: Sequence[Any], width: int) -> pl.DataFrame:
    columns = list(zip(*batch, strict=True)) if batch else [()] * width
    return pl.DataFrame(
        {str(n): pl.Series([_said(v) for v in column], dtype=pl.String) for n, column in enumerate(columns)}
    )


def _said(value: Any) -> str | None:
    """One value as a file would write it; text passes as it is."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, datetime):
        wall = value if value.tzinfo is None else value.astimezone(ZoneInfo(LONDON)).replace(tzinfo=None)
        return wall.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


MARKS: dict[str, tuple[type, Callable[[str], object]]] = {
    "time": (datetime, datetime.fromisoformat),
    "day": (date, date.fromisoformat),
    "whole": (int, int),
    "decimal": (Decimal, Decimal),
    "text": (str, str),
}


def marked(value: object) -> str:
    """A watermark as text that says its type too: databases compare a time with a time, a number with a number."""
    for name, (kind, _) in MARKS.items():
        if isinstance(value, kind):
            return f"{name} {value}"
    return f"text {value}"


def unmarked(mark: str) -> object:
    """The value that `marked` wrote."""
    name, value = mark.split(" ", 1)
    return MARKS[name][1](value)


def first_since(text_given: str) -> object:
    """What `:since` is at the first pull: a whole number or a day where it reads as one, else the text."""
    if re.fullmatch(r"-?[0-9]+", text_given):
        return int(text_given)
    try:
        return datetime.fromisoformat(text_given)
    except ValueError:
        return text_given


def _first_line(error: SQLAlchemyError) -> str:
    """What the database itself said, its first line; SQLAlchemy's own text would repeat the query."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return said[0].strip().rstrip(".") if said else type(error).__name__
