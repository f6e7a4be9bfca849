"""Spark as an engine, through its Thrift server: tables in and out as Parquet in a folder that both read and write.

Without such a folder the rows travel inside INSERT statements and result pages: right, but slow.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import polars as pl
import pyarrow as pa
from pyarrow import dataset, parquet
from sqlalchemy import URL

from data.engine.engine import BadEngine, EngineFault, Typed, connection, faults

SECONDS: Final = 7200
ROWS_AT_ONCE: Final = 1_000
PAGE: Final = 50_000
MARK: Final = "homeward.mark"
# Local wall-clock times stay as they are, and a block of 8 MB is a task: without it two workers share one.
SESSION: Final = {
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.files.maxPartitionBytes": "8m",
}


class Spark:
    """Two databases: `schema` holds what was sent, `schema`_facts what is built, made anew each time."""

    def __init__(self, url: URL, schema: str, folder: str | None) -> None:
        self._url, self._schema, self._made = url, schema, f"{schema}_facts"
        self._folder = None if folder is None else _own(Path(folder) / schema)
        logging.getLogger("thrift").setLevel(logging.CRITICAL)  # else it says beside our sentence what is in it
        self._con = connection(_named(url), "impyla", "spark", timeout=SECONDS)
        self._cursor = self._con.cursor()
        for name, value in SESSION.items():
            self._do(f"set {name}={value}")
        self._do(f"create database if not exists {schema}")
        self._do(f"drop database if exists {self._made} cascade")
        self._do(f"create database {self._made}")
        self._do(f"use {self._made}")

    def take(self, table: Typed) -> int:
        """Hold the parts of a typed table: a file each in the folder, or all of them anew where one changed."""
        sent = self._take_files(table) if self._folder else self._take_rows(table)
        self._do(f"create view {table.name} as select * from {self._schema}.{table.name}")
        return sent

    def create(self, name: str, statement: str) -> None:
        """Make a table of what the SELECT gives."""
        self._do(f"create table {name} using parquet as {statement}")

    def put(self, name: str, rows: pl.DataFrame) -> None:
        """Make a table of these rows."""
        table = rows.to_arrow()
        if self._folder is None:
            self._do(f"create table {name} ({_columns(table.schema)}) using parquet")
            self._insert(name, table.to_batches())
            return
        place = self._folder / "small" / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        parquet.write_table(table, place / "rows.parquet")
        self._do(f"create table {name} ({_columns(table.schema)}) using parquet location 'file:{place}'")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Give the rows of a query."""
        self._do(query)
        with faults(self._url):
            return self._cursor.fetchall()

    def drop(self, name: str) -> None:
        """Remove a table if it is there."""
        self._do(f"drop table if exists {name}")

    def give(self, name: str, query: str, columns: pa.Schema) -> pa.RecordBatchReader:
        """Give the rows of a query: Spark writes them to the folder, or hands them over page by page."""
        if self._folder is None:
            self._do(query)
            return pa.RecordBatchReader.from_batches(columns, self._pages(columns))
        place = self._folder / "out" / name
        self._do(f"insert overwrite directory 'file:{place}' using parquet {query}")
        files = sorted(str(path) for path in place.glob("part-*.parquet"))
        if not files:
            raise EngineFault(
                str(self._url), f"wrote nothing that is to be seen in {place}", "let both see the same folder"
            )
        return pa.RecordBatchReader.from_batches(columns, _cast(files, columns))

    def finish(self) -> None:
        """Do nothing: Spark keeps each step as it is done, and the next build begins by making all of them anew."""

    def close(self) -> None:
        """Let go of the session, and remove what came back: it may hold rows of patients."""
        if self._folder is not None:
            shutil.rmtree(self._folder / "out", ignore_errors=True)
        self._con.close()

    def _take_files(self, table: Typed) -> int:
        assert self._folder is not None, "no folder"
        place = self._folder / "in" / table.name
        place.mkdir(parents=True, exist_ok=True)
        # Spark does not see files whose names begin with _ or a dot.
        wanted = {f"of-{quote(part, safe='')}~{mark}.parquet": part for part, mark in table.marks.items()}
        held = {path.name for path in place.glob("*")}
        for name in held - wanted.keys():
            (place / name).unlink()
        for name in wanted.keys() - held:
            scratch = place / f".{name}.part"
            with parquet.ParquetWriter(scratch, table.columns) as writer:
                for batch in table.rows(wanted[name]):
                    writer.write_batch(batch)
            scratch.rename(place / name)
        self._do(f"drop table if exists {self._schema}.{table.name}")
        columns = _columns(table.columns)
        self._do(f"create table {self._schema}.{table.name} ({columns}) using parquet location 'file:{place}'")
        return len(wanted.keys() - held)

    def _take_rows(self, table: Typed) -> int:
        name = f"{self._schema}.{table.name}"
        mark = hashlib.sha256(repr(sorted(table.marks.items())).encode()).hexdigest()
        there = self.ask(f"show tables in {self._schema} like '{table.name}'")
        if there and self.ask(f"show tblproperties {name} ('{MARK}')")[0][1] == mark:
            return 0
        self._do(f"drop table if exists {name}")
        self._do(f"create table {name} ({_columns(table.columns)}) using parquet")
        self._insert(name, chain.from_iterable(table.rows(part) for part in table.marks))
        self._do(f"alter table {name} set tblproperties ('{MARK}' = '{mark}')")
        return len(table.marks)

    def _insert(self, name: str, batches: Iterable[pa.RecordBatch]) -> None:
        rows = (row for batch in batches for row in batch.to_pylist())
        while some := list(islice(rows, ROWS_AT_ONCE)):
            values = ", ".join(f"({', '.join(map(_literal, row.values()))})" for row in some)
            self._do(f"insert into {name} values {values}")

    def _pages(self, columns: pa.Schema) -> Iterator[pa.RecordBatch]:
        with faults(self._url):
            while page := self._cursor.fetchmany(PAGE):
                arrays = [pa.array(list(values)) for values in zip(*page, strict=True)]
                yield pa.Table.from_arrays(arrays, names=columns.names).cast(columns).combine_chunks().to_batches()[0]

    def _do(self, statement: str) -> None:
        with faults(self._url):
            self._cursor.execute(statement)


def _named(url: URL) -> URL:
    """The server's words for who asks: HiveServer2 wants a name even where it checks none."""
    return url.set(username=url.username or "homeward", password=url.password or "homeward")


def _own(folder: Path) -> Path:
    """The store's own folder in the one that both read; Spark may run as somebody else."""
    if not folder.is_absolute():
        raise BadEngine("folder must be a whole path, the same for Homeward and for Spark")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "out").mkdir(exist_ok=True)
    except OSError as error:
        raise BadEngine(f"folder {folder} can't be written to ({os.strerror(error.errno or 0)})") from None
    return folder


def _columns(schema: pa.Schema) -> str:
    return ", ".join(f"`{field.name}` {_type(field.type)}" for field in schema)


def _type(column: pa.DataType) -> str:
    if pa.types.is_timestamp(column):
        return "timestamp_ntz"
    names = {pa.int32(): "int", pa.int64(): "bigint", pa.float64(): "double", pa.date32(): "date"}
    return names.get(column, "string")


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(value, datetime):
        return f"timestamp_ntz'{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"date'{value.isoformat()}'"
    return f"{value!r}D" if isinstance(value, float) else str(value)


def _cast(files: list[str], columns: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in dataset.dataset(files, format="parquet").to_batches():
        yield from pa.Table.from_batches([batch]).cast(columns).to_batches()
