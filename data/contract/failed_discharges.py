"""Planned discharges that did not happen."""

from __future__ import annotations

from data.contract.kind import Column, Kind

FAILED_DISCHARGES = Kind(
    name="failed_discharges",
    words="planned discharges that did not happen, one row per spell and planned day",
    columns=(
        Column("provider", "text", "the provider's ODS code", required=True),
        Column("site", "text", "the site"),
        Column("ward", "text", "the ward"),
        Column("spell_id", "text", "the spell", required=True),
        Column("planned_on", "date", "the day the discharge was planned for", required=True),
        Column("reason", "text", "why it did not happen, in the trust's words"),
        Column("owner", "text", "who had to act"),
    ),
    key=("provider", "spell_id", "planned_on"),
    dated_by="planned_on",
)
