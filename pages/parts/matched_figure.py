"""Two pictures of a matched cohort: the groups' means as dumbbells, and how alike they are before and after."""

from __future__ import annotations

import math
from typing import Any, Final

from metrics.effects.matched import BALANCED
from metrics.matching import Question
from metrics.matching_found import Alike, Found, Level, Levels
from pages.parts import matched, words
from pages.parts.figure import Figure, Part, escape, layout, note, upright

COHORT: Final = ("@series_1", "circle")
OTHERS: Final = ("@series_3", "diamond")


def dumbbell(found: Found, asked: Question) -> Figure:
    """Two lines, of the pairs and of those without a partner, from the cohort's mean to that of the others."""
    levels = found.levels
    assert levels is not None
    unit = asked.metric.unit
    ends = [(levels.cohort, levels.partners), (levels.cohort_alone, levels.others_alone)]
    known = [one.mean for pair in ends for one in pair if one.mean is not None]
    drawn = _rows(["Matched pairs", "Without a partner"], 128)
    far = max(known, default=1.0) or 1.0
    drawn["xaxis"] |= layout(unit, None)["yaxis"] | {"range": [-0.13 * far, 1.13 * far]}
    drawn["annotations"] = [*_legend(asked.cohort), *_values(ends, unit)]
    lines = [_line(row, mine.mean, theirs.mean) for row, (mine, theirs) in enumerate(ends)]
    sides = [_dots([pair[side] for pair in ends], side, asked, unit) for side in (0, 1)]
    return {"data": [*(line for line in lines if line), *sides], "layout": drawn}


def said(levels: Levels, asked: Question) -> str:
    """The dumbbells in words."""
    unit, label = asked.metric.unit, asked.metric.label
    text = (
        f"{label}, in {words.plural(levels.cohort.n, 'matched pair')}: {matched.level(levels.cohort, unit)} in "
        f"{asked.cohort}, {matched.level(levels.partners, unit)} among their partners."
    )
    alone = []
    if levels.cohort_alone.n:
        alone.append(f"{matched.level(levels.cohort_alone, unit)} for {levels.cohort_alone.n:,} of {asked.cohort}")
    if levels.others_alone.n:
        alone.append(f"{matched.level(levels.others_alone, unit)} for {levels.others_alone.n:,} others")
    return f"{text} Without a partner: {', '.join(alone)}." if alone else f"{text} Nobody is without a partner."


def balance(rows: tuple[Alike, ...]) -> Figure:
    """Each trait's standardised difference, open before matching and filled after, with lines at 0.1 on both sides."""
    known = [value for one in rows for value in (one.before, one.after) if math.isfinite(value)]
    drawn = _rows([one.label for one in rows], 16 + 7 * max(len(one.label) for one in rows))
    far = 1.08 * max([0.3, *(abs(value) for value in known)])
    drawn["xaxis"] |= layout("ratio", None)["yaxis"] | {"range": [-far if min(known, default=0) < -0.1 else -0.3, far]}
    drawn["shapes"] = [upright(-BALANCED, "@limit", "dash"), upright(BALANCED, "@limit", "dash")]
    top = {"yref": "paper", "y": 1, "yanchor": "bottom"}
    drawn["annotations"] = [
        note(f"{BALANCED:g}", x=BALANCED, **top),
        note("open: before, filled: after", x=1, xref="paper", xanchor="right", **top),
    ]
    lines = [_line(row, one.before, one.after) for row, one in enumerate(rows)]
    marks = [_apart(rows, name, open_) for name, open_ in (("before", True), ("after", False))]
    return {"data": [*(line for line in lines if line), *marks], "layout": drawn}


def balance_said(rows: tuple[Alike, ...]) -> str:
    """The balance in words."""
    first = max(rows, key=lambda one: abs(one.before))
    over = [one.label.lower() for one in rows if not abs(one.after) < BALANCED]
    text = (
        f"{first.label} differed most before matching ({matched.apart(first.before)} standard deviations) and "
        f"differs by {matched.apart(first.after)} after."
    )
    if not over:
        return f"{text} Afterwards all are under {BALANCED:g}."
    return f"{text} Still {BALANCED:g} or more: {matched.listed(over)}."


