"""Every metric equals independent SQL on the typed tables: the demonstration hospital, the golden sets, own returns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from metric_sql import BASES, PERIODS, QUERIES, RETURNED

from data.access import Principal
from data.contract import KINDS
from data.loading import load
from data.warehouse import current, open_version
from metrics.ask import answers
from metrics.catalogue import METRICS
from metrics.scope import Scope

GRAINS = ("day", "week", "month")
FEEDS = {
    "spells": [key for key, metric in METRICS.items() if metric.fact.feed == "spells"],
    "returns": [key for key, metric in METRICS.items() if metric.fact.feed == "returns"],
    "others": [key for key, metric in METRICS.items() if metric.fact.feed not in ("spells", "returns")],
}


def typed_tables(store: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory with nothing but the typed tables of a store, and the shared steps."""
    version = current(store)
    assert version is not None
    cursor, memory = open_version(version).cursor(), duckdb.connect()
    for name in KINDS:
        frame = cursor.sql(f"select * from {name}").pl()
        memory.register("incoming", frame)
        memory.execute(f"create table {name} as select * from incoming")
        memory.unregister("incoming")
    for name, text in BASES.items():
        memory.execute(f"create table {name} as {text}")
    return memory


@pytest.fixture(scope="module")
def demonstration(demo_store: Path) -> Iterator[tuple[Path, duckdb.DuckDBPyConnection]]:
    with typed_tables(demo_store) as tables:
        yield demo_store, tables


@pytest.fixture(scope="module")
def golden(golden_store: tuple[Path, Path]) -> Iterator[tuple[Path, duckdb.DuckDBPyConnection]]:
    with typed_tables(golden_store[1]) as tables:
        yield golden_store[1], tables


@pytest.fixture(scope="module")
def returning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, duckdb.DuckDBPyConnection]]:
    """Twelve weeks of returns of three trusts and England: blanks, a trust that starts late, a silent fortnight."""
    rng, folder = random.Random(1), tmp_path_factory.mktemp("returns")
    lines = ["provider,date,measure,value"]
    for provider, number in (("RX1", 84), ("RX2", 84), ("RX3", 40), ("ENG", 84)):
        for day in range(84 - number, 84):
            for measure in RETURNED:
                silent = provider == "RX2" and 30 <= day < 50
                value = "" if silent or rng.random() < 0.02 else str(rng.randrange(200))
                lines.append(f"{provider},{date(2025, 1, 8) + timedelta(days=day)},{measure},{value}")
    (folder / "returns.csv").write_text("\n".join(lines) + "\n")
    load(folder / "store", [folder / "returns.csv"])
    with typed_tables(folder / "store") as tables:
        yield folder / "store", tables


def asked(tables: duckdb.DuckDBPyConnection, key: str, grain: str) -> dict[date, tuple[Any, ...]]:
    """By hand: period -> value, numerator, denominator, partial; a quantile has neither numerator nor denominator."""
    cover, text = QUERIES[key]
    providers = (
        "providers" if METRICS[key].fact.feed == "returns" else f"(select count(distinct provider) from {cover})"
    )
    tables.execute(
        f"create or replace table periods as {PERIODS.format(grain=grain, cover=cover, providers=providers)}"
    )
    rows = tables.sql(f"select * from ({text.format(grain=grain)}) join periods using (p) order by p").pl().to_dicts()
    return {row["p"]: (*_numbers(row), row["partial"]) for row in rows}


def _numbers(row: dict[str, Any]) -> tuple[float | None, float | None, float | None]:
    if "value" in row:
        return row["value"], None, None
    top, bottom = (None if row[name] is None else float(row[name]) for name in ("n", "d"))
    if bottom is None:
        return top, top, None
    return (top / bottom if top is not None and bottom else None), top, bottom


def compare(store: Path, tables: duckdb.DuckDBPyConnection, key: str, principal: Principal) -> None:
    for grain in ("month",) if METRICS[key].fact.last else GRAINS:
        expected = asked(tables, key, grain)
        found = answers(store).series(principal, key, Scope(), grain)
        assert found["period_start"].to_list() == list(expected), (key, grain)
        for row in found.to_dicts():
            value, top, bottom, partial = expected[row["period_start"]]
            place = (key, grain, row["period_start"])
            assert row["partial"] == partial, place
            assert row["value"] == (None if value is None else pytest.approx(value, rel=1e-9, abs=1e-12)), place
            if METRICS[key].shape in ("flow", "ratio", "stock") and value is not None:
                assert row["numerator"] == pytest.approx(top), place
                assert row["denominator"] == (None if bottom is None else pytest.approx(bottom)), place


def test_every_metric_of_the_catalogue_has_a_text_of_its_own() -> None:
    assert set(METRICS) - set(QUERIES) == set(), "write its SQL in tests/oracle/metric_sql.py"
    assert set(QUERIES) - set(METRICS) == set(), "a text without a metric"


def test_the_texts_can_read_typed_tables_only(demonstration: tuple[Path, duckdb.DuckDBPyConnection]) -> None:
    held = {name for (name,) in demonstration[1].sql("select table_name from duckdb_tables()").fetchall()}
    assert held - {"periods"} == {*KINDS, *BASES}


@pytest.mark.parametrize("key", [*FEEDS["spells"], *FEEDS["others"]])
def test_the_demonstration_hospital(
    key: str, demonstration: tuple[Path, duckdb.DuckDBPyConnection], principal: Principal
) -> None:
    compare(*demonstration, key, principal)
    assert answers(demonstration[0]).series(principal, key, Scope(), "month")["value"].drop_nulls().len() >= 11


@pytest.mark.parametrize("key", FEEDS["spells"])
def test_the_golden_sets(key: str, golden: tuple[Path, duckdb.DuckDBPyConnection], principal: Principal) -> None:
    compare(*golden, key, principal)


@pytest.mark.parametrize("key", FEEDS["returns"])
def test_own_returns(key: str, returning: tuple[Path, duckdb.DuckDBPyConnection], principal: Principal) -> None:
    compare(*returning, key, principal)
    partial = answers(returning[0]).series(principal, key, Scope(), "week")["partial"]
    assert 0 < partial.sum() < partial.len()


def test_waiting_for_one_thing(demonstration: tuple[Path, duckdb.DuckDBPyConnection], principal: Principal) -> None:
    store, tables = demonstration
    ((wanted, *_),) = tables.sql("select mode(waiting_for) from board").fetchall()
    daily = tables.execute(
        "select day, count(*) filter (where b.waiting_for = ?) as n, count(*) as d from board_rows b"
        " join adults using (provider, spell_id) join spell_cover c using (provider, day)"
        " where b.meets_criteria_to_reside = 'N' group by day order by day",
        [wanted],
    ).fetchall()
    found = answers(store).series(principal, f"waiting_for_share{{{wanted}}}", Scope(), "day")
    assert found.select("period_start", "numerator", "denominator").rows() == daily
    assert pl.Series([row[1] for row in daily]).sum() > 1000
