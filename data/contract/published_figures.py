"""Figures as they were published for an organisation and a period: what the contract's own kinds have no name for.

A month's attendances, the days of delay of a trust's discharges, a region's people not meeting the criteria: each is
one number of one organisation for one stretch of days. They stand beside each other and are never added across levels.
"""

from __future__ import annotations

import polars as pl

from data.contract.kind import Column, Kind, Rule

LEVELS = ("national", "region", "icb", "provider", "local_authority")

PUBLISHED_FIGURES = Kind(
    name="published_figures",
    words="published figures, one row per organisation, period, measure and part of it",
    columns=(
        Column("source", "text", "the publication it is from, as drd or ae", required=True),
        Column("level", "text", "what the organisation is", required=True, allowed=frozenset(LEVELS)),
        Column("code", "text", "the organisation's ODS or area code; England is ENG", required=True),
        Column("name", "text", "its name, as published"),
        Column("region", "text", "the NHS England region it belongs to"),
        Column("period_start", "date", "first day of the period", required=True),
        Column("period_end", "date", "last day of the period", required=True, future_allowed=True),
        Column("measure", "text", "what is counted", required=True),
        Column("part", "text", "the part of the measure, as a delay reason; blank for the whole"),
        Column("value", "decimal", "the figure; blank is not submitted, never 0", required=True, minimum=0),
    ),
    key=("source", "level", "code", "period_start", "period_end", "measure", "part"),
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
