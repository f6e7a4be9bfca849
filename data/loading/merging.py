"""Checked rows into the typed tables of a draft: one row per key, the latest extract's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from data.checking import Checked
from data.contract import KINDS, Kind
from data.contract.kind import SQL_TYPES

EXTRACT_COLUMNS = {
    "extract_id": "integer",
    "kind": "varchar",
    "name": "varchar",
    "sha256": "varchar",
    "as_at": "timestamp",
    "loaded_at": "timestamp",
    "rows_in": "integer",
    "rows_new": "integer",
    "rows_replaced": "integer",
    "rows_unchanged": "integer",
    "rows_quarantined": "integer",
    "covers_from": "date",
    "covers_to": "date",
    "provider": "varchar",
    "mapping_hash": "varchar",
    "reasons": "varchar",
}


@dataclass(frozen=True)
class Merged:
    """How many of an extract's good rows were new, took another's place, or changed nothing.

    `older` of the unchanged differ from what is held, which comes from a later extract.
    """

    new: int
    replaced: int
    unchanged: int
    older: int = 0


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of a version file that are not there yet: one per kind, extract, quarantine, covers."""
    for kind in KINDS.values():
        columns = ", ".join(f'"{column.name}" {SQL_TYPES[column.type]}' for column in kind.columns)
        con.execute(f"create table if not exists {kind.name} ({columns}, extract_id integer)")
    columns = ", ".join(f"{name} {type_}" for name, type_ in EXTRACT_COLUMNS.items())
    con.execute(f"create table if not exists extract ({columns})")
    con.execute(
        "create table if not exists quarantine (extract_id integer, kind varchar, row_number integer,"
        " column_name varchar, value varchar, reason varchar)"
    )
    con.execute("create table if not exists extract_note (extract_id integer, note varchar)")
    con.execute("create table if not exists cover_option (provider varchar, covers_from date, covers_to date)")
    con.execute("create table if not exists day_not_covered (feed varchar, provider varchar, stat_date date)")


def merge(con: duckdb.DuckDBPyConnection, checked: Checked, extract_id: int) -> Merged:
    """Put an extract's good rows into the table of its kind, and its faults into quarantine.

    A row takes the place of the one with its key when its extract's as-at time is later, or equal: then the later load
    wins. The same contents change nothing but the extract that vouches for them. A row of an older extract changes
    nothing at all.
    """
    kind = KINDS[checked.kind]
    con.register("incoming_rows", checked.rows.to_arrow())
    con.register("incoming_faults", checked.quarantine.to_arrow())
    try:
        merged = _merge_rows(con, kind, checked, extract_id)
        con.execute(
            f"insert into quarantine select {extract_id}, '{kind.name}', row_number, column_name, value, reason"
            " from incoming_faults"
        )
    finally:
        con.unregister("incoming_rows")
        con.unregister("incoming_faults")
    return merged


def _merge_rows(con: duckdb.DuckDBPyConnection, kind: Kind, checked: Checked, extract_id: int) -> Merged:
    columns = ", ".join(f'"{name}"' for name in kind.column_names)
    insert = f"insert into {kind.name} select {columns}, {extract_id} from incoming_rows"
    if checked.rows.is_empty():
        return Merged(0, 0, 0)
    if con.sql(f"select count(*) from (select 1 from {kind.name} limit 1)").fetchall() == [(0,)]:
        con.execute(insert)
        return Merged(checked.rows.height, 0, 0)
    assert checked.as_at is not None, "rows without an as-at time"
    _match(con, kind, checked.as_at)
    con.execute(f"delete from {kind.name} where rowid in (select held_row from matched where wins and not same)")
    con.execute(
        f"update {kind.name} set extract_id = {extract_id}"
        " where rowid in (select held_row from matched where wins and same)"
    )
    con.execute(f"{insert} where position not in (select position from matched where same or not wins)")
    return _counts(con, checked.rows.height)


def _match(con: duckdb.DuckDBPyConnection, kind: Kind, as_at: datetime) -> None:
    required = set(kind.required_names)
    on = " and ".join(
        f'i."{name}" = h."{name}"' if name in required else f'i."{name}" is not distinct from h."{name}"'
        for name in kind.key
    )
    others = [name for name in kind.column_names if name not in kind.key]
    same = " and ".join(f'i."{name}" is not distinct from h."{name}"' for name in others) or "true"
    con.execute(
        "create or replace temp table matched as"
        f" select i.position, h.rowid as held_row, x.as_at <= ? as wins, {same} as same"
        f" from incoming_rows i join {kind.name} h on {on} join extract x on x.extract_id = h.extract_id",
        [as_at],
    )


def _counts(con: duckdb.DuckDBPyConnection, height: int) -> Merged:
    ((matched, replaced, older),) = con.sql(
        "select count(*), count(*) filter (where wins and not same), count(*) filter (where not wins and not same)"
        " from matched"
    ).fetchall()
    con.execute("drop table matched")
    return Merged(height - matched, replaced, matched - replaced, older)
