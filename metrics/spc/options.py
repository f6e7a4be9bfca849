"""What a chart is asked for: which way is better, the target, rebases, and the settings of the rules."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from metrics.errors import MetricError
from metrics.metric import Direction

Improvement = Literal["increase", "decrease", "neutral"]
Rebase = Sequence[date] | Mapping[str, Sequence[date]]

# A metric says which way is better in the catalogue's words; a chart in the reference's.
IMPROVEMENT_OF: Mapping[Direction, Improvement] = {"higher": "increase", "lower": "decrease", "neither": "neutral"}

FEWEST_FIXED = 12


class UnknownImprovement(MetricError):
    """The direction of improvement is none of the three."""

    def __init__(self, given: object) -> None:
        super().__init__(f"The improvement direction '{given}' is not known: use increase, decrease or neutral.")


class FixedTooEarly(MetricError):
    """Limits were to be fixed on fewer points than the reference allows."""

    def __init__(self, given: object) -> None:
        super().__init__(f"Limits cannot be fixed after {given} points: use {FEWEST_FIXED} or more, or leave it out.")


class BadTarget(MetricError):
    """A target is not a finite number."""

    def __init__(self, given: object) -> None:
        super().__init__(f"The target '{given}' is not a number: give one number, or one number for each facet.")


class BadRebase(MetricError):
    """A rebase is not given as dates."""

    def __init__(self, given: object) -> None:
        super().__init__(f"The rebase '{given}' is not a list of dates: give a list of dates, for all or by facet.")


class BadLength(MetricError):
    """A run length or a least number of points is not a whole number the rules can use."""

    def __init__(self, name: str, given: object, least: int) -> None:
        super().__init__(f"The setting {name} is '{given}': use a whole number of {least} or more.")


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a trust may choose of the rules: the national tools differ from each other (reference spc, section 13)."""

    shift_length: int = 7
    trend_length: int = 7
    screen_outliers: bool = True


REFERENCE = Rules()


@dataclass(frozen=True, kw_only=True, slots=True)
class SpcOptions:
    """How to draw a chart; the defaults below `improvement` are those of NHSRplotthedots.

    target: none, one number for every facet, or facet -> number. rebase: dates that open a new segment, for every
    facet or facet -> dates; a date that is no row's date does nothing and is named in `SpcChart.unused_rebases`.
    fix_after_n: limits from the first n rows of each segment only, at least 12; 12.5 counts as 12. minimum_points:
    below it a segment's limits are trial limits. Raises a MetricError for anything the rules can't use.
    """

    improvement: Improvement
    target: float | Mapping[str, float] | None = None
    rebase: Rebase | None = None
    fix_after_n: float | None = None
    screen_outliers: bool = True
    shift_length: int = 7
    trend_length: int = 7
    minimum_points: int = 13

    def __post_init__(self) -> None:
        if self.improvement not in get_args(Improvement):
            raise UnknownImprovement(self.improvement)
        if self.fix_after_n is not None and not (_is_number(self.fix_after_n) and self.fix_after_n >= FEWEST_FIXED):
            raise FixedTooEarly(self.fix_after_n)
        for given in self._targets():
            if not _is_number(given):
                raise BadTarget(given)
        _check_rebase(self.rebase)
        for name, least in (("shift_length", 3), ("trend_length", 3), ("minimum_points", 2)):
            given = getattr(self, name)
            if isinstance(given, bool) or not isinstance(given, int) or given < least:
                raise BadLength(name, given, least)

    @property
    def fixed_rows(self) -> int | None:
        """Rows of each segment that make its limits; None means all of them."""
        return None if self.fix_after_n is None else math.floor(self.fix_after_n)

    def target_of(self, facet: str | None) -> float:
        """The target that applies to a facet, NaN for none."""
        if isinstance(self.target, Mapping):
            return float(self.target.get(facet, math.nan)) if facet is not None else math.nan
        return math.nan if self.target is None else float(self.target)

    @property
    def has_target(self) -> bool:
        """Whether any facet has a target."""
        return len(self._targets()) > 0

    def _targets(self) -> list[object]:
        if self.target is None:
            return []
        return list(self.target.values()) if isinstance(self.target, Mapping) else [self.target]


def _is_number(given: object) -> bool:
    return isinstance(given, (int, float)) and not isinstance(given, bool) and math.isfinite(given)


def _check_rebase(rebase: object) -> None:
    if rebase is None:
        return
    for dates in rebase.values() if isinstance(rebase, Mapping) else [rebase]:
        if isinstance(dates, str) or not isinstance(dates, Sequence) or not all(isinstance(d, date) for d in dates):
            raise BadRebase(dates)
