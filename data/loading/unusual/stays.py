"""Ward stays beside the spells that they belong to."""

from __future__ import annotations

import duckdb
import polars as pl

from data.checking import Checked
from data.checking.flags import said
from data.loading.unusual.finding import Finding, numbers

HELD = (
    "select i.row_number from incoming_look i left join spells s on s.provider = i.provider and s.spell_id = i.spell_id"
)


def look(con: duckdb.DuckDBPyConnection, _checked: Checked) -> list[Finding]:
    """Ward stays of a spell that is not loaded, or outside its days."""
    unknown = numbers(con, f"{HELD} where s.spell_id is null")
    outside = numbers(
        con, f"{HELD} where i.\"from\" < s.admitted_at or greatest(i.\"from\", i.\"to\") > s.discharged_at"
    )
    found = [
        said(pl.Series(unknown, dtype=pl.UInt32), "the spell of this ward stay is not loaded."),
        said(pl.Series(outside, dtype=pl.UInt32), "the ward stay lies outside its spell."),
    ]
    return [Finding(sentence) for sentence in found if sentence]
