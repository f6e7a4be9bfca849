"""Metrics of intermediate care: home and bed services after hospital."""

from datetime import date

import polars as pl

from metrics.metric import IC_EPISODE, Metric, patients, total

REVIEWED = date(2026, 11, 22)
STARTED = (pl.col("event").cast(pl.String) == "start") & pl.col("wait_seconds").is_not_null()
ENDED = pl.col("event").cast(pl.String) == "end"

IC_WITHIN_24H_SHARE = Metric(
    key="ic_within_24h_share",
    label="Intermediate care within 24 hours",
    fact=IC_EPISODE,
    shape="ratio",
    numerator=patients(STARTED & (pl.col("wait_seconds") <= 24 * 3600)),
    denominator=patients(STARTED),
    unit="share",
    direction="higher",
    definition="Share of intermediate care episodes that started within 24 hours of referral, by date of start.",
    formula="referral to start at most 24 h / episodes started with both times",
    source="Warwickshire community recovery programme, 24-hour standard",
    reviewed=REVIEWED,
)
IC_DAYS_MEAN = Metric(
    key="ic_days_mean",
    label="Days in intermediate care",
    fact=IC_EPISODE,
    shape="ratio",
    numerator=total(pl.col("days_in_service"), ENDED),
    denominator=patients(ENDED & pl.col("days_in_service").is_not_null()),
    unit="days",
    direction="lower",
    definition="Average days from start to end of intermediate care, by date of end.",
    formula="sum of days from start to end / episodes ended",
    source="Birmingham, intermediate beds and community team",
    reviewed=REVIEWED,
)
DESTINATION_KNOWN = ENDED & pl.col("destination").is_not_null()
IC_HOME_SHARE = Metric(
    key="ic_home_share",
    label="Home after intermediate care",
    fact=IC_EPISODE,
    shape="ratio",
    numerator=patients(DESTINATION_KNOWN & (pl.col("destination").cast(pl.String) == "home")),
    denominator=patients(DESTINATION_KNOWN),
    unit="share",
    direction="higher",
    definition="Share of intermediate care episodes that ended at home, by date of end.",
    formula="episodes ended at home / episodes ended with a known destination",
    source="Birmingham, intermediate beds: 28% to 45% home",
    reviewed=REVIEWED,
)
CARE_CALLS_CHANGE = Metric(
    key="care_calls_change",
    label="Change in care calls a day",
    fact=IC_EPISODE,
    shape="ratio",
    numerator=total(pl.col("care_calls_change"), ENDED),
    denominator=patients(ENDED & pl.col("care_calls_change").is_not_null()),
    unit="calls",
    direction="lower",
    definition="Average care calls a day at the end of intermediate care less those at its start, by date of end.",
    formula="sum of (calls at end - calls at start) / episodes ended with both",
    source="Birmingham, community team: two fewer care calls a day",
    reviewed=REVIEWED,
)
METRICS = (IC_WITHIN_24H_SHARE, IC_DAYS_MEAN, IC_HOME_SHARE, CARE_CALLS_CHANGE)
