"""Centre line and process limits of each segment (reference/spc.md 3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.spc.segments import Bools, Floats, Ints, Segments

_TO_LIMIT = 2.66
_TO_NEAR_LIMIT = 2 * 2.66 / 3
_SCREEN = 3.267


@dataclass(frozen=True, slots=True)
class Limits:
    """Per segment, NaN where undefined: mean, lower and upper limit, near limits two thirds of the way out, and how
    many moving ranges there were before screening. Per row: in_baseline, a value that made the limits.
    """

    mean: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    ranges: Ints
    in_baseline: Bools


def limits(values: Floats, segments: Segments, *, fixed_rows: int | None, screen: bool) -> Limits:
    """Limits from the first `fixed_rows` rows of each segment (None: all); NaN in values is missing.

    A gap is not bridged, outliers stay in the mean, large moving ranges are screened once, nothing is clamped.
    """
    present = ~np.isnan(values)
    in_baseline = present if fixed_rows is None else present & (segments.position < fixed_rows)
    mean = segments.mean(values, in_baseline)
    ranges, use = _moving_ranges(values, in_baseline, segments)
    average = segments.mean(ranges, use)
    if screen:
        average = segments.mean(ranges, use & (ranges < (_SCREEN * average)[segments.segment]))
    return Limits(
        mean=mean,
        lower=mean - _TO_LIMIT * average,
        upper=mean + _TO_LIMIT * average,
        near_lower=mean - _TO_NEAR_LIMIT * average,
        near_upper=mean + _TO_NEAR_LIMIT * average,
        ranges=segments.total(use),
        in_baseline=in_baseline,
    )


def _moving_ranges(values: Floats, in_baseline: Bools, segments: Segments) -> tuple[Floats, Bools]:
    """Step to each row from the one before, and whether both are baseline values of one segment."""
    ranges = np.abs(np.diff(values, prepend=np.nan))
    return ranges, ~segments.first & in_baseline & np.r_[False, in_baseline[:-1]]
