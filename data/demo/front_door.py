"""The front door: attendances, four hours, handovers, admissions avoided and social care referrals, by site and day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.demo import effects
from data.demo.calendar import Calendar, Floats
from data.demo.draws import even_poisson
from data.demo.places import KESTREL, PROVIDER, WRENFIELD
from data.demo.times import DAY

WEEK = np.array([1.11, 1.02, 0.99, 0.98, 0.98, 0.95, 0.97])
OFFICE_WEEK = np.array([1.15, 1.14, 1.12, 1.12, 1.1, 0.7, 0.67])  # services that are thinner at weekends
YEAR = 365.25


@dataclass(frozen=True)
class Door:
    """Daily means of one site."""

    site: str
    attendances: float
    ambulances: float  # handovers a day
    four_hours: float  # share within four hours at the middle of the year's swing
    avoided: float  # a year, before anything changes
    referrals: float  # social care referrals a day


DOORS = (
    Door(KESTREL, 262.0, 76.0, 0.735, effects.AVOIDED_BEFORE, 11.0),
    Door(WRENFIELD, 171.0, 44.0, 0.765, 900.0, 6.5),
)


def make_front_door(stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """One row per site and day shown, with admissions counted from the stays themselves."""
    return pl.concat([_site(door, stays, calendar, rng) for door in DOORS]).sort("date", "site")


def _site(door: Door, stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    days = np.arange(calendar.first, calendar.last + 1)
    winter, week = calendar.winter[days] - 0.5, WEEK[calendar.weekday[days]]
    swing = _slow_noise(len(days), rng)
    attendances = rng.poisson(door.attendances * week * (1 + 0.06 * winter))
    handovers = rng.poisson(door.ambulances * (1 + 0.08 * winter))
    pressure = 0.16 * winter + 0.03 * swing + 0.02 * (week - 1)
    within_60 = rng.binomial(handovers, np.clip(0.95 - 0.22 * pressure, 0, 1))
    within_30 = rng.binomial(within_60, np.clip(0.83 - 0.7 * pressure, 0, 1))
    within_15 = rng.binomial(within_30, np.clip(0.52 - 0.8 * pressure, 0, 1))
    return pl.DataFrame(
        {
            "provider": [PROVIDER] * len(days),
            "site": [door.site] * len(days),
            "date": [calendar.day(int(day)) for day in days],
            "attendances": attendances,
            "within_4_hours": rng.binomial(attendances, np.clip(door.four_hours - 0.8 * pressure, 0, 1)),
            "handovers": handovers,
            "handovers_within_15": within_15,
            "handovers_within_30": within_30,
            "handovers_within_60": within_60,
            "admissions": _admissions(door.site, stays, calendar),
            "admissions_avoided": even_poisson(rng, _avoided(door, calendar)),
            "social_care_referrals": rng.poisson(door.referrals * OFFICE_WEEK[calendar.weekday[days]]),
        }
    )


def _slow_noise(days: int, rng: np.random.Generator) -> Floats:
    """Good and bad fortnights: noise of unit variance that lasts about ten days."""
    noise = np.convolve(rng.standard_normal(days + 20), np.exp(-np.arange(21) / 7.0), mode="valid")
    return noise / np.sqrt(np.sum(np.exp(-2 * np.arange(21) / 7.0)))


def _avoided(door: Door, calendar: Calendar) -> Floats:
    days = np.arange(calendar.first, calendar.last + 1)
    live = (days >= effects.live_day(effects.FRONT_DOOR_WEEKS, calendar)) & (door.site == KESTREL)
    a_year = np.where(live, effects.AVOIDED_NOW, door.avoided)
    return a_year / YEAR * OFFICE_WEEK[calendar.weekday[days]]


def _admissions(site: str, stays: pl.DataFrame, calendar: Calendar) -> np.ndarray:
    through = stays.filter((pl.col("site") == site) & pl.col("admission_method").is_in(["21", "28"]))
    day = through["admitted"].to_numpy() // DAY - calendar.first
    return np.bincount(day[day >= 0], minlength=calendar.last - calendar.first + 1)
