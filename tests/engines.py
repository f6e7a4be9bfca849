"""Facts built twice, on DuckDB and on another engine, and set beside each other row by row."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data import engine, facts
from data.engine.bringing import shapes
from data.settings import Settings
from data.warehouse import current


@contextmanager
def draft(store: Path, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of a store's newest version that may be written to."""
    version = current(store)
    assert version is not None
    shutil.copyfile(version.path, path)
    con = duckdb.connect(str(path))
    try:
        yield con
    finally:
        con.close()


def different_facts(store: Path, folder: Path, settings: Settings) -> list[str]:
    """The names of the facts that are not the same on the engine of `settings` as on DuckDB: columns, types, rows."""
    with draft(store, folder / "here.duckdb") as here, draft(store, folder / "there.duckdb") as there:
        facts.build(here, settings)
        for name in shapes(there):
            there.execute(f"drop table {name}")
        engine.build(there, settings)
        return unlike(here, there)


def unlike(here: duckdb.DuckDBPyConnection, there: duckdb.DuckDBPyConnection) -> list[str]:
    """The facts whose columns, types or rows differ between two databases, in whatever order the rows stand."""
    different = []
    for name in shapes(here):
        query = f"select * from {name} order by all"
        if not here.sql(query).to_arrow_table().equals(there.sql(query).to_arrow_table()):
            different.append(name)
    return different


def write_settings(store: Path, **lines: str) -> None:
    """The settings of a store that has an engine."""
    store.mkdir(parents=True, exist_ok=True)
    said = "".join(f'{name} = "{value}"\n' for name, value in lines.items())
    (store / "homeward.toml").write_text(f"[engine]\n{said}", "utf-8")
