"""Ward stays beside the spells that they belong to."""

from __future__ import annotations

import duckdb

from data.checking import Checked
from data.loading.unusual.finding import Finding, flagged

HELD = (
    "select i.row_number from incoming_look i left join spells s on s.provider = i.provider and s.spell_id = i.spell_id"
)


def look(con: duckdb.DuckDBPyConnection, _checked: Checked) -> list[Finding]:
    """Ward stays of a spell that is not loaded, or outside its days."""
    outside = 'i."from" < s.admitted_at or greatest(i."from", i."to") > s.discharged_at'
    return [
        *flagged(con, f"{HELD} where s.spell_id is null", "the spell of this ward stay is not loaded."),
        *flagged(con, f"{HELD} where {outside}", "the ward stay lies outside its spell."),
    ]
