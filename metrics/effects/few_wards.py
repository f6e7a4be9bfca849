"""Standard errors of a comparison of few wards: CR1, CR2 and the jackknife CR3.

Plain cluster-robust errors (CR1) reject a true null far too often below about 30 wards (reference methods, section 1);
they are here for comparison only.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from metrics.effects.estimate import Array, Estimate, t_interval
from metrics.effects.panel import Panel, TwoWay

ZERO = 1e-10


def jackknife(rows: Panel, estimate: Callable[[Panel], float], whole: float) -> Estimate:
    """CR3 of an estimate: `whole` from all wards, and again without each ward in turn."""
    return from_moves(whole, np.array([estimate(rows.without(ward)) - whole for ward in range(len(rows.names))]))


def from_moves(whole: float, moves: Array) -> Estimate:
    """CR3: sqrt((G-1)/G sum (d_(-g) - d)^2), t(G-1), from the moves d_(-g) - d (reference methods, section 5)."""
    wards = len(moves)
    return t_interval(whole, float(np.sqrt((wards - 1) / wards * (moves @ moves))), wards - 1)


def cr1(rows: Panel, fit: TwoWay) -> Estimate:
    """Cluster-robust by ward, factor G/(G-1) (N-1)/(N-k), k counting all dummies, t(G-1)."""
    wards, n = len(rows.names), len(rows.y)
    scores = rows.ward_sums(fit.regressor * fit.residuals)
    factor = wards / (wards - 1) * (n - 1) / (n - fit.k)
    return t_interval(fit.effect, float(np.sqrt(factor * (scores @ scores))) / fit.information, wards - 1)


def cr2(rows: Panel, fit: TwoWay) -> Estimate:
    """Bell and McCaffrey (2002): residuals of ward g times (I - H_gg)^(-1/2), Satterthwaite's degrees of freedom.

    As clubSandwich computes it with an identity working covariance. The inverse root is a generalised one, since a
    ward's own dummy makes I - H_gg singular.
    """
    weights = _adjusted(rows, fit)
    scores = weights.T @ fit.residuals
    spread = rows.residual(weights) - np.outer(fit.regressor, fit.regressor @ weights) / fit.information
    products = spread.T @ spread
    df = float(np.trace(products) ** 2 / np.sum(products**2))
    return t_interval(fit.effect, float(np.sqrt(scores @ scores)), df)


def _adjusted(rows: Panel, fit: TwoWay) -> Array:
    """A_g x_g / (x'x) in the rows of ward g: one column a ward, 0 elsewhere."""
    dummies = rows.columns()
    weights = np.zeros((len(rows.y), len(rows.names)))
    for ward in range(len(rows.names)):
        own = rows.ward == ward
        block, regressor = dummies[own], fit.regressor[own]
        hat = block @ rows.gram_inverse @ block.T + np.outer(regressor, regressor) / fit.information
        values, vectors = np.linalg.eigh(np.eye(len(hat)) - hat)
        kept = values > ZERO
        root = vectors[:, kept] / np.sqrt(values[kept])
        weights[own, ward] = root @ (vectors[:, kept].T @ regressor) / fit.information
    return weights


def p_value(estimate: Estimate) -> float:
    """Two-sided p of value / error by Student's t, as the goldens have it (never shown bare)."""
    if not estimate.error or estimate.df is None:
        return 0.0 if estimate.value else 1.0
    return float(2 * special.stdtr(estimate.df, -abs(estimate.value) / estimate.error))
