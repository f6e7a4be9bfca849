"""The typed tables of a store, sent to the engine a provider at a time; what the engine holds already stays there."""

from __future__ import annotations

import hashlib

import duckdb
import pyarrow as pa

from data.contract import KINDS
from data.engine.engine import Engine, Typed
from data.facts import INPUTS

BATCH = 100_000
NOBODY = ""
"""The part of rows that name no provider."""


def send(con: duckdb.DuckDBPyConnection, engine: Engine) -> int:
    """Let the engine hold what `con` holds; give how many parts (a provider's rows of a table) had to go over."""
    sent = sum(engine.take(typed(con, name)) for name in tables())
    for name in INPUTS:
        engine.put(name, con.sql(f"select * from {name}").pl())
    return sent


def tables() -> list[str]:
    """The typed tables that the statements read; the ward stays under the name of their view."""
    return ["ward_stay" if name == "ward_stays" else name for name in KINDS]


def typed(con: duckdb.DuckDBPyConnection, name: str) -> Typed:
    """A table with a mark for each provider's rows, the same as long as no row of theirs changes.

    The extract that vouches for a row is not sent, so an extract that brings the same rows again changes nothing.
    """
    columns = [column for (column, *_) in con.sql(f"describe {name}").fetchall() if column != "extract_id"]
    listed = ", ".join(f'"{column}"' for column in columns)
    part = "coalesce(provider, '')" if "provider" in columns else "''"
    schema = con.sql(f"select {listed} from {name} limit 0").to_arrow_table().schema
    made = hashlib.sha256(str(schema).encode()).hexdigest()[:8]
    found = con.sql(
        f"select {part} as part, count(*), cast(sum(hash({listed})) as varchar), bit_xor(hash({listed}))"
        f" from {name} group by all"
    ).fetchall()
    marks = {key: f"{made}-{hashlib.sha256(str(said).encode()).hexdigest()[:24]}" for key, *said in found}

    def rows(key: str) -> pa.RecordBatchReader:
        chosen = con.sql(f"select {listed} from {name} where {part} = ?", params=[key])
        return chosen.to_arrow_reader(BATCH)

    return Typed(name, schema, marks, rows)
