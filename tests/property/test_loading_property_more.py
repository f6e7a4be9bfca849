"""Whole files, made at random: rows accounted for, a second load changes nothing, the order of arrival is no matter."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.loading import LoadReport, load
from data.loading.preparing import Options, checked, read, split
from data.settings import Settings
from data.warehouse import current, open_version
from tests.faults.corpus.rows import CLEAN, NAMES, NOW, Row, each, put, text

OPTIONS = Options(kind="spells", provider=None, mapping=None, as_at=None, covers_from=None, covers_to=None, now=NOW)
ODD = st.sampled_from(
    ["", " ", "x", "-1", "70.0", "31/01/2025", "2025-02-30", "2025-01-09 24:00", "2025-01-09T10:00:00Z", "=1+1", "<b>",
     "a\nb", '"', "a,b", "\u202e", "A\x07", "9" * 400, "0", "P1", "2A", "2025-01-09", "2099-01-01", "é\u200b"]
)  # fmt: skip
PLACES = st.tuples(st.integers(0, 11), st.sampled_from(NAMES), ODD)
FILES = st.fixed_dictionaries(
    {
        "rows": st.lists(st.integers(0, 11), min_size=1, max_size=14),
        "odd": st.lists(PLACES, max_size=10),
        "delimiter": st.sampled_from([",", ";", "\t", "|"]),
        "ending": st.sampled_from(["\n", "\r\n", "\r"]),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
        "ragged": st.integers(0, 3),
    }
)
QUICK = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=5_000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
HUNDREDS = settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def no_facts(con: duckdb.DuckDBPyConnection, given: Settings) -> None:
    """Build nothing: these tests look at the typed tables."""


def odd_rows(made: dict[str, Any]) -> list[Row]:
    """Clean rows, in any order and number, with odd values put in."""
    rows = [dict(CLEAN[number]) for number in made["rows"]]
    for place, name, value in made["odd"]:
        rows[place % len(rows)][name] = value
    return rows


def content(made: dict[str, Any]) -> bytes:
    """Those rows as the bytes of a file, with lines of another width at its end."""
    out = io.StringIO(newline="")
    # the writer quotes only the line ends that it writes itself
    quoting = csv.QUOTE_ALL if made["ending"] == "\r" else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=made["delimiter"], lineterminator=made["ending"], quoting=quoting)
    writer.writerow(NAMES)
    writer.writerows(row.values() for row in odd_rows(made))
    for number in range(made["ragged"]):
        writer.writerow(["RX1"] * (number + 2))
    return out.getvalue().encode(made["encoding"])


def accounted(made: dict[str, Any]) -> None:
    with TemporaryDirectory() as scratch:
        path = put(Path(scratch), content(made))
        try:
            (part,) = split(read(path, OPTIONS), OPTIONS)
            found = checked(part, OPTIONS)
        except DataError as error:
            assert str(error).endswith(".")
            return
    blank = sum(not any(value.strip(" \u200b") for value in row.values()) for row in odd_rows(made))
    assert found.rows_in == len(made["rows"]) + made["ragged"] - blank
    assert found.rows_in == found.rows.height + found.duplicates + found.rows_quarantined
    assert found.quarantine["row_number"].n_unique() == found.rows_quarantined


@seed(1)
@QUICK
@given(FILES)
def test_every_row_of_a_file_is_accounted_for(made: dict[str, Any]) -> None:
    accounted(made)


@pytest.mark.slow
@seed(2)
@MANY
@given(FILES)
def test_every_row_of_five_thousand_files_is_accounted_for(made: dict[str, Any]) -> None:
    accounted(made)


def take(store: Path, *paths: Path) -> LoadReport:
    return load(store, paths, kind="spells", build=no_facts, now=NOW)


def held(store: Path) -> tuple[str, list[tuple[Any, ...]]]:
    version = current(store)
    if version is None:
        return "", []
    rows = open_version(version).cursor().sql("select * exclude extract_id from spells order by all").fetchall()
    return version.data_version, rows


def idempotent(made: dict[str, Any]) -> None:
    with TemporaryDirectory() as scratch:
        path, store = put(Path(scratch), content(made)), Path(scratch) / "store"
        first = take(store, path)
        before = held(store)
        again = take(store, path)
        assert not again.published
        assert again.refused == first.refused
        assert held(store) == before
        assert sum(extract.rows_new + extract.rows_replaced for extract in again.extracts) == 0


@FEW
@given(FILES)
def test_a_file_loaded_again_changes_nothing(made: dict[str, Any]) -> None:
    idempotent(made)


@pytest.mark.slow
@HUNDREDS
@given(FILES)
def test_hundreds_of_files_loaded_again_change_nothing(made: dict[str, Any]) -> None:
    idempotent(made)


def days(folder: Path) -> list[Path]:
    """Four days' extracts that overlap: rows new, corrected, taken back, and faulty."""
    made = []
    for day in range(4):
        rows = each(CLEAN[2 * day : 2 * day + 6], ward=f"W{day}", extracted_at=f"2025-02-0{day + 1} 06:00")
        rows[1]["age"] = "x" if day == 2 else rows[1]["age"]
        made.append(put(folder, text(rows), f"{day}.csv"))
    return made


def in_order(folder: Path, order: tuple[int, ...], files: list[Path]) -> tuple[str, list[tuple[Any, ...]]]:
    """What a new store holds after the files, one load each."""
    store = folder / "".join(map(str, order))
    for number in order:
        take(store, files[number])
    return held(store)


SOME_ORDERS = ((3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1))


def one_hash(folder: Path, orders: Iterable[tuple[int, ...]]) -> None:
    """The same version and the same rows for every order, as four loads and as one."""
    files = days(folder)
    wanted = in_order(folder, (0, 1, 2, 3), files)
    assert len(wanted[1]) == 12
    for order in orders:
        store = folder / f"at-once-{order}"
        take(store, *(files[number] for number in order))
        assert held(store) == wanted, order


def test_four_files_in_other_orders_give_one_hash(tmp_path: Path) -> None:
    one_hash(tmp_path, SOME_ORDERS)


@pytest.mark.slow
def test_four_files_in_all_orders_give_one_hash(tmp_path: Path) -> None:
    one_hash(tmp_path, permutations(range(4)))
    files = days(tmp_path)
    assert len({repr(in_order(tmp_path / "apart", order, files)) for order in permutations(range(4))}) == 1
