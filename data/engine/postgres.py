"""PostgreSQL as an engine: one transaction a build, tables in and out by COPY."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import polars as pl
import pyarrow as pa
from pyarrow import csv
from sqlalchemy import URL

from data.engine.engine import Typed, connection, faults

SENT = "homeward_sent"
CONNECT_SECONDS = 10
ONE_BUILD = 4_665_128  # any number that nothing else in that database locks: one build after the other
BLOCK = 16 * 2**20  # bytes of text that are read into columns at a time
QUOTED = csv.WriteOptions(include_header=False, quoting_style="needed")  # texts in quotes, null bare


class Postgres:
    """A schema of a PostgreSQL database. All of a build is one transaction: readers of the schema see it at the end."""

    def __init__(self, url: URL, schema: str) -> None:
        self._url = url
        self._con = connection(url, "psycopg", "postgres", connect_timeout=CONNECT_SECONDS)
        self._do(f"select pg_advisory_xact_lock({ONE_BUILD})")
        self._do(f"create schema if not exists {schema}")
        self._do(f"set local search_path to {schema}")
        self._do("set local work_mem = '128MB'")
        self._do(f"create table if not exists {SENT} (name text, part text, mark text)")

    def take(self, table: Typed) -> int:
        """Delete the parts that changed or went, copy in those that changed or came."""
        held = dict(self.ask(f"select part, mark from {SENT} where name = '{table.name}'"))
        made = {mark.split("-")[0] for mark in {**held, **table.marks}.values()}
        if not held or len(made) > 1:  # the first time, or another release's columns
            held = {}
            self._do(f"delete from {SENT} where name = '{table.name}'")
            self._make(table.name, table.columns)
        old = [part for part in held if held[part] != table.marks.get(part)]
        new = [part for part in table.marks if held.get(part) != table.marks[part]]
        where = "coalesce(provider, '') = any(%s)" if "provider" in table.columns.names else "'' = any(%s)"
        if old:
            self._do(f"delete from {table.name} where {where}", [old])
            self._do(f"delete from {SENT} where name = %s and part = any(%s)", [table.name, old])
        for part in new:
            self._copy_in(table.name, table.rows(part))
            self._do(f"insert into {SENT} values (%s, %s, %s)", [table.name, part, table.marks[part]])
        if old or new:
            self._do(f"analyze {table.name}")
        return len(new)

    def create(self, name: str, statement: str) -> None:
        """Make the table and count its values, so that the next statement is planned well."""
        self.drop(name)
        self._do(f"create table {name} as {statement}")
        self._do(f"analyze {name}")

    def put(self, name: str, rows: pl.DataFrame) -> None:
        """Make a table of these rows."""
        table = rows.to_arrow()
        self._make(name, table.schema)
        self._copy_in(name, table.to_reader())
        self._do(f"analyze {name}")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Give the rows of a query."""
        with faults(self._url), self._con.cursor() as cursor:
            return cursor.execute(query).fetchall()

    def drop(self, name: str) -> None:
        """Remove a table if it is there."""
        self._do(f"drop table if exists {name}")

    def give(self, name: str, query: str, columns: pa.Schema) -> pa.RecordBatchReader:
        """Give the rows of a query as they come over."""
        options = csv.ConvertOptions(
            column_types=columns, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        )
        read = csv.ReadOptions(column_names=columns.names, use_threads=False)
        parse = csv.ParseOptions(newlines_in_values=True)

        def batches() -> Iterator[pa.RecordBatch]:
            for block in self._copy_out(query):
                yield from csv.read_csv(pa.BufferReader(block), read, parse, options).to_batches()

        return pa.RecordBatchReader.from_batches(columns, batches())

    def finish(self) -> None:
        """Commit."""
        with faults(self._url):
            self._con.commit()

    def close(self) -> None:
        """Undo what was not committed."""
        self._con.close()

    def _make(self, name: str, columns: pa.Schema) -> None:
        self.drop(name)
        listed = ", ".join(f'"{field.name}" {_type(field.type)}' for field in columns)
        self._do(f"create table {name} ({listed})")

    def _copy_in(self, name: str, rows: pa.RecordBatchReader) -> None:
        command = f"copy {name} from stdin (format csv, null '')"
        with faults(self._url), self._con.cursor() as cursor, cursor.copy(command) as copy:
            for batch in rows:
                copy.write(_as_csv(batch))

    def _copy_out(self, query: str) -> Iterator[bytes]:
        command = f"copy ({query}) to stdout (format csv, null '', force_quote *)"
        with faults(self._url), self._con.cursor() as cursor, cursor.copy(command) as copy:
            rows, size = [], 0
            for row in copy:  # the server sends one row at a time, so a block never ends within one
                rows.append(row)
                size += len(row)
                if size > BLOCK:
                    yield b"".join(rows)
                    rows, size = [], 0
            if rows:
                yield b"".join(rows)

    def _do(self, statement: str, values: list[Any] | None = None) -> None:
        with faults(self._url), self._con.cursor() as cursor:
            cursor.execute(statement, values)


def _type(column: pa.DataType) -> str:
    """Texts are ordered byte by byte as in DuckDB and Spark, whatever the database's language."""
    if pa.types.is_string(column) or pa.types.is_large_string(column):
        return 'text collate "C"'
    names = {pa.int32(): "integer", pa.int64(): "bigint", pa.float64(): "double precision", pa.date32(): "date"}
    return "timestamp" if pa.types.is_timestamp(column) else names[column]


def _as_csv(batch: pa.RecordBatch) -> bytes:
    out = io.BytesIO()
    csv.write_csv(batch, out, QUOTED)
    return out.getvalue()
