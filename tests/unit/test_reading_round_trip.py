"""Any table that Python's csv module writes is read back as it was, white space and blanks apart."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from data.reading import read_text

CELL = st.text(alphabet='ab1 ,;"\n|\t', max_size=6)
TABLE = st.lists(st.tuples(CELL, CELL, CELL), max_size=12)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(TABLE)
def test_round_trip(table: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
            writer.writerow(["first", "second", "third"])
            writer.writerows(table)
        extract = read_text(path)
    cleaned = [tuple(cell.strip() or None for cell in row) for row in table]
    numbers = [number for number, row in enumerate(cleaned, start=1) if any(row)]
    assert extract.rows.rows() == [row for row in cleaned if any(row)]
    assert extract.row_number.to_list() == numbers
    assert extract.ragged.is_empty()
