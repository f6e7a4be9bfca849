"""Panels and cohorts for the tests of comparisons: seeded, with a known truth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.effects.cohort import Cohort, cohort
from metrics.effects.estimate import Array
from metrics.effects.panel import Panel, panel

NEVER = float("nan")


def wards(
    starts: Sequence[float],
    *,
    weeks: int = 40,
    effect: float = 0.0,
    noise: float = 0.5,
    seed: int = 1,
    gaps: float = 0.0,
) -> Panel:
    """One ward for each start (nan never): ward levels, a shared wave, noise, the effect from the start on.

    gaps: the share of ward-weeks left out at random.
    """
    rng = np.random.default_rng(seed)
    start = np.array(starts, float)
    t = np.arange(weeks)
    y = rng.normal(7, 1, len(start))[:, None] + np.sin(t / 8) + noise * rng.normal(size=(len(start), weeks))
    y = y + effect * (t >= start[:, None])
    kept = rng.random(y.shape) >= gaps
    return of_table(np.where(kept, y, np.nan), start)


def of_table(y: Array, start: Sequence[float] | Array) -> Panel:
    """The panel of a table of wards by weeks, weeks from 0."""
    count, weeks = y.shape
    names = np.repeat([f"W{ward:02d}" for ward in range(count)], weeks)
    return panel(list(names), np.tile(np.arange(weeks), count), y.ravel(), np.repeat(np.array(start, float), weeks))


def people(n: int, *, seed: int = 1, decimals: int = 0, late: bool = False) -> Cohort:
    """Whole-day waits with ties, three ways of leaving, some still in; with `late` half of them enter late."""
    rng = np.random.default_rng(seed)
    days = np.round(rng.exponential(5, n), decimals)
    entry = np.where(rng.random(n) < 0.5, np.floor(days / 2) - 0.5, 0.0) if late else None
    return cohort(days, rng.choice([0, 1, 1, 2, 3], n), entry)
