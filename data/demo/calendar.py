"""Days of the simulation: weekday, bank holidays of England, winter, and the nearest working days either side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Anything = npt.NDArray[Any]

WARM_UP = 200  # days simulated and thrown away, so that the first day starts with long stays in the beds
TAIL = 420  # days after the last one that a stay may still end on
EXTRA_DAYS = np.array([0.55, 0.30, 0.15])  # a move away from a quiet day spreads over up to three working days
MEAN_EXTRA = float(np.arange(3) @ EXTRA_DAYS)


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    golden, century = year % 19, year // 100
    skipped, leap = century // 4, century % 4
    moon = (19 * golden + century - skipped - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    shift = (32 + 2 * leap + 2 * (year % 100 // 4) - moon - year % 100 % 4) % 7
    full = (golden + 11 * moon + 22 * shift) // 451
    month, day = divmod(moon + shift - 7 * full + 114, 31)
    return date(year, month, day + 1)


def bank_holidays(year: int) -> set[date]:
    """The eight regular bank holidays of England in `year`, moved to weekdays where they fall on a weekend."""
    good_friday = easter(year) - timedelta(days=2)
    may, august = date(year, 5, 1), date(year, 8, 31)
    first_may = may + timedelta(days=-may.weekday() % 7)
    last_may = date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday())
    last_august = august - timedelta(days=august.weekday())
    days = {good_friday, good_friday + timedelta(days=3), first_may, last_may, last_august}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        moved = fixed
        while moved.weekday() >= 5 or moved in days:
            moved += timedelta(days=1)
        days.add(moved)
    return days


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Day numbers count from `origin`; every array has one place per day number."""

    origin: date
    first: int  # day number of the first day shown
    last: int  # day number of the last day shown, inclusive
    weekday: Ints  # 0 is Monday
    quiet: Flags  # weekend or bank holiday
    back: Ints  # days to the working day before
    forward: Ints  # days to the working day after
    winter: Floats  # 0 at the height of summer, 1 in mid January

    def day(self, number: int) -> date:
        """The date of a day number."""
        return self.origin + timedelta(days=number)

    def settle(self, days: Ints, keep: Floats, draws: Floats) -> Ints:
        """Move events off weekends and bank holidays without moving their mean.

        `keep` is the chance that an event stays on a quiet day. `draws` has three uniform columns. The choice of
        the earlier or the later side is weighted by distance, so that the expected move is nought: a delay keeps
        the mean it was given.
        """
        back, forward = self.back[days], self.forward[days]
        extra = np.searchsorted(np.cumsum(EXTRA_DAYS)[:2], draws[:, 2], side="right")
        later = draws[:, 1] < (back + MEAN_EXTRA) / (back + forward + 2 * MEAN_EXTRA)
        moved = np.where(later, days + forward + extra, days - back - extra)
        return np.where(self.quiet[days] & (draws[:, 0] >= keep), moved, days)


def years_before(day: date, years: int) -> date:
    """The same date `years` earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def make_calendar(*, last_day: date, years: int) -> Calendar:
    """`years` whole years that end on `last_day`, with the warm-up before and room for open stays after."""
    first_day = years_before(last_day, years) + timedelta(days=1)
    origin = first_day - timedelta(days=WARM_UP)
    last = (last_day - origin).days
    days = [origin + timedelta(days=n) for n in range(last + 1 + TAIL)]
    holidays = set().union(*(bank_holidays(year) for year in range(origin.year, days[-1].year + 1)))
    weekday = np.array([day.weekday() for day in days])
    quiet = (weekday >= 5) | np.array([day in holidays for day in days])
    of_year = np.array([day.timetuple().tm_yday for day in days])
    back, forward = _distances(quiet)
    winter = np.clip(0.5 + 0.5 * np.cos(2 * np.pi * (of_year - 15) / 365.25), 0, 1)
    return Calendar(
        origin=origin,
        first=WARM_UP,
        last=last,
        weekday=weekday,
        quiet=quiet,
        back=back,
        forward=forward,
        winter=winter,
    )


def _distances(quiet: Flags) -> tuple[Ints, Ints]:
    numbers = np.arange(len(quiet))
    before = np.maximum.accumulate(np.where(quiet, 0, numbers))
    after = np.minimum.accumulate(np.where(quiet, len(quiet), numbers)[::-1])[::-1]
    return numbers - before, after - numbers
