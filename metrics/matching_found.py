"""What a matched cohort came to: who was counted, how alike the pairs are, means of each group, ratio and E-value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.effects.estimate import Array, Estimate, t_ratio
from metrics.effects.matched import BALANCED, Matched, e_value
from metrics.effects.verdict import Verdict
from metrics.suppression import DEFAULT, policy

Pairs = NDArray[np.int64]
Bools = NDArray[np.bool_]
# Of the cohort 1 in 20 leaves before its own 5% point. Stays half as long again would make about 1 in 9 of them
# (lognormal, spread .9), twice as long 1 in 5: more than that is no effect but a label that is given late.
EARLIEST, CARE, FAILED = 0.05, 0.1, 0.2
READABLE: Final = ("improved", "worse", "no clear change")


@dataclass(frozen=True, kw_only=True)
class Arm:
    """Where the people of one arm went; the parts add up to `people`, each person in the first that holds.

    short: stayed fewer nights than asked for. unknown: no outcome. blank: a trait to match on is blank. beyond: nobody
    of the cohort to be partner of (others only). paired: in a pair. alone: no partner was near enough or free.
    """

    people: int
    short: int
    unknown: int
    blank: int
    beyond: int
    paired: int

    @property
    def alone(self) -> int:
        """Those left over."""
        return self.people - self.short - self.unknown - self.blank - self.beyond - self.paired


@dataclass(frozen=True)
class Blank:
    """How many of the people with a known outcome lack a trait; who lacks two is in both."""

    label: str
    cohort: int
    others: int


@dataclass(frozen=True)
class Alike:
    """Standardised difference (SD of the cohort before matching) of a trait, before and after.

    Of a trait that is no number, that of the group of it which differed most, named by `group`.
    """

    label: str
    before: float
    after: float
    group: str = ""


@dataclass(frozen=True)
class Level:
    """The mean outcome of n people; None of nobody, and of fewer than the rule for small numbers lets be said."""

    n: int
    mean: float | None

    @property
    def hidden(self) -> bool:
        """Whether there is a mean that is not said."""
        return self.mean is None and self.n > 0


@dataclass(frozen=True, kw_only=True)
class Levels:
    """Four groups without a person in common: the pairs' two sides, and who is left over of each arm."""

    cohort: Level
    partners: Level
    cohort_alone: Level
    others_alone: Level


@dataclass(frozen=True)
class Late:
    """nights: what 19 in 20 of the cohort's paired people stayed at least; earlier: the share of partners below it."""

    nights: int
    earlier: float

    @property
    def failed(self) -> bool:
        """Whether the label must have been given late in a stay, so that the arms were never alike (immortal time)."""
        return self.earlier >= FAILED

    @property
    def care(self) -> bool:
        """Whether it may have been."""
        return CARE <= self.earlier < FAILED

    @property
    def words(self) -> str:
        """What was seen, and what it may mean."""
        return (
            f"19 in 20 of the cohort stayed {self.nights} nights or more, and {100 * self.earlier:.0f}% of their "
            "partners had left before: the label may come late in a stay, and stays without it are then short for that "
            "reason alone (immortal time)."
        )


@dataclass(frozen=True, kw_only=True)
class Found:
    """The answer. blanks: by trait. matched_on, absent: labels of traits used, and of those that no row has.

    elsewhere: how many of the others have another cohort's label. result is None where nothing was matched; verdict
    then says why. ratio: of the pairs' means, None where one of them is 0.
    """

    verdict: Verdict
    cohort: Arm
    others: Arm
    blanks: tuple[Blank, ...]
    matched_on: tuple[str, ...]
    absent: tuple[str, ...]
    elsewhere: int
    result: Matched | None
    balance: tuple[Alike, ...]
    levels: Levels | None
    ratio: Estimate | None
    late: Late | None

    @property
    def readable(self) -> bool:
        """Whether the numbers of the effect may be read."""
        return self.verdict.kind in READABLE

    @property
    def e_value(self) -> float | None:
        """Of the ratio."""
        return None if self.ratio is None else e_value(self.ratio.value)

    @property
    def e_value_end(self) -> float | None:
        """Of the end of the ratio's interval nearest to 1; 1 where the interval holds 1."""
        if self.ratio is None:
            return None
        low, high = self.ratio.low, self.ratio.high
        return 1.0 if low <= 1 <= high else e_value(low if low > 1 else high)

    @property
    def unmatched_gap(self) -> float | None:
        """The difference of the arms as they were; None where it would tell a group too small to be said."""
        levels = self.levels
        if self.result is None or levels is None or levels.cohort_alone.hidden or levels.others_alone.hidden:
            return None
        return self.result.unadjusted


def ratio_of(y: Array, pairs: Pairs) -> Estimate | None:
    """Mean of the cohort's paired people over that of their partners, by the delta method on pairs.

    For a yes or no this is the paired relative risk with var(log) = (n10 + n01) / ((n11 + n10) (n11 + n01)).
    """
    a, b = y[pairs[:, 0]], y[pairs[:, 1]]
    if a.mean() <= 0 or b.mean() <= 0:
        return None
    error = float(np.std(a / a.mean() - b / b.mean(), ddof=1) / math.sqrt(len(a)))
    return t_ratio(math.log(a.mean() / b.mean()), error, len(a) - 1)


def levels_of(y: Array, treated: Bools, pairs: Pairs) -> Levels:
    """The means of the four groups."""
    alone = np.ones(len(y), bool)
    alone[pairs.ravel()] = False
    return Levels(
        cohort=_level(y[pairs[:, 0]]), partners=_level(y[pairs[:, 1]]),
        cohort_alone=_level(y[alone & treated]), others_alone=_level(y[alone & ~treated]),
    )  # fmt: skip


def _level(y: Array) -> Level:
    small = len(y) == 0 or policy(DEFAULT).is_small(len(y))
    return Level(len(y), None if small else float(y.mean()))


def late(nights: Array, pairs: Pairs) -> Late:
    """The sign of a label that is given late in a stay, from whole nights of stay."""
    mine, theirs = np.sort(nights[pairs[:, 0]]), nights[pairs[:, 1]]
    floor = int(mine[math.floor(EARLIEST * len(mine))])
    return Late(floor, float(np.mean(theirs < floor)))


def balance_of(
    numbers: Sequence[str], shared: Mapping[str, pl.Series], treated: Bools, result: Matched
) -> tuple[Alike, ...]:
    """The traits used as numbers, as matched() gives them, then each trait that pairs share."""
    rows = [Alike(one.name, one.before, one.after) for one in result.balance if one.name in numbers]
    return (*rows, *(_shared(label, column, treated, result.pairs) for label, column in shared.items()))


def _shared(label: str, column: pl.Series, treated: Bools, pairs: Pairs) -> Alike:
    """The group of the trait that differed most before."""
    found = Alike(label, 0.0, 0.0)
    for group in column.unique().sort().to_list():
        mine = (column == group).to_numpy().astype(float)
        spread = float(np.std(mine[treated], ddof=1))
        before = float(mine[treated].mean() - mine[~treated].mean())
        if spread and abs(before / spread) > abs(found.before) + 1e-9:
            after = float(np.mean(mine[pairs[:, 0]] - mine[pairs[:, 1]]))
            found = Alike(label, before / spread, after / spread, str(group))
    return found


def differing(balance: Sequence[Alike]) -> list[str]:
    """The traits in which the pairs still differ by a tenth of an SD or more."""
    return [one.label for one in balance if not abs(one.after) < BALANCED]
