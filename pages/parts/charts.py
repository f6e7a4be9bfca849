"""Finished frames to figures: plain dicts for plot.py, no arithmetic that changes what a number means.

A point's `hovertext` says what it is and what it means; the same words are spoken when the arrow keys reach it. Its
`customdata` is the id that a click returns. Colours are `@meaning` of palette.py. Shapes differ where colours differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

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
    upright,
)
from pages.parts.palette import SERIES
from pages.parts.xmr import xmr

__all__ = ["Figure", "Marker", "bars_height", "counterfactual", "ranked", "sparkline", "stacked", "xmr"]

Row = dict[str, Any]


def sparkline(values: Sequence[float | None]) -> Figure:
    """A bare line of values in order, the last one marked; nulls are gaps. The words are plot()'s alt."""
    last = max((at for at, value in enumerate(values) if value is not None), default=0)
    trace = line([], list(values), "@series_1", "solid") | {"mode": "lines+markers"}
    del trace["x"]
    trace["marker"] = {"size": [5 if at == last else 0 for at in range(len(values))], "color": "@series_1"}
    hidden = {"visible": False, "fixedrange": True}
    drawn = {"margin": {"l": 2, "r": 6, "t": 2, "b": 2}, "xaxis": hidden, "yaxis": hidden}
    return {"data": [trace], "layout": drawn}


def bars_height(bars: int) -> int:
    """The height in pixels that `ranked` wants for so many bars."""
    return TOP + BOTTOM + 26 * max(bars, 1)


def ranked(
    values: pl.DataFrame,
    *,
    unit: str,
    reference: float | None = None,
    reference_name: str = "All",
    chosen: str | None = None,
) -> Figure:
    """Bars from the top in the frame's order. values: name, value, and where known n, low and high (an interval), id.

    reference: a level to compare with, drawn as a line. chosen: the id (or name) of the bar that stands out.
    """
    rows = values.to_dicts()
    names = [escape(str(row["name"])) for row in rows]
    known = [row[name] for row in rows for name in ("value", "high", "low") if row.get(name) is not None]
    known += [reference or 0.0, 0.0]
    left = min(260, 16 + 7 * max((len(name) for name in names), default=4))
    drawn = layout(unit, None, left=left, right=120 if _intervals(rows) else 64)
    drawn["xaxis"] = drawn["yaxis"] | {"range": [min(known), max(known) * 1.02 or 1.0], "showgrid": True}
    drawn["yaxis"] = {"tickmode": "array", "tickvals": list(range(len(rows))), "ticktext": names, "fixedrange": True}
    drawn["yaxis"] |= {"range": [len(rows) - 0.5, -0.5], "zeroline": False, "showgrid": False}
    drawn |= {"bargap": 0.3, "annotations": _interval_words(rows, unit) if _intervals(rows) else []}
    if reference is not None:
        drawn["shapes"] = [upright(reference, "@mean", "dot")]
        text = f"{escape(reference_name)} {words.number(reference, unit)}"
        drawn["annotations"] += [note(text, x=reference, y=1, yref="paper", yanchor="bottom")]
    return {"data": [_bars(rows, unit, chosen)], "layout": drawn}


def stacked(values: pl.DataFrame, *, unit: str, grain: str = "week", height: int = 340, share: bool = False) -> Figure:
    """Bars stacked by part over time. values: period_start, part, value; parts stack in the order they first appear.

    share: bars add up to 100%. Each part is named at the right end; at most six parts (fold the rest into "Other").
    """
    starts = values["period_start"].unique().sort().to_list()
    total = {start: sum(group["value"].drop_nulls()) for (start,), group in values.group_by("period_start")}
    traces, labels, below = [], [], 0.0
    for colour, part in zip(SERIES, values["part"].unique(maintain_order=True), strict=False):
        found = dict(values.filter(pl.col("part") == part).select("period_start", "value").iter_rows())
        heights = [_part(found.get(start), total[start], share) for start in starts]
        traces.append(_stack(starts, heights, str(part), colour, "share" if share else unit, grain))
        labels.append(Label(below + (heights[-1] or 0) / 2, escape(str(part)), "@text"))
        below += heights[-1] or 0
    span = (0.0, 1.0) if share else (0.0, 1.05 * max([*total.values(), 1e-9]))
    longest = max((len(str(part)) for part in values["part"].unique()), default=0)
    room = max(140, min(230, 16 + 7 * longest))
    drawn = layout("share" if share else unit, span, right=room) | {"barmode": "stack", "bargap": 0.15}
    drawn["annotations"] = side_labels(labels, span, height - TOP - BOTTOM)
    drawn["xaxis"] |= dated()
    return {"data": traces, "layout": drawn}


