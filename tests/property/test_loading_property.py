"""What is true of every load: rows are accounted for, a second load changes nothing, order is no matter."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st

from data.checking import NoGoodRow, check
from data.contract import KINDS
from data.loading import LoadReport, load
from data.settings import Settings
from data.warehouse import current, open_version

NAMES = (
    "provider", "site", "ward", "spell_id", "age", "admission_method", "patient_classification", "admitted_at",
    "discharge_ready_date", "criteria_not_met_at", "discharged_at", "pathway",
)  # fmt: skip
TIMES = st.sampled_from(
    [None, "", "2025-01-01 10:00", "2025-01-02", "2025-01-03 24:00", "2025-01-31T09:00:00Z", "31/01/2025", "soon"]
)
CELLS = {
    "provider": st.sampled_from(["RX1", "RX1", "rx1", None]),
    "site": st.sampled_from(["A", " A ", "", "B"]),
    "ward": st.sampled_from(["W1", "W2", "W\x00", "É"]),
    "spell_id": st.sampled_from(["S1", "S2", "S3", "S4", None]),
    "age": st.sampled_from(["18", "70", "70.0", "-1", "old", None, "999999999999"]),
    "admission_method": st.sampled_from(["21", "2a", "97"]),
    "patient_classification": st.sampled_from(["1", "2", "x"]),
    "admitted_at": TIMES,
    "discharge_ready_date": TIMES,
    "criteria_not_met_at": TIMES,
    "discharged_at": TIMES,
    "pathway": st.sampled_from([None, "P0", "3", "home"]),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=12)
GOOD = st.fixed_dictionaries(
    {
        "spell_id": st.sampled_from(["S1", "S2", "S3", "S4"]),
        "ward": st.sampled_from(["W1", "W2"]),
        "age": st.sampled_from(["70", "71", "x"]),
        "discharged_at": st.sampled_from([None, "2025-01-05 10:00", "2025-01-06 10:00"]),
    }
)
ONE = {"spell_id": "S1", "age": "70", "discharged_at": None}
FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


def no_facts(con: duckdb.DuckDBPyConnection, given: Settings) -> None:
    """Build nothing: these tests look at the typed tables."""


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.String))


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / name
    # The extra column keeps two days with the same rows from being one file, which would be loaded only once.
    frame(rows).with_columns(made_for=pl.lit(name)).write_csv(path)
    return path


def take(store: Path, path: Path, as_at: datetime | None = None) -> LoadReport:
    return load(store, [path], kind="spells", as_at=as_at, build=no_facts, now=datetime(2025, 6, 1))


def table(store: Path) -> list[tuple[Any, ...]]:
    version = current(store)
    if version is None:
        return []
    return open_version(version).cursor().sql("select * exclude extract_id from spells order by all").fetchall()


@seed(1)
@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from([None, datetime(2025, 1, 3)]))
def test_every_row_is_new_repeated_or_quarantined(rows: list[dict[str, Any]], as_at: datetime | None) -> None:
    numbers = pl.int_range(1, len(rows) + 1, dtype=pl.UInt32, eager=True)
    try:
        found = check(frame(rows), numbers, KINDS["spells"], as_at=as_at)
    except NoGoodRow:
        assert len(rows) >= 10
        return
    assert found.rows_in == len(rows) == found.rows.height + found.duplicates + found.rows_quarantined
    assert found.rows_quarantined == found.quarantine["row_number"].n_unique()
    good = found.rows
    assert good.select("provider", "spell_id").is_unique().all()
    assert good.select(NAMES[:8]).null_count().sum_horizontal().item() == 0
    assert good.filter(pl.col("discharged_at") < pl.col("admitted_at")).is_empty()
    ready = pl.coalesce("discharge_ready_date", pl.col("criteria_not_met_at").dt.date())
    assert good.filter(
        (ready < pl.col("admitted_at").dt.date()) | (ready > pl.col("discharged_at").dt.date())
    ).is_empty()
    if as_at is not None:
        assert good.filter(pl.max_horizontal("admitted_at", "discharged_at") > as_at).is_empty()


@seed(1)
@FEW
@given(ROWS)
def test_a_second_load_changes_nothing(rows: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as scratch:
        folder, store = Path(scratch), Path(scratch) / "store"
        first = take(store, write(folder, "a.csv", rows))
        before = table(store)
        again = take(store, folder / "a.csv")
        assert not again.published
        assert (again.version, again.data_version) == (first.version, first.data_version)
        assert again.extracts[0].rows_new == again.extracts[0].rows_replaced == 0
        assert again.extracts[0].rows_quarantined == first.extracts[0].rows_quarantined
        assert table(store) == before


@seed(1)
@FEW
@example([[{**ONE, "ward": ward}] for ward in ("W1", "W2", "W1")], (0, 2, 1))
@given(st.lists(st.lists(GOOD, min_size=1, max_size=5), min_size=3, max_size=3), st.permutations((0, 1, 2)))
def test_the_order_of_arrival_is_no_matter(days: list[list[dict[str, Any]]], order: tuple[int, ...]) -> None:
    fixed = {"provider": "RX1", "site": "A", "admission_method": "21", "patient_classification": "1"}
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        paths = [
            write(folder, f"{day}.csv", [{**fixed, "admitted_at": "2025-01-01 10:00", **row} for row in rows])
            for day, rows in enumerate(days)
        ]
        for name, arrival in (("sorted", (0, 1, 2)), ("shuffled", order)):
            for day in arrival:
                take(folder / name, paths[day], as_at=datetime(2025, 1, 10 + day))
        assert table(folder / "sorted") == table(folder / "shuffled")
        versions = [current(folder / name) for name in ("sorted", "shuffled")]
        assert versions[0] and versions[1] and versions[0].data_version == versions[1].data_version
