"""How far each source was read: kept in the version that its rows went into, so the two can never disagree."""

from __future__ import annotations

import duckdb

TABLE = "source_watermark"


def note_watermark(con: duckdb.DuckDBPyConnection, source: str, mark: str) -> None:
    """Write down the largest value seen, in the caller's transaction on the draft."""
    con.execute(f"create table if not exists {TABLE} (source varchar, watermark varchar)")
    con.execute(f"delete from {TABLE} where source = ?", [source])
    con.execute(f"insert into {TABLE} values (?, ?)", [source, mark])


def watermark(con: duckdb.DuckDBPyConnection, source: str) -> str | None:
    """The largest value that a published pull has seen, or None before the first."""
    held = con.execute("select 1 from duckdb_tables() where table_name = ?", [TABLE]).fetchall()
    if not held:
        return None
    found = con.execute(f"select watermark from {TABLE} where source = ?", [source]).fetchall()
    return found[0][0] if found else None
