"""Ranges that hold as often as they say: as wide as this hospital's own misses of the last half year.

A miss is what happened less what was expected, in units of the square root of what was expected (counts of people vary
so). The tenth of misses that was lowest, and the tenth that was highest, fall outside; the range for a day is where the
others would put it. Tuned anew every Monday, for each place and each number of days ahead, on misses known by then.
"""

from __future__ import annotations

import numpy as np

from metrics.forecast.history import SCORED, Floats, History

TUNE_DAYS, FEWEST_MISSES = 182, 56
OUTSIDE = 0.1  # on each side: the range is to hold in 8 of 10


def ranges(
    past: History, expected: Floats, scale: Floats, happened: Floats, known_after: int, *, share: int = 1
) -> tuple[Floats, Floats]:
    """Lower and upper ends by morning and place, not rounded; NaN with too few misses, and before the year scored.

    expected, scale (what the spread grows with the root of), happened (NaN: not known yet): t, u. known_after: days
    from a morning until what happened is known, 1 for its own day. share: how many mornings in a row share their days,
    and so their misses; that many count as one, and the fewer there are, the wider the range.
    """
    root = np.sqrt(scale)
    misses = (happened - expected) / root
    low, high = np.full_like(expected, np.nan), np.full_like(expected, np.nan)
    ends = np.full((2, expected.shape[1]), np.nan)
    monday = max(0, past.mornings - SCORED - 1)
    monday = max(0, monday - past.day(monday).weekday())
    for t in range(monday, past.mornings):
        if t == monday or past.day(t).weekday() == 0:
            ends = _ends(misses[max(0, t - known_after + 1 - TUNE_DAYS) : max(0, t - known_after + 1)], share)
        low[t], high[t] = expected[t] + ends * root[t]
    return low, high


def whole(low: Floats, high: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """The whole numbers of people inside, none below 0; the nearest to what is expected where there is none."""
    inner_low, inner_high = np.maximum(np.ceil(low), 0), np.maximum(np.floor(high), 0)
    nearest = np.round(expected)
    empty = inner_low > inner_high
    return np.where(empty, nearest, inner_low), np.where(empty, nearest, inner_high)


def _ends(misses: Floats, share: int) -> Floats:
    known = misses[np.isfinite(misses).all(axis=1)]
    if len(known) < FEWEST_MISSES:
        return np.full((2, misses.shape[1]), np.nan)
    # The usual allowance of conformal prediction for a small sample: n + 1 in the place of n.
    inside = min((1 - OUTSIDE) * (1 + share / len(known)), 1.0)
    return np.quantile(known, [1 - inside, inside], axis=0)
