"""Everybody else: zero-night stays, day cases, mothers, newborn babies and children, who test the exclusions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.demo.calendar import Calendar, Ints
from data.demo.draws import choose
from data.demo.places import CHILDREN, KESTREL, MATERNITY, SITES, WRENFIELD
from data.demo.pool import HOME

KESTREL_SHARE = 0.63
LEAD = 30  # days before the first one shown, so that somebody is in on it
EVERY_DAY = (1.0,) * 7
MOSTLY_WEEKDAYS = (1.12, 1.08, 1.05, 1.05, 1.1, 0.8, 0.8)
WEEKDAYS = (1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0)
EMERGENCY = {"21": 0.72, "22": 0.14, "24": 0.05, "2D": 0.05, "2A": 0.02, "23": 0.01, "28": 0.01}
PLANNED = {"11": 0.5, "12": 0.3, "13": 0.2}


@dataclass(frozen=True, kw_only=True)
class Stream:
    """`nights` are the weights of staying 0, 1, 2 ... nights; `wards` are by site."""

    a_day: float
    week: tuple[float, ...]
    wards: dict[str, str]
    specialty: str
    ages: tuple[int, int]
    nights: tuple[float, ...]
    methods: dict[str, float]
    classes: dict[str, float]


def _acute(ward: str, other: str, a_day: float, specialty: str) -> Stream:
    return Stream(
        a_day=a_day,
        week=MOSTLY_WEEKDAYS,
        wards={KESTREL: ward, WRENFIELD: other},
        specialty=specialty,
        ages=(18, 97),
        nights=(1.0,),
        methods=EMERGENCY,
        classes={"1": 1.0},
    )


STREAMS = (
    _acute("Alder", "Larch", 18, "Acute internal medicine"),
    _acute("Ash", "Laurel", 6, "General internal medicine"),
    Stream(
        a_day=4,
        week=WEEKDAYS,
        wards={KESTREL: "Heather", WRENFIELD: "Olive"},
        specialty="General surgery",
        ages=(18, 88),
        nights=(1.0,),
        methods=PLANNED,
        classes={"1": 1.0},
    ),
    Stream(
        a_day=17,
        week=WEEKDAYS,
        wards={KESTREL: "Sage day unit", WRENFIELD: "Thyme day unit"},
        specialty="General surgery",
        ages=(18, 90),
        nights=(1.0,),
        methods=PLANNED,
        classes={"2": 1.0},
    ),
    Stream(
        a_day=4,
        week=WEEKDAYS,
        wards={KESTREL: "Sage day unit", WRENFIELD: "Thyme day unit"},
        specialty="Nephrology",
        ages=(25, 88),
        nights=(1.0,),
        methods={"13": 1.0},
        classes={"3": 0.95, "4": 0.05},
    ),
    Stream(
        a_day=8,
        week=EVERY_DAY,
        wards=MATERNITY,
        specialty="Obstetrics",
        ages=(18, 44),
        nights=(0.12, 0.45, 0.28, 0.1, 0.05),
        methods={"31": 0.94, "32": 0.06},
        classes={"1": 0.93, "5": 0.07},
    ),
    Stream(
        a_day=8,
        week=EVERY_DAY,
        wards=MATERNITY,
        specialty="Well babies",
        ages=(0, 0),
        nights=(0.12, 0.47, 0.28, 0.09, 0.04),
        methods={"82": 0.98, "83": 0.02},
        classes={"1": 0.9, "5": 0.1},
    ),
    Stream(
        a_day=11,
        week=EVERY_DAY,
        wards=CHILDREN,
        specialty="Paediatrics",
        ages=(0, 17),
        nights=(0.42, 0.3, 0.12, 0.07, 0.04, 0.03, 0.02),
        methods={**EMERGENCY, "11": 0.1},
        classes={"1": 1.0},
    ),
)


def other_stays(calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """Stays in the same columns as the adult overnight ones, on pathway 0 and ready on the day they leave."""
    return pl.concat([_stays(stream, calendar, rng) for stream in STREAMS])


def _stays(stream: Stream, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    days = np.arange(calendar.first - LEAD, calendar.last + 1)
    rates = stream.a_day * np.array(stream.week)[calendar.weekday[days]] * (0.96 + 0.08 * calendar.winter[days])
    admitted: Ints = np.repeat(days, rng.poisson(rates))
    size = len(admitted)
    weights = np.array(stream.nights)
    left = admitted + rng.choice(len(weights), size, p=weights / weights.sum())
    site = np.where(rng.random(size) < KESTREL_SHARE, SITES[0], SITES[1])
    return pl.DataFrame(
        {
            "site": site,
            "ward": np.where(site == KESTREL, stream.wards[KESTREL], stream.wards[WRENFIELD]),
            "specialty": [stream.specialty] * size,
            "age": rng.integers(stream.ages[0], stream.ages[1] + 1, size),
            "fate": np.full(size, HOME),
            "pathway": np.zeros(size, dtype=np.int64),
            "hub": np.zeros(size, dtype=bool),
            "hub_live": np.zeros(size, dtype=bool),
            "admit_day": admitted,
            "ready_day": left,
            "leave_day": left,
            "admission_method": choose(rng, stream.methods, size),
            "patient_classification": choose(rng, stream.classes, size),
        }
    )
