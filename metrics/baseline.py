"""Frozen baselines: the centre and limits of a stretch of whole periods, kept with the series they came from.

A baseline never changes once frozen; corrections that arrive later show as drift beside it.
"""

from __future__ import annotations

import hashlib
import statistics
from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.errors import MetricError
from metrics.periods import Grain, period_end
from metrics.spc import SpcOptions, spc


class BaselineBackwards(MetricError):
    """A baseline ends before it starts."""

    def __init__(self, start: date, end: date) -> None:
        super().__init__(f"The baseline ends on {end}, before it starts on {start}: swap the dates.")


class NoBaselinePeriods(MetricError):
    """No whole period with a value lies in the baseline's dates."""

    def __init__(self, start: date, end: date) -> None:
        super().__init__(f"No whole period with a value lies from {start} to {end}: choose dates that the data cover.")


class NoPeriodsToCompare(MetricError):
    """None of a baseline's periods can be compared with the data of now."""

    def __init__(self, start: date, end: date) -> None:
        super().__init__(
            f"The data now hold no whole period of the baseline from {start} to {end}: check place and measure."
        )


@dataclass(frozen=True, slots=True)
class Frozen:
    """A baseline as it was frozen.

    centre, lower, upper: XmR mean and limits in the measure's unit; the limits are None where they are undefined
    (one value, or all the same). n: whole periods with a value. start, end: as asked, both inclusive. input_hash:
    SHA-256 of series and settings. series: period start and value of every period in between, None for one without
    a value or partial when frozen.
    """

    centre: float
    lower: float | None
    upper: float | None
    n: int
    start: date
    end: date
    input_hash: str
    series: tuple[tuple[date, float | None], ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """How a frozen baseline's own periods look in the data of now.

    moved = centre_now - centre_then, both over the `compared` periods, so that a lost period moves nothing by its
    absence. share_of_width: moved against the distance from centre to upper limit, None without limits. changed:
    compared periods with another value. lost: periods with a value when frozen that are now absent, blank or partial.
    """

    centre_then: float
    centre_now: float
    moved: float
    share_of_width: float | None
    compared: int
    changed: int
    lost: tuple[date, ...]


def freeze(
    values: pl.DataFrame, start: date, end: date, *, grain: Grain | None = None, screen_outliers: bool = True
) -> Frozen:
    """XmR centre and limits of the whole periods from start to end, both inclusive.

    values: period_start (Date), value (number, null for none), partial (Boolean; null counts as partial), one row a
    period, periods without data included. A partial period keeps its place as a gap, which no moving range crosses.
    With `grain` a period must also end by `end`; without it only its first day is compared, which is right for days
    and for series that were asked for over the same dates. Raises BaselineBackwards, NoBaselinePeriods, or the
    errors of a series (metrics/spc/series.py).
    """
    if end < start:
        raise BaselineBackwards(start, end)
    first_day = pl.col("period_start")
    last_day = first_day if grain is None else period_end(first_day, grain).dt.offset_by("-1d")
    whole = _whole(values.filter((first_day >= start) & (last_day <= end))).sort("date")
    series = tuple(whole.iter_rows())
    if all(value is None for _, value in series):
        raise NoBaselinePeriods(start, end)
    group = spc(whole, SpcOptions(improvement="neutral", screen_outliers=screen_outliers)).groups.row(0, named=True)
    return Frozen(
        centre=group["mean"],
        lower=group["lpl"],
        upper=group["upl"],
        n=sum(value is not None for _, value in series),
        start=start,
        end=end,
        input_hash=_fingerprint(series, start, end, screen_outliers),
        series=series,
    )


def drift(frozen: Frozen, values_now: pl.DataFrame) -> Drift:
    """How far the centre of the same periods has moved since freezing; values_now as in `freeze`, of any dates.

    Raises NoPeriodsToCompare if none of them has a whole value now.
    """
    now = dict(_whole(values_now).iter_rows())
    then = {day: value for day, value in frozen.series if value is not None}
    compared = [day for day in then if now.get(day) is not None]
    if not compared:
        raise NoPeriodsToCompare(frozen.start, frozen.end)
    centre_then = statistics.mean(then[day] for day in compared)
    centre_now = statistics.mean(now[day] for day in compared)
    width = 0.0 if frozen.upper is None else frozen.upper - frozen.centre
    return Drift(
        centre_then=centre_then,
        centre_now=centre_now,
        moved=centre_now - centre_then,
        share_of_width=(centre_now - centre_then) / width if width > 0 else None,
        compared=len(compared),
        changed=sum(now[day] != then[day] for day in compared),
        lost=tuple(day for day in then if now.get(day) is None),
    )


def _whole(values: pl.DataFrame) -> pl.DataFrame:
    """date and value, the value null where the period is partial."""
    value = pl.col("value").cast(pl.Float64).fill_nan(None)
    return values.select(pl.col("period_start").alias("date"), pl.when(~pl.col("partial")).then(value).alias("value"))


def _fingerprint(series: tuple[tuple[date, float | None], ...], start: date, end: date, screen_outliers: bool) -> str:
    """Hash of exactly what went in; hexadecimal floats keep every digit."""
    lines = [f"{start} {end} screened {screen_outliers}"]
    lines += [f"{day} {'' if value is None else value.hex()}" for day, value in series]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
