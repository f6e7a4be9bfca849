"""Seeded bootstraps, within period: medians, means, ratios, and days per 100 discharges over ward-weeks."""

from __future__ import annotations

import math

import numpy as np

from metrics.effects.estimate import Array, Estimate, NotEnoughData

RESAMPLES = 10_000
SEED = 1
# Numbers drawn at a time, and in all for one mean: 10,000 resamples up to 5,000 patients, then fewer, at least 1,000.
AT_A_TIME, AT_MOST, FEWEST_RESAMPLES = 200_000, 50_000_000, 1_000
FEWEST_BLOCKS = 8


class TooFewBlocks(NotEnoughData):
    """Under 8 ward-weeks in a period."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__(
            f"There are {before} ward-weeks before and {after} after; an interval for days per 100 discharges needs "
            f"{FEWEST_BLOCKS} in each. Use more wards or a longer period."
        )


def difference_of_medians(before: Array, after: Array, seed: int = SEED) -> Estimate:
    """After less before with a percentile interval."""
    rng = np.random.default_rng(seed)
    drawn = -_medians(np.sort(before), rng) + _medians(np.sort(after), rng)
    return _percentile(float(np.median(after) - np.median(before)), drawn)


def difference_of_means(before: Array, after: Array, seed: int = SEED) -> Estimate:
    """After less before with a percentile interval; a check on Welch's, never the headline."""
    rng = np.random.default_rng(seed)
    times = _resamples(max(len(before), len(after)))
    a, b = (_means((values,), times, rng)[0] for values in (before, after))
    return _percentile(float(after.mean() - before.mean()), b - a)


def ratio_of_means(before: Array, after: Array, seed: int = SEED) -> Estimate:
    """After over before with a bootstrap-t interval on the log scale, for sides too small for the normal one."""
    rng = np.random.default_rng(seed)
    times = _resamples(max(len(before), len(after)))
    (m0, v0), (m1, v1) = (_log_means(values, times, rng) for values in (before, after))
    centre = math.log(after.mean() / before.mean())
    error = math.sqrt(sum(v.var(ddof=1) / len(v) / v.mean() ** 2 for v in (before, after)))
    with np.errstate(invalid="ignore", divide="ignore"):
        t = (m1 - m0 - centre) / np.sqrt(v0 + v1)
    low, high = np.quantile(t[np.isfinite(t)], (0.025, 0.975))
    return Estimate(math.exp(centre), math.exp(centre - high * error), math.exp(centre - low * error), error)


def days_per_hundred(
    days_before: Array, discharges_before: Array, days_after: Array, discharges_after: Array, seed: int = SEED
) -> tuple[Estimate, Estimate]:
    """Total delay days per 100 discharges: difference and ratio, after against before.

    One number each per ward-week: spells of a ward-week go together, so ward-weeks are resampled (a block bootstrap).
    Raises TooFewBlocks.
    """
    if min(len(days_before), len(days_after)) < FEWEST_BLOCKS:
        raise TooFewBlocks(len(days_before), len(days_after))
    rng = np.random.default_rng(seed)
    times = _resamples(max(len(days_before), len(days_after)))
    pairs = ((days_before, discharges_before), (days_after, discharges_after))
    a, b = (100 * np.divide(*_means((days, discharges), times, rng)) for days, discharges in pairs)
    then, now = (100 * float(days.sum() / discharges.sum()) for days, discharges in pairs)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _percentile(now - then, b - a), _percentile(now / then if then else math.nan, b / a)


def _percentile(value: float, drawn: Array) -> Estimate:
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Estimate(value, float(low), float(high))


def _resamples(n: int) -> int:
    return max(min(RESAMPLES, AT_MOST // n), FEWEST_RESAMPLES)


def _medians(ordered: Array, rng: np.random.Generator) -> Array:
    """Medians of RESAMPLES resamples, drawn exactly without drawing the resamples.

    A resample is n uniform places; its middle order statistics are Beta, and the one above a place u is
    u + (1-u) Beta(1, the number above). So the cost does not grow with n.
    """
    n = len(ordered)
    k = (n + 1) // 2
    below = rng.beta(k, n + 1 - k, RESAMPLES)
    above = below if n % 2 else below + (1 - below) * rng.beta(1, n - k, RESAMPLES)
    low, high = (np.minimum((place * n).astype(np.int64), n - 1) for place in (below, above))
    medians: Array = (ordered[low] + ordered[high]) / 2
    return medians


def _means(columns: tuple[Array, ...], times: int, rng: np.random.Generator) -> tuple[Array, ...]:
    """Means of the columns over the same resampled rows, `times` of each."""
    n = len(columns[0])
    at_once = max(AT_A_TIME // n, 1)
    found: tuple[Array, ...] = tuple(np.empty(times) for _ in columns)
    for start in range(0, times, at_once):
        rows = rng.integers(0, n, (min(at_once, times - start), n), dtype=np.int32)
        for mean, column in zip(found, columns, strict=True):
            mean[start : start + at_once] = np.take(column, rows).mean(axis=1)
    return found


def _log_means(values: Array, times: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Logarithms of resampled means and the squared standard errors of those."""
    means, squares = _means((values, values**2), times, rng)
    n = len(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(means), np.maximum(squares - means**2, 0) / (n - 1) / means**2
