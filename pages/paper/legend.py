"""The lines of an XmR chart as series, the same in all three kinds of file: name, colour, dash or marker, values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from pages.paper.content import Chart
from pages.parts.palette import LIGHT, POINT_COLOURS

Dash = Literal["solid", "dash", "none"]
Marker = Literal["circle", "diamond", "square", "triangle", "none"]

# What a signal is called beside its colour and shape.
SIGNALS: Final[dict[str, tuple[str, Marker]]] = {
    "special_cause_improvement": ("Signal: better", "diamond"),
    "special_cause_concern": ("Signal: worse", "square"),
    "special_cause_neutral_high": ("Signal: unusually high", "triangle"),
    "special_cause_neutral_low": ("Signal: unusually low", "triangle"),
}
FORMATS: Final = {"share": "0%", "count": "#,##0", "bed_days": "#,##0", "ratio": "0.00", "pounds": "£#,##0"}


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line or one set of points; values are null where it has none."""

    name: str
    colour: str
    dash: Dash
    marker: Marker
    size: int
    width: float
    values: tuple[float | None, ...]


def colour(name: str) -> str:
    """A colour of the light palette by its meaning, as six hexadecimal digits."""
    return LIGHT[name.lstrip("@")].lstrip("#").upper()


def number_format(unit: str) -> str:
    """The number format of Excel and PowerPoint for a unit."""
    return FORMATS.get(unit, "0.0")


def lines(chart: Chart) -> list[Series]:
    """The series of a chart from back to front; those without any value are left out."""
    points = chart.points
    found = [
        _line("Upper limit", "limit", "dash", 1.0, [point.upper for point in points]),
        _line("Lower limit", "limit", "dash", 1.0, [point.lower for point in points]),
        _line("Mean", "mean", "solid", 1.0, [point.mean for point in points]),
        _line("Target", "target", "dash", 1.5, [chart.target] * len(points)),
        _baseline(chart),
        Series(name="Value", colour=colour("value"), dash="solid", marker="circle", size=3, width=1.25,
               values=tuple(point.value for point in points)),
        *(_signal(chart, meaning) for meaning in SIGNALS),
    ]  # fmt: skip
    return [series for series in found if any(value is not None for value in series.values)]


def _line(name: str, colour_name: str, dash: Dash, width: float, values: list[float | None]) -> Series:
    return Series(
        name=name, colour=colour(colour_name), dash=dash, marker="none", size=0, width=width, values=tuple(values)
    )


def _baseline(chart: Chart) -> Series:
    """The baseline's centre, over its own periods alone."""
    base = chart.baseline
    inside = [base[2] if base and base[0] <= point.start <= base[1] else None for point in chart.points]
    return _line("Baseline", "series_2", "solid", 3.5, inside)


def _signal(chart: Chart, meaning: str) -> Series:
    name, marker = SIGNALS[meaning]
    values = tuple(point.value if point.meaning == meaning else None for point in chart.points)
    shown = colour(POINT_COLOURS[meaning])
    return Series(name=name, colour=shown, dash="none", marker=marker, size=6, width=0, values=values)
