"""Before a test begins: how many weeks, or wards, show the change hoped for, from the measure's own past weeks.

Reference methods, section 8: noise by restricted maximum likelihood, power of the average effect of an interrupted
series, and wards against wards by how differently their own half-years moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from metrics.before_now import DAYS
from metrics.effects.calc import (
    FEWEST_BASELINE_WEEKS,
    WEEKS_AFTER,
    BaselineTooShort,
    NotAQuestion,
    SeriesNoise,
    SeriesPower,
    noise_of,
    series_power,
    wards_needed,
)  # fmt: skip
from metrics.effects.design import FEWEST_A_SIDE
from metrics.effects.estimate import Array
from metrics.errors import MetricError
from metrics.metric import Metric

MOST_WEEKS_BEFORE = 104
LENGTHS = range(4, 53)
POWER = 0.8
HALF_YEAR = 26
FEWEST_WARDS = 4
WEEK = 7


class NoChangeHopedFor(MetricError):
    """An effect of 0 has no length of test."""

    def __init__(self) -> None:
        super().__init__("A test for no change at all never ends: give an effect other than 0.")


@dataclass(frozen=True)
class Wards:
    """Wards against wards, 26 weeks on each side: how many are needed in all (half with the change), how many exist.

    needed: None where even 1,000 would not do. sd: how differently wards' half-years moved, in the metric's unit.
    """

    needed: int | None
    there: int
    sd: float


@dataclass(frozen=True)
class Plan:
    """What a test would need. level: the mean of the weeks used, first to last their Mondays, `weeks` their number.

    by_weeks: power for the effect and the smallest effect seen with 80% power, for 4, 5 ... 52 weeks after the start.
    needed: the first of these, from the 12 weeks that a time-series model needs, with 80% power; None beyond a year.
    live: the first go-live in the place, None where there is none; quiet: whether only weeks before it were used.
    """

    metric: Metric
    effect: float
    level: float
    noise: SeriesNoise
    weeks: int
    first: date
    last: date
    by_weeks: tuple[SeriesPower, ...]
    needed: int | None
    wards: Wards | None
    live: date | None = None
    quiet: bool = True

    @property
    def best(self) -> SeriesPower:
        """The length that shows the smallest effect among those that a time-series model can be made of."""
        usable = [length for length in self.by_weeks if length.weeks_after >= FEWEST_A_SIDE]
        return min(usable, key=lambda length: length.detectable)

    @property
    def table(self) -> tuple[SeriesPower, ...]:
        """The lengths to print: 4, 8, 12, 26 and 52 weeks."""
        return tuple(length for length in self.by_weeks if length.weeks_after in WEEKS_AFTER)


def plan(
    metric: Metric, weekly: pl.DataFrame, effect: float, by_ward: pl.DataFrame | None = None, *,
    live: date | None = None,
) -> Plan:  # fmt: skip
    """Plan a test of `effect` (in the metric's unit, either way; a flow for each day or year as the metric says).

    weekly: as metrics.compute gives it; the last two years of whole weeks with a value are used. by_ward: the same
    split by ward, None where wards have no part. live: the first go-live in this place: what a test changed is no
    chance variation, so only weeks before it are used, unless they are fewer than a plan needs. Raises
    NoChangeHopedFor, BaselineTooShort, and what reml raises.
    """
    if effect == 0 or not np.isfinite(effect):
        raise NoChangeHopedFor
    quiet = live is None or recent(metric, before(weekly, live)).height >= FEWEST_BASELINE_WEEKS
    rows = recent(metric, before(weekly, live) if quiet else weekly)
    if by_ward is not None and quiet:
        by_ward = before(by_ward, live)
    days: list[date] = rows["period_start"].to_list()
    values = rows["level"].to_numpy().astype(float)
    if not days:
        raise BaselineTooShort(0)
    weeks = np.array([(day - days[0]).days // WEEK for day in days], dtype=np.int64)
    noise = noise_of(weeks, values)
    lengths = tuple(series_power(len(days), after, noise, effect) for after in LENGTHS)
    needed = next((p.weeks_after for p in lengths if p.weeks_after >= FEWEST_A_SIDE and p.power_average >= POWER), None)
    return Plan(
        metric, effect, float(values.mean()), noise, len(days), days[0], days[-1], lengths, needed,
        None if by_ward is None else _wards(metric, by_ward, effect), live, quiet,
    )  # fmt: skip


def before(weekly: pl.DataFrame, live: date | None) -> pl.DataFrame:
    """The weeks that end before a go-live; all of them without one."""
    return weekly if live is None else weekly.filter(pl.col("period_start") + timedelta(days=6) < live)


def recent(metric: Metric, weekly: pl.DataFrame) -> pl.DataFrame:
    """The last two years of whole weeks with a value: period_start, level (a flow for each day or year)."""
    # From a week to what the card shows.
    scale = DAYS[metric.per] / WEEK if metric.shape == "flow" else 1.0
    rows = weekly.filter(~pl.col("partial"), pl.col("value").is_not_null()).sort("period_start")
    return rows.tail(MOST_WEEKS_BEFORE).select("period_start", level=pl.col("value").cast(pl.Float64) * scale)


def document(found: Plan) -> dict[str, Any]:
    """The plan as one JSON document, without the words."""
    wards = found.wards
    return {
        "metric": found.metric.key, "effect": found.effect, "level": found.level,
        "weeks_used": found.weeks, "first": found.first.isoformat(), "last": found.last.isoformat(),
        "live": found.live and found.live.isoformat(), "before_live": found.quiet,
        "sd": found.noise.sd, "rho": found.noise.rho, "harmonics": found.noise.harmonics, "power": POWER,
        "weeks_needed": found.needed, "wards_needed": wards and wards.needed, "wards_there": wards and wards.there,
        "wards_sd": wards and wards.sd,
        "by_weeks": [
            {"weeks": length.weeks_after, "smallest_detectable": length.detectable, "power": length.power_average}
            for length in found.by_weeks
        ],
    }  # fmt: skip


def _wards(metric: Metric, by_ward: pl.DataFrame, effect: float) -> Wards | None:
    """The last two half-years of each ward; what all wards did together is taken out by the spread between them.

    Only for ratios: a change hoped for in a count of the whole trust is not the change of each ward.
    """
    if metric.shape != "ratio":
        return None
    rows = by_ward.filter(~pl.col("partial"), pl.col("value").is_not_null(), pl.col("ward").is_not_null())
    mondays: Sequence[date] = rows["period_start"].unique().sort().tail(2 * HALF_YEAR).to_list()
    if len(mondays) < 2 * HALF_YEAR:
        return None
    moved = _moves(rows.filter(pl.col("period_start") >= mondays[0]), mondays[HALF_YEAR])
    if len(moved) < FEWEST_WARDS or not moved.std(ddof=1) > 0:
        return None
    sd = float(moved.std(ddof=1))
    try:
        # One number a ward, so patients in a ward and their likeness are inside sd already.
        needed = wards_needed(effect, sd, 1, 0.0)
    except NotAQuestion:
        return Wards(None, len(moved), sd)
    return Wards(needed, len(moved), sd)


def _moves(rows: pl.DataFrame, middle: date) -> Array:
    """For each ward with both half-years: the later level less the earlier one."""
    level = pl.col("numerator").sum() / pl.col("denominator").sum()
    halves = rows.group_by("ward", later=pl.col("period_start") >= middle).agg(level=level)
    wide = halves.filter(pl.col("level").is_finite()).sort("ward").pivot("later", index="ward", values="level")
    if not {"true", "false"} <= set(wide.columns):
        return np.array([])
    whole = wide.drop_nulls()
    return (whole["true"] - whole["false"]).to_numpy().astype(float)
