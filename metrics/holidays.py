"""Bank holidays of England: days on which hospitals discharge as on a Sunday. Source: gov.uk/bank-holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final

MONDAY, ONE_DAY = 0, timedelta(days=1)
# One-off changes by proclamation: what was added, and the usual days that moved.
ADDED: Final = frozenset({date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)})
MOVED: Final = frozenset({date(2020, 5, 4), date(2022, 5, 30)})


def is_bank_holiday(day: date) -> bool:
    """Whether the day is one in England, by the rules of now and the one-off changes since 2020."""
    return day in _of_year(day.year)


@cache
def _of_year(year: int) -> frozenset[date]:
    sunday = _easter(year)
    found = {sunday - 2 * ONE_DAY, sunday + ONE_DAY, _monday_from(date(year, 5, 1))}
    found |= {_monday_from(date(year, 5, 25)), _monday_from(date(year, 8, 25))}
    for month, day in ((1, 1), (12, 25), (12, 26)):
        free = date(year, month, day)
        while free.weekday() >= 5 or free in found:  # on a weekend the next free weekday takes its place
            free += ONE_DAY
        found.add(free)
    own = {day for day in ADDED if day.year == year}
    return frozenset((found - MOVED) | own)


def _monday_from(day: date) -> date:
    return day + (MONDAY - day.weekday()) % 7 * ONE_DAY


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Butcher's rule)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leap, rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    fours, ones = divmod(of_century, 4)
    week = (32 + 2 * rest + 2 * fours - moon - ones) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
