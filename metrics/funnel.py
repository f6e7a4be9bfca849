"""How far groups differ beyond chance: funnel limits against the level of all of them together.

Two methods, by what is counted:

- exact: a share of people who leave, each counted once. Limits of the binomial distribution with the overall share, at
  the group's own n, by its mid-p distribution G(r) = P(R < r) + P(R = r) / 2, read between whole counts in a straight
  line (Spiegelhalter 2005, Funnel plots for comparing institutional performance, interpolates the plain distribution
  the same way). So a group is outside a limit exactly when its mid-p tail is smaller than the limit's. Where G(0) is
  above the tail no count can be too low, and the lower limit is 0; and so at the other end.
- spread: a mean, or a share of patient days, where one person counts many times. Chance is judged from weeks: the
  variance of weekly sums about the group's own ratio, pooled over groups, for each unit of the denominator. Groups of
  people differ by more than that for good reason, so a between-group variance is added: method of moments (DerSimonian
  and Laird 1986) after the outer tenth of the standardised differences at each end is drawn in, as Spiegelhalter et al
  2012 (Statistical methods for healthcare regulation) and the Care Quality Commission do; here without transforming,
  and over what drawing in takes from normal differences (KEPT), or too many would lie outside: of 36 groups that differ
  normally 1.7% lay beyond the 99.8% limits without that and 0.5% with it (simulated, 3,000 times). Fewer than
  FEWEST_GROUPS leave the spread out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from metrics.metric import DISCHARGE, PLANNED_DISCHARGE, Metric

Method = Literal["exact", "spread"]
Floats = NDArray[np.float64]

FEWEST = 8
FEWEST_GROUPS, FEWEST_WEEKS = 5, 4
DRAWN_IN = 0.1
# Mean square of standard normal differences whose outer tenths are drawn in to the deciles, 1.2816.
KEPT = 0.6787
TAILS = {"95": 0.025, "998": 0.001}
SCHEMA = {
    "name": pl.String, "value": pl.Float64, "numerator": pl.Float64, "n": pl.Float64, "low_95": pl.Float64,
    "high_95": pl.Float64, "low_998": pl.Float64, "high_998": pl.Float64, "lies": pl.String,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Funnel:
    """Groups against limits around `overall`, the ratio of all of them.

    groups: the columns of SCHEMA; lies is "within", "high_95" (above the 95% limit and not the 99.8%), "high_998",
    "low_95", "low_998", or null where n is below FEWEST or nothing can be judged. curve: n and the four limits along n.
    between: standard deviation added for the usual spread between groups (spread), None where it was not. dispersion:
    mean square of the standardised differences from overall; about 1 where chance alone is at work.
    """

    method: Method
    overall: float
    groups: pl.DataFrame
    curve: pl.DataFrame
    between: float | None
    dispersion: float | None

    def lying(self, *places: str) -> list[str]:
        """Names of the groups there, the furthest from overall first."""
        rows = self.groups.filter(pl.col("lies").is_in(places))
        return rows.sort((pl.col("value") - self.overall).abs(), descending=True)["name"].to_list()

    @property
    def judged(self) -> int:
        """Groups that were held against the limits."""
        return self.groups.height - self.groups["lies"].null_count()


def method_of(metric: Metric) -> Method | None:
    """The method that fits a measure; None for one that is no ratio, and so has no funnel."""
    if metric.shape != "ratio":
        return None
    people = metric.fact in (DISCHARGE, PLANNED_DISCHARGE)
    return "exact" if people and metric.unit == "share" else "spread"


def funnel(metric: Metric, values: pl.DataFrame) -> Funnel | None:
    """The funnel of a ratio measure over a split weekly series; None without two groups to compare.

    values: name (null is left out), period_start, numerator, denominator, partial; all its whole weeks count.
    """
    method = method_of(metric)
    weeks = values.filter(pl.col("name").is_not_null(), ~pl.col("partial"), pl.col("denominator") > 0)
    sums = weeks.group_by("name").agg(pl.col("numerator").sum(), n=pl.col("denominator").sum()).sort("name")
    if method is None or sums.height < 2:
        return None
    overall = float(sums["numerator"].sum()) / float(sums["n"].sum())
    tops, n = sums["numerator"].to_numpy(), sums["n"].to_numpy()
    along = _along(n)
    if method == "exact":
        chance, between = overall * (1 - overall), None
        limits, curve = exact_limits(overall, n), exact_limits(overall, along)
    else:
        chance = _chance(weeks, sums)
        between = _between(tops / n - overall, chance / n, n >= FEWEST)
        limits, curve = (_spread_limits(metric, overall, chance, between or 0.0, at) for at in (n, along))
    groups = _judged(sums.with_columns(value=pl.col("numerator") / pl.col("n")), limits, chance)
    return Funnel(
        method, overall, groups, pl.DataFrame({"n": along, **curve}), between,
        _dispersion(tops / n - overall, chance / n, n >= FEWEST),
    )  # fmt: skip


def exact_limits(share: float, n: Floats) -> dict[str, Floats]:
    """low_95, high_95, low_998 and high_998 of a share with that overall level, for each whole n."""
    found: dict[str, Floats] = {}
    for name, tail in TAILS.items():
        found[f"low_{name}"] = np.array([_low(int(people), share, tail) for people in n]) / n
        found[f"high_{name}"] = 1 - np.array([_low(int(people), 1 - share, tail) for people in n]) / n
    return found


def _low(n: int, share: float, tail: float) -> float:
    """The count, between whole ones, at which the mid-p distribution reaches the tail; 0 where 0 is above it."""
    start = int(stats.binom.ppf(tail, n, share))
    counts = np.arange(max(start - 2, 0), min(start + 3, n) + 1)
    reached = stats.binom.cdf(counts - 1, n, share) + stats.binom.pmf(counts, n, share) / 2
    if reached[0] >= tail:
        return float(counts[0])
    return float(np.interp(tail, reached, counts))


def _chance(weeks: pl.DataFrame, sums: pl.DataFrame) -> float:
    """Variance for each unit of the denominator, from weekly sums about each group's own ratio, pooled over groups."""
    own = sums.select("name", ratio=pl.col("numerator") / pl.col("n"))
    left = pl.col("numerator") - pl.col("ratio") * pl.col("denominator")
    by_group = weeks.join(own, on="name").group_by("name").agg(
        square=left.pow(2).sum(), weeks=pl.len(), n=pl.col("denominator").sum()
    )  # fmt: skip
    enough = by_group.filter(pl.col("weeks") >= FEWEST_WEEKS)
    if enough.is_empty():
        return math.nan
    square = (enough["square"] * enough["weeks"] / (enough["weeks"] - 1)).sum()
    return float(square) / float(enough["n"].sum())


