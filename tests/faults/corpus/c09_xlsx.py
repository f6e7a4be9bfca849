"""Class 9: workbooks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from tests.faults.corpus.case import Group, Make
from tests.faults.corpus.rows import CLEAN, NAMES, each, put, table
from tests.faults.corpus.sheets import fill, workbook

g = Group(9)
AGE, WARD, READY = NAMES.index("age"), NAMES.index("ward"), NAMES.index("discharge_ready_date")


def book(change: Callable[[Any, Any], None], rows: list[dict[str, str]] = CLEAN, **options: Any) -> Make:
    """A workbook of the rows to which `change` (workbook, sheet) does something before it is closed."""

    def make(folder: Path) -> Path:
        made = xlsxwriter.Workbook(folder / "spells.xlsx", options)
        sheet = made.add_worksheet("Extract")
        fill(sheet, rows)
        change(made, sheet)
        made.close()
        return folder / "spells.xlsx"

    return make


def edited(change: Callable[[Any], None]) -> Make:
    """A workbook whose sheet was changed by openpyxl."""

    def make(folder: Path) -> Path:
        path = workbook(folder)
        made = openpyxl.load_workbook(path)
        change(made["Extract"])
        made.save(path)
        return path

    return make


def part(name: str, content: bytes, declared: int | None = None) -> Make:
    """A workbook with one more part in its package; `declared` is the size its directory says."""

    def make(folder: Path) -> Path:
        path = workbook(folder)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr(name, content)
        if declared is not None:
            raw, real = path.read_bytes(), len(content).to_bytes(4, "little")
            path.write_bytes(raw.replace(real, declared.to_bytes(4, "little")))
        return path

    return make


def dates(made: Any, sheet: Any) -> None:
    """Ready dates as real dates of the workbook."""
    form = made.add_format({"num_format": "dd/mm/yyyy"})
    for line, row in enumerate(CLEAN, start=1):
        sheet.write_datetime(line, READY, datetime.fromisoformat(row["discharge_ready_date"]), form)


def mixed_dates(made: Any, sheet: Any) -> None:
    """The same, two of them as text in another order."""
    dates(made, sheet)
    for line in (3, 5):
        sheet.write_string(line, READY, "14/01/2025")


def numbers(_made: Any, sheet: Any) -> None:
    """Ages as numbers."""
    for line, row in enumerate(CLEAN, start=1):
        sheet.write_number(line, AGE, int(row["age"]))


def rich(made: Any, sheet: Any) -> None:
    """A ward half in bold."""
    sheet.write_rich_string(1, WARD, made.add_format({"bold": True}), "Aca", "cia")


def filtered(_made: Any, sheet: Any) -> None:
    """A filter that hides most rows."""
    sheet.autofilter(0, 0, len(CLEAN), len(NAMES) - 1)
    sheet.filter_column(WARD, "x == Beech")
    hide(_made, sheet)


def hide(_made: Any, sheet: Any) -> None:
    """Rows hidden."""
    for line in (2, 3, 5):
        sheet.set_row(line, options={"hidden": True})


def hidden_sheet(made: Any, _sheet: Any) -> None:
    """A second sheet that nobody sees."""
    other = made.add_worksheet("Old")
    fill(other, CLEAN)
    other.hide()


def second_sheet(made: Any, _sheet: Any) -> None:
    """A second sheet."""
    fill(made.add_worksheet("Old"), CLEAN)


def cut(folder: Path) -> Path:
    """Half of a workbook."""
    path = workbook(folder)
    return put(folder, path.read_bytes()[: path.stat().st_size // 2], "spells.xlsx")


def nested(folder: Path) -> Path:
    """A workbook that holds another zip."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as package:
        package.writestr("zeros", bytes(1_000))
    return part("xl/media/inner.zip", inner.getvalue())(folder)  # type: ignore[return-value]


def linked(folder: Path) -> list[Path]:
    """A link to another workbook (as DDE is too), and macros."""
    made = []
    for name in ("xl/externalLinks/externalLink1.xml", "xl/vbaProject.bin"):
        inside = folder / name.rpartition("/")[2]
        inside.mkdir()
        path = part(name, b"<x/>")(inside)
        assert isinstance(path, Path)
        made.append(path)
    return made


def million(made: Any, sheet: Any) -> None:
    """Every row of the sheet with a format and nothing in it."""
    form = made.add_format({"bg_color": "yellow"})
    for line in range(len(CLEAN) + 1, 1_048_576):
        sheet.set_row(line, 15, form)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'

g.a("a formula with its value", book(lambda _, sheet: sheet.write_formula(1, AGE, "=50+5", None, 55)))
g.r("a formula without", edited(lambda sheet: sheet.__setitem__("F2", "=50+5")), "formula without a value in cell F2")
g.r("merged names", edited(lambda sheet: sheet.merge_cells("A1:B1")), "merged cells among its column names")
g.w("merged rows", edited(lambda sheet: sheet.merge_cells("C4:C5")), "the row is part of a merged cell", 2)
g.a("hidden rows", book(hide))
g.r("a hidden sheet with data", book(hidden_sheet), "'Old' hidden")
g.r("two sheets", book(second_sheet), "has data in 2 sheets")
g.a("a filter", book(filtered))
g.w("dates and texts in a column", book(mixed_dates), "discharge_ready_date is not a date", 2)
g.a("dates from 1904", book(dates, date_1904=True))
g.w(
    "serial 60",
    book(lambda made, sheet: sheet.write_number(1, READY, 60, made.add_format({"num_format": "dd/mm/yyyy"}))),
    "discharge_ready_date is before 1950",
    1,
)
g.w(
    "an error in a cell",
    book(lambda _, sheet: sheet.write_formula(1, AGE, "=NA()", None, "#N/A")),
    "age is not a whole number.",
    1,
)
g.a("rich text", book(rich))
g.a(
    "numbers kept as text by an apostrophe",
    book(lambda _made, _sheet: None, each(spell_id=lambda row: f"00{row['spell_id'][2:]}")),
    twin=table(each(spell_id=lambda row: f"00{row['spell_id'][2:]}")),
)
g.a("numbers as numbers", book(numbers))
g.r(
    "a number that was rounded",
    book(lambda _, sheet: sheet.write_number(1, 3, 1234567890123456789)),
    "more than 15 digits in cell D2",
)
g.r("a bomb", part("xl/media/zeros", bytes(50_000_000)), "unpacks to more than a table needs")
g.r("sizes that lie", part("xl/media/zeros", bytes(50_000_000), declared=1_000), "damaged")
g.r("a zip in the zip", nested, "holds other files inside")
g.r("links, and macros", linked, "")
g.r("entities", part("xl/extra.xml", ENTITIES), "declares XML entities")
g.r(
    "a password",
    lambda folder: put(folder, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "spells.xlsx"),
    "has a password",
)
g.r("cut off", cut, "damaged or cut off")
g.a("a million empty rows in colour", book(million), slow=True)
CASES = g.cases
