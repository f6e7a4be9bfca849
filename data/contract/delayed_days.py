"""Delayed transfers of care: delayed days by reason (a national return until February 2020, now a local measure)."""

from __future__ import annotations

import polars as pl

from data.contract.codes import ATTRIBUTIONS, DELAYED_TRANSFER_REASONS
from data.contract.kind import Column, Kind, Rule

DELAYED_DAYS = Kind(
    name="delayed_days",
    words="delayed transfers of care, delayed days by reason and organisation",
    columns=(
        Column("provider", "text", "the provider's ODS code", required=True),
        Column("site", "text", "the site; blank for the whole provider"),
        Column("period_start", "date", "first day of the period", required=True),
        Column("period_end", "date", "last day of the period", required=True),
        Column(
            "reason",
            "text",
            "national reason code, A to O",
            required=True,
            allowed=frozenset(DELAYED_TRANSFER_REASONS),
        ),
        Column(
            "attributable_to",
            "text",
            "NHS, Social care or Both",
            required=True,
            allowed=frozenset(ATTRIBUTIONS),
        ),
        Column("delayed_days", "integer", "days of delay in the period", required=True, minimum=0),
    ),
    key=("provider", "site", "period_start", "period_end", "reason", "attributable_to"),
    dated_by="period_start",
    rules=(
        Rule(
            "period_in_order",
            pl.col("period_end") >= pl.col("period_start"),
            "period_end",
            "The period ends before it begins.",
        ),
    ),
)
