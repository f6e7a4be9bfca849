"""A forecast as one plain document: what the page shows and `homeward expected --json` prints."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import polars as pl

from metrics.errors import MetricError
from metrics.forecast import means
from metrics.forecast.forecast import ALL, SITE, WARD, Forecast, Quantity
from metrics.forecast.history import HORIZONS
from metrics.forecast.scores import Score, score

Document = dict[str, Any]
NOW, YESTERDAY = -1, -2


class NoSuchPlace(MetricError):
    """The forecast knows no such site or ward."""

    def __init__(self, column: str, value: str, known: list[str]) -> None:
        super().__init__(f"There is no {column} called {value} here: choose one of {', '.join(sorted(set(known)))}.")


def document(found: Forecast, *, site: str | None = None, ward: str | None = None) -> Document:
    """What is expected of a place, and how past forecasts for it did; raises NoSuchPlace.

    made_on: the morning. in_hospital: then. days: today and the seven after it; of each, who is expected to leave and
    to come, and of all and of sites, staying and free beds on the next morning. Ranges hold both ends; None: not known.
    week: leaving on today and the six days after it; week_held: how often its range held. scores: of the last year, by
    days ahead. kinds: of patients in the whole hospital, see means.of_today. wards: of today.
    """
    _check(found.units, "site", site)
    _check(found.units if site is None else found.units.filter(site=site), "ward", ward)
    u = found.unit(site, ward)
    place = found.units.row(u, named=True)
    wide = place["level"] != WARD
    beds = None if math.isnan(found.beds[u]) else int(found.beds[u])
    return {
        "site": place["site"],
        "ward": place["ward"],
        "made_on": found.past.last,
        "mornings": found.past.mornings,
        "in_hospital": _here(found, u),
        "beds_open": beds,
        "days": [_day(found, u, ahead, beds if wide else None, wide) for ahead in range(HORIZONS)],
        "week": ends(found.week, NOW, u, 0),
        "week_held": _held(score(found.week, [u], 0)),
        "yesterday": _yesterday(found, u),
        "scores": [_scored(found, u, ahead) for ahead in range(HORIZONS)],
        "kinds": means.of_today(found.past).filter(pl.col("here") > 0).to_dicts(),
        "wards": [_ward(found, other) for other in _within(found, place)],
    }


def ends(of: Quantity, t: int, u: int, ahead: int) -> Document:
    """Mean and range of one forecast."""
    expected, low, high = (float(values[t, u, ahead]) for values in (of.expected, of.low, of.high))
    return {
        "expected": None if math.isnan(expected) else round(expected, 2),
        "low": None if math.isnan(low) else int(low),
        "high": None if math.isnan(high) else int(high),
    }


def _check(units: pl.DataFrame, column: str, value: str | None) -> None:
    known = units[column].drop_nulls().to_list()
    if value is not None and value not in known:
        raise NoSuchPlace(column, value, known)


def _here(found: Forecast, u: int) -> int:
    level, site, ward = found.units.row(u)
    rows = found.past.places
    mine = [
        at
        for at, (of_site, of_ward) in enumerate(rows.iter_rows())
        if level == ALL or (of_site == site and (level == SITE or of_ward == ward))
    ]
    return int(found.past.patients[-1, mine].sum())


def _day(found: Forecast, u: int, ahead: int, beds: int | None, wide: bool) -> Document:
    day: Document = {
        "day": found.past.last + timedelta(days=ahead),
        "ahead": ahead,
        "leaving": ends(found.leaving, NOW, u, ahead),
    }
    if wide:
        day["coming"] = ends(found.coming, NOW, u, ahead)
        day["staying"] = None if beds is None else ends(found.staying, NOW, u, ahead)
        day["free"] = None if beds is None else _free(beds, day["staying"])
    return day


def _free(beds: int, staying: Document) -> Document:
    def left(value: float | None) -> Any:
        return None if value is None else round(beds - value, 2)

    return {"expected": left(staying["expected"]), "low": left(staying["high"]), "high": left(staying["low"])}


def _yesterday(found: Forecast, u: int) -> Document | None:
    happened = found.leaving.happened
    if len(happened) < 2 or math.isnan(happened[YESTERDAY, u, 0]):
        return None
    said = ends(found.leaving, YESTERDAY, u, 0)
    left = int(happened[YESTERDAY, u, 0])
    held = None if said["low"] is None else said["low"] <= left <= said["high"]
    return {"day": found.past.last - timedelta(days=1)} | said | {"happened": left, "held": held}


def _scored(found: Forecast, u: int, ahead: int) -> Document:
    mine = score(found.leaving, [u], ahead, found.naive)
    levels = {f"held_{level}": _held(score(found.leaving, found.at(level), ahead)) for level in (ALL, SITE, WARD)}
    named = ("n", "held", "bias", "miss", "naive_miss", "width")
    own = {name: None if mine is None else getattr(mine, name) for name in named}
    return {"ahead": ahead} | own | levels


def _held(found: Score | None) -> float | None:
    return None if found is None else found.held


def _within(found: Forecast, place: Document) -> list[int]:
    """The wards that a place holds."""
    return [
        u for u in found.at(WARD)
        if place["level"] == ALL
        or (place["level"] == SITE and found.units["site"][u] == place["site"])
        or (found.units["site"][u], found.units["ward"][u]) == (place["site"], place["ward"])
    ]  # fmt: skip


def _ward(found: Forecast, u: int) -> Document:
    scored = score(found.leaving, [u], 0, None)
    return {
        "site": found.units["site"][u],
        "ward": found.units["ward"][u],
        "in_hospital": _here(found, u),
        "beds_open": None if math.isnan(found.beds[u]) else int(found.beds[u]),
        "today": ends(found.leaving, NOW, u, 0),
        "tomorrow": ends(found.leaving, NOW, u, 1),
        "week": ends(found.week, NOW, u, 0),
        "held": _held(scored),
    }
