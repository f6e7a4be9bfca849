"""DuckDB as the bench for facts: statements may run side by side, and steps on the way never reach the file."""

from __future__ import annotations

from collections.abc import Collection
from types import TracebackType
from typing import Any, Final

import duckdb
import polars as pl

ASIDE: Final = "on_the_way"
"""An attached database in memory for the steps on the way: temporary tables would be seen by one cursor alone."""


class Here:
    """Makes tables in the database of `con`, those named in `aside` beside it. Every call has a cursor of its own, so
    calls may come from several threads. A context manager: what lies aside is gone at its end. Of those aside the ones
    named in `views` hold no rows: each reader works them out again, which takes time and no memory.
    """

    def __init__(
        self, con: duckdb.DuckDBPyConnection, aside: Collection[str], views: Collection[str] = frozenset()
    ) -> None:
        self._con = con
        self._aside = aside
        self._views = views
        ((database,),) = con.sql("select current_database()").fetchall()
        self._kept = f'"{database}".main'

    def __enter__(self) -> Here:
        self._con.execute(f"attach ':memory:' as {ASIDE}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.execute(f"detach {ASIDE}")

    def create(self, name: str, statement: str) -> None:
        """Make table `name` of what the SELECT gives, in place of an older one."""
        with self._cursor() as cursor:
            self._make(cursor, name, statement)

    def put(self, name: str, rows: pl.DataFrame) -> None:
        """Make table `name` of these rows, in place of an older one."""
        with self._cursor() as cursor:
            cursor.register("incoming_rows", rows)
            self._make(cursor, name, "select * from incoming_rows")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Give the rows of a query."""
        with self._cursor() as cursor:
            return cursor.sql(query).fetchall()

    def drop(self, name: str) -> None:
        """Remove table `name` if it is there."""
        with self._cursor() as cursor:
            cursor.execute(f"drop {self._kind(name)} if exists {self._place(name)}.{name}")

    def _make(self, cursor: duckdb.DuckDBPyConnection, name: str, statement: str) -> None:
        table = f"{self._place(name)}.{name}"
        cursor.execute(f"drop {self._kind(name)} if exists {table}")
        cursor.execute(f"create {self._kind(name)} {table} as {statement}")

    def _kind(self, name: str) -> str:
        return "view" if name in self._views else "table"

    def _place(self, name: str) -> str:
        return f"{ASIDE}.main" if name in self._aside else self._kept

    def _cursor(self, *first: str) -> duckdb.DuckDBPyConnection:
        """A cursor that looks for tables in these schemas first, then in the database, then aside."""
        cursor = self._con.cursor()
        cursor.execute(f"set search_path = '{','.join([*first, self._kept, f'{ASIDE}.main'])}'")
        return cursor
