"""Matched cohort: each treated person against the most similar untreated one (reference methods, section 7).

Follow-up must start at the time of eligibility in both arms, and covariates be known by then; neither can be seen in
the numbers, so the caller answers for them. Debian's MatchIt 4.5.1 does not honour its caliper; this does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from metrics.effects.estimate import Array, Estimate, NotComparable, NotEnoughData, limits, t_interval
from metrics.effects.linear import cluster_sums, ols
from metrics.effects.propensity import Propensity, propensity

CALIPER = 0.2
DAYS_APART = 28
BALANCED = 0.1
OUTCOME = "the outcome"
FEWEST_PAIRS = 10


class BlankCharacteristic(NotComparable):
    """A person lacks a number that matching needs."""

    def __init__(self, name: str, people: int) -> None:
        super().__init__(f"{name} is blank for {people} people: complete it, or leave them out of both arms.")


class SameForAll(NotComparable):
    """A characteristic that cannot explain anything."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is the same for everybody, so it cannot be matched on: leave it out.")


class TooFewPeople(NotEnoughData):
    """An arm is too small to fit a chance of treatment."""

    def __init__(self, treated: int, others: int) -> None:
        super().__init__(
            f"Matching needs {FEWEST_PAIRS} people in each arm; {treated} are treated and {others} are not. "
            "Use a longer period or a larger area."
        )


class TooFewPairs(NotEnoughData):
    """Hardly anyone found a partner."""

    def __init__(self, pairs: int, treated: int) -> None:
        super().__init__(
            f"Only {pairs} of {treated} treated people have an untreated one like them; {FEWEST_PAIRS} pairs are "
            "needed. Choose comparison people that could have been treated."
        )


@dataclass(frozen=True)
class Balance:
    """Standardised mean difference (SD of the treated before matching) of one covariate, before and after."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, eq=False)
class Matched:
    """The effect on the treated. att: mean pair difference, paired t, the headline. adjusted: by regression in the
    matched sample, errors by pair (CR1, t(pairs - 1)). unadjusted: difference of the arms as they are.

    pairs: positions (treated, partner), one row a pair, in the order they were made. caliper: on the log odds.
    """

    treated: int
    pairs: NDArray[np.int64]
    att: Estimate
    adjusted: Estimate
    unadjusted: float
    balance: tuple[Balance, ...]
    caliper: float
    coefficients: dict[str, float]

    @property
    def headline(self) -> Estimate:
        """The mean pair difference."""
        return self.att

    @property
    def matched_share(self) -> float:
        """The share of treated people with a partner."""
        return len(self.pairs) / self.treated

    @property
    def balanced(self) -> bool:
        """Whether every covariate differs by less than a tenth of an SD after matching."""
        return all(abs(covariate.after) < BALANCED for covariate in self.balance)


def matched(
    treated: ArrayLike,
    outcome: ArrayLike,
    covariates: Mapping[str, ArrayLike],
    *,
    exact: ArrayLike | None = None,
    days: ArrayLike | None = None,
) -> Matched:
    """1:1 propensity match without replacement; one entry a person in every column.

    treated: 0/1. outcome: e.g. days of stay. covariates: main effects of the logit, numbers. exact: a label (specialty)
    that partners share. days: a day number (admission) that partners' differ in by 28 at most. Raises
    BlankCharacteristic, SameForAll, TooFewPeople, TooFewPairs, Decided, TermsNotSeparable.
    """
    arm, y = np.asarray(treated, float), np.asarray(outcome, float)
    table = {name: np.asarray(column, float) for name, column in covariates.items()}
    _refuse(arm, {OUTCOME: y, **table})
    x = np.column_stack(list(table.values()))
    chance = propensity(x, arm)
    caliper = CALIPER * float(np.std(chance.score, ddof=1))
    labels, admitted = (None if column is None else np.asarray(column) for column in (exact, days))
    pairs = greedy(chance.score, arm == 1, Allowed(caliper, labels, admitted))
    if len(pairs) < FEWEST_PAIRS:
        raise TooFewPairs(len(pairs), int(arm.sum()))
    return _result(arm == 1, y, table, pairs, caliper, chance)


def _refuse(arm: Array, columns: Mapping[str, Array]) -> None:
    for name, column in columns.items():
        blank = int(np.sum(~np.isfinite(column)))
        if blank:
            raise BlankCharacteristic(name, blank)
        if name != OUTCOME and np.ptp(column) == 0:
            raise SameForAll(name)
    treated = int(np.sum(arm == 1))
    if min(treated, len(arm) - treated) < FEWEST_PAIRS:
        raise TooFewPeople(treated, len(arm) - treated)


@dataclass(frozen=True, eq=False)
class Allowed:
    """Who may partner whom: the widest gap of log odds, a label to share, day numbers that lie near (or None)."""

    caliper: float
    exact: NDArray[np.generic] | None
    days: NDArray[np.generic] | None

    def among(self, person: int, others: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of `others` that share the person's label and lie near its day."""
        if self.exact is not None:
            others = others[self.exact[others] == self.exact[person]]
        if self.days is not None:
            others = others[np.abs(self.days[others] - self.days[person]) <= DAYS_APART]
        return others


