"""Interrupted time series of one area (reference methods, section 3; Turner et al. 2021 for the choice of REML)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from metrics.effects.design import Design, Weeks, design
from metrics.effects.estimate import Array, NotComparable, NotEnoughData, limits, named, t_quantile
from metrics.effects.linear import newey_west_lag
from metrics.effects.segmented import Method, Segmented, segmented
from metrics.effects.sensitivity import Alternative, alternatives

LAGS = 10
FEWEST_IN_A_SHARE = 20
METHODS: tuple[Method, ...] = ("reml", "newey_west", "newey_west_2l", "prais_winsten", "ols")
PREFIXES: dict[Method, str] = {"newey_west": "nw", "prais_winsten": "pw", "reml": "reml"}
Z_80 = float(special.ndtri(0.975) + special.ndtri(0.8))


class NotASeries(NotComparable):
    """Weeks out of order or twice, or values that are not numbers."""

    def __init__(self, found: str) -> None:
        super().__init__(f"This is not a weekly series: {found}. Give each week once, in order, with a number.")


class WeeksTooSmall(NotEnoughData):
    """A weekly share over fewer than 20."""

    def __init__(self, smallest: float) -> None:
        super().__init__(
            f"The smallest week has {smallest:g} in the denominator of the share; a weekly model of shares needs "
            f"{FEWEST_IN_A_SHARE} in every week. Use the simple comparison, or a larger area."
        )


@dataclass(frozen=True, eq=False)
class InterruptedSeries:
    """The effect in one series. fits has each of METHODS (reml is the headline); alternatives are the sensitivities.

    weeks, values: the rows used, in order. warnings: what the model could not allow for: no_season, no_trend.
    whitened_p: Ljung-Box(10) of the whitened residuals, for information.
    """

    weeks: Weeks
    values: Array
    start: int
    fits: dict[Method, Segmented]
    alternatives: tuple[Alternative, ...]
    warnings: tuple[str, ...]
    durbin_watson: float
    ljung_box: tuple[float, float]
    whitened_p: float

    @property
    def headline(self) -> Segmented:
        """REML AR(1), intervals on effective degrees of freedom."""
        return self.fits["reml"]

    @property
    def sides(self) -> tuple[int, int]:
        """Weeks before and after the start."""
        after = int(np.sum(self.weeks >= self.start))
        return len(self.weeks) - after, after

    @property
    def turned(self) -> tuple[Alternative, ...]:
        """The alternatives whose effect has the other sign; said beside the headline."""
        sign = np.sign(self.headline.average().value)
        return tuple(a for a in self.alternatives if a.average is not None and a.average.value * sign < 0)

    @property
    def detectable(self) -> float:
        """The smallest average effect that a series like this shows with 80% power."""
        return Z_80 * (self.headline.average().error or 0.0)

    def counterfactual(self) -> tuple[Array, Array, Array]:
        """What was expected without the intervention, week by week, and its 95% band: line, low, high."""
        return _band(self.headline, self.headline.design.without)


def interrupted(
    weeks: Sequence[int] | Weeks,
    values: Sequence[float] | Array,
    start: int,
    *,
    wash_in: int = 0,
    denominators: Array | None = None,
    harmonics: int | None = None,
) -> InterruptedSeries:
    """The effect of what began in week number `start`, with its sensitivities.

    weeks: ascending numbers of whole Monday weeks; values: one each, NaN where missing. wash_in: weeks from the start
    that are left out. denominators: for a weekly share, its n (20 or more each); rows then weigh by it. harmonics
    overrides the rule of metrics.effects.design. Raises TooFewWeeks, TooPersistent, NothingVaries, NotASeries,
    WeeksTooSmall, TermsNotSeparable.
    """
    t, y = _checked(np.asarray(weeks, dtype=np.int64), np.asarray(values, dtype=float))
    kept = ~np.isnan(y) & ~((t >= start) & (t < start + wash_in))
    share = None if denominators is None else _large_enough(np.asarray(denominators, dtype=float)[kept])
    t, y = t[kept], y[kept]
    model = design(t, start, harmonics=harmonics)
    fits: dict[Method, Segmented] = {method: segmented(model, y, method, share) for method in METHODS}
    plain = fits["ols"].residuals
    return InterruptedSeries(
        t, y, start, fits, alternatives(model, y, share, fits), _warnings(model),
        float(np.sum(np.diff(plain) ** 2) / (plain @ plain)), ljung_box(plain), ljung_box(fits["reml"].residuals)[1],
    )  # fmt: skip


def ljung_box(residuals: Array, lags: int = LAGS) -> tuple[float, float]:
    """Ljung and Box's Q over the lags and its p (chi-squared, `lags` degrees of freedom)."""
    n = len(residuals)
    whole = residuals @ residuals
    parts = [(residuals[k:] @ residuals[:-k] / whole) ** 2 / (n - k) for k in range(1, lags + 1)]
    statistic = n * (n + 2) * float(sum(parts))
    return statistic, float(special.chdtrc(lags, statistic))


