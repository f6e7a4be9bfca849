"""How past forecasts did: each was made on its morning from what was known then, and is held against what happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.forecast.forecast import Forecast, Quantity
from metrics.forecast.history import Floats


@dataclass(frozen=True, kw_only=True)
class Score:
    """Over n forecasts: the share whose range held, the mean of expected less happened, and the mean size of the miss.

    naive_miss: the same for the mean of the last six same weekdays; None where it is not asked. width: of the range.
    """

    n: int
    held: float
    bias: float
    miss: float
    naive_miss: float | None
    width: float


def score(found: Quantity, units: list[int], ahead: int, naive: Floats | None = None) -> Score | None:
    """The score of the forecasts so many days ahead, all units' together; None where none can be scored yet."""
    expected, low, high, happened = (
        values[:, units, ahead] for values in (found.expected, found.low, found.high, found.happened)
    )
    known = np.isfinite(happened) & np.isfinite(low)
    if not known.any():
        return None
    misses = (expected - happened)[known]
    inside = (low <= happened) & (happened <= high)
    others = None if naive is None else np.abs(naive[:, units, ahead] - happened)[known]
    return Score(
        n=int(known.sum()),
        held=float(inside[known].mean()),
        bias=float(misses.mean()),
        miss=float(np.abs(misses).mean()),
        naive_miss=None if others is None else float(others[np.isfinite(others)].mean()),
        width=float((high - low)[known].mean()),
    )


def leaving(found: Forecast, level: str, ahead: int) -> Score | None:
    """The score of those expected to leave, over all units of a level."""
    return score(found.leaving, found.at(level), ahead, found.naive)