def counterfactual(
    values: pl.DataFrame, *, unit: str, grain: str = "week", markers: Sequence[Marker] = (), height: int = 340,
    expected_name: str = "Without the change",
) -> Figure:  # fmt: skip
    """What happened beside what would have. values: date, value, expected, low, high (null where not known)."""
    rows = values.to_dicts()
    span = axis_range([row[name] for row in rows for name in ("value", "expected", "low", "high")], unit)
    after = [row for row in rows if row["expected"] is not None]
    seen = line(_days(rows), [row["value"] for row in rows], "@series_1", "solid")
    seen |= {"mode": "lines+markers", "marker": {"size": 5}, "hoverinfo": "text", "meta": {"walk": True}}
    seen["hovertext"] = [_expected_words(row, unit, grain) for row in rows]
    expected = line(_days(after), [row["expected"] for row in after], "@expected", "dash")
    drawn = layout(unit, span, right=120)
    drawn["shapes"] = flags(markers)
    ends = [Label(row["value"], "What happened", "@series_1") for row in rows[-1:] if row["value"] is not None]
    ends += [Label(row["expected"], expected_name, "@quiet") for row in after[-1:]]
    drawn["annotations"] = [*flag_words(markers), *side_labels(ends, span, height - TOP - BOTTOM)]
    drawn["xaxis"] |= dated(row["date"] for row in rows)
    return {"data": [_band(after), expected, seen], "layout": drawn}


def _bars(rows: list[Row], unit: str, chosen: str | None) -> Part:
    ids = [row.get("id", row["name"]) for row in rows]
    bars: Part = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(rows))),
        "x": [row["value"] for row in rows],
        "text": [words.number(row["value"], unit) for row in rows],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": ["@series_6" if chosen is not None and id == chosen else "@series_1" for id in ids]},
        "customdata": ids,
        "hovertext": [_ranked_words(row, unit) for row in rows],
        "hoverinfo": "text",
    }
    if _intervals(rows):
        bars |= {"error_x": _whiskers(rows), "textposition": "none"}
    return bars


def _intervals(rows: list[Row]) -> bool:
    return any(row.get("low") is not None for row in rows)


def _interval_words(rows: list[Row], unit: str) -> list[Part]:
    """The value with its interval at the right of each bar, where whiskers would run through a label on it."""
    said = [words.interval(row["value"], row.get("low"), row.get("high"), unit) for row in rows]
    place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6}
    return [note(text, y=at, **place) for at, text in enumerate(said)]


def _ranked_words(row: Row, unit: str) -> str:
    said = words.interval(row["value"], row.get("low"), row.get("high"), unit)
    n = f"<br>n {words.count(row['n'])}" if row.get("n") is not None else ""
    return f"{escape(str(row['name']))}: {said}{n}"


def _whiskers(rows: list[Row]) -> Part:
    ends = [(row["value"] or 0, row.get("low"), row.get("high")) for row in rows]
    up = [0 if high is None else high - value for value, _, high in ends]
    down = [0 if low is None else value - low for value, low, _ in ends]
    return {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "color": "@mean", "thickness": 1.2}


def _part(value: float | None, total: float, share: bool) -> float | None:
    if value is None or not share:
        return value
    return value / total if total else None


def _stack(starts: list[Any], heights: list[float | None], part: str, colour: str, unit: str, grain: str) -> Part:
    return {
        "type": "bar",
        "name": escape(part),
        "x": [start.isoformat() for start in starts],
        "y": heights,
        "marker": {"color": colour},
        "hovertext": [
            f"{words.period(start, grain)}<br>{escape(part)}: {words.amount(height, unit)}"
            for start, height in zip(starts, heights, strict=True)
        ],
        "hoverinfo": "text",
    }


def _band(after: list[Row]) -> Part:
    after = [row for row in after if row["low"] is not None]
    days = _days(after)
    edge = [row["high"] for row in after] + [row["low"] for row in reversed(after)]
    outline = line([*days, *reversed(days)], edge, "@band", "solid")
    return outline | {"fill": "toself", "fillcolor": "@band", "line": {"width": 0}}


def _days(rows: list[Row]) -> list[str]:
    return [row["date"].isoformat() for row in rows]


def _expected_words(row: Row, unit: str, grain: str) -> str:
    said = f"{words.period(row['date'], grain)}: {words.amount(row['value'], unit)}"
    if row["expected"] is None:
        return said
    return f"{said}<br>without the change {words.interval(row['expected'], row['low'], row['high'], unit)}"
