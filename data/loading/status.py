"""What a store holds: rows, freshness, quarantine, covers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data.contract import KINDS
from data.loading.ledger import notes_of, records
from data.warehouse import VERSIONS, current, open_version

QUARANTINE_SCHEMA = {
    "kind": pl.String,
    "extract_id": pl.Int32,
    "extract": pl.String,
    "row_number": pl.Int32,
    "column_name": pl.String,
    "value": pl.String,
    "reason": pl.String,
}


def status(store: Path) -> dict[str, Any]:
    """Give what `homeward status` says: version, data version, times, and per kind rows, extracts and quarantine.

    Times are London wall clock as ISO text. `board_rows_waiting` are board rows whose spell is not loaded; `notes` what
    the newest load of each kind said. A kind that was never loaded has rows 0, extracts 0 and as_at None. An empty
    store has version None and no kinds.
    """
    version = current(store)
    if version is None:
        return {"version": None, "data_version": None, "as_at": None, "loaded_at": None, "kinds": {}}
    con = open_version(version).cursor()
    return {
        "version": version.name,
        "data_version": version.data_version,
        "as_at": version.as_at.isoformat(sep=" "),
        "loaded_at": version.loaded_at.isoformat(sep=" "),
        "fallback": version.fallback,
        "versions_kept": sorted(path.name for path in (store / VERSIONS).glob("facts-*.duckdb")),
        "board_rows_waiting": _waiting(con),
        "covers": _covers(con),
        "notes": _notes(con),
        "kinds": {name: _kind(con, name) for name in KINDS},
    }


def quarantine(store: Path) -> pl.DataFrame:
    """Give the faults of the current version, with the columns of QUARANTINE_SCHEMA; `extract` is the file's name.

    A row with several faults stands there once for each. Empty for an empty store.
    """
    version = current(store)
    if version is None:
        return pl.DataFrame(schema=QUARANTINE_SCHEMA)
    query = (
        'select q.kind, q.extract_id, e.name as "extract", q.row_number, q.column_name, q.value, q.reason'
        " from quarantine q join extract e on e.extract_id = q.extract_id order by q.extract_id, q.row_number, q.rowid"
    )
    return open_version(version).cursor().sql(query).pl()


def _kind(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    kind = KINDS[name]
    ((extracts, as_at, quarantined),) = con.execute(
        "select count(*), max(as_at), cast(coalesce(sum(rows_quarantined), 0) as bigint) from extract where kind = ?",
        [name],
    ).fetchall()
    days = f'cast(min("{kind.dated_by}") as date), cast(max("{kind.dated_by}") as date)'
    ((rows, first, last),) = con.sql(f"select count(*), {days} from {name}").fetchall()
    reasons: Counter[str] = Counter()
    for (counts,) in con.execute("select reasons from extract where kind = ?", [name]).fetchall():
        reasons.update(json.loads(counts))
    return {
        "rows": rows,
        "extracts": extracts,
        "as_at": None if as_at is None else as_at.isoformat(sep=" "),
        "first_day": None if first is None else first.isoformat(),
        "last_day": None if last is None else last.isoformat(),
        "rows_quarantined": quarantined,
        "reasons": dict(reasons.most_common()),
    }


def _notes(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What the newest load of each kind said about its extract."""
    said = notes_of(con)
    newest = con.sql(
        "select kind, name, extract_id from extract qualify extract_id = max(extract_id) over (partition by kind)"
    )
    return [
        {"kind": kind, "extract": name, "note": note}
        for kind, name, extract_id in newest.order("extract_id").fetchall()
        for note in said.get(extract_id, [])
    ]


def _waiting(con: duckdb.DuckDBPyConnection) -> int:
    ((waiting,),) = con.sql(
        "select count(*) from board b anti join spells s on s.provider = b.provider and s.spell_id = b.spell_id"
    ).fetchall()
    return int(waiting)


def _covers(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    # The rule of sql/01_cover.sql for spells; the facts table may be missing while facts are not built.
    found = records(
        con,
        "select s.provider, coalesce(max(o.covers_from), min(cast(s.discharged_at as date))) as first_day,"
        " coalesce(max(o.covers_to), greatest(max(cast(s.discharged_at as date)), max(cast(s.admitted_at as date))))"
        " as last_day from spells s left join cover_option o on o.provider = s.provider"
        " group by s.provider order by s.provider",
    )
    return [
        {name: value if name == "provider" or value is None else value.isoformat() for name, value in row.items()}
        for row in found
    ]
