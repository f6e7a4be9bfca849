"""Which bed each person lies in, and the beds extract."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
import polars as pl

from data.demo.calendar import Calendar, Ints
from data.demo.places import CHILDREN, PROVIDER, WARDS
from data.demo.times import DAY, SNAPSHOT

SIDE_ROOMS = 4
BAY = 6
DAY_UNIT = 16
SEATS = {ward.name: ward.beds + ward.escalation for ward in WARDS} | dict.fromkeys(CHILDREN.values(), 20)


def bed_labels(people: pl.DataFrame) -> pl.Series:
    """The bed of each stay: no two people in one at any snapshot; where a ward is full, a chair.

    `people` are in order of admission. Who leaves after the morning snapshot gives up the bed then, to wait in the
    discharge lounge.
    """
    labels = np.empty(people.height, dtype=object)
    admitted, left = people["admitted"].to_numpy(), people["left"].to_numpy()
    left = np.minimum(left, people["leave_day"].to_numpy() * DAY + SNAPSHOT + 1)
    ward = people["ward"].to_numpy()
    for name in people["ward"].unique(maintain_order=True):
        rows = np.flatnonzero(ward == name)
        numbers = _bed_numbers(admitted[rows], left[rows])
        labels[rows] = _names(SEATS.get(name, DAY_UNIT), int(numbers.max()) + 1)[numbers]
    return pl.Series(labels, dtype=pl.String)


def _bed_numbers(admitted: Ints, left: Ints) -> Ints:
    """The lowest number free when each person comes; a heap keeps this linear in people."""
    free: list[int] = []
    taken: list[tuple[int, int]] = []
    numbers = []
    for come, go in zip(admitted.tolist(), left.tolist(), strict=True):
        while taken and taken[0][0] <= come:
            heappush(free, heappop(taken)[1])
        number = heappop(free) if free else len(taken)
        heappush(taken, (go, number))
        numbers.append(number)
    return np.array(numbers)


def _names(beds: int, needed: int) -> np.ndarray:
    rooms = min(SIDE_ROOMS, beds)
    bays = [f"Bay {'ABCDEFGHJKLMNP'[place // BAY]} bed {place % BAY + 1}" for place in range(beds - rooms)]
    side = [f"Side room {place + 1}" for place in range(rooms)]
    extra = [f"Chair {place + 1}" for place in range(max(needed - beds, 0))]
    return np.array([*bays, *side, *extra], dtype=object)


def make_beds(beds: Ints, calendar: Calendar) -> pl.DataFrame:
    """Adult beds open by ward and day. Children's and maternity beds are not general and acute: they are not here."""
    shown = beds[:, calendar.first : calendar.last + 1]
    days = pl.select(pl.date_range(calendar.day(calendar.first), calendar.day(calendar.last), "1d")).to_series()
    count = len(days)
    return pl.DataFrame(
        {
            "provider": [PROVIDER] * (count * len(WARDS)),
            "site": np.repeat([ward.site for ward in WARDS], count),
            "ward": np.repeat([ward.name for ward in WARDS], count),
            "date": pl.concat([days] * len(WARDS)),
            "beds_open": shown.ravel(),
        }
    ).sort("date", "site", "ward", maintain_order=True)
