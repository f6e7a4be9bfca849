"""A published table in a file that is no plain table: title rows above, several sheets, an old .xls, Windows text.

Only what is then recognised by its columns is taken; anything else stays refused by the reader's own sentence.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import polars as pl

from data.published.delayed_transfers import JOIN, DelayedTransfers
from data.published.layout import PublishedLayout
from data.reading import MAX_BYTES, TextExtract, UnreadableError, fold
from data.reading.csv_file import read_csv
from data.reading.decoding import utf8_text
from data.reading.tidying import Table, finished, numbered, ragged_frame
from data.reading.workbook import WORKBOOKS, Cells, sheets

TITLE_ROWS = 60
Recognise = Callable[[Iterable[str]], PublishedLayout | None]


def find(path: Path, recognise: Recognise) -> TextExtract | None:
    """The one published table in a file, or None where there is none that `recognise` knows, or more than one."""
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        return None
    try:
        data = path.read_bytes()
        tables = (
            _in_workbook(data, path.name, recognise)
            if data.startswith(WORKBOOKS)
            else _in_text(data, path.name, recognise)
        )
        table = finished(tables[0], path.name) if len(tables) == 1 else None
    except (UnreadableError, OSError, csv.Error):
        return None
    if table is None:
        return None
    digest = hashlib.sha256(data).hexdigest()
    return TextExtract(path.name, digest, table.rows, table.row_number, table.ragged)


def _in_text(data: bytes, file: str, recognise: Recognise) -> list[Table]:
    """The table below the title lines; published files are UTF-8 or, where they are not, cp1252."""
    text = _decoded(data, file)
    start = 0
    for _ in range(TITLE_ROWS):
        end = text.find(b"\n", start)
        if end < 0:
            return []
        fields = next(csv.reader(io.StringIO(text[start:end].decode())), [])
        if recognise(fields) is not None:
            return [read_csv(text[start:], file, delimiter=",", encoding=None)]
        start = end + 1
    return []


def _decoded(data: bytes, file: str) -> bytes:
    try:
        return utf8_text(data, file, None)
    except UnreadableError:
        return utf8_text(data, file, "cp1252")


def _in_workbook(data: bytes, file: str, recognise: Recognise) -> list[Table]:
    found = (_in_sheet(cells, recognise) for cells in sheets(data, file).values())
    return [table for table in found if table is not None]


def _in_sheet(cells: Cells, recognise: Recognise) -> Table | None:
    for at, row in enumerate(cells[:TITLE_ROWS]):
        if recognise([name for name in row if name]) is not None:
            return _table(row, cells[at + 1 :])
    for at in range(2, min(TITLE_ROWS, len(cells))):
        names = joined(cells[at - 2 : at + 1])
        if DelayedTransfers().fits(frozenset(map(fold, filter(None, names)))):
            return _table(names, cells[at + 1 :])
    return None


def joined(headings: Sequence[Sequence[str | None]]) -> list[str | None]:
    """One name a column from heading rows, the upper ones carried to the right over their empty cells.

    A heading above begins anew the ones below it: the first reason under Non-acute is not the last under Acute.
    """
    upper = [_carried(row, above) for above, row in pairwise([[None] * len(headings[0]), *headings[:-1]])]
    names: list[str | None] = []
    for at, last in enumerate(headings[-1]):
        above = [cell for row in upper if (cell := row[at])]
        names.append(JOIN.join([*above, last]) if last else _alone(headings, at))
    return names


def _carried(row: Sequence[str | None], above: Sequence[str | None]) -> list[str | None]:
    now: str | None = None
    carried = []
    for cell, over in zip(row, above, strict=True):
        now = cell or (None if over else now)
        carried.append(now)
    return carried


def _alone(headings: Sequence[Sequence[str | None]], at: int) -> str | None:
    """The heading of a column that has none in the last row, as a total has."""
    return next((row[at] for row in reversed(headings) if row[at]), None)


def _table(names: Sequence[str | None], cells: Cells) -> Table:
    """Rows of a sheet below its names; columns without a name are left out if nothing stands in them."""
    kept = [at for at, name in enumerate(names) if name or any(row[at] for row in cells)]
    rows = [[row[at] for at in kept] for row in cells]
    frame = pl.DataFrame(rows, schema=numbered(len(kept)), orient="row")
    number = pl.Series("row_number", range(1, len(rows) + 1), dtype=pl.UInt32)
    return Table([names[at] or f"column {at + 1}" for at in kept], frame, number, ragged_frame([], []))
