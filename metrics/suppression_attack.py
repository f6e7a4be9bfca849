"""What somebody can work out from a published table: alternatives to the truth that would be published just the same.

Every alternative is checked to be whole numbers inside what is published, so a cell called safe is safe whatever the
solver did; a solver that gives up only hides more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SECONDS = 2.0


@dataclass(frozen=True)
class Published:
    """sums: one row an item of the table, 1 where it counts that innermost cell. low, high: what is known of it."""

    sums: Floats
    low: Floats
    high: Floats


def unsafe(table: Published, truth: Floats, sensitive: Bools, room: float) -> int | None:
    """The first sensitive item whose value can't be `room` or more apart in two tables that fit what is published.

    truth: the innermost cells. None where there is no such item. With room 2 every other sensitive item has three
    possible values or more: in a table of two dimensions every whole number between two possible ones is possible.
    """
    found = [table.sums @ truth]
    items = [int(item) for item in np.flatnonzero(sensitive)]
    everything = np.sum([table.sums[item] for item in items], axis=0)
    found += _both_ways(table, truth, everything)  # settles most of them at once
    for item in items:
        if _spread(found, item) < room:
            found += _both_ways(table, truth, table.sums[item])
        if _spread(found, item) < room:
            return item
    return None


def _both_ways(table: Published, truth: Floats, wanted: Floats) -> list[Floats]:
    return [items for sign in (1.0, -1.0) for items in _alternative(table, truth, sign * wanted)]


def _alternative(table: Published, truth: Floats, wanted: Floats) -> list[Floats]:
    """The items of another table that fits, with as little of `wanted` as there can be; empty where none is found."""
    for whole in (0, 1):
        # In two dimensions the plain linear programme ends on whole numbers and takes a fifth of the time.
        answer = milp(
            wanted,
            integrality=np.full(truth.size, whole),
            bounds=Bounds(0, 10 * truth.sum() + 1000),
            constraints=LinearConstraint(table.sums, table.low, table.high),
            options={"time_limit": SECONDS},
        )
        if answer.x is None:
            continue
        items = table.sums @ np.round(answer.x)
        if np.all(items >= table.low - 1e-6) and np.all(items <= table.high + 1e-6):
            return [items]
    return []


def _spread(found: list[Floats], item: int) -> float:
    values = [float(items[item]) for items in found]
    return max(values) - min(values)
