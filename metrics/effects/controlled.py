"""Controlled interrupted time series: treated less comparison wards, as one series (reference methods, section 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.effects.autoregressive import reml
from metrics.effects.design import Weeks
from metrics.effects.estimate import Array, Estimate, NotEnoughData, t_interval
from metrics.effects.few_wards import p_value
from metrics.effects.linear import hac, newey_west_lag, ols
from metrics.effects.panel import Panel
from metrics.effects.segmented import Method, Segmented
from metrics.effects.series import InterruptedSeries, interrupted


class NoDifference(NotEnoughData):
    """There are no treated wards, or no comparison wards."""

    def __init__(self, treated: int, others: int) -> None:
        super().__init__(
            f"A difference series needs wards with the intervention ({treated}) and without ({others}) in the same "
            "weeks: add the missing kind."
        )


@dataclass(frozen=True)
class PreTrend:
    """The slope of the difference series before the start, a week; reported, never used as a gate.

    reml: t(effective df), the one to show. newey_west: t(n-k); in truly parallel series its p was .045 and .005, so it
    is for reference only. df: n - k. largest_bias: the steeper end of the REML interval x mean(t - start) after it.
    """

    reml: Estimate
    newey_west: Estimate
    df: int
    largest_bias: float


@dataclass(frozen=True, eq=False)
class Controlled:
    """The interrupted series of the difference, and its trend before. one_ward: no uncertainty between wards in it."""

    series: InterruptedSeries
    pre_trend: PreTrend
    one_ward: bool

    @property
    def headline(self) -> Segmented:
        """REML AR(1) on the difference series."""
        return self.series.headline


def difference(rows: Panel) -> tuple[Weeks, Array]:
    """Week numbers, and the mean of the treated wards less the mean of the others, wards weighing the same.

    Weeks in which either kind has no row are left out. Raises NoDifference.
    """
    means = weekly_means(rows)
    both = np.isfinite(means[0]) & np.isfinite(means[1])
    if not both.any():
        raise NoDifference(int(rows.treated.sum()), int((~rows.treated).sum()))
    return rows.weeks[both], (means[0] - means[1])[both]


def weekly_means(rows: Panel) -> tuple[Array, Array]:
    """By week the mean of the treated wards and of the others, wards weighing the same; nan without a row."""
    on_treated = rows.treated[rows.ward]
    return _weekly_mean(rows, on_treated), _weekly_mean(rows, ~on_treated)


def _weekly_mean(rows: Panel, chosen: np.typing.NDArray[np.bool_]) -> Array:
    weeks = len(rows.weeks)
    counts = np.bincount(rows.week[chosen], minlength=weeks).astype(float)
    sums = np.bincount(rows.week[chosen], rows.y[chosen], minlength=weeks)
    return np.divide(sums, counts, out=np.full(weeks, np.nan), where=counts > 0)


def controlled(rows: Panel) -> Controlled:
    """Section 3 with no season on the difference series, from the first start among the wards.

    Raises NoDifference and what metrics.effects.series.interrupted raises.
    """
    weeks, z = difference(rows)
    start = int(np.min(rows.start[rows.treated]))
    series = interrupted(weeks, z, start, harmonics=0)
    return Controlled(series, pre_trend(weeks, z, start), int(rows.treated.sum()) == 1)


def pre_trend(weeks: Weeks, z: Array, start: int) -> PreTrend:
    """The slope of z over the weeks before `start`, and the largest bias it could bring to the average effect."""
    before = weeks < start
    t, y = weeks[before], z[before]
    x = np.column_stack([np.ones(len(t)), t.astype(float)])
    plain, fit = ols(x, y), reml(x, y, t)
    robust = hac(x, plain.residuals, newey_west_lag(len(y)), t)
    slope = t_interval(float(fit.coefficients[1]), float(np.sqrt(fit.covariance[1, 1])), fit.df_effective)
    newey_west = t_interval(float(plain.coefficients[1]), float(np.sqrt(robust[1, 1])), plain.df)
    reach = float(np.mean(weeks[~before] - start))
    return PreTrend(slope, newey_west, plain.df, max(abs(slope.low), abs(slope.high)) * reach)


def fields(result: Controlled) -> dict[str, float]:
    """The fields cits_*, cits_reml_* and pretrend_* of the family `did`, on t(n-k) as the goldens have them."""
    found: dict[str, float] = {}
    methods: tuple[tuple[str, Method], ...] = (("cits", "newey_west"), ("cits_reml", "reml"))
    for prefix, method in methods:
        found |= _fields_of(result.series.fits[method], prefix)
    trend = result.pre_trend
    for name, slope in (("pretrend_reml", trend.reml), ("pretrend", trend.newey_west)):
        error = slope.error or 0.0
        plain = t_interval(slope.value, error, trend.df)
        found |= {f"{name}_slope": slope.value, f"{name}_se": error, f"{name}_p": p_value(plain)}
    return found


def _fields_of(fit: Segmented, prefix: str) -> dict[str, float]:
    found: dict[str, float] = {}
    parts = {"level": fit.level(fit.df), "slope": fit.slope(fit.df), "avg_effect": fit.average(fit.df)}
    for name, estimate in parts.items():
        if estimate is None:
            continue
        place = f"{prefix}_{name}"
        found |= {place: estimate.value, f"{place}_lo": estimate.low, f"{place}_hi": estimate.high}
        if name != "avg_effect":
            found[f"{place}_se"] = estimate.error or 0.0
    if fit.rho is not None:
        found[f"{prefix}_rho"] = fit.rho
    return found
