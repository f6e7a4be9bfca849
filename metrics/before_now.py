"""Before and now of one measure: two stretches of whole weeks, their difference and how sure it is.

A simple comparison: it does not allow for trend or season, and says so wherever it is shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from scipy import stats

from metrics.metric import Direction, Metric

FEWEST_WEEKS = 4
DAYS = {"day": 1.0, "year": 365.0}


@dataclass(frozen=True)
class Stretch:
    """A level over the whole weeks between two days: value, its standard error, weeks and what it rests on.

    value: a ratio of sums, a stock's mean, a flow for each day or year (metric.per). n: the denominator summed for a
    ratio, what was counted for a flow, None for a stock. Null where there is nothing to divide by.
    """

    first: date
    last: date
    value: float | None
    error: float | None
    weeks: int
    n: float | None


@dataclass(frozen=True)
class BeforeNow:
    """Two stretches and the change between them with its 95% interval, in the metric's unit; None where not known.

    better: True, False or None for no judgement or no clear change (the interval holds 0).
    """

    before: Stretch
    now: Stretch
    change: float | None
    low: float | None
    high: float | None
    better: bool | None


def before_now(
    metric: Metric,
    weekly: pl.DataFrame,
    before: tuple[date, date],
    now: tuple[date, date],
    direction: Direction | None = None,
) -> BeforeNow:
    """Compare two stretches, both ends inclusive, of a weekly series as metrics.compute gives it.

    Only whole weeks that lie inside a stretch count. The interval takes weeks as the independent units (a linearised
    ratio, Student's t by Welch; reference methods, section 2) and needs FEWEST_WEEKS a side.
    """
    then, today = _stretch(metric, weekly, *before), _stretch(metric, weekly, *now)
    if then.value is None or today.value is None:
        return BeforeNow(then, today, None, None, None, None)
    change = today.value - then.value
    if then.error is None or today.error is None or not (then.error or today.error):
        return BeforeNow(then, today, change, None, None, None)
    reach = _welch(then, today)
    low, high = change - reach, change + reach
    return BeforeNow(then, today, change, low, high, _judge(direction or metric.direction, low, high))


def _stretch(metric: Metric, weekly: pl.DataFrame, first: date, last: date) -> Stretch:
    inside = weekly.filter(
        pl.col("period_start") >= first,
        pl.col("period_start") + timedelta(days=6) <= last,
        ~pl.col("partial"),
        pl.col("numerator").is_not_null(),
    )
    tops = inside["numerator"].to_list()
    if metric.shape == "flow":
        bottoms = [7 / DAYS[metric.per]] * len(tops)
    else:
        bottoms = [row or 0.0 for row in inside["denominator"].to_list()]
    if metric.shape == "quantile" or not sum(bottoms):
        return Stretch(first, last, None, None, len(tops), None)
    value, error = _ratio(tops, bottoms)
    n = {"flow": sum(tops), "ratio": sum(bottoms)}.get(metric.shape)
    return Stretch(first, last, value, error, len(tops), n)


def _ratio(tops: list[float], bottoms: list[float]) -> tuple[float, float | None]:
    """Sum over sum, and its standard error with weeks as the sampling units (Taylor linearisation)."""
    weeks, whole = len(tops), sum(bottoms)
    value = sum(tops) / whole
    if weeks < FEWEST_WEEKS:
        return value, None
    spread = sum((top - value * bottom) ** 2 for top, bottom in zip(tops, bottoms, strict=True))
    return value, math.sqrt(weeks / (weeks - 1) * spread) / whole


def _welch(then: Stretch, today: Stretch) -> float:
    """Half the width of the 95% interval of the difference, Welch-Satterthwaite degrees of freedom."""
    a, b = (then.error or 0.0) ** 2, (today.error or 0.0) ** 2
    freedom = (a + b) ** 2 / (a**2 / (then.weeks - 1) + b**2 / (today.weeks - 1))
    return float(stats.t.ppf(0.975, freedom)) * math.sqrt(a + b)


def _judge(direction: Direction, low: float, high: float) -> bool | None:
    if direction == "neither" or low <= 0 <= high:
        return None
    return (high < 0) == (direction == "lower")