def fields(result: InterruptedSeries) -> dict[str, float]:
    """The family `its` of the method goldens; nothing of a slope where the model has no trend."""
    found: dict[str, float] = {
        "n": len(result.weeks),
        "k": result.headline.design.x.shape[1],
        "lag": newey_west_lag(len(result.weeks)),
        "durbin_watson": result.durbin_watson,
        "ljung_box_10": result.ljung_box[0],
        "ljung_box_10_p": result.ljung_box[1],
        "nw2L_level_se": result.fits["newey_west_2l"].level().error or 0.0,
        "ols_level_se": result.fits["ols"].level().error or 0.0,
    }
    for method, prefix in PREFIXES.items():
        found |= _fields_of(result.fits[method], prefix)
    fit = result.headline
    found |= {"reml_df_eff": fit.df_effective, **limits("reml_level", fit.level(), "_eff")}
    slope = fit.slope()
    if slope is not None:
        found |= limits("reml_slope", slope, "_eff")
    return found | limits("reml_avg_effect", fit.average(), "_eff")


def _fields_of(fit: Segmented, prefix: str) -> dict[str, float]:
    level, slope, percent = fit.level(fit.df), fit.slope(fit.df), fit.percent(fit.df)
    found = named(f"{prefix}_level", level) | {f"{prefix}_level_se": level.error or 0.0}
    if slope is not None:
        found |= named(f"{prefix}_slope", slope) | {f"{prefix}_slope_se": slope.error or 0.0}
    found |= named(f"{prefix}_avg_effect", fit.average(fit.df))
    found[f"{prefix}_counterfactual_mean"] = fit.counterfactual_mean
    if percent is not None:
        found |= named(f"{prefix}_pct_effect", percent)
    if fit.rho is not None:
        found[f"{prefix}_rho"] = fit.rho
    return found


def _band(fit: Segmented, rows: Array) -> tuple[Array, Array, Array]:
    line = rows @ fit.coefficients
    reach = t_quantile(fit.df_effective) * np.sqrt(np.einsum("ij,jk,ik->i", rows, fit.covariance, rows))
    return line, line - reach, line + reach


def _warnings(model: Design) -> tuple[str, ...]:
    return tuple(
        name for name, missing in (("no_season", not model.harmonics), ("no_trend", not model.trend)) if missing
    )


def _checked(weeks: Weeks, values: Array) -> tuple[Weeks, Array]:
    if len(weeks) != len(values):
        raise NotASeries(f"{len(weeks)} weeks but {len(values)} values")
    if np.any(np.diff(weeks) <= 0):
        raise NotASeries("its weeks are not in order, or one stands twice")
    if np.any(np.isinf(values)):
        raise NotASeries("a value is infinite")
    return weeks, values


def _large_enough(denominators: Array) -> Array:
    smallest = float(np.min(denominators, initial=np.inf))
    if not smallest >= FEWEST_IN_A_SHARE:
        raise WeeksTooSmall(smallest)
    return denominators
