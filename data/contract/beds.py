"""Beds open, by ward and day."""

from __future__ import annotations

from data.contract.kind import Column, Kind

BEDS = Kind(
    name="beds",
    words="beds open, one row per ward and day",
    columns=(
        Column("provider", "text", "the provider's ODS code", required=True),
        Column("site", "text", "the site", required=True),
        Column("ward", "text", "the ward", required=True),
        Column("date", "date", "the day", required=True),
        Column("beds_open", "integer", "beds open on that day, occupied or not", required=True, minimum=0),
    ),
    key=("provider", "site", "ward", "date"),
    dated_by="date",
)
