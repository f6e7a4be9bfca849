"""Intermediate care: the 32 beds of Millrace House, the community team, and a second home service to compare with."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.demo import effects
from data.demo.calendar import Anything, Calendar, Floats, Ints
from data.demo.draws import choose, even, even_gamma
from data.demo.places import PROVIDER
from data.demo.pool import HOME
from data.demo.spells import moment, spell_ids
from data.demo.times import DAY

BEDS = 32
TURNOVER = (8, 60)  # hours a bed stands empty, from, to
TEAM_SHARE, REABLEMENT_SHARE = 0.42, 0.22  # of people who leave on pathway 1
HOME_AFTER_HOME_CARE = 0.80
STARTED_A_DAY_OR_LESS = 0.52
NOT_HOME = {"bed": {"care home": 0.56, "hospital": 0.27, "died": 0.11, "other": 0.06},
            "home": {"hospital": 0.62, "care home": 0.2, "died": 0.1, "other": 0.08}}  # fmt: skip
COST_PER_CALL = 95.0  # pounds a week for one call a day
BED_COST = 1150.0
BLOCK = 10


def make_intermediate_care(stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """One row per episode that ended in the days shown or is still open; times in minutes become timestamps here."""
    bed = _bed_episodes(stays, calendar, rng)
    team = _home_episodes(effects.COMMUNITY_TEAM, 0.0, TEAM_SHARE, stays, calendar, rng)
    other = _home_episodes(effects.REABLEMENT, TEAM_SHARE, REABLEMENT_SHARE, stays, calendar, rng)
    rows = pl.concat([bed, team, other]).sort("started", "service", maintain_order=True)
    first, end = calendar.first * DAY, (calendar.last + 1) * DAY
    rows = rows.filter((pl.col("ended") >= first) & (pl.col("started") < end)).with_row_index("number", offset=1)
    closed = pl.col("ended") < end
    return rows.select(
        provider=pl.lit(PROVIDER),
        service="service",
        setting="setting",
        episode_id=pl.lit("E") + pl.col("number").cast(pl.String).str.zfill(6),
        spell_id="spell_id",
        referred_at=moment(pl.col("referred"), calendar),
        started_at=moment(pl.col("started"), calendar),
        ended_at=pl.when(closed).then(moment(pl.col("ended"), calendar)),
        destination=pl.when(closed).then("destination"),
        care_calls_start="calls_start",
        care_calls_end=pl.when(closed).then("calls_end"),
        weekly_care_cost_start="cost_start",
        weekly_care_cost_end=pl.when(closed).then("cost_end"),
    )


def _bed_episodes(stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    started, ended = _occupy_beds(calendar, rng)
    size, live = len(started), effects.live_day(effects.INTERMEDIATE_BEDS_WEEKS, calendar) * DAY
    home = even(rng, size, BLOCK) < np.where(started >= live, effects.IC_HOME_NOW, effects.IC_HOME_BEFORE)
    cost_end = np.where(home, rng.gamma(3, 110, size), rng.gamma(12, 85, size))
    spell, gone = _left_before(stays, started, 2)
    started = np.where(gone > 0, gone + 75, started)
    return _frame(
        effects.INTERMEDIATE_BEDS,
        "bed",
        started,
        ended,
        home,
        spell,
        rng,
        calls=(None, None),
        cost=(np.full(size, BED_COST), np.round(cost_end, 2)),
    )


def _occupy_beds(calendar: Calendar, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Each bed filled again and again, all at once; starts are in order of time."""
    live = effects.live_day(effects.INTERMEDIATE_BEDS_WEEKS, calendar) * DAY
    rounds = int((calendar.last / effects.IC_DAYS_BEFORE) * 2) + 4
    unit = even_gamma(rng, rounds * BEDS, shape=4.0, mean=1.0).reshape(rounds, BEDS)
    free = rng.integers(0, 40 * DAY, BEDS)
    starts, ends = [], []
    for length in unit:
        start = free + 60 * rng.integers(*TURNOVER, BEDS)
        start = start // DAY * DAY + rng.integers(11 * 60, 18 * 60, BEDS)
        mean = np.where(start >= live, effects.IC_DAYS_NOW, effects.IC_DAYS_BEFORE)
        free = start + np.maximum(DAY * mean * length, 3 * DAY).astype(np.int64)
        free = free // DAY * DAY + rng.integers(9 * 60, 17 * 60, BEDS)
        starts.append(start)
        ends.append(free)
    started, ended = np.concatenate(starts), np.concatenate(ends)
    order = np.argsort(started, kind="stable")
    return started[order], ended[order]


