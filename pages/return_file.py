"""The daily return as a file: CSV of its lines, or a workbook with a sheet of lines and a sheet of checks.

No cell holds a formula: a text that a spreadsheet could take for one is preceded by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from pages.paper.stable import repacked
from pages.paper.xlsx import safe
from pages.returning import Return

LINES: Final = ("provider", "date", "section", "line", "label", "value")
CHECKS: Final = ("check", "outcome", "what was found")
TYPES: Final = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                   "strings_to_numbers": False}  # fmt: skip


def save(found: Return, kind: str) -> bytes:
    """The file; kind is "csv" or "xlsx"."""
    return _csv(found) if kind == "csv" else _xlsx(found)


def write(found: Return, path: Path, kind: str) -> None:
    """Write the file to `path`."""
    path.write_bytes(save(found, kind))


def _rows(found: Return) -> list[tuple[str | int, ...]]:
    return [
        (safe(found.name), found.day.isoformat(), safe(line.section), safe(line.key), safe(line.label), line.value)
        for line in found.lines
    ]


def _csv(found: Return) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(LINES)
    writer.writerows(_rows(found))
    return out.getvalue().encode("utf-8-sig")  # the mark lets Excel read it as UTF-8


def _xlsx(found: Return) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, dict(_OPTIONS))
    made = datetime.combine(found.day, time())
    book.set_properties({"title": f"Daily return, {found.day.isoformat()}", "author": "Homeward", "created": made})
    _sheet(book, "Lines", LINES, _rows(found), (12, 12, 30, 46, 60, 9))
    checks = [(safe(check.name), str(check.outcome), safe(check.sentence)) for check in found.checks]
    checks.append(("Data version", "", found.data_version))
    _sheet(book, "Checks", CHECKS, checks, (30, 10, 110))
    book.close()
    return repacked(out.getvalue(), made)


def _sheet(
    book: Any, name: str, heads: Sequence[str], rows: Sequence[Sequence[str | int]], widths: Sequence[int]
) -> None:
    base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    plain, head = book.add_format({**base, "text_wrap": True}), book.add_format({**base, "bold": True})
    sheet = book.add_worksheet(name)
    for column, (label, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label.capitalize(), head)
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(at, column, value, plain)
            else:
                sheet.write_string(at, column, value, plain)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(heads) - 1)
