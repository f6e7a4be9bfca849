"""National codes: admission methods, discharge methods and destinations, current ones and retired ones."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.demo.calendar import Anything, Calendar, Flags, Floats
from data.demo.draws import choose
from data.demo.other_stays import EMERGENCY, PLANNED
from data.demo.places import JUNIPER, WARDS, of_kind
from data.demo.pool import DIED, MOVED
from data.demo.stays import EMERGENCY_WEEK, PLANNED_WEEK

MENTAL_HEALTH = {"25": 0.45, "21": 0.28, "22": 0.12, "2D": 0.1, "2A": 0.05}
TRANSFERRED_IN = {"81": 0.7, "2B": 0.3}
AFTER = {  # destination by pathway
    0: {"19": 0.945, "29": 0.015, "56": 0.018, "55": 0.012, "39": 0.001, "37": 0.0005, "89": 0.0003, "99": 0.008},
    1: {"19": 0.93, "29": 0.02, "56": 0.025, "55": 0.015, "99": 0.01},
    2: {"55": 0.42, "56": 0.38, "29": 0.06, "88": 0.08, "51": 0.03, "99": 0.03},
    3: {"55": 0.55, "56": 0.35, "88": 0.09, "99": 0.01},
}
OTHER_HOSPITAL = {"51": 0.62, "53": 0.12, "87": 0.16, "50": 0.02, "84": 0.02, "52": 0.01, "30": 0.01, "49": 0.04}
RETIRED = {"55": ("54", "85"), "56": ("65", "85")}
RETIRED_AT_FIRST = 0.35  # share of care home destinations still in retired codes on the first day, falling to none


def with_admission_method(stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """Adds admission_method and patient_classification to adults' overnight stays (`ward` is a number)."""
    ward, size = stays["ward"].to_numpy(), stays.height
    week = calendar.weekday[stays["admit_day"].to_numpy()]
    planned = of_kind("elective")[ward] * PLANNED_WEEK[week]
    urgent = (1 - of_kind("elective")[ward]) * EMERGENCY_WEEK[week]
    chosen = _methods(ward == JUNIPER, planned / (planned + urgent), size, rng)
    rehabilitation = np.array([place.kind.specialty == "Rehabilitation medicine" for place in WARDS])[ward]
    from_elsewhere = rng.random(size) < np.where(rehabilitation, 0.55, 0.008)
    method = np.where(from_elsewhere, choose(rng, TRANSFERRED_IN, size), chosen)
    return stays.with_columns(
        admission_method=pl.Series(method, dtype=pl.String),
        patient_classification=pl.lit("1"),
    )


def _methods(juniper: Flags, planned: Floats, size: int, rng: np.random.Generator) -> Anything:
    urgent = np.where(juniper, choose(rng, MENTAL_HEALTH, size), choose(rng, EMERGENCY, size))
    return np.where(rng.random(size) < planned, choose(rng, PLANNED, size), urgent)


def with_discharge(stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """Adds discharge_method and discharge_destination, for open stays too (the extract blanks those)."""
    fate, pathway = stays["fate"].to_numpy(), stays["pathway"].to_numpy()
    destination = choose(rng, OTHER_HOSPITAL, stays.height)
    for number, weights in AFTER.items():
        here = pathway == number
        destination[here] = choose(rng, weights, int(here.sum()))
    destination = np.where(fate == DIED, "79", destination)
    method = choose(rng, {"1": 0.966, "6": 0.025, "7": 0.004, "2": 0.004, "9": 0.001}, stays.height)
    method = np.where((fate == MOVED) | (pathway > 0), "1", np.where(fate == DIED, "4", method))
    gone = (stays["leave_day"].to_numpy() - calendar.first) / (calendar.last - calendar.first)
    retired = rng.random(stays.height) < RETIRED_AT_FIRST * (1 - np.clip(gone, 0, 1))
    for code, (usual, other) in RETIRED.items():
        older = np.where(rng.random(stays.height) < 0.7, usual, other)
        destination = np.where((destination == code) & retired, older, destination)
    return stays.with_columns(
        discharge_method=pl.Series(method, dtype=pl.String),
        discharge_destination=pl.Series(destination, dtype=pl.String),
    )