def _left_before(stays: pl.DataFrame, started: Ints, pathway: int) -> tuple[Anything, Ints]:
    """For each start the pathway's discharge of the six hours before, with its time; nothing for the others."""
    left = _leavers(stays, pathway)
    place = np.searchsorted(left["left"].to_numpy(), started) - 1
    valid = (place >= 0) & (started - left["left"].to_numpy()[np.maximum(place, 0)] < 6 * 60)
    _, once = np.unique(place, return_index=True)
    valid &= np.isin(np.arange(len(started)), once)
    ids = _ids(left)
    spell = ids[place]
    spell[~valid] = None
    return spell, np.where(valid, left["left"].to_numpy()[place], -1)


def _leavers(stays: pl.DataFrame, pathway: int) -> pl.DataFrame:
    return stays.filter((pl.col("pathway") == pathway) & (pl.col("fate") == HOME) & ~pl.col("still_in")).sort("left")


def _ids(stays: pl.DataFrame) -> Anything:
    return stays.select(id=spell_ids(pl.col("number")))["id"].to_numpy().astype(object)


def _home_episodes(
    service: str, from_share: float, share: float, stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator
) -> pl.DataFrame:
    """A share of those who leave on pathway 1; `from_share` keeps two services off the same people."""
    left = _leavers(stays, 1)
    place = (left["number"].to_numpy() * 0.6180339887) % 1
    left = left.filter(pl.Series((place >= from_share) & (place < from_share + share)))
    size = left.height
    started = left["left"].to_numpy() + rng.integers(3 * 60, 30 * 60, size)
    length = even_gamma(rng, size, shape=4.0, mean=effects.SERVICE_DAYS)
    ended = started + np.maximum(DAY * length, DAY).astype(np.int64)
    live = effects.live_day(effects.COMMUNITY_WEEKS, calendar) * DAY
    change = np.where((started >= live) & (service == effects.COMMUNITY_TEAM), effects.CALLS_NOW, effects.CALLS_BEFORE)
    before, after = _calls(change, rng)
    home = even(rng, size, BLOCK) < HOME_AFTER_HOME_CARE
    return _frame(
        service,
        "home",
        started,
        ended,
        home,
        _ids(left),
        rng,
        calls=(before, after),
        cost=(before * COST_PER_CALL, after * COST_PER_CALL),
    )


def _calls(change: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Care calls a day at the start and at the end, whose mean difference is `change` (0 or less)."""
    start = rng.choice([2, 3, 4, 5, 6], len(change), p=[0.1, 0.2, 0.4, 0.2, 0.1])
    drift = rng.choice([-2, -1, 0, 1, 2], len(change), p=[0.1, 0.2, 0.4, 0.2, 0.1])
    fewer = rng.binomial(start, 1 + change / 4.0)  # four is the mean at the start
    return start, np.where(change < 0, fewer, start + drift)


def _frame(
    service: str,
    setting: str,
    started: Ints,
    ended: Ints,
    home: Anything,
    spell: Anything,
    rng: np.random.Generator,
    *,
    calls: tuple[Ints | None, Ints | None],
    cost: tuple[Anything, Anything],
) -> pl.DataFrame:
    size = len(started)
    soon = rng.random(size) < STARTED_A_DAY_OR_LESS
    wait = np.where(soon, rng.integers(180, DAY, size), DAY + rng.gamma(1.2, 1500, size).astype(np.int64))
    destination = np.where(home, "home", choose(rng, NOT_HOME[setting], size))
    died = destination == "died"
    return pl.DataFrame(
        {
            "service": [service] * size,
            "setting": [setting] * size,
            "spell_id": pl.Series(spell.tolist(), dtype=pl.String),
            "referred": started - wait,
            "started": started,
            "ended": ended,
            "destination": pl.Series(destination, dtype=pl.String),
            "calls_start": pl.Series(values=calls[0], dtype=pl.Int64)
            if calls[0] is not None
            else _nothing(size, pl.Int64),
            "calls_end": pl.Series(values=calls[1], dtype=pl.Int64)
            if calls[1] is not None
            else _nothing(size, pl.Int64),
            "cost_start": cost[0].astype(np.float64),
            "cost_end": cost[1].astype(np.float64),
        }
    ).with_columns(cost_end=pl.when(~pl.Series(died)).then("cost_end"))


def _nothing(size: int, dtype: type[pl.DataType]) -> pl.Series:
    return pl.repeat(None, size, dtype=dtype, eager=True)
