"""Onward capacity: places of intermediate care by service and setting, against the people who wait for them.

How many places a service has is seldom in an extract. Where nobody entered it (homeward.toml, [places]) it is
estimated: the most people that the service held at the end of a day in the last LOOKED_BACK weeks. That is a floor: a
service that never filled up has more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

LOOKED_BACK: Final = 8
SHOWN: Final = 26
PATHWAYS: Final = {"0": None, "1": "home", "2": "bed", "3": None}
"""The setting of intermediate care that a pathway leads to; None: none of the services of this extract."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service at the end of `on`. places: entered, or estimated. starts: a week, over the last weeks.

    line: people at the end of the day, once a week, the last of them on `on`.
    """

    name: str
    setting: str
    people: int
    places: int
    entered: bool
    starts: float
    on: date
    line: tuple[float, ...]

    @property
    def free(self) -> int:
        """Places free; below 0 where more people are in it than were entered as its places."""
        return self.places - self.people


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """People on the board who don't meet the criteria to reside, of one pathway ("" where none is recorded).

    free: places of the pathway's services; None where it has none here. weeks: until everybody has started, at the
    present starts, if every start were one of theirs; None without services or starts.
    """

    pathway: str
    people: int
    free: int | None
    weeks: float | None


def services(events: pl.DataFrame, places: Mapping[str, int]) -> list[Service]:
    """The services in order of name, from the rows of the fact ic_episode.

    places: those entered, by the service's name. A service is left out that held nobody in all the weeks looked at.
    """
    rows = events.with_columns(pl.col("service", "setting", "event").cast(pl.String))
    last = rows["stat_date"].max()
    if not isinstance(last, date):
        return []
    found = [
        _service(str(name), str(setting), group, last, places)
        for (name, setting), group in rows.group_by("service", "setting", maintain_order=True)
    ]
    return sorted((one for one in found if one is not None), key=lambda one: (one.name, one.setting))


def waiting(rows: pl.DataFrame, open_services: list[Service]) -> list[Waiting]:
    """Who waits, by pathway, those without one last. rows: pathway and patients of sql/43_waiting_now.sql."""
    counted = rows.group_by(pl.col("pathway").cast(pl.String).fill_null("")).agg(pl.col("patients").sum())
    found = [_waiting(pathway, int(people), open_services) for pathway, people in counted.iter_rows()]
    return sorted(found, key=lambda one: (one.pathway == "", one.pathway))


def _service(name: str, setting: str, rows: pl.DataFrame, last: date, places: Mapping[str, int]) -> Service | None:
    since = last - timedelta(weeks=LOOKED_BACK) + timedelta(days=1)
    # An end whose start was never said would take away a person who was never counted.
    rows = rows.filter((pl.col("event") == "start") | pl.col("days_in_service").is_not_null())
    start = pl.col("event") == "start"
    by_day = rows.group_by("stat_date").agg(
        change=pl.when(start).then(pl.col("patients")).otherwise(-pl.col("patients")).sum(),
        starts=pl.when(start).then(pl.col("patients")).otherwise(0).sum(),
    )
    held = by_day.sort("stat_date").with_columns(people=pl.col("change").cum_sum())
    before = held.filter(pl.col("stat_date") < since)["people"].tail(1)
    recent = held.filter(pl.col("stat_date") >= since)
    most = max([0, *before.to_list(), *recent["people"].to_list()])
    if not most:
        return None
    return Service(
        name=name,
        setting=setting,
        people=int(held["people"][-1]),
        places=int(places.get(name, most)),
        entered=name in places,
        starts=float(recent["starts"].sum()) / LOOKED_BACK,
        on=last,
        line=_weekly(held, last),
    )


def _weekly(held: pl.DataFrame, last: date) -> tuple[float, ...]:
    days = pl.DataFrame({"stat_date": pl.date_range(last - timedelta(weeks=SHOWN), last, "1w", eager=True)})
    found = days.join_asof(held.select("stat_date", "people"), on="stat_date", strategy="backward")
    return tuple(float(people) for people in found["people"].fill_null(0))


def _waiting(pathway: str, people: int, open_services: list[Service]) -> Waiting:
    setting = PATHWAYS.get(pathway)
    mine = [one for one in open_services if setting is not None and one.setting == setting]
    starts = sum(one.starts for one in mine)
    return Waiting(
        pathway=pathway,
        people=people,
        free=sum(max(one.free, 0) for one in mine) if mine else None,
        weeks=people / starts if starts else None,
    )
