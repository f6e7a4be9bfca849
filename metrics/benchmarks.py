"""One trust beside the others: where it stands with what chance alone could do to that, and its counts as published.

A trust's level is sum over sum of its whole periods. How far it could be from what it would be in other months of the
same kind is judged from its own months: the sums of the periods about the trust's own ratio (the ratio estimator's
variance, Student's t). A trust with fewer than FEWEST periods has an interval only where people are counted once, by
the binomial distribution (Wilson). The interval of a rank is that of the ranks in DRAWS draws of all levels at once
(Goldstein and Spiegelhalter 1996, League tables and their limitations): with a fixed seed, so that a page says the same
twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from metrics.metric import PUBLISHED_STRETCH, Direction, Metric, Unit
from metrics.periods import Grain, period_end, period_start

Floats = NDArray[np.float64]

FEWEST = 4
MOSTLY = 0.8
FEWEST_TRUSTS = 4
DRAWS, SEED = 4000, 1
DIGITS = {"share": 0.0005, "days": 0.005}
# What the trust's own extracts say about the same thing, by the published measure.
OWN = {
    "drd_days_mean": "days_past_ctr",
    "drd_days_mean_delayed": "days_past_ctr_delayed",
    "drd_same_day_share": "on_ready_date_share",
    "ae_four_hour_share": "four_hour_share",
    "ae_four_hour_type_1_share": "four_hour_share",
    "beds_adult_occupancy": "occupancy",
    "sitrep_occupancy": "occupancy",
}
LEVEL = {
    "name": pl.String, "value": pl.Float64, "n": pl.Float64, "periods": pl.UInt32, "low": pl.Float64,
    "high": pl.Float64, "rank": pl.UInt32, "rank_low": pl.UInt32, "rank_high": pl.UInt32,
}  # fmt: skip


def comparable(metric: Metric) -> bool:
    """Whether trusts can be set beside each other by it: a ratio of what many of them return or publish."""
    return metric.fact.returned and metric.shape == "ratio"


def standings(metric: Metric, values: pl.DataFrame) -> pl.DataFrame:
    """The columns of LEVEL, one row per trust, the best first (highest first where neither way is better).

    values: name, period_start, numerator, denominator, partial; whole periods with something to divide by count.
    low and high are 95% limits of the level and, as rank_low and rank_high, of the rank; a trust whose limits nothing
    tells has no rank either, and stands last.
    """
    whole = values.filter(~pl.col("partial"), pl.col("denominator") > 0)
    sums = (
        whole.group_by("name")
        .agg(pl.col("numerator").sum(), n=pl.col("denominator").sum(), periods=pl.len())
        .with_columns(value=pl.col("numerator") / pl.col("n"))
        .join(_spread(whole), on="name", how="left")
    )
    if sums.is_empty():
        return pl.DataFrame(schema=LEVEL)
    once = metric.fact is PUBLISHED_STRETCH and metric.unit == "share" and metric.key != "beds_adult_occupancy"
    limits = [_limits(row, once, metric.unit == "share") for row in sums.to_dicts()]
    known = sums.with_columns(
        low=pl.Series([low for low, _ in limits], dtype=pl.Float64),
        high=pl.Series([high for _, high in limits], dtype=pl.Float64),
    )
    known = known.sort(pl.col("low").is_null(), "value", "name", descending=[False, metric.direction != "lower", False])
    return _ranked(known, metric.direction).select(*LEVEL).cast(LEVEL)  # type: ignore[arg-type]


def reported(cover: pl.DataFrame, feeds: tuple[str, ...], grain: Grain) -> pl.DataFrame:
    """name, period_start, days, share: how much of each period each trust has sent, all the feeds together.

    cover: feed, provider, stat_date of the days that carry a figure.
    """
    first, *others = (cover.filter(pl.col("feed") == feed).select("provider", "stat_date") for feed in feeds)
    for other in others:
        first = first.join(other, on=["provider", "stat_date"], how="semi")
    length = (period_end(pl.col("period_start"), grain) - pl.col("period_start")).dt.total_days()
    sent = first.group_by("provider", period_start=period_start(pl.col("stat_date"), grain)).agg(days=pl.len())
    return sent.select("period_start", "days", name=pl.col("provider").cast(pl.String), share=pl.col("days") / length)


def mostly(values: pl.DataFrame, sent: pl.DataFrame) -> pl.DataFrame:
    """The values with partial only where a trust sent less than MOSTLY of a period; sent: from `reported`.

    A ratio of 28 days of a month is no worse for three days not sent; a count would be.
    """
    known = values.join(sent, on=["name", "period_start"], how="left")
    return known.with_columns(partial=pl.col("share").fill_null(0) < MOSTLY).drop("share", "days")


def middle(values: pl.DataFrame) -> pl.DataFrame:
    """date, low, high, trusts: the middle half of the trusts in each period, where FEWEST_TRUSTS or more have a value.

    values: name, period_start, value, partial.
    """
    known = values.filter(~pl.col("partial"), pl.col("value").is_not_null())
    found = known.group_by(date="period_start").agg(
        low=pl.col("value").quantile(0.25, "linear"), high=pl.col("value").quantile(0.75, "linear"), trusts=pl.len()
    )
    return found.filter(pl.col("trusts") >= FEWEST_TRUSTS).sort("date")


@dataclass(frozen=True, eq=False)
class Reconciled:
    """Own counts beside those that were returned, over the days (or months) that have both.

    rows: date, own, returned, difference (returned less own); by_month: month, days, own, returned, difference (means).
    same: share of rows that agree, that is, differ by less than `digits`; mean: of the differences.
    """

    rows: pl.DataFrame
    by_month: pl.DataFrame
    same: float
    mean: float
    digits: float

    def largest(self, number: int) -> pl.DataFrame:
        """The rows that differ the most, the widest first; those that agree are not among them."""
        apart = self.rows.filter(pl.col("difference").abs() >= self.digits)
        return apart.sort(pl.col("difference").abs(), "date", descending=[True, False]).head(number)


def reconciled(own: pl.DataFrame, returned: pl.DataFrame, unit: Unit) -> Reconciled | None:
    """Own values against returned ones. own, returned: date, value; None where no date has both.

    Counts agree when they are equal, days and shares when they are at the two and three digits published.
    """
    pairs = own.rename({"value": "own"}).join(returned.rename({"value": "returned"}), on="date").drop_nulls()
    if pairs.is_empty():
        return None
    rows = pairs.select(
        "date", pl.col("own").cast(pl.Float64), pl.col("returned").cast(pl.Float64)
    ).with_columns(difference=pl.col("returned") - pl.col("own")).sort("date")  # fmt: skip
    by_month = (
        rows.group_by(month=pl.col("date").dt.truncate("1mo"))
        .agg(pl.len().alias("days"), pl.col("own", "returned", "difference").mean())
        .sort("month")
    )
    digits = DIGITS.get(unit, 0.5)
    agree = rows.select((pl.col("difference").abs() < digits).mean()).item()
    return Reconciled(rows, by_month, agree, _mean(rows["difference"]), digits)


def indexed(values: pl.DataFrame, first: int = 12) -> pl.DataFrame:
    """Each name's values as 100 times its own mean over its first `first` whole periods: name, period_start, value.

    Counts of trusts of all sizes on one scale. values: name, period_start, value, partial; a name without whole periods
    is left out.
    """
    whole = values.filter(~pl.col("partial"), pl.col("value").is_not_null()).sort("period_start")
    base = pl.col("value").head(first).mean().over("name")
    return whole.with_columns(value=100 * pl.col("value") / base).filter(pl.col("value").is_finite())


def _spread(whole: pl.DataFrame) -> pl.DataFrame:
    """name, spread: the standard error of each trust's ratio from its own periods, where it has FEWEST of them."""
    ratio = (pl.col("numerator").sum() / pl.col("denominator").sum()).over("name")
    left = pl.col("numerator") - ratio * pl.col("denominator")
    square = whole.with_columns(left=left).group_by("name").agg(
        square=pl.col("left").pow(2).sum(), periods=pl.len(), n=pl.col("denominator").sum()
    )  # fmt: skip
    error = (pl.col("square") * pl.col("periods") / (pl.col("periods") - 1)).sqrt() / pl.col("n")
    return square.filter(pl.col("periods") >= FEWEST).select("name", spread=error)


