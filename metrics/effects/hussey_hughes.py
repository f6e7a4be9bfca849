"""The mixed model of a stepped-wedge trial: y = week + on + ward, wards drawn from a normal law, REML.

Hussey and Hughes (2007). With lambda the ward variance over the error variance, the rows of a ward have the inverse
covariance I - lambda/(1 + n lambda) 11', so every lambda costs a few sums by ward, and lambda alone is searched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from metrics.effects.estimate import Array, Estimate, Z
from metrics.effects.panel import Panel

# The ward variance from a millionth to a million times the error variance, and 0.
LOG_RANGE = (-14.0, 14.0)
LOG_STEPS = 57


@dataclass(frozen=True, eq=False)
class _Moments:
    """Cross-products of [week dummies, on, y], sums of the same by ward, rows by ward; n less columns of the model."""

    products: Array
    sums: Array
    counts: Array
    df: int


def hussey_hughes(rows: Panel) -> Estimate:
    """The effect of `on` with a normal interval, from the best ward variance, 0 included."""
    weeks = (rows.week[:, None] == np.arange(len(rows.weeks))).astype(float)
    z = np.column_stack([weeks, rows.on, rows.y - rows.y.mean()])
    counts = np.bincount(rows.ward, minlength=len(rows.names)).astype(float)
    moments = _Moments(z.T @ z, rows.ward_sums(z), counts, len(rows.y) - z.shape[1] + 1)
    factor = _factor(moments, _best(moments))
    # The last rows of a Cholesky factor of [X, y] cross-products hold the regression on the last column of X.
    effect = float(factor[-1, -2] / factor[-2, -2])
    error = float(factor[-1, -1] / factor[-2, -2] / np.sqrt(moments.df))
    return Estimate(effect, effect - Z * error, effect + Z * error, error)


def _best(moments: _Moments) -> float:
    """The ratio of variances that minimises the restricted likelihood: a grid, a polish, and 0 against both."""
    grid = np.linspace(*LOG_RANGE, LOG_STEPS)
    place = int(np.argmin([_objective(moments, float(np.exp(at))) for at in grid]))
    bounds = (float(grid[max(place - 1, 0)]), float(grid[min(place + 1, len(grid) - 1)]))
    polished = optimize.minimize_scalar(
        lambda at: _objective(moments, float(np.exp(at))), bounds=bounds, method="bounded", options={"xatol": 1e-8}
    )
    ratio = float(np.exp(polished.x))
    return ratio if _objective(moments, ratio) < _objective(moments, 0.0) else 0.0


def _objective(moments: _Moments, ratio: float) -> float:
    """(n-k)/2 log RSS + .5 log|X'V^-1X| + .5 log|V|, from the pivots of one Cholesky factor."""
    pivots = np.log(np.diag(_factor(moments, ratio)))
    return float(moments.df * pivots[-1] + pivots[:-1].sum() + 0.5 * np.log1p(moments.counts * ratio).sum())


def _factor(moments: _Moments, ratio: float) -> Array:
    weights = ratio / (1 + moments.counts * ratio)
    left = moments.products - (moments.sums.T * weights) @ moments.sums
    return np.asarray(np.linalg.cholesky(left), float)
