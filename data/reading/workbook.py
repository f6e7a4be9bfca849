"""Every sheet of a workbook as bare text, for published tables: old .xls too, title rows and all.

Read by fastexcel, which opens both forms. An error cell comes out empty here; the reader of a hospital's own extracts
is xlsx_file, which does not allow that.
"""

from __future__ import annotations

import fastexcel

from data.reading.tidying import UnreadableError, clean
from data.reading.xlsx_package import opened

XLS, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
WORKBOOKS = (XLS, ZIP)
MAX_CELLS = 5_000_000
Cells = list[list[str | None]]


def sheets(data: bytes, file: str) -> dict[str, Cells]:
    """The rows of each sheet from its first, every row as wide as the sheet; blank is None, midnights are dates.

    Raises UnreadableError where it cannot be opened, has a password, or holds more than MAX_CELLS in a sheet.
    """
    if data.startswith(ZIP):
        opened(data, file)  # refuses packages that are too large or hold macros
    try:
        book = fastexcel.read_excel(data)
        return {name: _cells(book, name, file) for name in book.sheet_names}
    except BaseException as wrong:
        # the library's Rust may panic over a damaged .xls, which Python sees as an exception that is no Exception
        if not isinstance(wrong, fastexcel.FastExcelError) and type(wrong).__name__ != "PanicException":
            raise
        raise UnreadableError(file, "cannot be opened as a workbook", "save it as .xlsx without a password") from wrong


def _cells(book: fastexcel.ExcelReader, name: str, file: str) -> Cells:
    sheet = book.load_sheet(name, header_row=None, dtypes="string")
    if sheet.total_height * sheet.width > MAX_CELLS:
        raise UnreadableError(file, f"has more than {MAX_CELLS:,} cells in sheet '{name}'", "save that sheet as CSV")
    return [[_plain(cell) for cell in row] for row in sheet.to_polars().iter_rows()]


def _plain(cell: str | None) -> str | None:
    if cell is None:
        return None
    return clean(cell.removesuffix(" 00:00:00")) or None
