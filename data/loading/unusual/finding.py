"""One thing that is improbable about an extract, and small helpers to find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from data.checking.flags import said

FEWEST = 20
"""With fewer rows than these nothing is improbable."""


@dataclass(frozen=True)
class Finding:
    """A sentence about an extract, with counts and days and no value of a row; `doubtful` keeps the extract out."""

    words: str
    doubtful: bool = False


def asked(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries; `incoming_look` in it is the extract."""
    found = con.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def flagged(con: duckdb.DuckDBPyConnection, query: str, what: str) -> list[Finding]:
    """A note that names the rows whose numbers the query gives in its first column; none without rows."""
    sentence = said(con.sql(query).pl().to_series(), what)
    return [Finding(sentence)] if sentence else []


def seen_before(con: duckdb.DuckDBPyConnection, kind: str) -> bool:
    """Whether any row of a kind is held."""
    return bool(con.execute(f"select 1 from {kind} limit 1").fetchall())
