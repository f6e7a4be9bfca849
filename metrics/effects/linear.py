"""Least squares, Newey-West and sums by cluster: the linear algebra under every estimator here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metrics.effects.estimate import Array, NotComparable

SMALLEST_PIVOT = 1e-9


class TermsNotSeparable(NotComparable):
    """Two or more terms of a model say the same on the rows there are."""

    def __init__(self) -> None:
        super().__init__(
            "The terms of this model can't be told apart in these rows. Use a longer period or fewer terms."
        )


@dataclass(frozen=True, eq=False)
class Fit:
    """A least-squares fit of n rows on k columns; covariance is the classical s^2 (X'X)^-1, bread is (X'X)^-1."""

    coefficients: Array
    covariance: Array
    bread: Array
    residuals: Array
    df: int


def ols(x: Array, y: Array) -> Fit:
    """Ordinary least squares of y (n) on the columns of x (n, k) by QR. Raises TermsNotSeparable."""
    q, r = np.linalg.qr(x)
    pivots = np.abs(np.diag(r))
    if x.shape[0] <= x.shape[1] or np.any(pivots <= SMALLEST_PIVOT * np.linalg.norm(x, axis=0)):
        raise TermsNotSeparable
    inverse = np.linalg.inv(r)
    coefficients = inverse @ (q.T @ y)
    residuals = y - x @ coefficients
    bread = inverse @ inverse.T
    df = x.shape[0] - x.shape[1]
    return Fit(coefficients, residuals @ residuals / df * bread, bread, residuals, df)


def newey_west_lag(n: int) -> int:
    """floor(4 (n/100)^(2/9)), Newey and West's rule of thumb."""
    return math.floor(4 * (n / 100) ** (2 / 9))


def hac(x: Array, residuals: Array, lag: int, weeks: NDArray[np.int64] | None = None) -> Array:
    """Newey-West (1987) covariance: Bartlett weights to `lag`, factor n/(n-k), no prewhitening.

    weeks: the place of each row on the time axis; a missing week counts as a week whose score is 0.
    """
    bread = np.linalg.inv(x.T @ x)
    n, k = x.shape
    return bread @ long_run(x * residuals[:, None], lag, weeks) @ bread * (n / (n - k))


def long_run(scores: Array, lag: int, weeks: NDArray[np.int64] | None = None) -> Array:
    """The Bartlett-weighted sum of the scores' cross-products up to `lag` weeks apart."""
    if weeks is not None:
        spread = np.zeros((int(weeks[-1] - weeks[0]) + 1, scores.shape[1]))
        spread[weeks - weeks[0]] = scores
        scores = spread
    total = scores.T @ scores
    for gap in range(1, min(lag, len(scores) - 1) + 1):
        cross = scores[gap:].T @ scores[:-gap]
        total = total + (1 - gap / (lag + 1)) * (cross + cross.T)
    return total


def cluster_sums(scores: Array, clusters: NDArray[Any]) -> Array:
    """Sums of the rows of scores (n, k) by cluster (n labels): one row a cluster, clusters in sorted order."""
    labels, place = np.unique(clusters, return_inverse=True)
    sums = np.zeros((len(labels), scores.shape[1]))
    np.add.at(sums, place, scores)
    return sums
