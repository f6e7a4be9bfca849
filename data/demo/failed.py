"""Discharges that were planned and did not happen."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.demo.calendar import Calendar
from data.demo.draws import choose
from data.demo.places import PROVIDER
from data.demo.pool import HOME
from data.demo.spells import day, spell_ids

CHANCE = 0.17  # a delayed person has a first plan that fails
AGAIN = 0.22  # ... and another
ON_THE_DAY = 0.008  # of people without delay, the plan of the day before failed
REASONS = {
    ("Transport did not arrive", "Transport desk"): 0.17,
    ("Medicines to take home not ready", "Pharmacy"): 0.19,
    ("Became unwell on the day", "Ward team"): 0.14,
    ("Care package fell through", "Care brokerage"): 0.15,
    ("Care home declined on the day", "Care brokerage"): 0.08,
    ("Family not ready", "Patient and family"): 0.09,
    ("Equipment not delivered", "Equipment service"): 0.07,
    ("Discharge paperwork incomplete", "Ward team"): 0.08,
    ("Community bed withdrawn", "Community provider"): 0.03,
}


def make_failed(stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """One row per planned day that failed; the day lies between readiness and leaving, or before the last day."""
    overnight = pl.col("leave_day") > pl.col("admit_day")
    adults = stays.filter((pl.col("fate") == HOME) & (pl.col("age") >= 18) & overnight)
    known = pl.min_horizontal("leave_day", pl.lit(calendar.last + 1))
    first = (
        pl.when(pl.col("ready_day") < known)
        .then("ready_day")
        .otherwise(pl.max_horizontal(known - 1, pl.col("admit_day") + 1))
    )
    adults = adults.with_columns(first=first, days=known - first).filter(pl.col("days") > 0)
    delayed = (adults["ready_day"] < adults["leave_day"]).to_numpy()
    once = adults.filter(pl.Series(rng.random(adults.height) < np.where(delayed, CHANCE, ON_THE_DAY)))
    again = once.filter(pl.Series(rng.random(once.height) < AGAIN))
    plans = pl.concat([_planned(once, rng), _planned(again, rng)]).unique(["number", "planned"], maintain_order=True)
    plans = plans.filter(pl.col("planned") >= calendar.first).sort("planned", "number")
    chosen = choose(rng, {str(place): weight for place, weight in enumerate(REASONS.values())}, plans.height)
    pairs = [list(REASONS)[int(place)] for place in chosen]
    owned = rng.random(plans.height) < 0.93
    return plans.select(
        provider=pl.lit(PROVIDER),
        site="site",
        ward="ward",
        spell_id=spell_ids(pl.col("number")),
        planned_on=day(pl.col("planned"), calendar),
        reason=pl.Series([reason for reason, _ in pairs]),
        owner=pl.when(pl.Series(owned)).then(pl.Series([owner for _, owner in pairs])),
    )


def _planned(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    within = np.floor(rng.random(rows.height) * rows["days"].to_numpy()).astype(np.int64)
    return rows.select("number", "site", "ward", planned=pl.col("first") + pl.Series(within))
