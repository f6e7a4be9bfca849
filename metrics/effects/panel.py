"""A panel of ward-weeks, and the two-way (ward and week) fit that every comparison of wards stands on.

Model of sections 5 of reference methods.md: y_wt = a_w + g_t + delta on_wt + e. The ward and week effects are taken out
first (Frisch, Waugh and Lovell 1933), so that delta is a regression of one residual on another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from metrics.effects.autoregressive import NothingVaries
from metrics.effects.estimate import Array, NotComparable
from metrics.errors import MetricError

STILL = 1e-20
Ints = NDArray[np.int64]


class WardWeekTwice(MetricError):
    """One ward has two rows for a week."""

    def __init__(self, ward: str, week: int) -> None:
        super().__init__(f"Ward {ward} has two rows for week {week}: keep one row for each ward and week.")


class TwoStarts(MetricError):
    """One ward is given with two start weeks."""

    def __init__(self, ward: str) -> None:
        super().__init__(f"Ward {ward} has more than one start week: give every row of a ward the same start.")


class NothingSwitchedOn(NotComparable):
    """Ward and week already say who is in the intervention, or nobody is."""

    def __init__(self) -> None:
        super().__init__(
            "Ward and week together decide where the intervention is on, so its effect cannot be told from theirs: "
            "add wards without it, or weeks before it."
        )


@dataclass(frozen=True, eq=False)
class Panel:
    """Rows of ward-weeks, sorted by ward and week, without blanks.

    names, weeks: distinct wards and week numbers. ward, week: each row's place in them. y: the measure. start: for each
    ward the first week with the intervention, nan for never.
    """

    names: tuple[str, ...]
    weeks: Ints
    ward: Ints
    week: Ints
    y: Array
    start: Array

    @property
    def balanced(self) -> bool:
        """Whether every ward has every week."""
        return len(self.y) == len(self.names) * len(self.weeks)

    @property
    def on(self) -> Array:
        """1 for rows in or after their ward's start week, else 0."""
        return (self.weeks[self.week] >= self.start[self.ward]).astype(float)

    @property
    def treated(self) -> NDArray[np.bool_]:
        """For each ward, whether any of its rows is on."""
        return np.bincount(self.ward, self.on, minlength=len(self.names)) > 0

    def take(self, rows: NDArray[np.bool_]) -> Panel:
        """The panel of some of the rows; wards and weeks without a row are gone."""
        kept, ward = np.unique(self.ward[rows], return_inverse=True)
        weeks, week = np.unique(self.week[rows], return_inverse=True)
        names = tuple(self.names[place] for place in kept)
        return Panel(names, self.weeks[weeks], ward, week, self.y[rows], self.start[kept])

    def without(self, ward: int) -> Panel:
        """The panel less one ward, as the jackknife needs."""
        return self.take(self.ward != ward)

    def columns(self) -> Array:
        """The ward and week dummies, all of them (their rank is one less for each connected part)."""
        wards = self.ward[:, None] == np.arange(len(self.names))
        weeks = self.week[:, None] == np.arange(len(self.weeks))
        return np.hstack([wards, weeks]).astype(float)

    @cached_property
    def gram_inverse(self) -> Array:
        """The generalised inverse of the dummies' cross-products."""
        dummies = self.columns()
        return linalg.pinvh(dummies.T @ dummies, rtol=1e-10)

    @cached_property
    def rank(self) -> int:
        """Rank of the ward and week dummies."""
        wards, weeks = len(self.names), len(self.weeks)
        return wards + weeks - int(parts(self).max()) - 1

    def residual(self, values: Array) -> Array:
        """`values` (a row's number, or several columns of them) less their best ward and week effects."""
        if not self.balanced:
            dummies = self.columns()
            return values - dummies @ (self.gram_inverse @ (dummies.T @ values))
        table = values.reshape(len(self.names), len(self.weeks), -1)
        left = table - table.mean(0, keepdims=True) - table.mean(1, keepdims=True) + table.mean((0, 1), keepdims=True)
        return left.reshape(values.shape)

    def fitted_effects(self) -> tuple[Array, Array]:
        """Ward and week effects by least squares, the weeks eliminated first, so that only wards by wards is inverted.

        Only the sum of a ward's and a week's that `parts` puts together is determined.
        """
        there = np.zeros((len(self.names), len(self.weeks)))
        np.add.at(there, (self.ward, self.week), 1.0)
        of_ward = np.bincount(self.ward, self.y, minlength=len(self.names))
        of_week = np.bincount(self.week, self.y, minlength=len(self.weeks))
        share = there / there.sum(0)
        left = np.diag(there.sum(1)) - share @ there.T
        wards = linalg.pinvh(left, rtol=1e-10) @ (of_ward - share @ of_week)
        return wards, (of_week - there.T @ wards) / there.sum(0)

    def ward_sums(self, values: Array) -> Array:
        """The sum of `values` over each ward's rows; columns stay columns."""
        sums = np.zeros((len(self.names), *values.shape[1:]))
        np.add.at(sums, self.ward, values)
        return sums


