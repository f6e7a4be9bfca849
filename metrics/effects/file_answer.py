"""What every family of `compare --file` is given and gives back: settings, a verdict with its fields, the start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.effects.estimate import Estimate
from metrics.effects.file_columns import Columns
from metrics.effects.verdict import Evidence, Verdict, judge
from metrics.errors import MetricError
from metrics.metric import Direction

SIMPLE = "simple before and after"


class StartNeeded(MetricError):
    """The file does not say when the change began."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The file doesn't say {what}: give it with --start or --until, a date or a week number.")


class UnreadableStart(MetricError):
    """A start that is neither a date nor a week number, or not the kind that the file has."""

    def __init__(self, given: str, wanted: str) -> None:
        super().__init__(f"The start {given} is not {wanted}: correct it.")


class MethodNotOffered(MetricError):
    """A method that these columns can't be read by."""

    def __init__(self, given: str, methods: tuple[str, ...]) -> None:
        super().__init__(f"These columns can't be compared by the method {given}: choose {' or '.join(methods)}.")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the file does not say. start, until: a date, or a whole number on the file's own axis of weeks or days.

    direction: None takes the family's usual one. method: None takes the strongest that the columns bear.
    """

    start: str | None = None
    until: str | None = None
    direction: Direction | None = None
    method: str | None = None


@dataclass(frozen=True)
class Found:
    """The family as the goldens name it, the verdict and the fields; notes are sentences on what was left out."""

    family: str
    verdict: Verdict
    fields: Mapping[str, float]
    notes: tuple[str, ...] = ()


def judged(estimate: Estimate | None, direction: Direction, method: str, **rest: Any) -> Verdict:
    """The verdict on an estimate; rest: more of Evidence."""
    return judge(Evidence(estimate=estimate, direction=direction, method=method, **rest))


def week_of(given: Columns, start: str | None) -> int:
    """The start as a number of the file's week_index; a date is looked up in week_start.

    Raises StartNeeded, UnreadableStart.
    """
    if start is None:
        raise StartNeeded("in which week the change began")
    if start.lstrip("-").isdigit():
        return int(start)
    if "week_start" not in given.names:
        raise UnreadableStart(start, "a week number, and the file has no column week_start to find a date in")
    day = day_of(start)
    later = [
        week for week, first in zip(given.wholes("week_index"), given.days("week_start"), strict=True) if first >= day
    ]
    if not later:
        raise UnreadableStart(start, "on or before the last week of the file")
    return int(min(later))


def day_of(text: str) -> date:
    """A date as it was typed. Raises UnreadableStart."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableStart(text, "a date such as 2026-03-31") from None
