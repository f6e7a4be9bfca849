"""What figures are made of: axes, lines, flags, notes, and labels at the right end that keep clear of each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from pages.parts import words

Figure = dict[str, Any]
Part = dict[str, Any]
Span = tuple[float, float]

DATES: Final = [
    {"dtickrange": [None, 2419200000], "value": "%-d %b"},
    {"dtickrange": [2419200000, 31536000000], "value": "%b %Y"},
    {"dtickrange": [31536000000, None], "value": "%Y"},
]
TOP, BOTTOM = 28, 36
_LABEL_HEIGHT: Final = 15
_TICKS: Final = {"share": ".0%", "count": ",.0f"}
_STEPS: Final = {"share": 0.01, "count": 1.0}
"""What the last digit of a unit's ticks stands for."""
FEWEST_STEPS: Final = 6


@dataclass(frozen=True, kw_only=True)
class Marker:
    """A flag, named on hover and in the page's own list: a go-live with a number, any other event with a letter."""

    number: int
    on: date
    name: str
    event: bool = False

    @property
    def sign(self) -> str:
        """What stands on the flag: 1, 2 ..., or A to Z and then AA, AB ... for an event."""
        if not self.event:
            return str(self.number)
        first, second = divmod(self.number - 1, 26)
        return (chr(64 + first) if first else "") + chr(65 + second)


@dataclass(frozen=True)
class Label:
    """Words beside the right end of a line, at the level `y`; the text may hold Plotly's own tags."""

    y: float
    text: str
    colour: str


def escape(text: str) -> str:
    """Plotly reads a few tags in its texts: names from data are shown as they are written."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def layout(unit: str, span: Span | None, *, left: int = 52, right: int = 24) -> Part:
    """Margins and two quiet axes that do not zoom: time below, the value with its unit at the left."""
    values: Part = {"gridcolor": "@grid", "zerolinecolor": "@grid", "fixedrange": True, "nticks": 6}
    values["tickformat"] = _TICKS.get(unit, ",~f")
    if unit == "pounds":
        values["tickprefix"] = "£"
    if span is not None:
        values["range"] = list(span)
        step = _STEPS.get(unit)
        if step is not None and span[1] - span[0] < FEWEST_STEPS * step:  # finer ones would say the same number twice
            values["dtick"] = step
    times: Part = {"showgrid": False, "fixedrange": True, "linecolor": "@limit", "ticks": "outside", "ticklen": 4}
    times["tickcolor"] = "@limit"
    return {"margin": {"l": left, "r": right, "t": TOP, "b": BOTTOM}, "xaxis": times, "yaxis": values}


def dated(days: Iterable[date] = ()) -> Part:
    """A time axis; with days, reaching a little beyond the first and last of them."""
    axis: Part = {"type": "date", "tickformatstops": DATES}
    known = sorted(days)
    if known:
        margin = max(timedelta(days=1), (known[-1] - known[0]) / 80)
        axis["range"] = [(known[0] - margin).isoformat(), (known[-1] + margin).isoformat()]
    return axis


def axis_range(values: Iterable[float | None], unit: str) -> Span:
    """A value axis that holds all values with a little room; shares stay between 0 and 1."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    if not known:
        return (0.0, 1.0)
    low, high = min(known), max(known)
    room = (high - low or abs(high) or 1.0) * 0.08
    if unit == "share":
        return (max(-0.005, low - room), min(1.005, high + room))
    return (low - room, high + room)


def side_labels(labels: Sequence[Label], span: Span, pixels: float) -> list[Part]:
    """The labels that fit without running into one placed before: put them in order of importance."""
    placed: list[float] = []
    notes = []
    for label in labels:
        at = (label.y - span[0]) / (span[1] - span[0]) * pixels
        if any(abs(at - other) < _LABEL_HEIGHT for other in placed):
            continue
        placed.append(at)
        notes.append(
            note(label.text, x=1, xref="paper", y=label.y, xanchor="left", align="left", xshift=6)
            | {"font": {"size": 12, "color": label.colour}}
        )
    return notes


def note(text: str, **place: Any) -> Part:
    """Small quiet words on a chart."""
    return {"text": text, "showarrow": False, "font": {"size": 12, "color": "@quiet"}, **place}


def line(x: list[str], y: list[Any], colour: str, dash: str) -> Part:
    """A thin line that says nothing on hover."""
    drawn = {"color": colour, "width": 1.4, "dash": dash}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": drawn, "hoverinfo": "skip"}


def upright(x: Any, colour: str, dash: str) -> Part:
    """A thin vertical line through the whole chart."""
    drawn = {"color": colour, "width": 1, "dash": dash}
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": drawn}


def flags(markers: Sequence[Marker]) -> list[Part]:
    """The vertical lines of the markers."""
    return [upright(marker.on.isoformat(), "@marker", "dot" if marker.event else "solid") for marker in markers]


def flag_words(markers: Sequence[Marker]) -> list[Part]:
    """The numbers and letters on top of them, whose hover names them: go-lives filled, other events in outline."""
    days = [marker.on for marker in markers]
    return [
        note(
            marker.sign,
            x=marker.on.isoformat(),
            y=1,
            yref="paper",
            yanchor="bottom",
            xshift=20 * days[:at].count(marker.on),
        )
        | {"bgcolor": "@paper" if marker.event else "@marker", "bordercolor": "@marker", "borderwidth": 1}
        | {"borderpad": 2, "font": {"color": "@marker" if marker.event else "@paper", "size": 12}, "width": 14}
        | {"hovertext": escape(f"{marker.sign}: {marker.name}, {words.long_day(marker.on)}"), "captureevents": True}
        for at, marker in enumerate(markers)
    ]
