"""An XmR chart as finished frames: one row per point, per facet and per segment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from metrics.spc import icons, policy
from metrics.spc.limits import Limits, limits
from metrics.spc.options import SpcOptions
from metrics.spc.rules import Signals, signals
from metrics.spc.segments import Bools, Floats, Segments, cut
from metrics.spc.series import prepare

ROW_FIELDS = (
    "date",
    "facet",
    "value",
    "mean",
    "lpl",
    "upl",
    "target",
    "rebase_group",
    "in_baseline",
    "short_group_warning",
    "relative_to_mean",
    "outside_limits",
    "close_to_limits",
    "rules",
    "special_cause_type",
    "special_cause",
    "point_type",
)


@dataclass(frozen=True, slots=True, eq=False)
class SpcChart:
    """What the reference says, and beside it what the product shows (policy.py says when they differ).

    rows: ROW_FIELDS (facet only where the series has facets), sorted by facet and date, and `shown_as`, the
    point type to colour by. icons: per facet variation_point_type, variation_icon, assurance_type, assurance_icon,
    exactly the reference's. groups: per facet and segment n (rows, missing included), mean, limits, counts and the
    segment's latest variation_type; assurance_type only for a facet's last segment. guidance: per facet advice,
    trustworthy, and the variation_icon, assurance_type and assurance_icon to draw. unused_rebases: rebase dates
    that are no row's date, so that nothing was recalculated there. Null is "undefined" or "none" throughout; in
    icons, groups and guidance a single series has one null facet.
    """

    rows: pl.DataFrame
    icons: pl.DataFrame
    groups: pl.DataFrame
    guidance: pl.DataFrame
    unused_rebases: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class _Worked:
    """Everything calculated once, before it is put into frames."""

    values: Floats
    segments: Segments
    found: Limits
    signals: Signals
    cause: icons.Codes
    point_type: icons.Codes
    advice: icons.Codes
    targets: Floats


def spc(values: pl.DataFrame, options: SpcOptions) -> SpcChart:
    """Limits, rules and icons for one series or, with a column `facet`, for any number at once.

    values: date (Date or Datetime), value (number; null and NaN are missing), optionally facet; any order, other
    columns are ignored. Leave partial periods out. Raises a MetricError (series.py) for anything else.
    """
    rows = prepare(values, options)
    segments, unused = cut(rows, options)
    worked = _work(rows["value"].fill_null(float("nan")).to_numpy(), segments, options)
    facets = _icons(worked, options)
    assured = policy.assured_types(
        facets["assurance_type"].to_list(),
        worked.targets,
        values=worked.values,
        advice=worked.advice,
        segments=segments,
        options=options,
    )
    points = _rows(rows, worked, options)
    return SpcChart(
        rows=points if "facet" in values.columns else points.drop("facet"),
        icons=facets,
        groups=_groups(worked, facets["assurance_type"].to_list()),
        guidance=policy.guidance(facets, worked.advice, assured, worked.values, segments),
        unused_rebases=unused,
    )


def _work(values: Floats, segments: Segments, options: SpcOptions) -> _Worked:
    found = limits(values, segments, fixed_rows=options.fixed_rows, screen=options.screen_outliers)
    signalled = signals(values, segments, found, options)
    cause = icons.causes(signalled)
    return _Worked(
        values=values,
        segments=segments,
        found=found,
        signals=signalled,
        cause=cause,
        point_type=icons.point_types(cause, options.improvement),
        advice=policy.advise(values, segments, found, options),
        targets=np.array([options.target_of(name) for name in segments.names]),
    )


def _rows(rows: pl.DataFrame, worked: _Worked, options: SpcOptions) -> pl.DataFrame:
    segments, found, signalled = worked.segments, worked.found, worked.signals
    here = segments.segment
    shown = policy.shown_as(worked.point_type, worked.advice, segments)
    names = icons.cause_names(options.trend_length, options.shift_length)
    return pl.DataFrame(
        {
            "date": rows["date"],
            "facet": rows["facet"],
            "value": rows["value"],
            "mean": _numbers(found.mean[here]),
            "lpl": _numbers(found.lower[here]),
            "upl": _numbers(found.upper[here]),
            "target": _numbers(worked.targets[segments.facet][here]),
            "rebase_group": segments.rebase_group,
            "in_baseline": found.in_baseline,
            "short_group_warning": (segments.sizes < options.minimum_points)[here],
            "relative_to_mean": _where(signalled.placed, pl.Series(signalled.side)),
            "outside_limits": _where(signalled.judged, pl.Series(signalled.outside)),
            "close_to_limits": _where(signalled.judged, pl.Series(signalled.close)),
            "rules": pl.Series(icons.RULE_SETS, dtype=pl.List(pl.String)).gather(icons.rule_sets(signalled)),
            "special_cause_type": pl.Series(names).gather(worked.cause),
            "special_cause": worked.cause != 0,
            "point_type": pl.Series(icons.POINT_TYPES).gather(worked.point_type),
            "shown_as": pl.Series(icons.POINT_TYPES).gather(shown),
        }
    )


def _icons(worked: _Worked, options: SpcOptions) -> pl.DataFrame:
    segments, found = worked.segments, worked.found
    latest = worked.point_type[segments.closing_rows[segments.last]].tolist()
    if options.has_target:
        last = segments.last
        assured = icons.assurance(worked.targets, found.lower[last], found.upper[last], options.improvement)
    else:
        assured = [None] * len(segments.names)
    return pl.DataFrame(
        {
            "facet": segments.names,
            "variation_point_type": [icons.POINT_TYPES[code] for code in latest],
            "variation_icon": [icons.variation_icon(code, options.improvement) for code in latest],
            "assurance_type": assured,
            "assurance_icon": [icons.ASSURANCE_ICONS[kind] for kind in assured],
        },
        schema_overrides={"facet": pl.String, "assurance_type": pl.String, "assurance_icon": pl.String},
    )


def _groups(worked: _Worked, assured: list[str | None]) -> pl.DataFrame:
    segments, found = worked.segments, worked.found
    last = segments.last.tolist()
    facets = segments.facet.tolist()
    return pl.DataFrame(
        {
            "facet": pl.Series([segments.names[facet] for facet in facets], dtype=pl.String),
            "rebase_group": segments.rebase_group[segments.starts],
            "n": segments.sizes,
            "mean": _numbers(found.mean),
            "lpl": _numbers(found.lower),
            "upl": _numbers(found.upper),
            "common_cause": segments.total(worked.cause == 0),
            "special_cause_improvement": segments.total(worked.point_type == icons.IMPROVEMENT),
            "special_cause_concern": segments.total(worked.point_type == icons.CONCERN),
            "variation_type": pl.Series(icons.POINT_TYPES).gather(worked.point_type[segments.closing_rows]),
            "assurance_type": pl.Series(
                [assured[facet] if closes else None for facet, closes in zip(facets, last, strict=True)],
                dtype=pl.String,
            ),
        }
    )


def _numbers(amounts: Floats) -> pl.Series:
    return pl.Series(amounts, nan_to_null=True)


def _where(known: Bools, marks: pl.Series) -> pl.Series:
    return marks.zip_with(pl.Series(known), pl.Series([None], dtype=marks.dtype))
