"""Metrics of expected discharge dates: whether one is set in time, how often it moves, how near it comes."""

from datetime import date

import polars as pl

from metrics.metric import EXPECTED_STAY, Metric, patients, total

SOURCE = "Lincolnshire and East Surrey, clear and realistic discharge dates for all; SAFER patient flow bundle"
REVIEWED = date(2026, 11, 22)
TWO_DAYS = 48 * 3600
IN_TIME_KNOWN = (pl.col("times_kept") == 1) & (pl.col("stay_seconds") >= TWO_DAYS)
MOVED = pl.col("slips").is_not_null()
DATED = pl.col("first_expected_on").is_not_null()
DAYS_LATE = (pl.col("stat_date") - pl.col("first_expected_on")).dt.total_days()

EXPECTED_SET_48H_SHARE = Metric(
    key="expected_set_48h_share",
    label="Expected date set within 48 hours",
    fact=EXPECTED_STAY,
    shape="ratio",
    numerator=patients(IN_TIME_KNOWN & (pl.col("set_seconds") <= TWO_DAYS)),
    denominator=patients(IN_TIME_KNOWN),
    unit="share",
    direction="higher",
    definition="Share of people who stayed at least 48 hours whose expected discharge date was set within 48 hours of "
    "admission. No number where the spells never say when a date was set.",
    deviation="Hours by the wall clock: a stay over the night of a clock change is an hour off.",
    formula="expected date set at most 48 h after admission / eligible discharges with a stay of 48 h or more",
    source=SOURCE,
    reviewed=REVIEWED,
)
EXPECTED_SLIPS_MEAN = Metric(
    key="expected_slips_mean",
    label="Times the expected date slipped",
    fact=EXPECTED_STAY,
    shape="ratio",
    numerator=total(pl.col("slips"), MOVED),
    denominator=patients(MOVED),
    unit="ratio",
    direction="lower",
    definition="How often, on average, the expected discharge date was moved to a later day during a stay, as the "
    "boards show it. Moves to an earlier day do not count.",
    formula="moves to a later date between boards / eligible discharges with an expected date on any board",
    source=SOURCE,
    reviewed=REVIEWED,
)
EXPECTED_WITHIN_DAY_SHARE = Metric(
    key="expected_within_day_share",
    label="Left within a day of the first expected date",
    fact=EXPECTED_STAY,
    shape="ratio",
    numerator=patients(DATED & (DAYS_LATE.abs() <= 1)),
    denominator=patients(DATED),
    unit="share",
    direction="higher",
    definition="Share of people discharged on the first day that was expected, the day before it or the day after.",
    formula="at most 1 day between discharge and first expected date / eligible discharges with an expected date",
    source=SOURCE,
    reviewed=REVIEWED,
)
EXPECTED_DAYS_LATE = Metric(
    key="expected_days_late",
    label="Days past the first expected date",
    fact=EXPECTED_STAY,
    shape="ratio",
    numerator=total(DAYS_LATE, DATED),
    denominator=patients(DATED),
    unit="days",
    direction="neither",
    definition="Average days from the first expected discharge date to the discharge; below 0 people left earlier. "
    "Neither way is better in itself: dates set late on purpose would look early.",
    formula="sum of (discharge - first expected date) / eligible discharges with an expected date",
    source=SOURCE,
    reviewed=REVIEWED,
)
METRICS = (EXPECTED_SET_48H_SHARE, EXPECTED_SLIPS_MEAN, EXPECTED_WITHIN_DAY_SHARE, EXPECTED_DAYS_LATE)
