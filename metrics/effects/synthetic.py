"""Synthetic control: one treated area against the mixture of others that was most like it before (methods, section 6).

Abadie, Diamond and Hainmueller (2010): weights of 0 or more that sum to 1, least squares over the weeks before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from metrics.effects.autoregressive import NothingVaries
from metrics.effects.estimate import Array, Estimate, NotComparable, NotEnoughData
from metrics.effects.panel import Panel

FEWEST_DONORS, FEWEST_BEFORE = 8, 40
WORST_FIT, LARGEST_WEIGHT = 0.5, 0.9
LEVEL, SAME = 0.05, 1e-9
FEWEST_FOR_INTERVAL = 19


class TooFewDonors(NotEnoughData):
    """Fewer comparison areas than the placebo test needs."""

    def __init__(self, donors: int) -> None:
        super().__init__(
            f"A synthetic control needs {FEWEST_DONORS} comparison areas; there are {donors}. "
            "Add areas without the intervention, or use the difference series."
        )


class TooShortBefore(NotEnoughData):
    """Too few weeks to choose weights on, or none after."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__(
            f"A synthetic control needs {FEWEST_BEFORE} weeks before the start and one after; there are {before} and "
            f"{after}. Use a longer period."
        )


class PoorFit(NotComparable):
    """No mixture of the comparison areas follows the treated area before the start."""

    def __init__(self, rmspe: float, sd: float) -> None:
        super().__init__(
            f"The mixture misses the area by {rmspe:.2f} in a typical week before the start, more than half the "
            f"area's own standard deviation ({sd:.2f}). Choose comparison areas that are more like it."
        )


class OneDonor(NotComparable):
    """Nearly all the weight lies on one comparison area."""

    def __init__(self, name: str, weight: float) -> None:
        super().__init__(
            f"Comparison area {name} alone has {weight:.0%} of the weight (limit {LARGEST_WEIGHT:.0%}), so this is no "
            "mixture. Compare with that area directly, or choose others."
        )


class SeveralTreated(NotComparable):
    """More than one area has the intervention, or none."""

    def __init__(self, treated: int) -> None:
        super().__init__(
            f"A synthetic control is for one area with the intervention; here are {treated}. "
            "Use difference-in-differences, or choose one area."
        )


class GapsInWeeks(NotComparable):
    """An area has no value in a week that another area has."""

    def __init__(self, name: str, week: int) -> None:
        super().__init__(
            f"Area {name} has no value in week {week}; a synthetic control needs every area in every week. "
            "Leave out the area or the week."
        )


@dataclass(frozen=True, eq=False)
class Mixture:
    """Weights on the donors, the gap to the mixture week by week, and its root mean squares before and after."""

    weights: Array
    gap: Array
    before: float
    after: float

    @property
    def ratio(self) -> float:
        """After / before: how much worse the mixture fits once the intervention is on."""
        return self.after / self.before if self.before > 0 else float("inf")


@dataclass(frozen=True, eq=False)
class Synthetic:
    """The effect in one area. att: mean gap from the start on. placebos: each donor as if it were the treated area.

    rank: of the treated area's ratio among all, from the top. p: rank / (donors + 1), so never below smallest_p.
    """

    donors: tuple[str, ...]
    mixture: Mixture
    att: float
    placebos: tuple[Mixture, ...]
    rank: int

    @property
    def p(self) -> float:
        """The placebo test's share."""
        return self.rank / (len(self.donors) + 1)

    @property
    def headline(self) -> Estimate | None:
        """The effect, with the constant effects that the placebo test does not reject at 5%.

        A constant effect e is kept while enough placebos have a ratio of at least that of the gap less e. None with
        fewer than 19 donors, when p cannot reach .05, and where every constant effect is rejected.
        """
        needed = math.floor(LEVEL * (len(self.donors) + 1) + SAME)
        if needed < 1:
            return None
        limit = sorted((placebo.ratio for placebo in self.placebos), reverse=True)[needed - 1] * self.mixture.before
        reach = limit**2 - (self.mixture.after**2 - self.att**2)
        if not 0 <= reach < math.inf:
            return None
        return Estimate(self.att, self.att - math.sqrt(reach), self.att + math.sqrt(reach))

    @property
    def smallest_p(self) -> float:
        """The least that p can be with this many donors."""
        return 1 / (len(self.donors) + 1)


class NoPlaceboInterval(NotEnoughData):
    """An effect without an interval: the placebo test has too few comparison areas, or rejects every effect."""

    def __init__(self, found: Synthetic) -> None:
        areas = len(found.donors) + 1
        super().__init__(
            f"A synthetic control puts the area at place {found.rank} of {areas} by how much it moved away from its "
            f"mixture (on average {found.att:.3g}); an interval needs {FEWEST_FOR_INTERVAL} comparison areas, and a "
            "constant effect. Use the difference series."
        )