def height(rows: int) -> int:
    """In pixels, for so many lines."""
    return 84 + 36 * rows


def _rows(names: list[str], left: int) -> Part:
    """A layout with a named line for each row, the first on top."""
    drawn = layout("ratio", None, left=left, right=20)
    drawn["yaxis"] = {"tickmode": "array", "tickvals": list(range(len(names))), "fixedrange": True, "zeroline": False}
    drawn["yaxis"] |= {"ticktext": [escape(name) for name in names], "range": [len(names) - 0.5, -0.5]}
    drawn["yaxis"] |= {"showgrid": False, "ticks": "outside", "ticklen": 6, "tickcolor": "rgba(0,0,0,0)"}
    return drawn


def _line(row: int, one: float | None, other: float | None) -> Part | None:
    if one is None or other is None or not (math.isfinite(one) and math.isfinite(other)):
        return None
    drawn: Part = {"type": "scatter", "mode": "lines", "x": [one, other], "y": [row, row], "hoverinfo": "skip"}
    return drawn | {"line": {"color": "@limit", "width": 3}}


def _dots(levels: list[Level], side: int, asked: Question, unit: str) -> Part:
    colour, shape = (COHORT, OTHERS)[side]
    names = (asked.cohort, "others"), (asked.cohort, "partners")
    at = [(row, one) for row, one in enumerate(levels) if one.mean is not None]
    return {
        "type": "scatter", "mode": "markers", "x": [one.mean for _, one in at], "y": [row for row, _ in at],
        "marker": {"size": 14, "color": colour, "symbol": shape, "line": {"width": 1, "color": "@paper"}},
        "hovertext": [_hover(names[1 - row][side], one, unit) for row, one in at],
        "hoverinfo": "text", "meta": {"walk": side == 0},
    }  # fmt: skip


def _hover(name: str, one: Level, unit: str) -> str:
    return f"{escape(name)}: {matched.level(one, unit)}<br>n {words.count(one.n)}"


def _values(ends: list[tuple[Level, Level]], unit: str) -> list[Part]:
    """Each end's value beside it, outside its line."""
    notes = []
    for row, pair in enumerate(ends):
        for one, other in (pair, pair[::-1]):
            if one.mean is None:
                continue
            left = other.mean is not None and one.mean < other.mean
            side: dict[str, Any] = {"xanchor": "right" if left else "left", "xshift": -11 if left else 11}
            notes.append(note(words.number(one.mean, unit), x=one.mean, y=row, **side) | {"font": {"size": 13}})
    return notes


def _legend(cohort: str) -> list[Part]:
    """Which mark is whose, in colour and by name."""
    top = {"xref": "paper", "yref": "paper", "y": 1, "yanchor": "bottom", "xanchor": "left"}
    mine = note(f"\u25cf {escape(cohort)}", x=0, **top) | {"font": {"size": 13, "color": COHORT[0]}}
    theirs = note("\u25c6 partners, others", x=0.5, **top) | {"font": {"size": 13, "color": OTHERS[0]}}
    return [mine, theirs]


def _apart(rows: tuple[Alike, ...], name: str, before: bool) -> Part:
    at = [(row, one, getattr(one, name)) for row, one in enumerate(rows) if math.isfinite(getattr(one, name))]
    return {
        "type": "scatter", "mode": "markers", "x": [value for _, _, value in at], "y": [row for row, _, _ in at],
        "marker": {"size": 11, "color": "@series_1", "symbol": "circle-open" if before else "circle",
                   "line": {"width": 2, "color": "@series_1"}},
        "hovertext": [f"{escape(one.label)} {name} matching: {value:+.2f}" for _, one, value in at],
        "hoverinfo": "text", "meta": {"walk": not before},
    }  # fmt: skip
