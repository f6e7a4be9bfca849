"""The XmR chart: points with their meaning, limits, baseline, target, go-live flags and winters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

import polars as pl

from metrics.trend import Trend
from pages.parts import words
from pages.parts.figure import (
    BOTTOM,
    TOP,
    Figure,
    Label,
    Marker,
    Part,
    axis_range,
    dated,
    escape,
    flag_words,
    flags,
    layout,
    line,
    note,
    side_labels,
)
from pages.parts.palette import POINT_COLOURS, POINT_SHAPES

Row = dict[str, Any]
Days = tuple[date, date]

_COMMON_SIZE, _SPECIAL_SIZE = 6, 9
_LEVELS: Final = (("upl", "dash"), ("lpl", "dash"), ("mean", "solid"))


def xmr(
    values: pl.DataFrame,
    *,
    unit: str,
    grain: str = "week",
    target: float | None = None,
    target_name: str = "Target",
    trajectory: Sequence[tuple[date, float]] = (),
    baseline: Days | None = None,
    markers: Sequence[Marker] = (),
    winter: bool = True,
    height: int = 340,
) -> Figure:
    """A figure from the rows of metrics.spc: date, value, mean, lpl, upl, shown_as (or point_type), special_cause_type.

    Sorted by date; null values are gaps, null limits are not drawn; a change of rebase_group breaks the lines.
    baseline: first and last day, both inclusive. trajectory: dated targets on the way, drawn when there are two or
    more. height: that of plot(), so that the labels keep clear of each other. A click returns the point's date in ISO
    form.
    """
    rows = values.to_dicts()
    if not rows:
        return {"data": [], "layout": layout(unit, None)}
    planned = [value for _, value in trajectory]
    span = axis_range([row[name] for row in rows for name in ("value", "lpl", "upl")] + [target, *planned], unit)
    bands = _winters(rows) if winter else []
    drawn = layout(unit, span, right=96)
    drawn["xaxis"] |= dated([row["date"] for row in rows] + [marker.on for marker in markers])
    drawn["shapes"] = [*_shading(bands, baseline), *flags(markers), *_target(target)]
    drawn["annotations"] = [
        *_shading_words(bands, baseline),
        *flag_words(markers),
        *_target_words(target, target_name, unit),
        *side_labels(_end_labels(rows, unit), span, height - TOP - BOTTOM),
    ]
    levels = [_level(rows, *level) for level in _LEVELS]
    if len(trajectory) > 1:
        levels.append(line([day.isoformat() for day, _ in trajectory], planned, "@target", "dot"))
    return {"data": [*levels, _points(rows, unit, grain)], "layout": drawn}


@lru_cache(maxsize=64)
def of(found: Trend, trajectory: tuple[tuple[date, float], ...], markers: tuple[Marker, ...], height: int) -> Figure:
    """The XmR chart of a trend, kept for as long as it is the same trend: draw it, don't change it."""
    return xmr(
        found.rows, unit=found.metric.unit, grain=found.grain, target=found.target, trajectory=trajectory,
        baseline=(found.baseline.start, found.baseline.end) if found.baseline else None, markers=markers, height=height,
    )  # fmt: skip


def point_words(row: Row, unit: str, grain: str) -> str:
    """What a point is and what it means, in up to three lines."""
    when, meaning = words.period(row["date"], grain), _meaning(row)
    if row["value"] is None:
        return f"{when}: {words.NO_DATA}"
    lines = [f"{when}: {words.amount(row['value'], unit)}", words.POINT_WORDS[meaning]]
    cause = words.cause(row.get("special_cause_type") or "")
    if cause and meaning != "common_cause":
        lines[-1] += f": {cause}"
    if row["lpl"] is not None:
        limits = f"limits {words.number(row['lpl'], unit)} to {words.number(row['upl'], unit)}"
        lines.append(f"mean {words.number(row['mean'], unit)}, {limits}")
    return "<br>".join(escape(said) for said in lines)


def _meaning(row: Row) -> str:
    return row["shown_as"] if "shown_as" in row else row["point_type"]


def _level(rows: list[Row], name: str, dash: str) -> Part:
    colour = "@mean" if name == "mean" else "@limit"
    return line(_x(rows), _y(rows, name), colour, dash)


