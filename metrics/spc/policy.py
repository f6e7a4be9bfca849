"""When limits and signals should not be read as they stand, and what to draw then.

The reference calculation is left as it is; this is said beside it. Judged per segment, first match:

| advice | when | trusted | points | variation icon | assurance icon |
| --- | --- | --- | --- | --- | --- |
| too_few_points | fewer values than `minimum_points` | no | grey | none | none |
| constant | every value the same | yes | grey | common cause | value against target |
| mostly_zero | over half the values are 0 | no | grey | none | none |
| limits_collapsed | moving ranges exist, but the limits lie on the mean or are undefined | no | grey | none | none |
| no_limits | no two values in a row to make limits from | no | grey | none | none |
| gappy | over a quarter of the rows missing | no | as found | as found | as found |
| latest_missing | the last row has no value | yes | as found | none | as found |
| none (null) | otherwise | yes | as found | as found | as found |

A chart of mostly zeros is better drawn as days between events. Collapsed limits flag every point off the mean (golden
s40), so nothing is coloured. A constant series has no room for limits: 100% all year against a target of 95% passes,
and a target exactly met passes too, where the package says inconsistent. With gaps a signal is still a signal, but
seven rows in a row are rare, so no signal is no evidence. Whatever the advice, a facet whose last row has no value
gets no variation icon, as nothing is known of its latest period. Assurance also needs a direction and a target of the
facet's own; the package draws "inconsistent" without one when another facet has one (golden s36).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from metrics.spc.icons import ASSURANCE_ICONS, COMMON, Codes
from metrics.spc.limits import Limits
from metrics.spc.options import SpcOptions
from metrics.spc.segments import Floats, Segments

NAMES = (None, "too_few_points", "constant", "mostly_zero", "limits_collapsed", "no_limits", "gappy", "latest_missing")
FINE, TOO_FEW, CONSTANT, MOSTLY_ZERO, COLLAPSED, NO_LIMITS, GAPPY, LATEST_MISSING = range(8)

_SILENT = (TOO_FEW, MOSTLY_ZERO, COLLAPSED, NO_LIMITS)
_UNTRUSTED = (*_SILENT, GAPPY)
_GREY = (*_SILENT, CONSTANT)

MOSTLY_ZERO_SHARE = 0.5
GAPPY_SHARE = 0.25


def advise(values: Floats, segments: Segments, found: Limits, options: SpcOptions) -> Codes:
    """Advice per segment, as a place in NAMES."""
    present = ~np.isnan(values)
    n = segments.total(present)
    least, greatest = _extremes(values, segments)
    no_limits = np.isnan(found.upper)
    chosen = np.select(
        [
            n < options.minimum_points,
            least == greatest,
            segments.total(values == 0) > MOSTLY_ZERO_SHARE * n,
            (found.ranges > 0) & (no_limits | (found.upper == found.lower)),
            no_limits,
            segments.sizes - n > GAPPY_SHARE * segments.sizes,
            ~present[segments.closing_rows],
        ],
        [TOO_FEW, CONSTANT, MOSTLY_ZERO, COLLAPSED, NO_LIMITS, GAPPY, LATEST_MISSING],
        FINE,
    )
    return chosen.astype(np.intp)


def shown_as(point_type: Codes, advice: Codes, segments: Segments) -> Codes:
    """The point types to colour by: common cause throughout a segment whose signals should not be read."""
    return np.where(np.isin(advice, _GREY)[segments.segment], COMMON, point_type)


def guidance(
    icons: pl.DataFrame, advice: Codes, assured: list[str | None], values: Floats, segments: Segments
) -> pl.DataFrame:
    """One row per facet: facet, advice, trustworthy, and the icons to draw (null: draw none).

    `icons` is the reference's, `assured` comes from `assured_types`; both hold one entry per facet in order.
    """
    named = advice[segments.last]
    latest = values[segments.closing_rows[segments.last]]
    hidden = (np.isin(named, _SILENT) | np.isnan(latest)).tolist()
    constant = (named == CONSTANT).tolist()
    variation = [
        None if hide else "common_cause" if same else icon
        for hide, same, icon in zip(hidden, constant, icons["variation_icon"].to_list(), strict=True)
    ]
    return pl.DataFrame(
        {
            "facet": icons["facet"],
            "advice": pl.Series([NAMES[code] for code in named.tolist()], dtype=pl.String),
            "trustworthy": ~np.isin(named, _UNTRUSTED),
            "variation_icon": pl.Series(variation, dtype=pl.String),
            "assurance_type": pl.Series(assured, dtype=pl.String),
            "assurance_icon": pl.Series([ASSURANCE_ICONS[kind] for kind in assured], dtype=pl.String),
        }
    )


def assured_types(
    reference: list[str | None],
    targets: Floats,
    *,
    values: Floats,
    advice: Codes,
    segments: Segments,
    options: SpcOptions,
) -> list[str | None]:
    """Assurance to draw per facet: the reference's where the facet has a target and limits, a constant by its value."""
    named = advice[segments.last]
    has_target = ~np.isnan(targets)
    kept = has_target & ~np.isin(named, _SILENT)
    assured = [kind if keep else None for kind, keep in zip(reference, kept.tolist(), strict=True)]
    if options.improvement == "neutral":
        return assured
    level = _extremes(values, segments)[0][segments.last]
    met = level >= targets if options.improvement == "increase" else level <= targets
    for facet in np.flatnonzero((named == CONSTANT) & has_target).tolist():
        assured[facet] = "consistent_pass" if met[facet] else "consistent_fail"
    return assured


def _extremes(values: Floats, segments: Segments) -> tuple[Floats, Floats]:
    """Least and greatest value of each segment; infinite where it has none."""
    present = ~np.isnan(values)
    least = np.minimum.reduceat(np.where(present, values, np.inf), segments.starts)
    greatest = np.maximum.reduceat(np.where(present, values, -np.inf), segments.starts)
    return least, greatest
