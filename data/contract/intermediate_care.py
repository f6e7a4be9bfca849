"""Intermediate care: one row per episode at home or in a community bed."""

from __future__ import annotations

import polars as pl

from data.contract.kind import Column, Kind, Rule

INTERMEDIATE_CARE = Kind(
    name="intermediate_care",
    words="intermediate care, one row per episode",
    columns=(
        Column("provider", "text", "the provider's ODS code", required=True),
        Column("service", "text", "the service", required=True),
        Column("setting", "text", "home or bed", allowed=frozenset({"home", "bed"})),
        Column("episode_id", "text", "the episode's number, unique within the service", required=True),
        Column("spell_id", "text", "the hospital spell it followed"),
        Column("referred_at", "timestamp", "when the referral was received", required=True),
        Column("started_at", "timestamp", "first contact; blank while waiting"),
        Column("ended_at", "timestamp", "end of the episode; blank while open"),
        Column(
            "destination",
            "text",
            "where the person went: home, hospital, care home, died or other",
            allowed=frozenset({"home", "hospital", "care home", "died", "other"}),
        ),
        Column("care_calls_start", "decimal", "care calls a day at the start", minimum=0),
        Column("care_calls_end", "decimal", "care calls a day at the end", minimum=0),
        Column("weekly_care_cost_start", "decimal", "cost of care at the start, pounds a week", minimum=0),
        Column("weekly_care_cost_end", "decimal", "cost of care at the end, pounds a week", minimum=0),
    ),
    key=("provider", "service", "episode_id"),
    dated_by="referred_at",
    rules=(
        Rule(
            "start_after_referral",
            pl.col("started_at") >= pl.col("referred_at"),
            "started_at",
            "The episode starts before its referral.",
        ),
        Rule(
            "end_after_start",
            pl.col("ended_at") >= pl.coalesce("started_at", "referred_at"),
            "ended_at",
            "The episode ends before it starts.",
        ),
    ),
)
