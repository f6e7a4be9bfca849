"""Excel workbooks, one rule each, made with xlsxwriter or openpyxl and changed in the package where they must lie."""

from __future__ import annotations

import zipfile
from datetime import datetime, time
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from data.reading import TextExtract, UnreadableError, read_text

NAMES: list[object] = ["spell id", "ward"]


def workbook(folder: Path, sheets: dict[str, list[list[object]]], hidden: tuple[str, ...] = ()) -> Path:
    path = folder / "extract.csv"  # told by its bytes, not by its name
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name in hidden:
            sheet.hide()
    book.close()
    return path


def refusal(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(UnreadableError) as refused:
        read_text(path, sheet=sheet)
    return str(refused.value)


def with_part(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return path


def test_cells_become_text(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    stamp, day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"}), book.add_format({"num_format": "dd/mm/yyyy"})
    clock = book.add_format({"num_format": "hh:mm"})
    sheet.write_row(0, 0, ["id", "at", "midnight", "day", "clock", "age", "rate", "bad", "known", "text number"])
    sheet.write_string(1, 0, "007")
    sheet.write_datetime(1, 1, datetime(2024, 1, 5, 6, 46), stamp)
    sheet.write_datetime(1, 2, datetime(2024, 1, 5), stamp)
    sheet.write_datetime(1, 3, datetime(2024, 1, 5), day)
    sheet.write_datetime(1, 4, time(6, 46), clock)
    sheet.write_number(1, 5, 70.0)
    sheet.write_number(1, 6, 0.25)
    sheet.write_formula(1, 7, "=NA()", None, "#N/A")
    sheet.write_boolean(1, 8, True)
    sheet.write_string(1, 9, " 12\u00a0 ")
    book.close()
    extract = read_text(path)
    assert extract.rows.rows() == [
        (
            "007",
            "2024-01-05T06:46:00",
            "2024-01-05T00:00:00",
            "2024-01-05",
            "06:46:00",
            "70",
            "0.25",
            "#N/A",
            "TRUE",
            "12",
        )
    ]
    assert set(extract.rows.dtypes) == {pl.String}


def test_dates_that_count_from_1904(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["id", "day"])
    sheet.write_string(1, 0, "a")
    sheet.write_datetime(1, 1, datetime(2024, 1, 5), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    assert read_text(path).rows.rows() == [("a", "2024-01-05")]


def test_blank_rows_are_skipped_and_still_counted_in_the_row_number(tmp_path: Path) -> None:
    extract = read_text(workbook(tmp_path, {"Data": [NAMES, ["a", "A"], [], ["b", "B"]]}))
    assert extract.rows.rows() == [("a", "A"), ("b", "B")]
    assert extract.row_number.to_list() == [1, 3]


def test_one_sheet_with_data_needs_no_name(tmp_path: Path) -> None:
    assert read_text(workbook(tmp_path, {"Data": [NAMES, ["a", "A"]], "Empty": []})).rows.height == 1


def test_two_sheets_need_a_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"One": [NAMES, ["a", "A"]], "Two": [NAMES, ["b", "B"]]})
    assert refusal(path) == (
        "extract.csv has data in 2 sheets: 'One', 'Two'; name the right one in the mapping, as sheet = \"...\"."
    )
    assert read_text(path, sheet="Two").rows.rows() == [("b", "B")]
    assert refusal(path, "Three") == "extract.csv has no sheet 'Three'; name one of 'One', 'Two'."


def test_a_hidden_sheet_with_data_needs_a_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"One": [NAMES, ["a", "A"]], "Two": [NAMES, ["b", "B"]]}, hidden=("Two",))
    assert "('Two' hidden)" in refusal(path)


def merged(folder: Path, area: str) -> Path:
    path = folder / "merged.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (NAMES, ["a", "A"], ["b", "B"], ["c", "C"]):
        sheet.append(row)
    sheet.merge_cells(area)
    book.save(path)
    return path


def test_merged_names_are_refused(tmp_path: Path) -> None:
    assert "has merged cells among its column names" in refusal(merged(tmp_path, "A1:B1"))


def test_rows_of_a_merged_cell_are_set_aside(tmp_path: Path) -> None:
    extract: TextExtract = read_text(merged(tmp_path, "B3:B4"))
    assert extract.rows.rows() == [("a", "A")]
    assert extract.ragged.rows() == [(2, "the row is part of a merged cell"), (3, "the row is part of a merged cell")]


def test_a_formula_that_was_never_calculated_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "formula.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (NAMES, ["a", "=1+1"]):
        sheet.append(row)
    book.save(path)
    assert "holds a formula without a value in cell B2" in refusal(path)


def test_a_number_that_excel_has_rounded_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Data": [NAMES, ["a", 1234567890123456789]]})
    assert "a number of more than 15 digits in cell B2" in refusal(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("xl/vbaProject.bin", "holds macros"),
        ("xl/externalLinks/externalLink1.xml", "has links to other workbooks"),
        ("xl/embeddings/inner.zip", "holds other files inside"),
    ],
)
def test_parts_that_a_table_has_no_use_for_are_refused(tmp_path: Path, name: str, words: str) -> None:
    path = workbook(tmp_path, {"Data": [NAMES, ["a", "A"]]})
    assert words in refusal(with_part(path, name, b"x"))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Data": [NAMES, ["a", "A"]]})
    assert "unpacks to more than a table needs" in refusal(with_part(path, "xl/media/zeros", bytes(50_000_000)))


def test_entities_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Data": [NAMES, ["a", "A"]]})
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert "declares XML entities" in refusal(with_part(path, "xl/extra.xml", bomb))


def test_another_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "files.zip"
    with_part(path, "extract.csv", b"a,b\n1,2\n")
    assert "is a zip archive and not an Excel workbook" in refusal(path)


@pytest.mark.parametrize("kept", [100, 3_000])
def test_a_cut_off_workbook_is_refused(tmp_path: Path, kept: int) -> None:
    path = workbook(tmp_path, {"Data": [NAMES, ["a", "A"]]})
    path.write_bytes(path.read_bytes()[:kept])
    assert "damaged or cut off" in refusal(path)


def test_title_rows_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Data": [["Report for June"], NAMES, ["a", "A"]]})
    assert "delete the title rows above the column names" in refusal(path)
