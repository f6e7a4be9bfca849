"""People followed from the day they were ready to leave until they left, or until the extract (methods, section 9).

Whoever is still in hospital is censored at the extract's own as-at time; nobody is left out for not having left yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from metrics.effects.estimate import Array, NotEnoughData
from metrics.errors import MetricError

HOME, OTHER, DIED = 1, 2, 3
CAUSES = {"home": HOME, "other": OTHER, "died": DIED}
# Below this many at risk a curve says more about single people than about the cohort, so it stops.
FEWEST_AT_RISK = 8
# Days that differ by less are the same moment: differences of decimal days carry rounding noise.
DECIMALS = 9


class TooFewPeople(NotEnoughData):
    """A cohort is too small for a curve."""

    def __init__(self, people: int) -> None:
        super().__init__(
            f"A curve of waiting times needs {FEWEST_AT_RISK} people at risk; there are {people}. "
            "Use a longer period or a larger area."
        )


class NotFollowed(MetricError):
    """A person's days cannot be: negative, blank, ending before they start, or an unknown way of leaving."""

    def __init__(self, row: int, found: str) -> None:
        super().__init__(f"Person {row + 1} of the cohort {found}: correct the dates or leave the row out.")


@dataclass(frozen=True, eq=False)
class Cohort:
    """One entry a person. days: from ready to leaving or to the extract. event: 0 still in, 1 home, 2 other, 3 died.

    entry: days already waited when observation began (left truncation); -inf for those seen from the start.
    """

    days: Array
    event: NDArray[np.int64]
    entry: Array

    @property
    def discharged_mean(self) -> float | None:
        """The mean of those who left alone: biased low, shown only to say so."""
        left = self.days[self.event > 0]
        return float(left.mean()) if len(left) else None

    @cached_property
    def left(self) -> Risk:
        """Times at which anybody left, for whatever reason."""
        return self.risk(self.event > 0)

    def risk(self, events: NDArray[np.bool_]) -> Risk:
        """Distinct times of the people in `events`, how many left then and how many were at risk just before."""
        times, counts = np.unique(self.days[events], return_counts=True)
        return Risk(times, counts.astype(float), self.at_risk(times))

    def at_risk(self, times: Array) -> Array:
        """People that had entered before each time and had not left or been censored before it."""
        gone = np.searchsorted(np.sort(self.days), times, side="left")
        come = np.searchsorted(np.sort(self.entry), times, side="left")
        return (come - gone).astype(float)


@dataclass(frozen=True, eq=False)
class Risk:
    """Ascending distinct event times, events at each, and people at risk at each."""

    times: Array
    events: Array
    at_risk: Array


def cohort(days: ArrayLike, event: ArrayLike, entry: ArrayLike | None = None) -> Cohort:
    """A cohort of people, zero-day delays kept. Raises TooFewPeople, NotFollowed.

    entry: 0 or less means seen from the start. People who left no later than they entered were never under
    observation and are left out.
    """
    waited, code = np.round(np.asarray(days, float), DECIMALS), np.asarray(event, np.int64)
    entered = np.zeros(len(waited)) if entry is None else np.round(np.asarray(entry, float), DECIMALS)
    _refuse(waited, code, entered)
    entered = np.where(entered <= 0, -np.inf, entered)
    seen = waited > entered
    if seen.sum() < FEWEST_AT_RISK:
        raise TooFewPeople(int(seen.sum()))
    return Cohort(waited[seen], code[seen], entered[seen])


def _refuse(days: Array, event: NDArray[np.int64], entry: Array) -> None:
    known = np.isin(event, (0, *CAUSES.values()))
    for wrong, found in (
        (~np.isfinite(days) | ~np.isfinite(entry), "has no length of wait"),
        (days < 0, "left before being ready to leave"),
        (~known, "left in an unknown way (0 still in, 1 home, 2 other care, 3 died)"),
    ):
        if wrong.any():
            raise NotFollowed(int(np.flatnonzero(wrong)[0]), found)
