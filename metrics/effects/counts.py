"""Interrupted time series of weekly counts with an exposure (reference methods, section 3, counts).

The headline is a parametric bootstrap: Poisson counts around a mean whose logarithm carries AR(1) noise. Its size and
persistence come from REML on the working residuals, less the Poisson share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.effects.autoregressive import effective_df, reml_rho, whiten
from metrics.effects.design import Design, Weeks, design
from metrics.effects.estimate import Array, Estimate, NotComparable, NotEnoughData, limits, t_ratio
from metrics.effects.linear import long_run, newey_west_lag, ols
from metrics.effects.poisson import PoissonFit, poisson, poisson_many

RESAMPLES = 2000
SEED = 1
FEWEST_EVENTS = 10
MOST_PERSISTENT = 0.95


class TooFewEvents(NotEnoughData):
    """Under 10 events on one side of the start."""

    def __init__(self, before: float, after: float) -> None:
        super().__init__(
            f"There are {before:g} events before the start and {after:g} after it; a weekly model of counts needs "
            f"{FEWEST_EVENTS} on each side. Use a larger area or a longer period."
        )


class NotCounts(NotComparable):
    """Counts below 0, or weeks without exposure."""

    def __init__(self) -> None:
        super().__init__("Counts must be 0 or more and every week's exposure above 0. Leave out the other weeks.")


@dataclass(frozen=True)
class Noise:
    """What weekly counts do beyond Poisson: sd and rho of AR(1) noise on the log scale, and df of the interval."""

    sd: float
    rho: float
    df: float


@dataclass(frozen=True, eq=False)
class CountSeries:
    """The effect in one series of counts. All ratios are with / without the intervention.

    ratio: fitted events over those expected without, over the weeks after the start: the headline, with level and
    slope on the same bootstrap. newey_west, quasi_poisson: level and slope as sensitivities (slope only with a trend).
    """

    model: Design
    counts: Array
    exposure: Array
    fit: PoissonFit
    noise: Noise
    ratio: Estimate
    level: Estimate
    slope: Estimate | None
    newey_west: tuple[Estimate, ...]
    quasi_poisson: tuple[Estimate, ...]

    @property
    def dispersion(self) -> float:
        """Pearson X^2 / (n - k); above 1.2 counts vary more than chance alone."""
        return self.fit.dispersion(self.counts)

    @property
    def observed_after(self) -> float:
        """Events in the weeks after the start."""
        return float(self.counts[self.model.after].sum())

    @property
    def fitted_with(self) -> float:
        """What the model fits for those weeks."""
        return float(self.fit.fitted[self.model.after].sum())

    @property
    def expected_without(self) -> float:
        """What the model expects for those weeks without the intervention."""
        return self.fitted_with / self.ratio.value

    @property
    def averted(self) -> Estimate:
        """Expected without minus fitted with, limits from those of the ratio."""
        low, value, high = (self.fitted_with * (1 / r - 1) for r in (self.ratio.high, self.ratio.value, self.ratio.low))
        return Estimate(value, low, high)


def interrupted_counts(
    weeks: Sequence[int] | Weeks,
    counts: Sequence[float] | Array,
    exposure: Sequence[float] | Array,
    start: int,
    *,
    harmonics: int | None = None,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> CountSeries:
    """The effect on weekly counts of what began in week number `start`; exposure: bed days or discharges of the week.

    Raises TooFewWeeks, TooFewEvents, NotCounts, TermsNotSeparable.
    """
    t, y, e = np.asarray(weeks, np.int64), np.asarray(counts, float), np.asarray(exposure, float)
    if np.any(y < 0) or not np.all(e > 0):
        raise NotCounts
    model = design(t, start, harmonics=harmonics)
    _enough(y, model)
    fit = poisson(model.x, y, e)
    lag, k = newey_west_lag(len(y)), model.x.shape[1]
    meat = long_run(model.x * (y - fit.fitted)[:, None], lag, t)
    robust = fit.bread @ meat @ fit.bread * len(y) / (len(y) - k)
    noise = measure_noise(model, y, fit)
    ratio, level, slope = _bootstrap(model, e, fit, noise, _resampled(t, fit.fitted, noise, resamples, seed))
    return CountSeries(
        model, y, e, fit, noise, ratio, level, slope,
        _ratios(model, fit, robust), _ratios(model, fit, fit.bread * fit.dispersion(y)),
    )  # fmt: skip


def measure_noise(model: Design, counts: Array, fit: PoissonFit) -> Noise:
    """The AR(1) noise on the log scale behind counts, by moments of the working residuals (y - mu)/mu.

    Their variance is that of the noise plus 1/mu, their lag-1 covariance that of the noise alone.
    """
    root = np.sqrt(fit.fitted)
    x, y = model.x * root[:, None], (counts - fit.fitted) / root
    gaps = np.diff(model.weeks)
    rho = min(reml_rho(x, y, gaps), MOST_PERSISTENT)
    whitened = ols(whiten(x, rho, gaps), whiten(y, rho, gaps))
    # In units of the Poisson variance: 1 is Poisson alone; what is above it, divided by mu, is noise on the log scale.
    spread = float(whitened.residuals @ whitened.residuals / whitened.df / (1 - rho**2))
    beyond = max(spread - 1, max(rho, 0.0) * spread)
    kept = float(np.clip(rho * spread / beyond, 0, MOST_PERSISTENT)) if beyond > 0 else 0.0
    return Noise(float(np.sqrt(beyond / np.mean(fit.fitted))), kept, effective_df(whitened.df, rho))


def fields(result: CountSeries) -> dict[str, float]:
    """The family `its_count` of the method goldens; nothing of a slope where the model has no trend."""
    level, trend = result.model.level, result.model.trend
    found: dict[str, float] = {
        "n": len(result.counts),
        "k": result.model.x.shape[1],
        "lag": newey_west_lag(len(result.counts)),
        "dispersion": result.dispersion,
        "expected_without": result.expected_without,
        "fitted_with": result.fitted_with,
        "observed_post": result.observed_after,
        "averted": result.averted.value,
    }
    for name, column in (("level", level), ("slope", level + 1))[: 1 + trend]:
        found[f"log_{name}"] = float(result.fit.coefficients[column])
        found[f"{name}_ratio"] = float(np.exp(result.fit.coefficients[column]))
        for prefix, both in (("nw", result.newey_west), ("qp", result.quasi_poisson)):
            one = both[column - level]
            found |= {f"{prefix}_{name}_se": one.error or 0.0, **limits(f"{prefix}_{name}_ratio", one)}
    return found


def _enough(counts: Array, model: Design) -> None:
    before, after = float(counts[~model.after].sum()), float(counts[model.after].sum())
    if min(before, after) < FEWEST_EVENTS:
        raise TooFewEvents(before, after)


def _ratios(model: Design, fit: PoissonFit, covariance: Array) -> tuple[Estimate, ...]:
    """Level and, with a trend, slope as ratios: exp(b -+ t(n-k) SE)."""
    df = len(fit.fitted) - len(fit.coefficients)
    columns = range(model.level, model.level + 1 + model.trend)
    return tuple(t_ratio(float(fit.coefficients[c]), float(np.sqrt(covariance[c, c])), df) for c in columns)


def _bootstrap(
    model: Design, exposure: Array, fit: PoissonFit, noise: Noise, series: Array
) -> tuple[Estimate, Estimate, Estimate | None]:
    """Ratio over the weeks after, level and slope: standard errors from resampled series, t(effective df) limits."""
    drawn = poisson_many(model.x, series, exposure)
    columns = [model.level, model.level + 1][: 1 + model.trend]
    errors = drawn[:, columns].std(axis=0, ddof=1)
    effect = _log_ratio(model, exposure, drawn)
    ratio = t_ratio(
        float(_log_ratio(model, exposure, fit.coefficients[None, :])[0]), float(effect.std(ddof=1)), noise.df
    )
    found = [t_ratio(float(fit.coefficients[c]), float(s), noise.df) for c, s in zip(columns, errors, strict=True)]
    return ratio, found[0], found[1] if model.trend else None


def _log_ratio(model: Design, exposure: Array, coefficients: Array) -> Array:
    after = model.after
    with_it = np.exp(coefficients @ model.x[after].T) @ exposure[after]
    without = np.exp(coefficients @ model.without[after].T) @ exposure[after]
    ratio: Array = np.log(with_it / without)
    return ratio


def _resampled(weeks: Weeks, fitted: Array, noise: Noise, times: int, seed: int) -> Array:
    """Series of counts (times, n) around the fitted means with AR(1) noise of mean 1."""
    rng = np.random.default_rng(seed)
    shocks = rng.standard_normal((times, len(fitted)))
    carried = np.power(noise.rho, np.diff(weeks))
    for i, c in enumerate(carried, start=1):
        shocks[:, i] = c * shocks[:, i - 1] + np.sqrt(1 - c**2) * shocks[:, i]
    return rng.poisson(fitted * np.exp(noise.sd * shocks - noise.sd**2 / 2)).astype(float)
