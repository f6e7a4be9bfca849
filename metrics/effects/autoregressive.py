"""Regression with AR(1) errors: restricted maximum likelihood over the whole range, and Prais-Winsten.

Weeks may be missing: rows d weeks apart have error correlation rho^d. Without gaps the formulas are those of
reference methods, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.effects.estimate import Array, NotComparable
from metrics.effects.linear import Fit, ols

Weeks = NDArray[np.int64]
LOWEST, HIGHEST, POINTS = -0.95, 0.99, 100
# Each zoom looks at 21 points between the neighbours of the best one, a tenth as far apart.
ZOOMS, ZOOM_POINTS = 8, 21
PERSISTENT = 0.95
STILL = 1e-20
TURNS, SETTLED = 500, 1e-10


class TooPersistent(NotComparable):
    """The errors are so strongly correlated that a level can't be told from a trend."""

    def __init__(self, rho: float) -> None:
        super().__init__(
            f"The series is too persistent to separate level from trend (week-to-week correlation {rho:.2f}, "
            f"limit {PERSISTENT}). Use a longer series, or compare with other areas."
        )
        self.rho = rho


class NothingVaries(NotComparable):
    """The model meets every point, so there is no noise to measure an interval with."""

    def __init__(self) -> None:
        super().__init__(
            "The series doesn't vary around its trend, so no interval can be given. Check that the values are real."
        )


@dataclass(frozen=True, eq=False)
class Ar1Fit:
    """A fit with AR(1) errors; residuals are the whitened ones. df = n - k, df_effective allows for rho."""

    rho: float
    coefficients: Array
    covariance: Array
    residuals: Array
    df: int

    @property
    def df_effective(self) -> float:
        """max(3, (n-k)(1-rho)/(1+rho)), a negative rho counted as 0."""
        return effective_df(self.df, self.rho)

    @property
    def sd(self) -> float:
        """The standard deviation of the errors themselves, not of their weekly innovations."""
        return float(np.sqrt(self.residuals @ self.residuals / self.df / (1 - self.rho**2)))


def effective_df(df: float, rho: float) -> float:
    """max(3, df (1-rho)/(1+rho)), a negative rho counted as 0 (reference methods, section 3)."""
    positive = max(rho, 0.0)
    return max(3.0, df * (1 - positive) / (1 + positive))


def reml(x: Array, y: Array, weeks: Weeks | None = None) -> Ar1Fit:
    """Generalised least squares of y (n) on x (n, k), rho by REML. Raises TooPersistent, NothingVaries.

    weeks: ascending week numbers of the rows, every week when left out.
    """
    gaps = _gaps(weeks, len(y))
    rho = reml_rho(x, y, gaps)
    if rho > PERSISTENT:
        raise TooPersistent(rho)
    return _whitened(x, y, rho, gaps)


def reml_rho(x: Array, y: Array, gaps: Weeks) -> float:
    """The rho in [-.95, .99] that minimises the restricted likelihood: a grid first, since it may have two hollows.

    (n-k)/2 log RSS(rho) - .5 log(1-rho^2) + .5 log|X_r'X_r|; both parts come from one Cholesky factor of the
    cross-products of [X_r, y_r], which are polynomials in rho, so a look at all grid points is one call.
    """
    moments = _moments(x, y, gaps)
    grid = np.linspace(LOWEST, HIGHEST, POINTS)
    step = float(grid[1] - grid[0])
    best = float(grid[np.argmin(_objective(moments, grid))])
    for _ in range(ZOOMS):
        near = np.linspace(max(LOWEST, best - step), min(HIGHEST, best + step), ZOOM_POINTS)
        best = float(near[np.argmin(_objective(moments, near))])
        step /= 10
    return best


def prais_winsten(x: Array, y: Array, weeks: Weeks | None = None) -> Ar1Fit:
    """Prais and Winsten (1954): rho = sum e_t e_(t-1) / sum e_(t-1)^2, iterated to 1e-10, the first row kept."""
    gaps = _gaps(weeks, len(y))
    rho, coefficients = 0.0, ols(x, y).coefficients
    for _ in range(TURNS):
        residuals = y - x @ coefficients
        now, then = residuals[1:][gaps == 1], residuals[:-1][gaps == 1]
        latest = float(np.clip(now @ then / (then @ then), -HIGHEST, HIGHEST))
        coefficients = ols(whiten(x, latest, gaps), whiten(y, latest, gaps)).coefficients
        if abs(latest - rho) < SETTLED:
            break
        rho = latest
    return _whitened(x, y, latest, gaps)


def whiten(values: Array, rho: float, gaps: Weeks) -> Array:
    """Rows of a vector or matrix with their AR(1) correlation taken out; gaps[i] weeks lie between rows i and i+1."""
    shape = (-1,) + (1,) * (values.ndim - 1)
    carried = np.power(rho, gaps).reshape(shape)
    scale = np.sqrt((1 - rho**2) / (1 - carried**2))
    return np.concatenate([values[:1] * np.sqrt(1 - rho**2), (values[1:] - carried * values[:-1]) * scale])


def _whitened(x: Array, y: Array, rho: float, gaps: Weeks) -> Ar1Fit:
    fit: Fit = ols(whiten(x, rho, gaps), whiten(y, rho, gaps))
    return Ar1Fit(rho, fit.coefficients, fit.covariance, fit.residuals, fit.df)


def _gaps(weeks: Weeks | None, n: int) -> Weeks:
    return np.ones(n - 1, dtype=np.int64) if weeks is None else np.diff(weeks)


@dataclass(frozen=True, eq=False)
class _Moments:
    """Cross-products of [Q, e]: of the first row, and by distinct gap of row with row, row with last, last with last.

    Q is an orthonormal basis of X's columns and e the residual of y scaled to length 1: the same likelihood up to a
    constant, well conditioned whatever the units.
    """

    first: Array
    gaps: Weeks
    counts: Weeks
    now: Array
    cross: Array
    then: Array
    df: int


def _moments(x: Array, y: Array, gaps: Weeks) -> _Moments:
    residuals = ols(x, y).residuals
    length = float(residuals @ residuals)
    if length <= STILL * max(float(y @ y), STILL):
        raise NothingVaries
    z = np.column_stack([np.linalg.qr(x)[0], residuals / np.sqrt(length)])
    distinct, counted = np.unique(gaps, return_counts=True)
    counts = counted.astype(np.int64)
    pairs = [(z[1:][gaps == gap], z[:-1][gaps == gap]) for gap in distinct]
    now = np.stack([a.T @ a for a, _ in pairs])
    cross = np.stack([a.T @ b + b.T @ a for a, b in pairs])
    then = np.stack([b.T @ b for _, b in pairs])
    return _Moments(np.outer(z[0], z[0]), distinct, counts, now, cross, then, x.shape[0] - x.shape[1])


def _objective(moments: _Moments, rhos: Array) -> Array:
    """The restricted likelihood, sign turned, at each rho."""
    carried = np.power(rhos[:, None], moments.gaps)
    weights = (1 - rhos[:, None] ** 2) / (1 - carried**2)
    products = (1 - rhos**2)[:, None, None] * moments.first
    for power, among in ((0, moments.now), (1, -moments.cross), (2, moments.then)):
        products = products + np.tensordot(weights * carried**power, among, axes=1)
    pivots = np.log(np.diagonal(np.linalg.cholesky(products), axis1=1, axis2=2))
    scale = -0.5 * np.log(1 - rhos**2) - 0.5 * np.log(weights) @ moments.counts
    return moments.df * pivots[:, -1] + pivots[:, :-1].sum(axis=1) + scale