def _between(away: Floats, variance: Floats, counted: NDArray[np.bool_]) -> float | None:
    """Standard deviation between groups beyond chance, the outer tenth at each end drawn in; None with few groups."""
    away, variance = away[counted], variance[counted]
    if len(away) < FEWEST_GROUPS or not np.all(variance > 0):
        return None
    spread = np.sqrt(variance)
    z = away / spread
    z = np.clip(z, *np.quantile(z, (DRAWN_IN, 1 - DRAWN_IN)))
    weight = 1 / variance
    square = float(np.sum(z**2)) / KEPT - (len(z) - 1)
    return math.sqrt(max(0.0, square / (weight.sum() - (weight**2).sum() / weight.sum())))


def _spread_limits(metric: Metric, overall: float, chance: float, between: float, n: Floats) -> dict[str, Floats]:
    top = 1.0 if metric.unit == "share" else math.inf
    found: dict[str, Floats] = {}
    for name, tail in TAILS.items():
        reach = -stats.norm.ppf(tail) * np.sqrt(chance / n + between**2)
        found[f"low_{name}"] = np.maximum(overall - reach, 0.0)
        found[f"high_{name}"] = np.minimum(overall + reach, top)
    return found


def _judged(sums: pl.DataFrame, limits: dict[str, Floats], chance: float) -> pl.DataFrame:
    rows = sums.with_columns(**{name: pl.Series(values) for name, values in limits.items()})
    value = pl.col("value")
    lies = (
        pl.when(value > pl.col("high_998")).then(pl.lit("high_998"))
        .when(value < pl.col("low_998")).then(pl.lit("low_998"))
        .when(value > pl.col("high_95")).then(pl.lit("high_95"))
        .when(value < pl.col("low_95")).then(pl.lit("low_95"))
        .otherwise(pl.lit("within"))
    )  # fmt: skip
    known = (pl.col("n") >= FEWEST) & pl.lit(chance > 0)
    return rows.with_columns(lies=pl.when(known).then(lies)).select(*SCHEMA)


def _dispersion(away: Floats, variance: Floats, counted: NDArray[np.bool_]) -> float | None:
    if not counted.any() or not np.all(variance[counted] > 0):
        return None
    return float(np.mean(away[counted] ** 2 / variance[counted]))


def _along(n: Floats) -> Floats:
    """Whole numbers of the denominator at which the limits are drawn, closer together where they bend."""
    return np.unique(np.round(np.geomspace(max(1.0, min(FEWEST, n.min())), n.max() * 1.05, 120)))