def _points(rows: list[Row], unit: str, grain: str) -> Part:
    """The line through the points, their words, and under meta.dots how dots.js draws them."""
    return line(_x(rows), _y(rows, "value"), "@value", "solid") | {
        "hovertext": _gapped(rows, [point_words(row, unit, grain) for row in rows]),
        "hoverinfo": "text",
        "customdata": _gapped(rows, [row["date"].isoformat() for row in rows]),
        "meta": {"walk": True, "dots": _dots(rows)},
    }


def _dots(rows: list[Row]) -> list[Part]:
    """The places of the points by what they mean, common cause first so that the others lie on top."""
    known: dict[str, list[int]] = {"common_cause": []}
    kinds = _gapped(rows, [_meaning(row) for row in rows])
    for at, (kind, value) in enumerate(zip(kinds, _y(rows, "value"), strict=True)):
        if value is not None:
            known.setdefault(kind, []).append(at)
    return [
        {
            "color": POINT_COLOURS[kind], "symbol": POINT_SHAPES[kind],
            "size": _COMMON_SIZE if kind == "common_cause" else _SPECIAL_SIZE, "at": at,
        }
        for kind, at in known.items() if at
    ]  # fmt: skip


def _x(rows: list[Row]) -> list[str]:
    return _gapped(rows, [row["date"].isoformat() for row in rows])


def _y(rows: list[Row], name: str) -> list[float | None]:
    items: list[float | None] = [None if row[name] is None else round(row[name], 6) for row in rows]
    for at in reversed(_breaks(rows)):
        items.insert(at, None)
    return items


def _gapped(rows: list[Row], items: list[Any]) -> list[Any]:
    """Items with one repeated at each break, to stay in step with the empty point that breaks the lines there."""
    for at in reversed(_breaks(rows)):
        items.insert(at, items[at])
    return items


def _breaks(rows: list[Row]) -> list[int]:
    groups = [row.get("rebase_group", 0) for row in rows]
    return [at for at in range(1, len(rows)) if groups[at] != groups[at - 1]]


def _winters(rows: list[Row]) -> list[Days]:
    """November to March, cut to the days shown."""
    first, last = rows[0]["date"], rows[-1]["date"]
    seasons = [(date(year, 11, 1), date(year + 1, 3, 31)) for year in range(first.year - 1, last.year + 1)]
    return [(max(start, first), min(end, last)) for start, end in seasons if start < last and end > first]


def _shading(winters: list[Days], baseline: Days | None) -> list[Part]:
    bands = [(days, "@winter") for days in winters] + ([(baseline, "@baseline")] if baseline else [])
    still = {"type": "rect", "layer": "below", "line": {"width": 0}, "yref": "paper", "y0": 0, "y1": 1}
    return [
        still | {"fillcolor": colour, "x0": start.isoformat(), "x1": (end + timedelta(days=1)).isoformat()}
        for (start, end), colour in bands
    ]


def _shading_words(winters: list[Days], baseline: Days | None) -> list[Part]:
    """Winter at the foot, the baseline at the head, each in the middle of its band; slivers are left unnamed."""
    named = [(days, "Winter", 0, "bottom") for days in winters if days[1] - days[0] > timedelta(days=60)]
    named += [(baseline, "Baseline", 1, "top")] if baseline else []
    return [
        note(text, x=(start + (end - start) / 2).isoformat(), y=y, yref="paper", yanchor=anchor)
        for (start, end), text, y, anchor in named
    ]


def _target(target: float | None) -> list[Part]:
    if target is None:
        return []
    drawn = {"color": "@target", "width": 1.6, "dash": "dash"}
    return [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": target, "y1": target, "line": drawn}]


def _target_words(target: float | None, name: str, unit: str) -> list[Part]:
    if target is None:
        return []
    said = note(f"{escape(name)} {words.number(target, unit)}", x=0, xref="paper", xanchor="left", y=target)
    return [
        said | {"yanchor": "bottom", "xshift": 4, "bgcolor": "@paper", "font": {"size": 12, "color": "@target_ink"}}
    ]


def _end_labels(rows: list[Row], unit: str) -> list[Label]:
    """In order of importance: the last value, the mean, the limits."""
    seen = [row["value"] for row in rows if row["value"] is not None][-1:]
    labels = [Label(value, f"<b>{words.amount(value, unit)}</b>", "@text") for value in seen]
    for name, text in (("mean", "Mean"), ("upl", "Upper"), ("lpl", "Lower")):
        level = rows[-1][name]
        if level is not None:
            labels.append(Label(level, f"{text} {words.number(level, unit)}", "@quiet"))
    return labels
