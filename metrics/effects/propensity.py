"""The chance of treatment from what was known beforehand: logistic regression by Newton's steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from metrics.effects.estimate import Array, NotComparable

TURNS, SETTLED = 50, 1e-12
# A linear predictor this far out is a chance of 1 in 10 billion: the covariates decide who is treated.
FARTHEST = 23.0


class Decided(NotComparable):
    """The covariates tell treated from untreated without error, or one of them repeats others."""

    def __init__(self) -> None:
        super().__init__(
            "The characteristics decide alone who was treated (or repeat one another), so treated and untreated "
            "people have no common ground. Leave out the one that decides, or choose comparable people."
        )


@dataclass(frozen=True, eq=False)
class Propensity:
    """coefficients: the constant first. score: each person's linear predictor (log odds of treatment)."""

    coefficients: Array
    score: Array


def propensity(covariates: Array, treated: Array) -> Propensity:
    """Maximum likelihood of treated (0/1) on a constant and the columns of covariates. Raises Decided."""
    means, spreads = covariates.mean(0), covariates.std(0)
    spreads[spreads == 0] = 1.0
    x = np.column_stack([np.ones(len(treated)), (covariates - means) / spreads])
    scaled = _newton(x, treated)
    slopes = scaled[1:] / spreads
    return Propensity(np.append(scaled[0] - means @ slopes, slopes), x @ scaled)


def _newton(x: Array, treated: Array) -> Array:
    coefficients = np.zeros(x.shape[1])
    for _ in range(TURNS):
        score = x @ coefficients
        if np.max(np.abs(score)) > FARTHEST:
            raise Decided
        chance = special.expit(score)
        information = (x.T * (chance * (1 - chance))) @ x
        if np.linalg.cond(information) > 1e12:
            raise Decided
        step = np.linalg.solve(information, x.T @ (treated - chance))
        coefficients = coefficients + step
        if np.max(np.abs(step)) < SETTLED * max(1.0, float(np.max(np.abs(coefficients)))):
            return coefficients
    raise Decided
