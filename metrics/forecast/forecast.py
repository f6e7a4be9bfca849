"""Every forecast of the last year and that of this morning: leaving, coming, staying; for wards, sites and all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from metrics.forecast import means
from metrics.forecast.history import HORIZONS, SCORED, Floats, History
from metrics.forecast.ranges import ranges, whole

WEEK = 7
WARD, SITE, ALL = "ward", "site", "all"
LEVELS: Final = (ALL, SITE, WARD)


@dataclass(frozen=True, eq=False)
class Quantity:
    """Forecasts of one thing by morning (the last is this one), unit and days ahead, as whole people in their ranges.

    expected is a mean, not rounded. low and high hold in 8 of 10, both inclusive, NaN with too little history.
    happened: NaN where it is not known yet.
    """

    expected: Floats
    low: Floats
    high: Floats
    happened: Floats


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is expected of one provider. units: level, site, ward in the order of every unit axis.

    leaving and coming: on the morning's own day (0 ahead) and the seven after it. week: leaving on that day and the six
    after it, together. staying: in hospital on the morning after each of those days, of wards with beds only.
    naive: leaving by the mean of the last six same weekdays. beds: beds open by unit, NaN where no ward has a beds row.
    """

    past: History
    units: pl.DataFrame
    leaving: Quantity
    coming: Quantity
    week: Quantity
    staying: Quantity
    naive: Floats
    beds: Floats

    def unit(self, site: str | None = None, ward: str | None = None) -> int:
        """The place of a unit: a ward of a site, a site, or all."""
        level = WARD if ward else SITE if site else ALL
        rows = self.units.with_row_index("u").filter(pl.col("level") == level)
        rows = rows if ward is None else rows.filter(pl.col("ward") == ward)
        rows = rows if site is None else rows.filter(pl.col("site") == site)
        return int(rows["u"][0])

    def at(self, level: str) -> list[int]:
        """The places of all units of a level."""
        return self.units.with_row_index("u").filter(pl.col("level") == level)["u"].to_list()


def forecast(past: History, beds: pl.DataFrame) -> Forecast:
    """Forecast and score one provider. beds: site, ward, beds_open of the wards that have beds."""
    units, members = _units(past.places)
    open_beds = past.places.join(beds, on=["site", "ward"], how="left", maintain_order="left")["beds_open"]
    bedded = open_beds.is_not_null().to_numpy().astype(float)
    leaving, coming = means.leaving(past), means.coming(past)
    moves = (coming - leaving).cumsum(axis=2) * bedded[None, :, None]
    staying = (past.patients * bedded)[:, :, None] + moves
    busy = (coming + leaving).cumsum(axis=2) * bedded[None, :, None]
    mornings = np.where(past.patients.sum(1, keepdims=True) > 0, past.patients * bedded, np.nan)
    return Forecast(
        past=past,
        units=units,
        leaving=_quantity(past, members, leaving, leaving, _daily(past.leavers)),
        coming=_quantity(past, members, coming, coming, _daily(past.admitted)),
        week=_quantity(past, members, *_week(past, leaving), days=WEEK),
        staying=_quantity(past, members, staying, np.maximum(busy, means.LEAST), _next_mornings(mornings), days=0),
        naive=_summed(members, means.naive(past))[-SCORED - 1 :],
        beds=_open(members, open_beds),
    )


def _units(places: pl.DataFrame) -> tuple[pl.DataFrame, Floats]:
    """Level, site and ward of each unit, and which wards it holds (u, w)."""
    sites = places["site"].unique().sort().to_list()
    nobody = pl.lit(None, dtype=pl.String)
    units = pl.concat(
        [
            places.select(level=pl.lit(WARD), site="site", ward="ward"),
            pl.DataFrame({"site": sites}).select(level=pl.lit(SITE), site="site", ward=nobody),
            pl.select(level=pl.lit(ALL), site=nobody, ward=nobody),
        ]
    )
    by_site = [(places["site"] == site).to_numpy().astype(float) for site in sites]
    return units, np.vstack([np.eye(places.height), *by_site, np.ones((1, places.height))])


def _quantity(
    past: History, members: Floats, expected: Floats, scale: Floats, happened: Floats, *, days: int | None = None
) -> Quantity:
    """Wards added up to units, with ranges. days: how many days each adds up; None: its own; 0: all up to it."""
    sums, spread, seen = (_summed(members, values) for values in (expected, scale, happened))
    low, high = np.full_like(sums, np.nan), np.full_like(sums, np.nan)
    for ahead in range(sums.shape[2]):
        after = days or ahead + 1
        # Misses of weeks that overlap by half their days tell as much as two weeks apart; stocks carry theirs along.
        share = 1 if days is None else days // 2 if days else after
        ends = ranges(past, sums[..., ahead], spread[..., ahead], seen[..., ahead], after, share=share)
        low[..., ahead], high[..., ahead] = whole(*ends, sums[..., ahead])
    kept = slice(-SCORED - 1, None)
    return Quantity(sums[kept], low[kept], high[kept], seen[kept])


def _summed(members: Floats, values: Floats) -> Floats:
    return np.einsum("uw,twh->tuh", members, values)


def _daily(values: Floats) -> Floats:
    return np.stack([means.ahead_of(values, ahead) for ahead in range(HORIZONS)], axis=2)


def _next_mornings(values: Floats) -> Floats:
    return np.stack([means.ahead_of(values, ahead + 1) for ahead in range(HORIZONS)], axis=2)


def _week(past: History, leaving: Floats) -> tuple[Floats, Floats, Floats]:
    expected = leaving[..., :WEEK].sum(2, keepdims=True)
    return expected, expected, _daily(past.leavers)[..., :WEEK].sum(2, keepdims=True)


def _open(members: Floats, beds: pl.Series) -> Floats:
    known = members @ beds.is_not_null().to_numpy().astype(float)
    return np.where(known > 0, members @ beds.fill_null(0).to_numpy().astype(float), np.nan)