def _limits(row: dict[str, float], once: bool, share: bool) -> tuple[float | None, float | None]:
    """95% limits of a trust's level."""
    if row["spread"] is None or (once and row["spread"] == 0):
        return _wilson(row["value"], row["n"]) if once else (None, None)
    reach = float(stats.t.ppf(0.975, row["periods"] - 1)) * row["spread"]
    top = 1.0 if share and row["value"] <= 1 else math.inf
    return max(0.0, row["value"] - reach), min(top, row["value"] + reach)


def _wilson(value: float, n: float) -> tuple[float, float]:
    z = 1.959963984540054
    middle_, reach = value + z * z / (2 * n), z * math.sqrt(value * (1 - value) / n + z * z / (4 * n * n))
    return (middle_ - reach) / (1 + z * z / n), (middle_ + reach) / (1 + z * z / n)


def _ranked(rows: pl.DataFrame, direction: Direction) -> pl.DataFrame:
    """rank of each row that has limits, in the order given, and its 95% limits from ranks of drawn levels."""
    known = rows.filter(pl.col("low").is_not_null())
    names = ("rank", "rank_low", "rank_high")
    if known.height < FEWEST_TRUSTS:
        return rows.with_columns(pl.lit(None, dtype=pl.UInt32).alias(name) for name in names)
    noise = np.random.default_rng(SEED).standard_normal((DRAWS, known.height))
    drawn = known["value"].to_numpy() + _errors(known) * noise
    order = (drawn if direction == "lower" else -drawn).argsort(axis=1).argsort(axis=1) + 1
    low, high = np.quantile(order, (0.025, 0.975), axis=0, method="nearest")
    places = {"rank": np.arange(1, known.height + 1), "rank_low": low, "rank_high": high}
    return rows.join(
        known.select("name", **{name: pl.Series(at, dtype=pl.UInt32) for name, at in places.items()}),
        on="name", how="left", maintain_order="left",
    )  # fmt: skip


def _errors(rows: pl.DataFrame) -> Floats:
    """The standard deviation that makes each trust's limits those of a normal distribution."""
    value, low, high = (rows[name].to_numpy() for name in ("value", "low", "high"))
    reach: Floats = np.maximum(high - value, value - low)
    return reach / 1.959963984540054


def _mean(values: pl.Series) -> float:
    found = values.mean()
    return float(found) if isinstance(found, float | int) else math.nan
