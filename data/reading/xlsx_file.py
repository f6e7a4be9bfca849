"""XLSX to a table of text.

openpyxl reads the cells, in its read-only mode: it keeps error cells such as #N/A as text, tells a date from a number
by the cell's format and knows workbooks that count from 1904. fastexcel is about eight times as fast, but gives null
for an error cell and guesses one type for a column, so rows would be lost in silence.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import openpyxl
import polars as pl

from data.reading import xlsx_package as package
from data.reading.tidying import Table, UnreadableError, clean, numbered, ragged_frame

EXACT_DIGITS = 10**15
ROWS_LOOKED_AT = 200


def read_xlsx(data: bytes, file: str, *, sheet: str | None) -> Table:
    """The cells of one sheet as text: dates and times in ISO 8601, whole numbers without `.0`, errors as shown.

    Hidden rows are read. Rows of a merged cell are ragged. `sheet` None: the only sheet with anything in it, hidden
    ones counted; otherwise UnreadableError, as for merged column names, a formula without a stored value, a number of
    more than 15 digits (Excel has rounded it), macros, links and a package too large.
    """
    parts = package.opened(data, file)
    paths = package.sheet_parts(parts, file)
    for name in parts.namelist():
        if name.endswith((".xml", ".rels")) and not name.startswith("xl/worksheets/"):
            package.part(parts, name, file)
    chosen = sheet if sheet is not None else _only_sheet(data, file)
    if chosen not in paths:
        raise UnreadableError(file, f"has no sheet '{chosen}'", f"name one of {_listed(list(paths))}")
    xml = package.part(parts, paths[chosen], file)
    if cell := package.uncalculated_cell(xml):
        raise UnreadableError(
            file, f"holds a formula without a value in cell {cell}", "open it in Excel, save it and load it again"
        )
    table = _table(_cells(data, file, chosen), package.merged_rows(xml), file)
    return replace(table, labels=tuple(paths))


@contextmanager
def _openpyxl(file: str) -> Iterator[None]:
    """What openpyxl raises over a damaged part could be anything (IndexError, ParseError, ...): it is one sentence."""
    try:
        yield
    except (UnreadableError, MemoryError):
        raise
    except Exception as wrong:
        raise package.damaged(file) from wrong


def _workbook(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)


def _only_sheet(data: bytes, file: str) -> str:
    """The one sheet that holds anything; a hidden sheet with data is one more, because it could be the right one."""
    with _openpyxl(file), closing(_workbook(data)) as book:
        full = [sheet for sheet in book.worksheets if _holds_anything(sheet)]
        names = [sheet.title for sheet in full]
        hidden = [sheet.title for sheet in full if sheet.sheet_state != "visible"]
    if len(names) == 1 and not hidden:
        return names[0]
    if not names:
        raise UnreadableError(file, "is empty", "ask for the file again")
    said = f" ({_listed(hidden)} hidden)" if hidden else ""
    raise UnreadableError(
        file,
        f"has data in {len(names)} sheet{'s' * (len(names) > 1)}: {_listed(names)}{said}",
        'name the right one in the mapping, as sheet = "..."',
    )


def _holds_anything(sheet: Any) -> bool:
    return any(value is not None for row in islice(sheet.iter_rows(values_only=True), ROWS_LOOKED_AT) for value in row)


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _cells(data: bytes, file: str, sheet: str) -> Iterator[list[str | None]]:
    """The rows of a sheet from its first, as text."""
    with _openpyxl(file), closing(_workbook(data)) as book:
        for row in book[sheet].iter_rows():
            yield [None if cell.value is None else _text(cell, file) for cell in row]


def _text(cell: Any, file: str) -> str:
    value = cell.value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number_text(value, cell, file)
    if isinstance(value, (datetime, date, time)):
        return _moment_text(value, str(cell.number_format).lower())
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return clean(str(value))


def _number_text(value: float, cell: Any, file: str) -> str:
    if abs(value) >= EXACT_DIGITS:
        raise UnreadableError(
            file,
            f"holds a number of more than 15 digits in cell {cell.coordinate}, which Excel has rounded",
            "export that column as text",
        )
    return str(int(value)) if value == int(value) else repr(value)


def _moment_text(value: datetime | date | time, number_format: str) -> str:
    """ISO 8601 to the second; a midnight whose cell shows no hours is a date."""
    if isinstance(value, datetime):
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        if value.time() == time() and "h" not in number_format:
            return value.date().isoformat()
    return value.isoformat()


def _table(cells: Iterator[list[str | None]], merged: list[tuple[int, int]], file: str) -> Table:
    heading, header = next(((at, row) for at, row in enumerate(cells, start=1) if any(row)), (1, []))
    _refuse_heading(header, heading, merged, file)
    inside = {row - heading for first, last in merged for row in range(first, last + 1)}
    rows: dict[int, list[str | None]] = {}
    ragged: list[int] = []
    for number, row in enumerate(cells, start=1):
        if number in inside:
            ragged.append(number)
        elif any(row):
            rows[number] = row
    width = max([len(header), *map(len, rows.values())])
    padded = [row + [None] * (width - len(row)) for row in rows.values()]
    frame = pl.DataFrame(padded, schema=numbered(width), orient="row")
    names = [name or "" for name in header] + [""] * (width - len(header))
    row_number = pl.Series("row_number", list(rows), dtype=pl.UInt32)
    return Table(names, frame, row_number, ragged_frame(ragged, ["the row is part of a merged cell"] * len(ragged)))


def _refuse_heading(header: list[str | None], heading: int, merged: list[tuple[int, int]], file: str) -> None:
    if any(first <= heading <= last for first, last in merged):
        raise UnreadableError(file, "has merged cells among its column names", "unmerge them, one name to a column")
    if any(last < heading for _, last in merged) or sum(1 for name in header if name) < 2:
        raise UnreadableError(
            file, f"has no row of column names at row {heading}", "delete the title rows above the column names"
        )
