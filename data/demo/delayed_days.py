"""Delayed transfers of care by month, reason and organisation: whole months only, both sites."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from data.demo import effects
from data.demo.calendar import Calendar
from data.demo.places import KESTREL, PROVIDER, WRENFIELD

NHS, SOCIAL, BOTH = "NHS", "Social care", "Both"
# Shares of all delayed days; only pairs that the national return allows.
SHARES = {
    ("A", NHS): 0.105, ("A", SOCIAL): 0.065, ("A", BOTH): 0.03,
    ("B", NHS): 0.025, ("B", SOCIAL): 0.02, ("B", BOTH): 0.005,
    ("C", NHS): 0.165,
    ("Di", NHS): 0.02, ("Di", SOCIAL): 0.075,
    ("Dii", NHS): 0.055, ("Dii", SOCIAL): 0.075, ("Dii", BOTH): 0.01,
    ("E", NHS): 0.03, ("E", SOCIAL): 0.165, ("E", BOTH): 0.015,
    ("F", NHS): 0.02, ("F", SOCIAL): 0.012, ("F", BOTH): 0.003,
    ("G", NHS): 0.055, ("G", SOCIAL): 0.015,
    ("H", NHS): 0.004, ("H", SOCIAL): 0.001,
    ("I", NHS): 0.02,
    ("O", NHS): 0.008, ("O", SOCIAL): 0.001, ("O", BOTH): 0.001,
}  # fmt: skip
AT_SITE = {KESTREL: 0.62, WRENFIELD: 0.38}
WINTER = 0.16  # from the height of summer to mid January, as a share of the level
CLUMPS = 6.0  # delayed days come in runs, so months vary more than single days would


def make_delayed_days(calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """One row per site, whole month, reason and organisation that the national return allows."""
    rows = []
    for start, end in months(calendar):
        day = calendar.first + (start - calendar.day(calendar.first)).days
        length = (end - start).days + 1
        winter = float(np.mean(calendar.winter[day : day + length])) - 0.5
        beds = _beds(start, calendar) * (1 + WINTER * winter)
        for site, part in AT_SITE.items():
            for (reason, owner), share in SHARES.items():
                mean = beds * part * share * length
                delayed = int(
                    rng.negative_binomial(mean / (CLUMPS - 1), 1 / CLUMPS)
                )  # mean kept, variance times CLUMPS
                rows.append((PROVIDER, site, start, end, reason, owner, delayed))
    names = ["provider", "site", "period_start", "period_end", "reason", "attributable_to", "delayed_days"]
    return pl.DataFrame(rows, schema=names, orient="row")


def months(calendar: Calendar) -> list[tuple[date, date]]:
    """The first and last day of every month that lies whole inside the days shown."""
    first, last = calendar.day(calendar.first), calendar.day(calendar.last)
    found = []
    start = first.replace(day=1)
    while start <= last:
        following = (start + timedelta(days=31)).replace(day=1)
        if start >= first and following - timedelta(days=1) <= last:
            found.append((start, following - timedelta(days=1)))
        start = following
    return found


def now_from(last_day: date) -> date:
    """The first month at the new level: the one after the discharge hub is at both sites."""
    live = last_day - timedelta(days=last_day.weekday(), weeks=min(effects.HUB_WEEKS.values()))
    return (live.replace(day=1) + timedelta(days=31)).replace(day=1)


def _beds(start: date, calendar: Calendar) -> float:
    now = start >= now_from(calendar.day(calendar.last))
    return effects.DTOC_BEDS_NOW if now else effects.DTOC_BEDS_BEFORE