@dataclass(frozen=True, eq=False)
class TwoWay:
    """delta of the two-way model, the regressor less ward and week effects, residuals, k with all dummies."""

    effect: float
    regressor: Array
    residuals: Array
    k: int

    @property
    def information(self) -> float:
        """Sum of squares of the regressor: the inverse of delta's variance for unit errors."""
        return float(self.regressor @ self.regressor)


def panel(ward: Sequence[object], week: ArrayLike, y: ArrayLike, start: ArrayLike) -> Panel:
    """The panel of rows in any order.

    ward: names. week: whole numbers. y: the measure; rows where it is nan are left out. start: the row's ward's first
    week with the intervention, nan for never. Raises WardWeekTwice, TwoStarts or UnequalColumns.
    """
    values = np.asarray(y, float)
    numbers, starts = np.asarray(week, np.int64), np.asarray(start, float)
    labels = np.array([str(name) for name in ward])
    known = np.flatnonzero(np.isfinite(values))
    order = known[np.lexsort((numbers[known], labels[known]))]
    labels, numbers, values, starts = labels[order], numbers[order], values[order], starts[order]
    names, first, code = np.unique(labels, return_index=True, return_inverse=True)
    weeks, place = np.unique(numbers, return_inverse=True)
    _refuse(names, numbers, starts, code, first)
    return Panel(tuple(str(name) for name in names), weeks, code, place, values, starts[first])


def _refuse(names: NDArray[np.str_], week: Ints, start: Array, code: Ints, first: Ints) -> None:
    twice = (np.diff(code) == 0) & (np.diff(week) == 0)
    if twice.any():
        at = int(np.flatnonzero(twice)[0])
        raise WardWeekTwice(str(names[code[at]]), int(week[at]))
    own = start[first][code]
    differs = ~((start == own) | (np.isnan(start) & np.isnan(own)))
    if differs.any():
        raise TwoStarts(str(names[code[np.flatnonzero(differs)[0]]]))


def two_way(rows: Panel) -> TwoWay:
    """Fit y = ward + week + delta on. Raises NothingSwitchedOn when delta is not identified."""
    regressor, left = rows.residual(np.column_stack([rows.on, rows.y])).T
    information = float(regressor @ regressor)
    if information < 1e-8:
        raise NothingSwitchedOn
    effect = float(regressor @ left) / information
    return TwoWay(effect, regressor, left - regressor * effect, rows.rank + 1)


def require_noise(rows: Panel, fit: TwoWay) -> None:
    """Raises NothingVaries where ward, week and effect meet every point."""
    centred = rows.y - rows.y.mean()
    if fit.residuals @ fit.residuals <= STILL * max(float(centred @ centred), STILL):
        raise NothingVaries


def parts(rows: Panel) -> Ints:
    """The connected part of each row: wards joined by weeks that both have. One number per row, from 0."""
    wards = len(rows.names)
    size = wards + len(rows.weeks)
    links = coo_array((np.ones(len(rows.y)), (rows.ward, wards + rows.week)), shape=(size, size))
    labels = connected_components(links, directed=False)[1]
    return np.asarray(labels[rows.ward], np.int64)
