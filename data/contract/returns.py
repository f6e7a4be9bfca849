"""Counts already added up, for people who hold no patient rows."""

from __future__ import annotations

from data.contract.codes import RETURN_MEASURES
from data.contract.kind import Column, Kind

RETURNS = Kind(
    name="returns",
    words="counts already added up, one row per provider, day and measure",
    columns=(
        Column("provider", "text", "the provider's ODS code", required=True),
        Column("date", "date", "the day", required=True),
        Column("measure", "text", "what is counted", required=True, allowed=frozenset(RETURN_MEASURES)),
        Column("value", "decimal", "the count; blank is not submitted, never 0", minimum=0),
    ),
    key=("provider", "date", "measure"),
    dated_by="date",
    one_of=("value",),
)
