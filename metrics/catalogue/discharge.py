"""Metrics of eligible discharges: delays past the discharge ready date, timing, cost and return."""

from datetime import date

import polars as pl

from metrics.metric import DISCHARGE, Metric, patients, total

DRD = "NHS England, Discharge Ready Date guidance; Homeward contract, section 3"
CONTRACT = "Homeward contract, section 3"
REVIEWED = date(2026, 11, 22)
ELIGIBLE = pl.col("eligible") == 1
# `delay` is delay_days with the setting blank_ready_date applied: a blank is 0 (same_day) or null (exclude).
DELAY = pl.col("delay")
COUNTED = ELIGIBLE & DELAY.is_not_null()

DISCHARGES = Metric(
    key="discharges",
    label="Discharges",
    fact=DISCHARGE,
    shape="flow",
    numerator=patients(ELIGIBLE),
    unit="count",
    direction="neither",
    definition="Adults discharged after a stay of at least one night, without deaths and moves to another hospital.",
    formula="eligible discharges",
    source=CONTRACT,
    reviewed=REVIEWED,
)
DAYS_PAST_CTR = Metric(
    key="days_past_ctr",
    label="Days past ready",
    fact=DISCHARGE,
    shape="ratio",
    numerator=total(DELAY, ELIGIBLE),
    denominator=patients(COUNTED),
    unit="days",
    direction="lower",
    definition="Average days from the discharge ready date, when the criteria to reside stopped being met, to "
    "discharge; people who left on the day count as 0.",
    deviation="18 and over, where the publication is said to start at 16; a blank ready date counts as the day of "
    "discharge (setting blank_ready_date).",
    formula="sum of days from ready date to discharge / eligible discharges",
    source=DRD,
    reviewed=REVIEWED,
)
DAYS_PAST_CTR_DELAYED = Metric(
    key="days_past_ctr_delayed",
    label="Days past ready, of those delayed",
    fact=DISCHARGE,
    shape="ratio",
    numerator=total(DELAY, ELIGIBLE),
    denominator=patients(ELIGIBLE & (DELAY >= 1)),
    unit="days",
    direction="lower",
    definition="Average days from the ready date to discharge among people who stayed at least one day past it.",
    formula="sum of days from ready date to discharge / eligible discharges at least 1 day past it",
    source=DRD,
    reviewed=REVIEWED,
)
DAYS_PAST_CTR_MEDIAN = Metric(
    key="days_past_ctr_median",
    label="Days past ready, median",
    fact=DISCHARGE,
    shape="quantile",
    numerator=DELAY,
    denominator=pl.col("patients"),
    where=COUNTED,
    quantile=0.5,
    unit="days",
    direction="lower",
    definition="The days past ready that half of the people discharged did not exceed (nearest rank).",
    formula="smallest delay whose cumulative share of eligible discharges is at least 50%",
    source=CONTRACT,
    reviewed=REVIEWED,
)
DAYS_PAST_CTR_P90 = Metric(
    key="days_past_ctr_p90",
    label="Days past ready, 9 in 10 within",
    fact=DISCHARGE,
    shape="quantile",
    numerator=DELAY,
    denominator=pl.col("patients"),
    where=COUNTED,
    quantile=0.9,
    unit="days",
    direction="lower",
    definition="The days past ready that nine in ten of the people discharged did not exceed (nearest rank).",
    formula="smallest delay whose cumulative share of eligible discharges is at least 90%",
    source=CONTRACT,
    reviewed=REVIEWED,
)
BED_DAYS_PAST_CTR = Metric(
    key="bed_days_past_ctr",
    label="Bed days past ready",
    fact=DISCHARGE,
    shape="flow",
    numerator=total(DELAY, ELIGIBLE),
    unit="bed_days",
    direction="lower",
    definition="Bed days between the discharge ready date and discharge, of the people discharged in the period.",
    formula="sum of days from ready date to discharge",
    source=DRD,
    reviewed=REVIEWED,
)
ON_READY_DATE_SHARE = Metric(
    key="on_ready_date_share",
    label="Home on the ready date",
    fact=DISCHARGE,
    shape="ratio",
    numerator=patients(ELIGIBLE & (DELAY == 0)),
    denominator=patients(COUNTED),
    unit="share",
    direction="higher",
    definition="Share of people discharged on the very day they stopped meeting the criteria to reside.",
    formula="eligible discharges with 0 days past ready / eligible discharges",
    source=DRD,
    reviewed=REVIEWED,
)
READY_DATE_COMPLETENESS = Metric(
    key="ready_date_completeness",
    label="Ready date recorded",
    fact=DISCHARGE,
    shape="ratio",
    numerator=patients(ELIGIBLE & pl.col("delay_days").is_not_null()),
    denominator=patients(ELIGIBLE),
    unit="share",
    direction="higher",
    definition="Share of people discharged whose ready date is known: given, timed, or read from the board.",
    formula="eligible discharges with a ready date from any source / eligible discharges",
    source=CONTRACT,
    reviewed=REVIEWED,
)
LOS_MEAN = Metric(
    key="los_mean",
    label="Length of stay",
    fact=DISCHARGE,
    shape="ratio",
    numerator=total(pl.col("stay_days"), ELIGIBLE),
    denominator=patients(ELIGIBLE),
    unit="days",
    direction="lower",
    definition="Average stay, in midnights, of the people discharged.",
    formula="sum of midnights in hospital / eligible discharges",
    source="HES technical output specification, SPELDUR",
    reviewed=REVIEWED,
)
LOS_MEDIAN = Metric(
    key="los_median",
    label="Length of stay, median",
    fact=DISCHARGE,
    shape="quantile",
    numerator=pl.col("stay_days"),
    denominator=pl.col("patients"),
    where=ELIGIBLE,
    quantile=0.5,
    unit="days",
    direction="lower",
    definition="The stay, in midnights, that half of the people discharged did not exceed (nearest rank).",
    formula="smallest stay whose cumulative share of eligible discharges is at least 50%",
    source=CONTRACT,
    reviewed=REVIEWED,
)
BEFORE_NOON_SHARE = Metric(
    key="before_noon_share",
    label="Discharged before noon",
    fact=DISCHARGE,
    shape="ratio",
    numerator=patients(ELIGIBLE & (pl.col("discharge_minute") < 12 * 60)),
    denominator=patients(ELIGIBLE),
    unit="share",
    direction="higher",
    definition="Share of people discharged before 12:00.",
    formula="eligible discharges before 12:00 / eligible discharges",
    source=CONTRACT,
    reviewed=REVIEWED,
)
BY_1700_SHARE = Metric(
    key="by_1700_share",
    label="Discharged by 17:00",
    fact=DISCHARGE,
    shape="ratio",
    numerator=patients(ELIGIBLE & (pl.col("discharge_minute") <= 17 * 60)),
    denominator=patients(ELIGIBLE),
    unit="share",
    direction="higher",
    definition="Share of people discharged by 17:00, the minute of 17:00 included.",
    formula="eligible discharges before 17:01 / eligible discharges",
    source="NHS England, Acute discharge situation report: by 17:00 and 17:01-23:59",
    reviewed=REVIEWED,
)
WEEKEND_RATIO = Metric(
    key="weekend_ratio",
    label="Weekend against weekday",
    fact=DISCHARGE,
    shape="weekend",
    numerator=patients(ELIGIBLE),
    unit="ratio",
    direction="higher",
    definition="Discharges a weekend day divided by discharges a weekday; 1 means weekends are like other days.",
    formula="discharges per covered weekend day / discharges per covered weekday",
    source=CONTRACT,
    reviewed=REVIEWED,
)
FOLLOWED = ELIGIBLE & (pl.col("person_known") == 1) & (pl.col("days_followed") >= 29)
READMISSION_30D_SHARE = Metric(
    key="readmission_30d_share",
    label="Back as an emergency within 30 days",
    fact=DISCHARGE,
    shape="ratio",
    numerator=patients(FOLLOWED & (pl.col("days_to_return") <= 29)),
    denominator=patients(FOLLOWED),
    unit="share",
    direction="lower",
    definition="Share of people discharged who came back to this provider as an emergency within 0 to 29 days; crude, "
    "own provider only, counted once the 29 days have passed.",
    deviation="NHS Digital I02040 counts any hospital in England, continuous inpatient spells, without cancer and "
    "obstetrics, and standardises.",
    formula="followed by an emergency admission within 29 days / those with a pseudonym and 29 days covered",
    source="NHS Digital indicator I02040, simplified; see DEVIATIONS.md",
    reviewed=REVIEWED,
)
SUPPORTED = ELIGIBLE & pl.col("pathway").is_in(["1", "2", "3"]) & pl.col("support_wait_seconds").is_not_null()
SUPPORT_WITHIN_24H_SHARE = Metric(
    key="support_within_24h_share",
    label="Support within 24 hours",
    fact=DISCHARGE,
    shape="ratio",
    numerator=patients(SUPPORTED & (pl.col("support_wait_seconds") <= 24 * 3600)),
    denominator=patients(SUPPORTED),
    unit="share",
    direction="higher",
    definition="Share of people on pathways 1 to 3 whose service first saw them within 24 hours of the criteria to "
    "reside stopping being met.",
    deviation="Hours by the wall clock: a wait over the night of a clock change is an hour off.",
    formula="support started within 24 h of criteria not met / pathway 1-3 with both times",
    source="Warwickshire community recovery programme, 24-hour standard",
    reviewed=REVIEWED,
)
WEEKLY_CARE_COST_MEAN = Metric(
    key="weekly_care_cost_mean",
    label="Ongoing cost of care",
    fact=DISCHARGE,
    shape="ratio",
    numerator=total(pl.col("weekly_care_cost"), ELIGIBLE),
    denominator=patients(ELIGIBLE & pl.col("weekly_care_cost").is_not_null()),
    unit="pounds",
    direction="lower",
    definition="Average ongoing cost of care a week of the people discharged, where it is known.",
    formula="sum of weekly cost of care at discharge / eligible discharges with a known cost",
    source="Birmingham, average ongoing cost of care per week",
    reviewed=REVIEWED,
)
METRICS = (
    DAYS_PAST_CTR, DISCHARGES, DAYS_PAST_CTR_DELAYED, DAYS_PAST_CTR_MEDIAN, DAYS_PAST_CTR_P90, BED_DAYS_PAST_CTR,
    ON_READY_DATE_SHARE, READY_DATE_COMPLETENESS, LOS_MEAN, LOS_MEDIAN, BEFORE_NOON_SHARE, BY_1700_SHARE, WEEKEND_RATIO,
    READMISSION_30D_SHARE, SUPPORT_WITHIN_24H_SHARE, WEEKLY_CARE_COST_MEAN,
)  # fmt: skip
