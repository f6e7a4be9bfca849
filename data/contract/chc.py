"""NHS continuing healthcare referrals."""

from __future__ import annotations

import polars as pl

from data.contract.kind import Column, Kind, Rule

CHC = Kind(
    name="chc",
    words="NHS continuing healthcare, one row per referral",
    columns=(
        Column("provider", "text", "the provider's ODS code", required=True),
        Column("referral_id", "text", "the referral's number", required=True),
        Column("checklist_on", "date", "the day of the positive checklist", required=True),
        Column("decided_on", "date", "the day of the decision; blank while open"),
        Column(
            "setting",
            "text",
            "where the full assessment took place: acute or other",
            allowed=frozenset({"acute", "other"}),
        ),
    ),
    key=("provider", "referral_id"),
    dated_by="checklist_on",
    rules=(
        Rule(
            "decision_after_checklist",
            pl.col("decided_on") >= pl.col("checklist_on"),
            "decided_on",
            "The decision is before the checklist.",
        ),
    ),
)
