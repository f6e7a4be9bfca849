"""Poisson regression with a log link and an offset, for one series or many at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.effects.estimate import Array

TURNS, SETTLED = 50, 1e-10
# A resampled series may hold no event at all on one side: the fit then stops here instead of at minus infinity.
LARGEST_STEP = 3.0


@dataclass(frozen=True, eq=False)
class PoissonFit:
    """Coefficients, fitted counts, and the inverse of X'WX."""

    coefficients: Array
    fitted: Array
    bread: Array

    def dispersion(self, counts: Array) -> float:
        """Pearson X^2 / (n - k)."""
        squares = (counts - self.fitted) ** 2 / self.fitted
        return float(np.sum(squares)) / (len(counts) - len(self.coefficients))


def poisson(x: Array, counts: Array, exposure: Array) -> PoissonFit:
    """The fit of one series of n counts on x (n, k), offset log(exposure)."""
    coefficients = poisson_many(x, counts[None, :], exposure)[0]
    fitted = exposure * np.exp(x @ coefficients)
    return PoissonFit(coefficients, fitted, np.linalg.inv(x.T @ (x * fitted[:, None])))


def poisson_many(x: Array, counts: Array, exposure: Array) -> Array:
    """Coefficients (m, k) of m series of n counts each, by Newton's steps on an orthonormal basis of x."""
    q, r = np.linalg.qr(x)
    squares = np.einsum("ij,ik->ijk", q, q).reshape(len(q), -1)
    k, offset = q.shape[1], np.log(exposure)
    start = np.log(np.maximum(counts.sum(axis=1), 0.5) / exposure.sum())
    basis = start[:, None] * (q.T @ np.ones(len(q)))
    for _ in range(TURNS):
        fitted = np.exp(offset + basis @ q.T)
        bread = (fitted @ squares).reshape(-1, k, k) + 1e-12 * np.eye(k)
        step = np.linalg.solve(bread, ((counts - fitted) @ q)[..., None])[..., 0]
        moved = np.max(np.abs(step @ q.T), axis=1, keepdims=True)
        basis = basis + step * np.minimum(1.0, LARGEST_STEP / np.maximum(moved, LARGEST_STEP))
        if float(np.max(np.abs(step))) < SETTLED * max(1.0, float(np.max(np.abs(basis)))):
            break
    coefficients: Array = np.linalg.solve(r, basis.T).T
    return coefficients
