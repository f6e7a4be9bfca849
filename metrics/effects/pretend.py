"""The method tried where nothing happened: made-up starts in the weeks before the real one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.effects.design import FEWEST_A_SIDE, FEWEST_FOR_TREND, Weeks, design
from metrics.effects.estimate import Array, NotEnoughData
from metrics.effects.segmented import segmented
from metrics.errors import MetricError

EVERY, FEWEST = 4, 4


class NoRoomToPretend(NotEnoughData):
    """Too few weeks before the start to pretend an earlier one in."""

    def __init__(self, weeks: int) -> None:
        needed = FEWEST_FOR_TREND + FEWEST_A_SIDE + EVERY * (FEWEST - 1)
        super().__init__(f"Made-up starts need {needed} weeks before the real one; there are {weeks}.")


@dataclass(frozen=True)
class Pretend:
    """tried: made-up starts; clear: those at which the method sees a clear change; as_large: as large as the real."""

    tried: int
    clear: int
    as_large: int


def pretend_starts(weeks: Weeks, values: Array, start: int, real: float) -> Pretend:
    """Average effects at every fourth week before `start`, with 26 weeks or more before it and 12 after.

    weeks: ascending numbers; values without blanks; only rows before `start` are used. real: the effect found at the
    real one. Starts at which the model can't be made are not counted. Raises NoRoomToPretend.
    """
    before = weeks < start
    t, y = weeks[before], values[before]
    candidates = t[FEWEST_FOR_TREND : len(t) - FEWEST_A_SIDE + 1 : EVERY]
    if len(candidates) < FEWEST:
        raise NoRoomToPretend(len(t))
    found = []
    for candidate in candidates:
        try:
            found.append(segmented(design(t, int(candidate)), y).average())
        except MetricError:
            continue
    sizes = np.array([abs(one.value) for one in found])
    return Pretend(len(found), sum(one.clear for one in found), int(np.sum(sizes >= abs(real))))
