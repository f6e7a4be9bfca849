"""Metrics of case reviews: decisions that could have been better, and people in another setting than suits them."""

from datetime import date

import polars as pl

from metrics.metric import REVIEWED_DECISION, Metric, patients

REVIEWED = date(2026, 11, 22)
SAID = pl.col("improvable").is_not_null()
BOTH = pl.col("actual_pathway").is_not_null() & pl.col("ideal_pathway").is_not_null()

IMPROVABLE_SHARE = Metric(
    key="improvable_share",
    label="Improvable decisions",
    fact=REVIEWED_DECISION,
    shape="ratio",
    numerator=patients(pl.col("improvable").cast(pl.String) == "Y"),
    denominator=patients(SAID),
    unit="share",
    direction="lower",
    definition="Share of the decisions reviewed that could have been better, by date of review.",
    formula="decisions reviewed as improvable / decisions reviewed with an answer to that",
    source="LGA and Newton 2016, Figure 3: 1,014 of 2,265, 45%",
    reviewed=REVIEWED,
)
WRONG_SETTING_SHARE = Metric(
    key="wrong_setting_share",
    label="Another pathway would have been better",
    fact=REVIEWED_DECISION,
    shape="ratio",
    numerator=patients(BOTH & (pl.col("actual_pathway").cast(pl.String) != pl.col("ideal_pathway").cast(pl.String))),
    denominator=patients(BOTH),
    unit="share",
    direction="lower",
    definition="Share of the decisions reviewed whose pathway is not the one that would have suited best,"
    " by date of review.",
    formula="decisions whose actual and ideal pathway differ / decisions with both",
    source="LGA and Newton 2016: 24% left on a pathway that was not the best",
    reviewed=REVIEWED,
)
METRICS = (IMPROVABLE_SHARE, WRONG_SETTING_SHARE)
