"""CSV files, one rule each: real files, literal expectations."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import polars as pl
import pytest

from data.reading import TextExtract, UnreadableError, fold, read_text
from data.reading import records as reading_records

CLEAN = "spell_id,ward,age\nS1,Ward A,70\nS2,Ward B,81\n"
ROWS = [("S1", "Ward A", "70"), ("S2", "Ward B", "81")]


def read(folder: Path, content: str | bytes, **options: str) -> TextExtract:
    path = folder / "extract.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_text(path, **options)


def refusal(folder: Path, content: str | bytes, **options: str) -> str:
    with pytest.raises(UnreadableError) as refused:
        read(folder, content, **options)
    return str(refused.value)


def test_every_column_is_text_and_rows_are_numbered_from_one(tmp_path: Path) -> None:
    extract = read(tmp_path, "spell_id,when,age\n007,2024-02-30,70\n1E5,NULL,\n")
    assert extract.rows.rows() == [("007", "2024-02-30", "70"), ("1E5", "NULL", None)]
    assert set(extract.rows.dtypes) == {pl.String}
    assert extract.row_number.to_list() == [1, 2]
    assert extract.row_number.dtype == pl.UInt32
    assert extract.ragged.schema == {"row_number": pl.UInt32, "reason": pl.String}
    assert extract.name == "extract.csv"


def test_sha256_is_that_of_the_bytes(tmp_path: Path) -> None:
    assert read(tmp_path, CLEAN).sha256 == "23d52a62ec685fcd0a1d2964b4b6ad8afce39eef714b2cae6820c903349c8e1d"


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + CLEAN.encode(),
        CLEAN.encode("utf-16"),
        codecs.BOM_UTF16_BE + CLEAN.encode("utf-16-be"),
        CLEAN.replace("\n", "\r\n").encode(),
        CLEAN.replace("\n", "\r").encode(),
        CLEAN.replace("\n", "\r\n", 1).encode(),
        CLEAN.rstrip("\n").encode(),
        CLEAN.replace("\n", "\n\n").encode(),
        b"\n\n" + CLEAN.encode(),
        b"sep=,\n" + CLEAN.encode(),
        CLEAN.replace(",", ";").encode(),
        CLEAN.replace(",", "\t").encode(),
        CLEAN.replace(",", "|").encode(),
        CLEAN.replace(",", " , ").encode(),
        CLEAN.replace("Ward A", '"Ward A"').encode(),
        CLEAN.replace("Ward ", "Ward\u00a0").encode(),
        CLEAN.replace("Ward", "\u200bWard\u2060").encode(),
        CLEAN.replace("ward", "\ufeffward\u00a0").encode(),
        CLEAN.replace("\n", ",,\n").encode(),
        CLEAN.encode() + b",,\n , ,\n",
    ],
)
def test_the_same_rows_in_another_dress(tmp_path: Path, content: bytes) -> None:
    extract = read(tmp_path, content)
    assert extract.rows.columns == ["spell_id", "ward", "age"]
    assert extract.rows.rows() == ROWS
    assert extract.ragged.is_empty()


def test_blank_lines_keep_row_numbers_true_to_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b\n1,2\n\n,\n3,4\n").row_number.to_list() == [1, 4]


def test_quotes_hold_delimiters_line_ends_and_quotes(tmp_path: Path) -> None:
    extract = read(tmp_path, 'id,ward\r\n1,"A, ""North""\r\nupper"\r\n2,""\r\n3,"""x"""\r\n')
    assert extract.rows.rows() == [("1", 'A, "North"\r\nupper'), ("2", None), ("3", '"x"')]


@pytest.mark.parametrize("block", [1, 5, 64])
def test_rows_of_another_width_are_set_aside_and_the_others_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(reading_records, "BLOCK", block)
    extract = read(tmp_path, 'id,ward\n1,A\n2\n3,"B, C"\n4,D,E\n5,F\n6,"G\nH"\n7,I\n')
    assert extract.rows.rows() == [("1", "A"), ("3", "B, C"), ("5", "F"), ("6", "G\nH"), ("7", "I")]
    assert extract.row_number.to_list() == [1, 3, 5, 6, 7]
    assert extract.ragged.rows() == [
        (2, "the row has 1 fields, the column names are 2"),
        (4, "the row has 3 fields, the column names are 2"),
    ]


def test_a_file_that_ends_inside_a_row_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, CLEAN + "S3,Wa") == (
        "extract.csv ends inside line 4, so it is cut off; ask for it again, or end that line if it is whole."
    )
    assert read(tmp_path, CLEAN + "S3,Wa\n").ragged["row_number"].to_list() == [3]


@pytest.mark.parametrize("block", [1, 7, 1 << 18])
def test_a_stray_quote_costs_its_own_row_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(reading_records, "BLOCK", block)
    text = 'id,ward\n1,"A, B"\n2,5" bed\n3,"C\nD"\n4,"E"x\n5,"F \\"G\\" H"\n6,"I"\n'
    extract = read(tmp_path, text)
    assert extract.rows.rows() == [("1", "A, B"), ("3", "C\nD"), ("6", "I")]
    assert extract.ragged.rows() == [(row, "a quote stands where none may") for row in (2, 4, 5)]


def test_a_quote_never_closed_costs_its_row_where_a_later_one_shows_it(tmp_path: Path) -> None:
    extract = read(tmp_path, 'id,ward\n1,"A\n2,B\n3,"C"\n4,D\n')
    assert extract.rows.rows() == [("2", "B"), ("3", "C"), ("4", "D")]
    assert extract.ragged["row_number"].to_list() == [1]


def test_a_quote_never_closed_to_the_end_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, 'id,ward\n1,A\n2,"B\n3,C\n') == (
        "extract.csv has a quote on line 3 that is never closed; check that the file is whole and export it again."
    )


def test_column_names_once_more_among_the_rows_are_set_aside(tmp_path: Path) -> None:
    extract = read(tmp_path, CLEAN + CLEAN)
    assert extract.rows.rows() == ROWS + ROWS
    assert extract.ragged.rows() == [(3, "the row repeats the column names")]


def test_names_only_is_a_file_of_no_rows(tmp_path: Path) -> None:
    extract = read(tmp_path, "id,ward\n")
    assert extract.rows.columns == ["id", "ward"]
    assert extract.rows.height == extract.row_number.len() == 0


def test_undeclared_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, "id,ward\n1,A\n2,Café\n".encode("cp1252")) == (
        "extract.csv is not UTF-8: line 3 holds the byte 0xE9; save it as CSV UTF-8, or declare what it is in the "
        'mapping, for example encoding = "cp1252".'
    )


def test_declared_encoding_is_read(tmp_path: Path) -> None:
    extract = read(tmp_path, "id,ward\n1,Café\n".encode("cp1252"), encoding="cp1252")
    assert extract.rows.rows() == [("1", "Café")]


def test_a_declared_delimiter_wins(tmp_path: Path) -> None:
    assert read(tmp_path, "a;b,c\n1;2,3\n", delimiter=";").rows.columns == ["a", "b,c"]
    assert read(tmp_path, "a\n1\n2\n", delimiter=",").rows.rows() == [("1",), ("2",)]


def test_the_delimiter_that_every_line_agrees_on_is_taken(tmp_path: Path) -> None:
    assert read(tmp_path, "id;ward, floor\n1;A\n2;B\n").rows.columns == ["id", "ward, floor"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "extract.csv is empty"),
        (b"\n \n", "is empty"),
        (b",,\n1,2,3\n", "has no column names"),
        (b"id,,age\n1,2,3\n", "has no name for column 2"),
        (b"id,Ward A,ward_a\n1,2,3\n", "has two columns of one name ('Ward A' and 'ward_a')"),
        (b"id\n1\n", "has one column only in its first line"),
        (b"Report for June\n\nid,ward,age\n1,A,2\n", "(line 3 looks like the column names)"),
        (b"Report, June\nid,ward,age\n1,A,2\n2,A,2\n", "rows of another number of fields"),
        (b"# note\n1,2\n", "has one column only"),
        (b"#a,b\n1,2\n", "begins with a comment line"),
        (b"'a','b'\n'1','2'\n", "single quotes"),
        (b"a,b;c\n1,2;3\n", "could be split at more than one character"),
        (b"a,b\n1,\x002\n", "holds NUL bytes"),
        (CLEAN.encode("utf-16-le"), "holds NUL bytes"),
        (CLEAN.encode("utf-32"), "is UTF-32"),
        (gzip.compress(CLEAN.encode(), mtime=0), "is compressed (gzip)"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old .xls workbook or has a password"),
        (b"<html><table><tr><td>a,b</td></tr></table></html>", "is a web page"),
        (b'a,"b\n1,2\n', "a quote there that is never closed"),
        (b"a,b" + b"x" * 300 + b"\n1,2\n", "a column name of more than 200 characters"),
        (b"a,b\n1," + b"x" * 1_100_000 + b"\n", "has a row of more than 1 MB at line 2"),
        (",".join(f"c{n}" for n in range(2_001)).encode() + b"\n", "has 2,001 columns, more than 2,000"),
    ],
)
def test_what_is_not_certain_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    said = refusal(tmp_path, content)
    assert words in said
    assert said.endswith(".")
    assert "; " in said


@pytest.mark.parametrize("options", [{"encoding": "no-such"}, {"delimiter": "ab"}, {"delimiter": '"'}])
def test_a_declaration_that_means_nothing_is_refused(tmp_path: Path, options: dict[str, str]) -> None:
    refusal(tmp_path, CLEAN, **options)


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="is not a file"):
        read_text(tmp_path / "missing.csv")
    with pytest.raises(UnreadableError, match="is not a file"):
        read_text(tmp_path)


def test_names_are_compared_without_case_spaces_and_underscores() -> None:
    assert fold("Spell_ID") == fold(" spell\u00a0id\u200b") == "spellid"