def synthetic(treated: ArrayLike, donors: ArrayLike, names: Sequence[str], weeks: ArrayLike, start: int) -> Synthetic:
    """The effect from week number `start` on.

    treated: one value a week; donors: one row a week, one column an area of `names`, all without blanks. weeks: their
    numbers. Raises TooFewDonors, TooShortBefore, GapsInWeeks, PoorFit, OneDonor, NothingVaries.
    """
    y, x = np.asarray(treated, float), np.asarray(donors, float)
    numbers = np.asarray(weeks, np.int64)
    before = numbers < start
    _refuse_input(np.column_stack([y, x]), ("the treated area", *names), numbers, before)
    mixture = mix(y, x, before)
    _refuse_mixture(mixture, names, float(np.std(y[before], ddof=1)))
    others = np.arange(len(names))
    placebos = tuple(mix(x[:, j], x[:, others != j], before) for j in others)
    as_large = sum(placebo.ratio >= mixture.ratio * (1 - SAME) for placebo in placebos)
    return Synthetic(tuple(names), mixture, float(mixture.gap[~before].mean()), placebos, 1 + as_large)


def of_panel(rows: Panel) -> Synthetic:
    """The same for the one ward of a panel that starts, the others its donors, from its start week on.

    Raises SeveralTreated, and what `synthetic` raises.
    """
    treated = np.flatnonzero(rows.treated)
    if len(treated) != 1:
        raise SeveralTreated(len(treated))
    table = np.full((len(rows.weeks), len(rows.names)), np.nan)
    table[rows.week, rows.ward] = rows.y
    donors = np.flatnonzero(~rows.treated)
    names = [rows.names[ward] for ward in donors]
    return synthetic(table[:, treated[0]], table[:, donors], names, rows.weeks, int(rows.start[treated[0]]))


def mix(y: Array, x: Array, before: np.typing.NDArray[np.bool_]) -> Mixture:
    """The mixture of the columns of x that follows y best over the rows `before`."""
    weights = simplex_weights(x[before], y[before])
    gap = y - x @ weights
    return Mixture(weights, gap, _root_mean_square(gap[before]), _root_mean_square(gap[~before]))


def simplex_weights(x: Array, y: Array) -> Array:
    """argmin |y - x w|^2 with w >= 0 and sum w = 1, exactly, by non-negative least squares.

    With sum w = 1 the residual is B w, B = x - y 1'. Whatever B's scale, min |B v|^2 + (1'v - 1)^2 over v >= 0 has
    v = s w with the sought w: for a given w the best s leaves |Bw|^2 / (1 + |Bw|^2), which rises with |Bw|.
    """
    apart = x - y[:, None]
    scale = float(np.max(np.abs(apart))) or 1.0
    rows = np.vstack([apart / scale, np.ones(x.shape[1])])
    weights, _ = optimize.nnls(rows, np.append(np.zeros(len(y)), 1.0), maxiter=100 * x.shape[1])
    return np.asarray(weights / weights.sum(), float)


def _root_mean_square(gap: Array) -> float:
    return float(np.sqrt(np.mean(gap**2)))


def _refuse_input(
    values: Array, names: Sequence[str], weeks: np.typing.NDArray[np.int64], before: np.typing.NDArray[np.bool_]
) -> None:
    blank = np.argwhere(~np.isfinite(values))
    if len(blank):
        raise GapsInWeeks(names[blank[0, 1]], int(weeks[blank[0, 0]]))
    if len(names) - 1 < FEWEST_DONORS:
        raise TooFewDonors(len(names) - 1)
    if before.sum() < FEWEST_BEFORE or before.all():
        raise TooShortBefore(int(before.sum()), int((~before).sum()))


def _refuse_mixture(mixture: Mixture, names: Sequence[str], sd: float) -> None:
    if sd == 0:
        raise NothingVaries
    if mixture.before > WORST_FIT * sd:
        raise PoorFit(mixture.before, sd)
    largest = int(np.argmax(mixture.weights))
    if mixture.weights[largest] > LARGEST_WEIGHT:
        raise OneDonor(names[largest], float(mixture.weights[largest]))


def fields(result: Synthetic) -> dict[str, float]:
    """The family `synth` of the method goldens."""
    weights = {f"w_{name}": float(weight) for name, weight in zip(result.donors, result.mixture.weights, strict=True)}
    return {
        "n_donors": len(result.donors),
        **weights,
        "att": result.att,
        "pre_rmspe": result.mixture.before,
        "post_rmspe": result.mixture.after,
        "rmspe_ratio": result.mixture.ratio,
        "placebo_rank": result.rank,
        "placebo_p": result.p,
    }
