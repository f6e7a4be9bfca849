"""Metrics of NHS continuing healthcare: how fast a referral is decided, and where the person is assessed."""

from datetime import date

import polars as pl

from metrics.metric import CHC_DECISION, Metric, patients

REVIEWED = date(2026, 11, 22)
LIMIT_DAYS = 28

CHC_28_DAY_SHARE = Metric(
    key="chc_28_day_share",
    label="Continuing healthcare decided in 28 days",
    fact=CHC_DECISION,
    shape="ratio",
    numerator=patients(pl.col("days_to_decision") <= LIMIT_DAYS),
    denominator=patients(),
    unit="share",
    direction="higher",
    definition="Share of continuing healthcare referrals decided within 28 calendar days of the positive checklist,"
    " by date of decision.",
    formula="decided at most 28 days after the checklist / referrals decided",
    source="NHS continuing healthcare standard; London UEC collaborative, more than 80%",
    reviewed=REVIEWED,
)
CHC_ACUTE_SHARE = Metric(
    key="chc_acute_share",
    label="Continuing healthcare assessed in acute hospital",
    fact=CHC_DECISION,
    shape="ratio",
    numerator=patients(pl.col("setting").cast(pl.String) == "acute"),
    denominator=patients(),
    unit="share",
    direction="lower",
    definition="Share of continuing healthcare referrals whose full assessment took place in an acute hospital,"
    " by date of decision; a referral without a setting counts as not in one.",
    formula="assessed in an acute hospital / referrals decided",
    source="NHS continuing healthcare standard; London UEC collaborative, fewer than 15%",
    reviewed=REVIEWED,
)
METRICS = (CHC_28_DAY_SHARE, CHC_ACUTE_SHARE)
