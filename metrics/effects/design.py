"""The terms of an interrupted time series: level, trend, season, step, change of slope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.effects.estimate import Array, NotEnoughData

Weeks = NDArray[np.int64]
YEAR = 365.25 / 7
FEWEST_A_SIDE = 12
FEWEST_FOR_TREND = 26
# Whole years of weeks before the start that 1, 2 harmonic pairs need.
FEWEST_FOR_SEASON = (52, 104)


class TooFewWeeks(NotEnoughData):
    """Under 12 weeks on one side of the start."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__(
            f"There are {before} whole weeks before the start and {after} after it; a time-series model needs "
            f"{FEWEST_A_SIDE} on each side. Use the simple comparison, or come back when more weeks are in."
        )
        self.before, self.after = before, after


@dataclass(frozen=True, eq=False)
class Design:
    """The model matrix over the weeks there are, and the same without the intervention.

    Columns: 1, t, D, (t - start) D, then a sine and a cosine for each harmonic; without trend 1, D and the harmonics.
    """

    weeks: Weeks
    start: int
    x: Array
    without: Array
    trend: bool
    harmonics: int

    @property
    def after(self) -> NDArray[np.bool_]:
        """Which rows lie at or after the start."""
        return self.weeks >= self.start

    @property
    def level(self) -> int:
        """The column of the step."""
        return 2 if self.trend else 1

    @property
    def weeks_since(self) -> float:
        """The mean of t - start over the weeks after it."""
        return float(np.mean(self.weeks[self.after] - self.start))

    @property
    def average(self) -> Array:
        """The weights that make the average effect of the coefficients: level + slope x mean(t - start)."""
        weights = np.zeros(self.x.shape[1])
        weights[self.level] = 1.0
        if self.trend:
            weights[self.level + 1] = self.weeks_since
        return weights


def design(weeks: Weeks, start: int, *, harmonics: int | None = None, trend: bool | None = None) -> Design:
    """The terms for ascending week numbers and the first week of the intervention. Raises TooFewWeeks.

    harmonics: pairs of sine and cosine of a year; by default 1 from 52 weeks before the start, 2 from 104, else 0.
    trend: by default with 26 weeks before the start or more (reference methods, section 3).
    """
    before = int(np.sum(weeks < start))
    if min(before, len(weeks) - before) < FEWEST_A_SIDE:
        raise TooFewWeeks(before, len(weeks) - before)
    pairs = season_pairs(before) if harmonics is None else harmonics
    return terms(weeks, start, pairs, before >= FEWEST_FOR_TREND if trend is None else trend)


def season_pairs(before: int) -> int:
    """How many harmonic pairs a number of weeks before the start can carry."""
    return sum(before >= fewest for fewest in FEWEST_FOR_SEASON)


def terms(weeks: Weeks, start: int, harmonics: int, trend: bool) -> Design:
    """The columns themselves, with no check of how many weeks there are."""
    t = weeks.astype(float)
    on = (weeks >= start).astype(float)
    waves = [wave(2 * np.pi * k * t / YEAR) for k in range(1, harmonics + 1) for wave in (np.sin, np.cos)]
    one = np.ones_like(t)
    with_it = [one, t, on, (t - start) * on] if trend else [one, on]
    without = [one, t, 0 * on, 0 * on] if trend else [one, 0 * on]
    x, x0 = np.column_stack([*with_it, *waves]), np.column_stack([*without, *waves])
    return Design(weeks, start, x, x0, trend, harmonics)
