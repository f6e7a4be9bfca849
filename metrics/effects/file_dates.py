"""A file of date and value: daily, weekly or monthly, cut at the day of the change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np

from metrics.effects.autoregressive import Weeks
from metrics.effects.estimate import Array, Estimate, NotComparable, NotEnoughData
from metrics.effects.means import welch
from metrics.errors import MetricError

Step = Literal["day", "week", "month"]
WEEK = 7
FEWEST = 4
SHORTEST_MONTH = 28


class DateTwice(MetricError):
    """One date has two rows."""

    def __init__(self, day: date) -> None:
        super().__init__(f"The date {day} stands twice in the file: give one row for each date.")


class UnevenDates(MetricError):
    """Dates that are neither daily, weekly nor monthly."""

    def __init__(self) -> None:
        super().__init__(
            "The dates of the file are neither daily, weekly (the same weekday throughout) nor monthly (the same day "
            "of the month): give one of these."
        )


class TooFewPeriods(NotEnoughData):
    """Under 4 periods on one side of the start."""

    def __init__(self, before: int, after: int, step: str) -> None:
        super().__init__(
            f"There are {before} whole {step}s with a value before the start and {after} from it on; a comparison "
            f"needs {FEWEST} on each side. Use a longer series."
        )


class AllAlike(NotComparable):
    """Nothing varies on either side."""

    def __init__(self) -> None:
        super().__init__("All values of each side are the same, so no interval can be given. Check that they are real.")


@dataclass(frozen=True, eq=False)
class Cut:
    """A series cut at a start: numbers counted from it (0 is the first period after it), ascending, and values.

    step: what a period is; days have been averaged over whole weeks counted from the start. left_out: the first day
    of a period that the start falls inside, which belongs to neither side.
    """

    step: Step
    numbers: Weeks
    values: Array
    left_out: date | None

    @property
    def sides(self) -> tuple[Array, Array]:
        """Values before and from the start on, blanks left out."""
        known = ~np.isnan(self.values)
        return self.values[known & (self.numbers < 0)], self.values[known & (self.numbers >= 0)]


def cut(days: list[date], values: Array, start: date) -> Cut:
    """Sort, recognise the step and cut. Raises DateTwice, UnevenDates, TooFewPeriods."""
    order = np.argsort(np.array([day.toordinal() for day in days]), kind="stable")
    ordered, known = [days[place] for place in order], values[order]
    for day, following in pairwise(ordered):
        if day == following:
            raise DateTwice(day)
    step = _step(ordered)
    if step == "day":
        return _by_week(ordered, known, start)
    ends = [_next(day, step) for day in ordered]
    straddles = [day < start < end for day, end in zip(ordered, ends, strict=True)]
    kept = ~np.array(straddles)
    numbers = np.array([_number(day, start, step) for day in ordered], dtype=np.int64)
    left_out = next((day for day, inside in zip(ordered, straddles, strict=True) if inside), None)
    return Cut("week" if step == "week" else "month", numbers[kept], known[kept], left_out)


def before_after(found: Cut) -> tuple[Estimate, dict[str, float]]:
    """After less before with Welch's interval, periods as the independent units, and its parts by name.

    Raises TooFewPeriods, AllAlike.
    """
    before, after = found.sides
    if min(len(before), len(after)) < FEWEST:
        raise TooFewPeriods(len(before), len(after), found.step)
    if before.std() == 0 and after.std() == 0:
        raise AllAlike
    change = welch(before, after)
    fields: dict[str, float] = {
        "n_before": len(before),
        "n_after": len(after),
        "mean_before": float(before.mean()),
        "mean_after": float(after.mean()),
        "diff_mean": change.value,
        "diff_mean_lo": change.low,
        "diff_mean_hi": change.high,
    }
    return change, fields


def _step(days: list[date]) -> Step:
    gaps = {(following - day).days for day, following in pairwise(days)}
    if all(gap % WEEK == 0 for gap in gaps):
        return "week"
    if len({day.day for day in days}) == 1 and days[0].day <= SHORTEST_MONTH and min(gaps) >= SHORTEST_MONTH:
        return "month"
    if min(gaps) > 1:
        raise UnevenDates
    return "day"


def _next(day: date, step: Step) -> date:
    if step == "week":
        return day + timedelta(days=WEEK)
    # The 29th to the 31st are not in every month, so there cannot be months that all begin on them.
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)


def _number(day: date, start: date, step: Step) -> int:
    """The period's place counted from the start: the first that begins on or after it is 0."""
    if step == "week":
        return (day - start).days // WEEK
    months = (day.year - start.year) * 12 + day.month - start.month
    return months - (day.day < start.day)


def _by_week(days: list[date], values: Array, start: date) -> Cut:
    """Days averaged over weeks counted from the start; a week that lacks a day is left out."""
    numbers = np.array([(day - start).days // WEEK for day in days], dtype=np.int64)
    known = ~np.isnan(values)
    weeks, place = np.unique(numbers[known], return_inverse=True)
    counts = np.bincount(place, minlength=len(weeks))
    means = np.bincount(place, values[known], minlength=len(weeks)) / counts
    whole = counts == WEEK
    return Cut("week", weeks[whole], means[whole], None)
