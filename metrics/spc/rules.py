"""The four signals, point by point (reference/spc.md 4); each rule is a function from vectors to a vector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.spc.limits import Limits
from metrics.spc.options import SpcOptions
from metrics.spc.segments import Bools, Floats, Segments

Signs = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Signals:
    """Per row. side: sign of value less mean, 0 also where unknown; placed: side is known; judged: value and limits
    are known; outside, close, trend, two_of_three, shift: the rules that hold; rising: which way a trend row goes.
    """

    side: Signs
    placed: Bools
    judged: Bools
    outside: Bools
    close: Bools
    trend: Bools
    rising: Bools
    two_of_three: Bools
    shift: Bools


def signals(values: Floats, segments: Segments, found: Limits, options: SpcOptions) -> Signals:
    """All rules over all rows; none reaches over the edge of a segment or over a missing value."""
    here = segments.segment
    side = signs(values - found.mean[here])
    outside = (values > found.upper[here]) | (values < found.lower[here])
    beyond_near = (values > found.near_upper[here]) | (values < found.near_lower[here])
    close = ~outside & beyond_near
    trend, rising = trends(values, segments.first, options.trend_length)
    return Signals(
        side=side,
        placed=~np.isnan(values - found.mean[here]),
        judged=~np.isnan(values - found.upper[here]),
        outside=outside,
        close=close,
        trend=trend,
        rising=rising,
        two_of_three=two_of_three(side, close, segments.first),
        shift=shifts(side, segments.first, options.shift_length),
    )


def signs(steps: Floats) -> Signs:
    """-1, 0 or 1, and 0 for NaN."""
    return (steps > 0).astype(np.int8) - (steps < 0).astype(np.int8)


def shifts(side: Signs, first: Bools, length: int) -> Bools:
    """Rows in a run of at least `length` on one side of the mean; on the mean or missing is 0 and breaks it."""
    return (_run_lengths(side, first) >= length) & (side != 0)


def trends(values: Floats, first: Bools, length: int) -> tuple[Bools, Bools]:
    """Rows in a run of at least `length` rows each above (or each below) the one before, and which of them rise.

    A window with a missing value is no trend: the package stops with an error on many of those.
    """
    steps = signs(np.diff(values, prepend=np.nan))
    steps[first] = 0
    long_enough = (_run_lengths(steps, first) >= length - 1) & (steps != 0)
    trend = long_enough | np.r_[long_enough[1:], False]
    # The step to the next row decides where that row is in a trend too, else the step from the row before. This is
    # the package's way, with its odd last label of a rise that a fall follows at once.
    next_in_trend = np.r_[trend[1:] & ~first[1:], False]
    next_steps = np.r_[steps[1:], np.int8(0)]
    return trend, trend & (np.where(next_in_trend, next_steps, steps) > 0)


def two_of_three(side: Signs, close: Bools, first: Bools) -> Bools:
    """Close rows of three rows in a row on one side of the mean, at least two of them close to a limit."""
    windows = np.zeros(len(side), dtype=bool)
    if len(side) >= 3:
        one_side = (side[:-2] == side[1:-1]) & (side[1:-1] == side[2:]) & (side[2:] != 0)
        enough = close[:-2].astype(np.int8) + close[1:-1] + close[2:] >= 2
        windows[:-2] = one_side & enough & ~first[1:-1] & ~first[2:]
    return close & (windows | np.r_[False, windows[:-1]] | np.r_[False, False, windows[:-2]][: len(side)])


def _run_lengths(marks: Signs, first: Bools) -> NDArray[np.int64]:
    """For each row the length of the run of equal marks it lies in, within its segment."""
    opens = first | np.r_[True, marks[1:] != marks[:-1]]
    run = np.cumsum(opens) - 1
    return np.bincount(run)[run]
