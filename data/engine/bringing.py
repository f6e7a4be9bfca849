"""The facts of an engine into the store's own file, in the very columns and types that DuckDB would have made."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from data import facts
from data.contract import KINDS
from data.engine.engine import Engine
from data.engine.rolling import added_up, is_of_patients
from data.settings import Settings

KEPT = ("extract", "cover_option", "day_not_covered", *KINDS)


def bring(con: duckdb.DuckDBPyConnection, engine: Engine, splits: tuple[str, ...] | None) -> None:
    """Put every fact of the engine on `con`, in place of an older one: whole, or by `splits` added up."""
    for name, columns in shapes(con).items():
        listed = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
        con.execute(f"drop table if exists {name}")
        con.execute(f"create table {name} ({listed})")
        if splits is not None and is_of_patients(name):
            continue  # a region has no list of patients
        query, kept = _query(name, columns, splits)
        rows = engine.give(name, query, con.sql(f"select {_names(kept)} from {name}").to_arrow_table().schema)
        _insert(con, name, kept, rows)


def here_added_up(con: duckdb.DuckDBPyConnection, splits: tuple[str, ...]) -> None:
    """Add the facts up that DuckDB made here, in their place."""
    for name, columns in shapes(con).items():
        if is_of_patients(name):
            con.execute(f"delete from {name}")
            continue
        query, kept = _query(name, columns, splits)
        if query == _whole(name, list(columns)):
            continue
        con.execute(f"create temp table added_up as {query}")
        con.execute(f"delete from {name}")
        con.execute(f"insert into {name} ({_names(kept)}) select * from added_up")
        con.execute("drop table added_up")


def shapes(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The columns and types of every fact that is kept, as DuckDB makes them: found by building them of no rows."""
    blank = duckdb.connect()
    try:
        for name in KEPT:
            if con.sql(f"select 1 from duckdb_tables() where table_name = '{name}'").fetchall():
                blank.register("empty_rows", con.sql(f"select * from {name} limit 0").to_arrow_table())
                blank.execute(f"create table {name} as select * from empty_rows")
                blank.unregister("empty_rows")
        facts.build(blank, Settings())
        made = [name for name, _ in facts.statements() if name not in facts.SCRATCH]
        return {name: {row[0]: row[1] for row in blank.sql(f"describe {name}").fetchall()} for name in made}
    finally:
        blank.close()


def _query(name: str, columns: dict[str, str], splits: tuple[str, ...] | None) -> tuple[str, list[str]]:
    """The SELECT that gives a fact, and the columns that it gives; the others are null."""
    if splits is None:
        return _whole(name, list(columns)), list(columns)
    return added_up(name, list(columns), splits)


def _whole(name: str, columns: list[str]) -> str:
    return f"select {', '.join(columns)} from {name}"


def _insert(con: duckdb.DuckDBPyConnection, name: str, columns: list[str], rows: pa.RecordBatchReader) -> None:
    # A batch at a time, so that a fault of the engine is told as its own and not as one of DuckDB's scan.
    con.begin()
    for batch in rows:
        con.register("incoming_rows", pa.Table.from_batches([batch]))
        con.execute(f"insert into {name} ({_names(columns)}) select * from incoming_rows")
        con.unregister("incoming_rows")
    con.commit()


def _names(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
