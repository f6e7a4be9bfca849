"""Workbooks for the corpus, written by XlsxWriter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.faults.corpus.rows import CLEAN, Row


def fill(sheet: Any, rows: Sequence[Row] = CLEAN, top: int = 0) -> None:
    """Names and rows as texts, from row `top` (0 the first)."""
    for line, values in enumerate([list(rows[0]), *(list(row.values()) for row in rows)], start=top):
        for column, value in enumerate(values):
            if value:
                sheet.write_string(line, column, value)


def workbook(folder: Path, rows: Sequence[Row] = CLEAN, name: str = "spells.xlsx", **options: Any) -> Path:
    """A workbook of one sheet of texts."""
    book = xlsxwriter.Workbook(folder / name, options)
    fill(book.add_worksheet("Extract"), rows)
    book.close()
    return folder / name
