"""Stays on one ward within a spell."""

from __future__ import annotations

import polars as pl

from data.contract.kind import Column, Kind, Rule

WARD_STAYS = Kind(
    name="ward_stays",
    words="ward stays, one row per stay on a ward within a spell",
    columns=(
        Column("provider", "text", "the provider's ODS code", required=True),
        Column("spell_id", "text", "the spell", required=True),
        Column("site", "text", "the site", required=True),
        Column("ward", "text", "the ward", required=True),
        Column("from", "timestamp", "when the patient came to the ward", required=True),
        Column("to", "timestamp", "when the patient left the ward; blank while there"),
    ),
    key=("provider", "spell_id", "from"),
    dated_by="from",
    rules=(Rule("to_after_from", pl.col("to") >= pl.col("from"), "to", "The ward stay ends before it begins."),),
)
