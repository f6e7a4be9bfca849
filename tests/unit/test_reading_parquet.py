"""Parquet files: every column as text, and what is not plain values refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.reading import UnreadableError, read_text


def test_every_type_becomes_its_text(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"  # told by its bytes, not by its name
    frame = pl.DataFrame(
        {
            "id": ["007", " x "],
            "age": [70.0, None],
            "rate": [0.1, 1e300],
            "day": [date(2024, 1, 5), None],
            "at": [datetime(2024, 1, 5, 6, 46), datetime(2024, 1, 5)],
            "zoned": [datetime(2024, 7, 1, 12, tzinfo=UTC), datetime(2024, 1, 1, 12, tzinfo=UTC)],
            "cost": [Decimal("12.50"), Decimal("3.00")],
            "group": pl.Series(["a", "b"], dtype=pl.Categorical),
            "n": [2**62, 0],
        }
    )
    frame.write_parquet(path)
    extract = read_text(path)
    assert set(extract.rows.dtypes) == {pl.String}
    first, second = extract.rows.rows()
    assert first == (
        "007",
        "70",
        "0.1",
        "2024-01-05",
        "2024-01-05T06:46:00",
        "2024-07-01T13:00:00",
        "12.50",
        "a",
        "4611686018427387904",
    )
    assert second == ("x", None, "1e+300", None, "2024-01-05T00:00:00", "2024-01-01T12:00:00", "3.00", "b", "0")
    assert extract.row_number.to_list() == [1, 2]


def test_nested_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "nested.parquet"
    pl.DataFrame({"id": ["a"], "codes": [["x", "y"]]}).write_parquet(path)
    with pytest.raises(UnreadableError, match="no plain values in the column 'codes'"):
        read_text(path)


@pytest.mark.slow
def test_a_file_that_says_it_unpacks_to_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "extract.parquet"
    ward = pa.table({"ward": pa.array(["x" * 1_000] * 200_000)})
    with pq.ParquetWriter(path, ward.schema, compression="zstd", use_dictionary=False) as out:
        for _ in range(21):
            out.write_table(ward)
    assert path.stat().st_size < 10_000_000
    with pytest.raises(UnreadableError, match="unpacks to more than 4 GB"):
        read_text(path)


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_texts_in_every_dress_of_arrow_are_read(tmp_path: Path, kind: pa.DataType, stored: bool) -> None:
    path = tmp_path / "extract.parquet"
    texts = ["a", None, "", "ä" * 100, *(f"S{number}" for number in range(1_000))]
    listed = pa.array(texts).dictionary_encode()
    table = pa.table({"ward.name": pa.array(texts, kind), "listed": listed, "age": list(range(len(texts)))})
    pq.write_table(table, path, store_schema=stored, row_group_size=300)
    rows = read_text(path).rows
    assert rows["ward.name"].to_list() == rows["listed"].to_list() == [text or None for text in texts]
    assert rows["age"].to_list() == [str(number) for number in range(len(texts))]


def test_a_cut_off_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.parquet"
    pl.DataFrame({"id": ["a"], "ward": ["b"]}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnreadableError, match="is damaged or cut off"):
        read_text(path)


def test_no_rows_is_a_file_of_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    pl.DataFrame(schema={"id": pl.String, "age": pl.Int64}).write_parquet(path)
    assert read_text(path).rows.schema == {"id": pl.String, "age": pl.String}


@pytest.mark.parametrize(("name", "said"), [("a.parquet", "a Parquet file"), ("a.XLSX", "an Excel workbook")])
def test_bytes_under_the_name_of_a_kind_that_they_are_not(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_bytes(bytes(range(256)) * 20)
    with pytest.raises(UnreadableError, match=f"^{name} is not {said}, whatever its name says; ask for the file again"):
        read_text(tmp_path / name)
