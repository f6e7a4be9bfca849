"""Charts and icons of the printable page as inline SVG: the same series, colours and shapes as in the other files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Final

from pages.paper.content import ICON_LETTERS, Chart, Headline, tone
from pages.paper.legend import Series, colour, lines
from pages.parts import words

WIDTH, HEIGHT = 460.0, 172.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 8.0, 8.0, 20.0
_MONTHS: Final = 4


class _Scale:
    """Where a day and a value stand on the drawing."""

    def __init__(self, chart: Chart) -> None:
        self.first, last = chart.points[0].start, chart.points[-1].start
        self.days = max((last - self.first).days, 1)
        self.low, self.high, self.step = chart.axis

    def x(self, day: date) -> float:
        return LEFT + (day - self.first).days / self.days * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)

    def steps(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + at * self.step for at in range(count + 1)]


def chart(one: Headline) -> str:
    """The chart of a measure, named by its sentence."""
    assert one.chart is not None
    scale, days = _Scale(one.chart), [point.start for point in one.chart.points]
    parts = [*_grid(scale, one.unit), *_months(scale, days)]
    for series in lines(one.chart):
        parts += _stroke(series, days, scale) if series.dash != "none" else []
        parts += _marks(series, days, scale) if series.marker != "none" else []
    name = escape(one.sentence)
    return f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="{name}">{"".join(parts)}</svg>'


def icon(name: str, said: str) -> str:
    """A ring with its letter; the words stand beside it or name it."""
    kind = tone(name)
    return (
        f'<svg class="icon" viewBox="0 0 20 20" role="img" aria-label="{escape(said)}">'
        f'<circle cx="10" cy="10" r="8.5" fill="none" stroke="#{colour(kind)}" stroke-width="2"/>'
        f'<text x="10" y="14" text-anchor="middle" font-size="11" font-weight="700" fill="#{colour(kind + "_ink")}">'
        f"{escape(ICON_LETTERS[name])}</text></svg>"
    )


def mark(marker: str, shade: str, x: float, y: float, size: float) -> str:
    """A point of a signal, or of a value."""
    fill = f'fill="#{shade}"'
    if marker == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size / 2:.1f}" {fill}/>'
    if marker == "square":
        return f'<rect x="{x - size / 2:.1f}" y="{y - size / 2:.1f}" width="{size:.1f}" height="{size:.1f}" {fill}/>'
    reach = size * 0.62
    bottom = f"{x:.1f},{y + reach:.1f}"
    corners = f"{x:.1f},{y - reach:.1f} {x + reach:.1f},{y:.1f} {bottom} {x - reach:.1f},{y:.1f}"
    if marker == "triangle":
        corners = f"{x:.1f},{y - reach:.1f} {x + reach:.1f},{y + reach:.1f} {x - reach:.1f},{y + reach:.1f}"
    return f'<polygon points="{corners}" {fill}/>'


def _grid(scale: _Scale, unit: str) -> Iterator[str]:
    for level in scale.steps():
        y = scale.y(level)
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#{colour("grid")}"/>'
        said = f"{level:.0%}" if unit == "share" else words.number(level, unit)
        yield f'<text x="{LEFT - 5}" y="{y + 3.5:.1f}" text-anchor="end" class="tick">{escape(said)}</text>'


def _months(scale: _Scale, days: Sequence[date]) -> Iterator[str]:
    """Every fourth month, from the first that begins on the drawing."""
    first = days[0].year * 12 + days[0].month - 1 + (days[0].day > 1)
    last = days[-1].year * 12 + days[-1].month - 1
    for number in range(first, last + 1, _MONTHS):
        day = date(number // 12, number % 12 + 1, 1)
        anchor = "end" if scale.x(day) > WIDTH - 30 else "middle" if scale.x(day) > LEFT + 20 else "start"
        yield f'<text x="{scale.x(day):.1f}" y="{HEIGHT - 5}" text-anchor="{anchor}" class="tick">{day:%b %y}</text>'


def _stroke(series: Series, days: Sequence[date], scale: _Scale) -> Iterator[str]:
    """A line, broken where there is no value."""
    path, drawing = [], False
    for day, value in zip(days, series.values, strict=True):
        if value is not None:
            path.append(f"{'L' if drawing else 'M'}{scale.x(day):.1f} {scale.y(value):.1f}")
        drawing = value is not None
    dashes = ' stroke-dasharray="5 3"' if series.dash == "dash" else ""
    look = f'fill="none" stroke="#{series.colour}" stroke-width="{series.width}"{dashes}'
    yield f'<path d="{"".join(path)}" {look}/>'


def _marks(series: Series, days: Sequence[date], scale: _Scale) -> Iterator[str]:
    for day, value in zip(days, series.values, strict=True):
        if value is not None:
            yield mark(series.marker, series.colour, scale.x(day), scale.y(value), series.size)
