"""What a version remembers of its extracts: which, when, how many rows, and the days they are said to cover."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import duckdb

from data.engine import splits_wanted
from data.loading.merging import EXTRACT_COLUMNS
from data.settings import Settings
from data.warehouse import SCHEMA, facts_digest

# The feeds whose time says how fresh a page about patients is; others may be planned or published far ahead.
PATIENT_FEEDS = ("spells", "board")


def records(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Give the rows of a query as dictionaries."""
    found = con.sql(query)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def held_extracts(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Give every extract of a version, in the order they were loaded."""
    return records(con, "select * from extract order by extract_id")


def note_extract(con: duckdb.DuckDBPyConnection, extract: dict[str, Any]) -> None:
    """Write down an extract; `extract` has a value for each of EXTRACT_COLUMNS."""
    marks = ", ".join("?" for _ in EXTRACT_COLUMNS)
    con.execute(f"insert into extract values ({marks})", [extract[name] for name in EXTRACT_COLUMNS])


def note_words(con: duckdb.DuckDBPyConnection, extract_id: int, notes: Iterable[str]) -> None:
    """Write down what a load said about an extract: sentences with counts and numbers of rows, no value of a row."""
    for note in notes:
        con.execute("insert into extract_note values (?, ?)", [extract_id, note])


def notes_of(con: duckdb.DuckDBPyConnection) -> dict[int, list[str]]:
    """Give {extract_id: what its load said}; empty for a version made before sentences were kept."""
    if not con.execute("select 1 from duckdb_tables() where table_name = 'extract_note'").fetchall():
        return {}
    found: dict[int, list[str]] = {}
    for extract_id, note in con.execute(
        "select extract_id, note from extract_note order by extract_id, rowid"
    ).fetchall():
        found.setdefault(extract_id, []).append(note)
    return found


def set_cover(con: duckdb.DuckDBPyConnection, provider: str, first: date | None, last: date | None) -> None:
    """Say which days a provider's data cover, both inclusive; None leaves what was said before."""
    held = con.execute("select covers_from, covers_to from cover_option where provider = ?", [provider]).fetchall()
    before = held[0] if held else (None, None)
    con.execute("delete from cover_option where provider = ?", [provider])
    con.execute("insert into cover_option values (?, ?, ?)", [provider, first or before[0], last or before[1]])


def data_version(con: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    """Give twelve hex digits that are the same for the same extracts, covers, rules and settings.

    The order of loading counts only where it decides: between extracts with the same as-at time.
    """
    extracts = con.sql(
        "select kind, sha256, mapping_hash, provider, as_at from extract order by as_at nulls first, extract_id"
    ).fetchall()
    covers = con.sql("select * from cover_option order by all").fetchall()
    uncovered = con.sql("select * from day_not_covered order by all").fetchall()
    contents: list[object] = [SCHEMA, facts_digest(), settings.adult_age, extracts, covers, uncovered]
    splits = splits_wanted(con, settings)
    removed = con.sql("select 1 from duckdb_tables() where table_name = 'removal'").fetchall()
    if removed:  # the same extracts without some of their spells
        contents.append(con.sql("select * from removal order by all").fetchall())
    if splits is not None:  # facts added up are other facts than those of the rows
        contents.append(splits)
    return hashlib.sha256(json.dumps(contents, default=str).encode()).hexdigest()[:12]


def newest_as_at(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """Give the as-at time of the newest patient feed, else of the newest extract; None if none is dated."""
    feeds = ", ".join(f"'{name}'" for name in PATIENT_FEEDS)
    ((patients, every),) = con.sql(
        f"select max(as_at) filter (where kind in ({feeds})), max(as_at) from extract"
    ).fetchall()
    return patients or every