def greedy(score: Array, treated: NDArray[np.bool_], allowed: Allowed) -> NDArray[np.int64]:
    """Nearest untreated score for each treated person, highest score first, none used twice; ties to the first row."""
    free = np.flatnonzero(~treated)
    pairs: list[tuple[int, int]] = []
    people = np.flatnonzero(treated)
    for person in people[np.argsort(-score[people], kind="stable")]:
        others = allowed.among(int(person), free)
        if not len(others):
            continue
        apart = np.abs(score[others] - score[person])
        nearest = int(np.argmin(apart))
        if apart[nearest] <= allowed.caliper:
            pairs.append((int(person), int(others[nearest])))
            free = free[free != others[nearest]]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _result(
    arm: NDArray[np.bool_], y: Array, table: Mapping[str, Array], pairs: NDArray[np.int64], caliper: float,
    chance: Propensity,
) -> Matched:  # fmt: skip
    gaps = y[pairs[:, 0]] - y[pairs[:, 1]]
    error = float(np.std(gaps, ddof=1) / np.sqrt(len(gaps)))
    return Matched(
        treated=int(arm.sum()),
        pairs=pairs,
        att=t_interval(float(gaps.mean()), error, len(gaps) - 1),
        adjusted=_adjusted(y, np.column_stack(list(table.values())), pairs),
        unadjusted=float(y[arm].mean() - y[~arm].mean()),
        balance=tuple(_balance(name, column, arm, pairs) for name, column in table.items()),
        caliper=caliper,
        coefficients=dict(zip(table, (float(slope) for slope in chance.coefficients[1:]), strict=True)),
    )


def _balance(name: str, column: Array, arm: NDArray[np.bool_], pairs: NDArray[np.int64]) -> Balance:
    spread = float(np.std(column[arm], ddof=1))
    before = float(column[arm].mean() - column[~arm].mean())
    after = float(np.mean(column[pairs[:, 0]] - column[pairs[:, 1]]))
    if spread == 0:
        return Balance(name, math.copysign(math.inf, before) if before else 0.0, math.inf if after else 0.0)
    return Balance(name, before / spread, after / spread)


def _adjusted(y: Array, x: Array, pairs: NDArray[np.int64]) -> Estimate:
    """Least squares on treatment and covariates in the matched sample, clustered by pair, CR1."""
    rows = pairs.T.ravel()
    pair = np.tile(np.arange(len(pairs)), 2)
    on = np.repeat([1.0, 0.0], len(pairs))
    design = np.column_stack([np.ones(len(rows)), on, x[rows]])
    fit = ols(design, y[rows])
    n, k = design.shape
    sums = cluster_sums(design * fit.residuals[:, None], pair) @ fit.bread[:, 1]
    factor = len(pairs) / (len(pairs) - 1) * (n - 1) / (n - k)
    return t_interval(float(fit.coefficients[1]), float(np.sqrt(factor * (sums @ sums))), len(pairs) - 1)


def e_value(ratio: float) -> float:
    """VanderWeele and Ding (2017): how strong an unseen cause must be to explain a ratio away; 1/ratio below 1."""
    at_least_one = max(ratio, 1 / ratio)
    return at_least_one + math.sqrt(at_least_one * (at_least_one - 1))


def fields(result: Matched) -> dict[str, float]:
    """The family `matched` of the method goldens."""
    found: dict[str, float] = {
        "n_treated": result.treated,
        "n_matched": len(result.pairs),
        "att": result.att.value,
        **limits("att", result.att),
        "unadjusted_diff": result.unadjusted,
        "adj_att": result.adjusted.value,
        "adj_se_pair_cluster": result.adjusted.error or 0.0,
        "caliper_width": result.caliper,
    }
    for covariate in result.balance:
        found |= {f"smd_before_{covariate.name}": covariate.before, f"smd_after_{covariate.name}": covariate.after}
    return found | {f"logit_{name}": slope for name, slope in result.coefficients.items()}
