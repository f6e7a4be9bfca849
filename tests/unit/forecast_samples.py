"""Histories of a made-up hospital for the tests of expected discharges, drawn anew from one seed."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from metrics.forecast.history import HORIZONS, LEFT, History, arrays

FIRST = date(2025, 1, 6)  # a Monday
WARDS = (("North", "A"), ("North", "B"), ("South", "C"))
MORNING = {"stat_date": pl.Date, "site": pl.String, "ward": pl.String, "kind": pl.String, "days_from": pl.Int64,
           "supported": pl.Int64, "patients": pl.Int64, **dict.fromkeys(LEFT, pl.Int64)}  # fmt: skip
FLOW = {"stat_date": pl.Date, "site": pl.String, "ward": pl.String, "leavers": pl.Int64, "admitted": pl.Int64}


def steady(mornings: int, *, here: int = 20, leave: tuple[int, ...] = (2, 1, 1, 1, 1, 1, 1, 1)) -> History:
    """Every ward has `here` people each morning, of whom leave[h] leave h days on; 3 leave and 3 come each day."""
    days = [FIRST + timedelta(days=at) for at in range(mornings)]
    rows = [(day, site, ward, "waiting", 0, 0, here, *leave) for day in days for site, ward in WARDS]
    flows = [(day, site, ward, 3, 3) for day in days for site, ward in WARDS]
    return _history(rows, flows, days)


def drawn(mornings: int, seed: int = 1) -> History:
    """Stays of random length in three wards, with weekends on which few leave, until the last of `mornings`."""
    rng = np.random.default_rng(seed)
    rows, flows, total = [], [], mornings + 40
    for place, (site, ward) in enumerate(WARDS):
        came = np.repeat(np.arange(total), rng.poisson(3 + place, total))
        left = came + 1 + rng.geometric(0.15, len(came))
        left = left + np.where((left % 7 >= 5) & (rng.random(len(left)) < 0.6), 7 - left % 7, 0)
        for t in range(40, total):
            here = left[(came < t) & (left >= t)]
            gone = [int((here == t + ahead).sum()) for ahead in range(HORIZONS)]
            day = FIRST + timedelta(days=t - 40)
            rows.append((day, site, ward, "undated", 1, 0, len(here), *gone))
            flows.append((day, site, ward, int((left == t).sum()), int((came == t).sum())))
    return _history(rows, flows, [FIRST + timedelta(days=at) for at in range(mornings)])


def until(past: History, mornings: int) -> History:
    """The same hospital as it was known on an earlier morning: what lies after it is not there."""
    last = past.day(mornings - 1)
    known = past.rows.filter(pl.col("stat_date") <= last).select(*MORNING)
    after = [
        pl.when(pl.col("stat_date") + timedelta(days=ahead) < last).then(pl.col(name)).otherwise(0).alias(name)
        for ahead, name in enumerate(LEFT)
    ]
    days = [past.day(t) for t in range(mornings)]
    flows = [
        (day, site, ward, int(past.leavers[t, w]), int(past.admitted[t, w]))
        for t, day in enumerate(days[:-1])
        for w, (site, ward) in enumerate(past.places.iter_rows())
    ]
    return _history(known.with_columns(after).rows(), flows, days)


def _history(rows: list[tuple[object, ...]], flows: list[tuple[object, ...]], days: list[date]) -> History:
    return arrays(
        pl.DataFrame(rows, schema=MORNING, orient="row"),
        pl.DataFrame(flows, schema=FLOW, orient="row"),
        pl.Series("stat_date", days[:-1], dtype=pl.Date),
        days[-1],
    )
