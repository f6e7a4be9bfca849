"""What is recorded on the way out: expected dates, first contact of the onward service, cost of care."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.special import ndtri

from data.demo import effects
from data.demo.calendar import Floats, Ints
from data.demo.draws import even
from data.demo.times import DAY

COST = np.array([0.0, 310.0, 780.0, 1050.0])  # pounds a week, mean by pathway
COST_SPREAD = 0.5
FIRST_CONTACT = 23.0  # hours from ready, median
SLIPS = 0.75  # share of expected dates that are set again when they pass
NEVER_SET = 0.05


def with_expected_date(stays: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Adds expected_first (day number, null if never set), expected_set (minute), slip (days; 0 is left to pass)."""
    size = stays.height
    admitted, left = stays["admitted"].to_numpy(), stays["left"].to_numpy()
    guess = stays["ready_day"].to_numpy() + rng.choice(np.arange(-4, 4), size, p=_GUESS)
    guess = np.maximum(guess, stays["admit_day"].to_numpy() + 1)
    set_at = admitted + (60 * 11 * np.exp(0.95 * rng.standard_normal(size))).astype(np.int64)
    known = (rng.random(size) >= NEVER_SET) & (set_at < left) & (stays["leave_day"] > stays["admit_day"]).to_numpy()
    slip = np.where(rng.random(size) < SLIPS, rng.integers(1, 5, size), 0)
    return stays.with_columns(
        expected_first=_where(known, guess), expected_set=_where(known, set_at), slip=pl.Series(slip)
    )


_GUESS = np.array([0.04, 0.08, 0.15, 0.2, 0.33, 0.11, 0.06, 0.03])


def _where(known: pl.Series | Floats, values: Ints | Floats) -> pl.Series:
    return pl.select(pl.when(pl.Series(known)).then(pl.Series(values))).to_series()


def expected_on(day: pl.Expr) -> pl.Expr:
    """The expected day number as it stood on `day`: a date that has passed is set again every `slip` days, or not."""
    first, slip = pl.col("expected_first"), pl.col("slip")
    steps = ((day - first + slip - 1) // pl.when(slip > 0).then(slip)).fill_null(0)
    return pl.when((day <= first) | (slip == 0)).then(first).otherwise(first + steps * slip)


def _even_normal(pathway: Ints, rng: np.random.Generator) -> Floats:
    """Normal draws, stratified within each pathway."""
    draws = np.zeros(len(pathway))
    for number in (1, 2, 3):
        here = pathway == number
        draws[here] = ndtri(even(rng, int(here.sum())))
    return draws


def with_support(stays: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Adds support (minute of first contact) and cost (pounds a week), both for pathways 1 to 3 only."""
    size = stays.height
    pathway = np.maximum(stays["pathway"].to_numpy(), 0)
    after = 60 * FIRST_CONTACT * np.exp(0.9 * rng.standard_normal(size))
    contact = np.minimum(stays["ready"].to_numpy() + after.astype(np.int64), stays["left"].to_numpy() + DAY)
    factor = np.where(stays["hub_live"].to_numpy(), effects.HUB_COST_FACTOR, 1.0)
    cost = COST[pathway] * factor * np.exp(COST_SPREAD * _even_normal(pathway, rng) - COST_SPREAD**2 / 2)
    return stays.with_columns(
        support=_where((pathway > 0) & (rng.random(size) < 0.92), contact),
        cost=_where((pathway > 0) & (rng.random(size) < 0.88), np.round(cost, 2)),
    )
