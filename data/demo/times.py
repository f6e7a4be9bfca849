"""Clock times within the days: admission, readiness, leaving. All are minutes since the calendar's origin."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.demo.calendar import Flags, Ints
from data.demo.draws import at_hours

DAY = 24 * 60
SNAPSHOT = 8 * 60  # the board is read at 08:00
ARRIVING = (2.0, 1.6, 1.3, 1.1, 0.9, 0.9, 1.0, 1.4, 2.8, 4.2, 5.2, 5.8,
            6.2, 6.3, 6.3, 6.3, 6.2, 6.0, 5.7, 5.3, 4.8, 4.3, 3.9, 3.2)  # fmt: skip
PLANNED = (0, 0, 0, 0, 0, 0, 1, 6, 32, 16, 8, 10, 10, 6, 4, 2, 1, 1, 0, 0, 0, 0, 0, 0)
LEAVING = (0.3, 0.2, 0.15, 0.1, 0.1, 0.1, 0.15, 0.3, 1.4, 3.2, 5.6, 7.4,
           8.4, 9.6, 10.8, 12.0, 12.4, 10.4, 7.2, 4.6, 3.0, 1.6, 0.7, 0.4)  # fmt: skip
DECIDING = (0, 0, 0, 0, 0, 0, 0, 0.4, 3, 12, 18, 16, 11, 9, 10, 9, 6, 3, 1, 0.5, 0, 0, 0, 0)
EARLY = 0.30  # of people who leave on the day they are ready, those whose status is set before the morning snapshot


def with_times(stays: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Adds admitted, ready and left, in that order in time even within a day."""
    admit_day, leave_day = stays["admit_day"].to_numpy(), stays["leave_day"].to_numpy()
    ready_day = stays["ready_day"].to_numpy()
    planned = stays["admission_method"].is_in(["11", "12", "13", "81"]).to_numpy()
    size = stays.height
    minute = np.where(planned, at_hours(rng, PLANNED, size), at_hours(rng, ARRIVING, size))
    same_day = admit_day == leave_day
    admitted = admit_day * DAY + np.where(same_day, np.minimum(minute, 21 * 60), minute)
    left = leave_day * DAY + at_hours(rng, LEAVING, size)
    short = np.minimum(admitted + rng.integers(90, 600, size), leave_day * DAY + DAY - 2)
    left = np.where(same_day, short, left)
    ready = np.where(
        ready_day < leave_day,
        ready_day * DAY + at_hours(rng, DECIDING, size),
        _ready_and_gone(admitted, left, same_day, rng),
    )
    return stays.with_columns(admitted=admitted, ready=ready, left=left)


def _ready_and_gone(admitted: Ints, left: Ints, same_day: Flags, rng: np.random.Generator) -> Ints:
    """Readiness on the day of leaving: some before the snapshot, most some hours before they go."""
    midnight = left // DAY * DAY
    early = midnight + rng.integers(5 * 60, SNAPSHOT, len(left))
    later = np.maximum(left - rng.integers(60, 330, len(left)), midnight + SNAPSHOT + 1)
    chosen = np.where((rng.random(len(left)) < EARLY) & ~same_day, early, later)
    return np.maximum(np.minimum(chosen, left - 20), np.maximum(midnight, admitted))
