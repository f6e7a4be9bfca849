"""The ongoing cost of care of the people discharged: levels before and now, and the relative change, with intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.before_now import BeforeNow, before_now
from metrics.effects.estimate import Estimate, t_ratio
from metrics.metric import Metric
from metrics.periods import period_start

TRIMMED = 0.95


@dataclass(frozen=True)
class Stage:
    """One stage of a roll-out: its name, first day, the two levels, and the change as a ratio less 1."""

    name: str
    on: date
    found: BeforeNow
    relative: Estimate | None


def stage(
    metric: Metric, weekly: pl.DataFrame, name: str, on: date, before: tuple[date, date], now: tuple[date, date]
) -> Stage:  # fmt: skip
    """Compare the stretch before with the stretch now, both ends inclusive, of a weekly series."""
    found = before_now(metric, weekly, before, now)
    return Stage(name, on, found, relative(found))


def relative(found: BeforeNow) -> Estimate | None:
    """The change as a share of the level before, on the log scale (reference methods, section 2); None without errors.

    Weeks are the independent units, as in before_now.
    """
    then, now = found.before, found.now
    if not then.value or not now.value or then.error is None or now.error is None:
        return None
    if then.value < 0 or now.value < 0 or not (then.error or now.error):
        return None
    a, b = (then.error / then.value) ** 2, (now.error / now.value) ** 2
    freedom = (a + b) ** 2 / (a**2 / (then.weeks - 1) + b**2 / (now.weeks - 1))
    ratio = t_ratio(math.log(now.value / then.value), math.sqrt(a + b), freedom)
    return Estimate(ratio.value - 1, ratio.low - 1, ratio.high - 1, ratio.error, ratio.df)


def trimmed(rows: pl.DataFrame, weekly: pl.DataFrame) -> pl.DataFrame:
    """The weekly series of the mean without the dearest people: those above the 95th centile of all who have a cost.

    rows: of the discharge fact, one a person. weekly: the whole series, whose weeks and `partial` are kept.
    """
    known = rows.filter(pl.col("eligible") == 1, pl.col("weekly_care_cost").is_not_null())
    cost = pl.col("weekly_care_cost")
    kept = known.filter(cost <= cost.quantile(TRIMMED, "lower"))
    sums = kept.group_by(period_start=period_start(pl.col("stat_date"), "week")).agg(
        numerator=(cost * pl.col("patients")).sum().cast(pl.Float64),
        denominator=pl.col("patients").sum().cast(pl.Float64),
    )
    joined = weekly.select("period_start", "partial").join(sums, on="period_start", how="left", maintain_order="left")
    return joined.with_columns(value=pl.col("numerator") / pl.col("denominator"))
