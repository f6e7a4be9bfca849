"""Overnight stays of adults: a day at a time, wards take people in as demand comes and as beds come free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from data.demo import effects
from data.demo.calendar import TAIL, Calendar, Floats, Ints
from data.demo.draws import round_at_random
from data.demo.places import JUNIPER, SITES, WARDS, of_kind, ward_numbers
from data.demo.pool import Pool, site_of

EMERGENCY_WEEK = np.array([1.06, 1.03, 1.02, 1.0, 1.01, 0.94, 0.94])
PLANNED_WEEK = np.array([1.25, 1.3, 1.3, 1.25, 1.1, 0.25, 0.55])
PULL = 0.3  # share of the gap between wanted and present that a ward closes in a day
KEEP_SIMPLE, KEEP_COMPLEX = 0.50, 0.22  # chance that a discharge stays on a weekend or bank holiday
WINTER_DELAY = 0.35  # delays outside the hub and Juniper are this much longer in mid winter than at midsummer


@dataclass(frozen=True)
class Live:
    """Day numbers from which effects hold."""

    hub: Ints  # by site
    pace: Ints  # by ward


def live_days(calendar: Calendar) -> Live:
    """The go-live days that change stays."""
    pace = np.full(len(WARDS), calendar.last + TAIL)
    pace[JUNIPER] = effects.live_day(effects.JUNIPER_WEEKS, calendar)
    pace[ward_numbers(*effects.BOARD_ROUND_WARDS)] = effects.live_day(effects.BOARD_ROUNDS_WEEKS, calendar)
    hub = np.array([effects.live_day(effects.HUB_WEEKS[site], calendar) for site in SITES])
    return Live(hub, pace)


def simulate(
    pool: Pool,
    calendar: Calendar,
    beds: Ints,
    wanted: Floats,
    rng: np.random.Generator,
    progress: Callable[[float], None],
) -> pl.DataFrame:
    """One row per stay: person (a place in the pool), admit_day, ready_day, leave_day (day numbers), hub_live."""
    live = live_days(calendar)
    rate = _rates(pool, calendar, wanted, live)
    leaving = np.zeros((calendar.last + 1 + TAIL, len(WARDS)), dtype=np.int64)
    present = np.zeros(len(WARDS), dtype=np.int64)
    taken = pool.start[:-1].copy()
    parts = []
    for day in range(calendar.last + 1):
        present -= leaving[day]
        pull = PULL * (wanted[:, day] - present - rate[:, day])
        demand = rng.poisson(np.maximum(rate[:, day] + pull, 0.02))
        arrivals = np.clip(demand, 0, np.maximum(beds[:, day] - present, 0))
        people = _next_people(taken, arrivals, pool.start[1:])
        taken += arrivals
        ready, leave, hub_live = _course(pool, calendar, people, day, live)
        np.add.at(leaving, (leave, pool.ward[people]), 1)
        present += arrivals
        parts.append(np.stack([people, np.full(len(people), day), ready, leave, hub_live]))
        if day % 100 == 0:
            progress(day / calendar.last)
    return _frame(pool, np.concatenate(parts, axis=1))


def _frame(pool: Pool, courses: Ints) -> pl.DataFrame:
    people = courses[0]
    return pl.DataFrame(
        {
            "ward": pool.ward[people],
            "age": pool.age[people],
            "fate": pool.fate[people],
            "pathway": pool.pathway[people],
            "hub": pool.hub[people],
            "admit_day": courses[1],
            "ready_day": courses[2],
            "leave_day": courses[3],
            "hub_live": courses[4] == 1,
        }
    )


def _next_people(taken: Ints, arrivals: Ints, end: Ints) -> Ints:
    first = np.repeat(taken - np.concatenate([[0], np.cumsum(arrivals)[:-1]]), arrivals)
    return np.minimum(first + np.arange(arrivals.sum()), np.repeat(end, arrivals) - 1)


def _course(pool: Pool, calendar: Calendar, people: Ints, day: int, live: Live) -> tuple[Ints, Ints, Ints]:
    """Days of readiness and of leaving for people admitted on `day`, and whether the hub was live for them."""
    ward, pathway = pool.ward[people], pool.pathway[people]
    rounding, quiet = pool.rounding[people], pool.quiet[people]
    pace = np.where(day >= live.pace[ward], pool.pace_now[ward], pool.pace_before[ward])
    ready = day + 1 + round_at_random(pool.nights[people] * pace, rounding[:, 0])
    keep = np.where(pathway > 0, KEEP_COMPLEX, KEEP_SIMPLE)
    settled = calendar.settle(ready, np.maximum(keep, 0.4), quiet[:, :3])
    ready = np.where(settled > day, settled, ready)
    hub_live = pool.hub[people] & (ready >= live.hub[site_of(ward)])
    delay = pool.delay[people] * np.where(hub_live, effects.HUB_DELAY_NOW / effects.HUB_DELAY_BEFORE, 1.0)
    steady = pool.hub[people] | (ward == JUNIPER)
    delay = delay * np.where(steady, 1.0, 1 + WINTER_DELAY * (calendar.winter[ready] - 0.5))
    leave = ready + round_at_random(delay, rounding[:, 1])
    settled = calendar.settle(leave, keep, quiet[:, 3:])
    leave = np.where((leave > ready) & (settled > ready), settled, leave)
    return ready, leave, hub_live.astype(np.int64)


def _rates(pool: Pool, calendar: Calendar, wanted: Floats, live: Live) -> Floats:
    """Mean admissions by ward and day at which wards stay as full as they are wanted."""
    before = _mean_stay(pool, pool.pace_before, 1.0)
    now = _mean_stay(pool, pool.pace_now, effects.HUB_DELAY_NOW / effects.HUB_DELAY_BEFORE)
    days = np.arange(wanted.shape[1])
    stay = np.where(days[None, :] >= live.pace[:, None], now[:, None], before[:, None])
    planned = of_kind("elective")[:, None]
    week = planned * PLANNED_WEEK[calendar.weekday] + (1 - planned) * EMERGENCY_WEEK[calendar.weekday]
    return wanted / stay * week


def _mean_stay(pool: Pool, pace: Floats, hub_factor: float) -> Floats:
    stay = 1 + pool.nights * pace[pool.ward] + pool.delay * np.where(pool.hub, hub_factor, 1.0)
    sums = np.bincount(pool.ward, stay, minlength=len(WARDS))
    return sums / np.bincount(pool.ward, minlength=len(WARDS))
