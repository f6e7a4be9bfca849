"""Lines of several parts over time, each named at its right end: shares of a whole that are read one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pages.parts import words
from pages.parts.figure import (
    BOTTOM,
    TOP,
    Figure,
    Label,
    Marker,
    Part,
    Span,
    axis_range,
    dated,
    escape,
    flag_words,
    flags,
    layout,
    line,
    side_labels,
)
from pages.parts.palette import SERIES

SPACE = 16  # pixels between two labels
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "solid")


def lines(
    values: pl.DataFrame, *, unit: str, grain: str = "week", markers: Sequence[Marker] = (), height: int = 340
) -> Figure:
    """values: period_start, part, value; parts in the order they first appear, at most six; plot()'s height."""
    known = values["value"].to_list()
    span = axis_range([*known, 0.0], unit)
    span = (0.0, span[1])
    traces, ends = [], []
    for colour, dash, part in zip(SERIES, DASHES, values["part"].unique(maintain_order=True), strict=False):
        rows = values.filter(pl.col("part") == part).sort("period_start")
        traces.append(_line(rows, str(part), colour, dash, unit, grain))
        last = rows["value"][-1]
        if last is not None:
            ends.append(Label(last, f"{escape(str(part))} {words.number(last, unit)}", "@text"))
    drawn = layout(unit, span, right=170)
    drawn["xaxis"] |= dated([*values["period_start"].to_list(), *(marker.on for marker in markers)])
    drawn["shapes"] = flags(markers)
    pixels = height - TOP - BOTTOM
    drawn["annotations"] = [*flag_words(markers), *side_labels(_apart(ends, span, pixels), span, pixels)]
    return {"data": traces, "layout": drawn}


def _apart(labels: list[Label], span: Span, pixels: float) -> list[Label]:
    """The labels from the lowest up, each moved as little as keeps it clear of the one below: every line has a name."""
    step = SPACE / pixels * (span[1] - span[0])
    placed: list[Label] = []
    for label in sorted(labels, key=lambda one: one.y):
        at = max(label.y, placed[-1].y + step) if placed else label.y
        placed.append(replace(label, y=at))
    return placed


def _line(rows: pl.DataFrame, part: str, colour: str, dash: str, unit: str, grain: str) -> Part:
    days, heights = rows["period_start"].to_list(), rows["value"].to_list()
    drawn = line([day.isoformat() for day in days], heights, colour, dash)
    drawn["line"] = drawn["line"] | {"width": 2}
    return drawn | {
        "name": escape(part),
        "hovertext": [
            f"{words.period(day, grain)}<br>{escape(part)}: {words.amount(height, unit)}"
            for day, height in zip(days, heights, strict=True)
        ],
        "hoverinfo": "text",
        "meta": {"walk": True},
    }
