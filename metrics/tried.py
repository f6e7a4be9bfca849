"""What was tried where and when, and the weeks of it that a comparison may count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.errors import MetricError
from metrics.metric import Direction

MOST_BEFORE = 104  # weeks before the roll-out
SUNDAY = timedelta(days=6)


class NoGoLive(MetricError):
    """Nothing has a date from which to compare."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has no go-live date, so there is no before and after: add one to the test area.")


@dataclass(frozen=True, kw_only=True)
class Design:
    """What was tried where and when.

    starts: ward -> first day, for the wards with the change; empty when the scope is not of wards. before, now: the
    stretches of the simple comparison, both ends inclusive. first, settled: the first day of the roll-out, and the day
    from which all of it counts. others: comparison wards. reason: why this place was chosen, in words.
    """

    name: str
    direction: Direction
    before: tuple[date, date]
    now: tuple[date, date]
    first: date
    settled: date
    starts: dict[str, date]
    others: tuple[str, ...] = ()
    reason: str = ""

    @property
    def left_out(self) -> tuple[date, date] | None:
        """The days between the end of "before" and the roll-out, both inclusive, that no method may use; or None.

        A before window that ends early says so: the weeks for which an area was chosen are no measure of it.
        """
        gap = self.before[1] + timedelta(days=1), self.first - timedelta(days=1)
        return gap if gap[0] <= gap[1] else None


def window(weekly: pl.DataFrame, design: Design) -> pl.DataFrame:
    """The whole weeks to compare, from at most MOST_BEFORE weeks before the roll-out on.

    Without those left out before it, and without the week in which the change began half-way (each ward's own, where
    rows have a ward): it belongs to neither side. Weeks that settle are still in.
    """
    began = pl.lit(design.first)
    if "ward" in weekly.columns:
        began = pl.col("ward").cast(pl.String).replace_strict(design.starts, default=None, return_dtype=pl.Date)
    start, end = pl.col("period_start"), pl.col("period_start") + SUNDAY
    kept = weekly.filter(
        ~pl.col("partial"),
        start >= monday(design.first) - timedelta(weeks=MOST_BEFORE),
        ((start >= began) | (end < began)).fill_null(True),
    )
    if design.left_out is None:
        return kept
    first, last = design.left_out
    return kept.filter((end < first) | (start > last))


def monday(day: date) -> date:
    """The first Monday not before `day`."""
    return day + timedelta(days=(7 - day.weekday()) % 7)


def starts_of(wards: Sequence[str], stages: Sequence[tuple[date, tuple[str, ...]]]) -> dict[str, date]:
    """For each ward of the area the first stage that names it, or the first stage of all where none names wards."""
    first = min((day for day, _ in stages), default=None)
    found = {}
    for ward in wards:
        named = [day for day, where in stages if ward in where]
        day = min(named, default=first)
        if day is not None:
            found[ward] = day
    return found
