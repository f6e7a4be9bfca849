"""Lines of several organisations over time on one scale, with the middle half of all of them behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pages.benchmarking import Beside, Picture
from pages.parts import words
from pages.parts.benchmark_words import said
from pages.parts.figure import BOTTOM, TOP, Figure, Label, Part, axis_range, dated, escape, layout, line, side_labels

COLOURS = {"own": ("@series_1", "solid"), "england": ("@mean", "dash"), "region": ("@series_3", "dot")}
PEERS = (("@series_5", "dashdot"), ("@series_6", "longdash"), ("@series_4", "longdashdot"))
WIDEST = 26
ROOM = 15.5  # pixels that a label needs


def trend(found: Picture, *, height: int = 340) -> Figure:
    """Own line thick with points, the others each with a dash of its own, all named at their right end."""
    band = found.middle
    known = [value for one in found.lines for value in one.rows["value"]]
    span = axis_range([*known, *band["low"], *band["high"]], "ratio" if found.index else found.metric.unit)
    drawn = layout("ratio" if found.index else found.metric.unit, span, right=190)
    styles = _styles(found.lines)
    traces = [_line(one, found, *style) for one, style in zip(found.lines, styles, strict=True)]
    ends = [
        Label(one.rows["value"][-1], _short(one.name), colour)
        for one, (colour, _) in zip(found.lines, styles, strict=True)
        if one.rows.height
    ]
    drawn["annotations"] = side_labels(spread(ends, span, height - TOP - BOTTOM), span, height - TOP - BOTTOM)
    drawn["xaxis"] |= dated([*{day for one in found.lines for day in one.rows["date"]}])
    return {"data": [*_middle(band), *reversed(traces)], "layout": drawn}


def pair(rows: pl.DataFrame, unit: str, *, height: int = 280) -> Figure:
    """Own and returned month by month: month, own, returned."""
    months = [day.isoformat() for day in rows["month"]]
    span = axis_range([*rows["own"], *rows["returned"]], unit)
    drawn = layout(unit, span, right=150)
    traces, ends = [], []
    for name, label, colour, dash in (
        ("returned", "As published", "@mean", "dash"), ("own", "Own counts", "@series_1", "solid"),
    ):  # fmt: skip
        one = line(months, rows[name].to_list(), colour, dash) | {"mode": "lines+markers", "hoverinfo": "text"}
        one["hovertext"] = [
            f"{words.period(day, 'month')}<br>{label}: {said(value, unit)}"
            for day, value in rows.select("month", name).iter_rows()
        ]
        traces.append(one | {"meta": {"walk": name == "own"}})
        ends.append(Label(rows[name][-1], label, colour))
    drawn["annotations"] = side_labels(spread(ends, span, height - TOP - BOTTOM), span, height - TOP - BOTTOM)
    drawn["xaxis"] |= dated(rows["month"])
    return {"data": traces, "layout": drawn}


def spread(labels: Sequence[Label], span: tuple[float, float], pixels: float) -> list[Label]:
    """The labels moved apart as far as they need to stand one above the other, in their order of level, all inside."""
    step = ROOM * (span[1] - span[0]) / pixels
    ordered = sorted(labels, key=lambda label: label.y)
    placed: list[float] = []
    for label in ordered:
        placed.append(max(label.y, placed[-1] + step) if placed else label.y)
    top = span[1]
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], top)
        top = placed[at] - step
    return [replace(label, y=at) for label, at in zip(ordered, placed, strict=True)]


def _styles(lines: Sequence[Beside]) -> list[tuple[str, str]]:
    spare = iter(PEERS * len(lines))
    return [COLOURS[one.kind] if one.kind in COLOURS else next(spare) for one in lines]


def _line(one: Beside, found: Picture, colour: str, dash: str) -> Part:
    drawn = line([day.isoformat() for day in one.rows["date"]], one.rows["value"].to_list(), colour, dash)
    unit = "ratio" if found.index else found.metric.unit
    drawn["hovertext"] = [
        f"{words.period(day, found.grain)}<br>{escape(one.name)}: {said(value, unit)}"
        for day, value in one.rows.select("date", "value").iter_rows()
    ]
    drawn |= {"hoverinfo": "text", "name": escape(one.name)}
    if one.kind == "own":
        drawn |= {"mode": "lines+markers", "marker": {"size": 6}, "meta": {"walk": True}}
        drawn["line"] |= {"width": 2.6}
    return drawn


def _middle(band: pl.DataFrame) -> list[Part]:
    days = [day.isoformat() for day in band["date"]]
    edge = {"color": "rgba(0,0,0,0)", "width": 0}
    low = line(days, band["low"].to_list(), "@limit", "solid") | {"line": edge}
    high = line(days, band["high"].to_list(), "@limit", "solid") | {"line": edge}
    return [low, high | {"fill": "tonexty", "fillcolor": "@band"}] if days else []


def _short(name: str) -> str:
    plain = name.removesuffix(" NHS Trust").removesuffix(" NHS Foundation Trust")
    return escape(plain if len(plain) <= WIDEST else plain[: WIDEST - 1].rstrip() + "…")
