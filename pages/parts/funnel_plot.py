"""A funnel plot and its words: groups by how many people they had, against limits of what chance explains."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from metrics.funnel import FEWEST, Funnel
from metrics.metric import Metric
from pages.parts import words
from pages.parts.figure import BOTTOM, TOP, Figure, Label, Part, axis_range, escape, layout, line, note, side_labels
from pages.parts.table import Shape, Tone, cell

_SHAPES: Final[dict[str, Shape]] = {"square": "square", "diamond": "diamond", "triangle-up": "up"}
_TONES: Final[dict[str, Tone]] = {"@concern": "concern", "@improvement": "improvement", "@neutral": "neutral"}
# What lies where, as (colour, shape) by whether it is for the worse, for the better, or neither.
_WORSE: Final = ("@concern", "square")
_BETTER: Final = ("@improvement", "diamond")
_EITHER: Final = ("@neutral", "triangle-up")
_PLACES: Final = {
    "within": "within what chance explains",
    "high_95": "above the 95% limit",
    "low_95": "below the 95% limit",
    "high_998": "above the 99.8% limit",
    "low_998": "below the 99.8% limit",
}
# How many lie beyond the 99.8% limits, and what share between them and the 95% ones, without any reason but chance:
# as the limits say, and for the spread as simulated (metrics/funnel.py).
_BY_CHANCE: Final = {"exact": ("1 in 500", 0.048), "spread": ("1 in 200", 0.058)}
MOST_NAMED: Final = 6


def funnel_plot(found: Funnel, metric: Metric, *, people: str, height: int = 420) -> Figure:
    """Value by n, with overall level and limits. people: what n counts ("discharges"). Click id: the group's name."""
    rows = found.groups.to_dicts()
    values = [row["value"] for row in rows]
    shown = [found.curve[name].to_list()[len(found.curve) // 4 :] for name in ("low_95", "high_95")]
    ends = found.curve.row(-1, named=True)
    span = axis_range([*values, *shown[0], *shown[1], ends["low_998"], ends["high_998"]], metric.unit)
    if min(values) >= 0:
        span = (max(span[0], -0.02 * span[1]), span[1])
    drawn = layout(metric.unit, span, right=132)
    drawn["xaxis"] |= {
        "title": {"text": f"{people.capitalize()} in these weeks", "standoff": 4, "font": {"size": 13}},
        "rangemode": "tozero",
    }
    drawn["xaxis"] |= {"range": [0, found.curve["n"].max()], "tickformat": ",.0f"}
    drawn["margin"]["b"] = BOTTOM + 16
    labels = [Label(found.overall, f"All {words.number(found.overall, metric.unit)}", "@text")]
    labels += [
        Label(ends[f"{side}_{name}"], f"{said} limit", "@quiet")
        for name, said in (("998", "99.8%"), ("95", "95%"))
        for side in ("high", "low")
    ]
    drawn["annotations"] = [*side_labels(labels, span, height - TOP - BOTTOM - 16), *_names(rows, found, span)]
    return {"data": [*_limits(found), _points(rows, metric, people)], "layout": drawn}


def sentence(found: Funnel, metric: Metric, *, groups: str, people: str) -> str:
    """How many groups lie outside, which, how many chance would put there, and who is too small to judge."""
    far, near = found.lying("high_998", "low_998"), found.lying("high_95", "low_95")
    beyond = "what chance alone explains" if found.method == "exact" else _usual(found)
    outside = "lies" if len(far) < 2 else "lie"
    seldom, often = _BY_CHANCE[found.method]
    many = str(len(far)) if far else "None"
    said = f"{many} of {found.judged} {groups} {outside} outside {beyond} (99.8% limits; by chance {seldom} would)"
    said += f": {_sides(found, metric, '998')}." if far else "."
    if near:
        expected = words.count(round(often * found.judged)) if found.judged >= 10 else "under 1"
        said += f" {len(near)} more between the 95% and 99.8% limits, where chance would put about {expected}: "
        said += f"{_sides(found, metric, '95')}."
    small = found.groups.filter(pl.col("n") < FEWEST)["name"].to_list()
    if small:
        said += f" Not judged, with fewer than {FEWEST} {people}: {_some(small)}."
    return said


def legend(metric: Metric) -> str:
    """What the shapes mean."""
    if metric.direction == "neither":
        return "Triangle: outside a limit. Circle: within. Small: between the 95% and 99.8% limits."
    return (
        "Square: outside on the worse side. Diamond: outside on the better side. Circle: within. Large: beyond the "
        "99.8% limits."
    )


def method(found: Funnel, metric: Metric) -> str:
    """How the limits are made, in words, and what they do not allow for."""
    if found.method == "exact":
        said = (
            "Limits: exact binomial (mid-p) around the level of all together, at each group's own number of people; "
            "they allow for chance only, not for who the people are."
        )
        if found.dispersion is not None and found.dispersion > 2:
            said += (
                f" The groups differ {found.dispersion:.1f} times as much as chance alone would have them: that is the "
                "rule here and not the doing of one or two, so ask first how the people and the services differ."
            )
        return said
    if found.between is None:
        return (
            "Limits: chance from week to week only. There are too few groups to tell how much they usually differ, so "
            "more will lie outside than should."
        )
    return (
        "Limits: chance from week to week, and the usual spread between groups added to it "
        f"(standard deviation {words.amount(found.between, metric.unit)}; DerSimonian-Laird, outer tenths drawn in). A "
        "group outside differs from the others more than they do among themselves."
    )


def rows(found: Funnel, metric: Metric) -> list[dict[str, Any]]:
    """The groups for a table: those outside first, the furthest from the level of all first."""
    far = pl.col("lies").is_in(["high_998", "low_998"]), pl.col("lies").is_in(["high_95", "low_95"])
    away = (pl.col("value") - found.overall).abs()
    order = found.groups.sort(*far, away, descending=True, nulls_last=True)
    return [_row(row, metric) for row in order.to_dicts()]


def _row(row: dict[str, Any], metric: Metric) -> dict[str, Any]:
    colour, shape = _look(row["lies"], metric)
    judged = row["lies"] not in (None, "within")
    place = _PLACES.get(row["lies"], "not judged: too few")
    return {
        "id": row["name"],
        "name": row["name"],
        "value": words.amount(row["value"], metric.unit),
        "n": words.count(row["n"]),
        **{
            f"limits{name}": f"{words.number(row[f'low_{name}'], metric.unit)} to "
            f"{words.number(row[f'high_{name}'], metric.unit)}"
            for name in ("95", "998")
        },
        "lies": cell(place, shape=_SHAPES[shape], tone=_TONES[colour]) if judged else place,
    }


def _usual(found: Funnel) -> str:
    return "chance and the usual spread between them" if found.between is not None else "chance from week to week"


def _sides(found: Funnel, metric: Metric, limit: str) -> str:
    """ "above: Ash 31%, Elm 29%; below: Oak 4%"."""
    parts = []
    value = dict(found.groups.select("name", "value").iter_rows())
    for side, word in (("high", "above"), ("low", "below")):
        names = found.lying(f"{side}_{limit}")
        if names:
            parts.append(f"{word}: {_some([f'{name} {words.number(value[name], metric.unit)}' for name in names])}")
    return "; ".join(parts)


def _some(names: list[str]) -> str:
    rest = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _limits(found: Funnel) -> list[Part]:
    x = found.curve["n"].to_list()
    lines = [line(x, [found.overall] * len(x), "@mean", "solid")]
    for name, dash in (("95", "dot"), ("998", "dash")):
        lines += [line(x, found.curve[f"{side}_{name}"].to_list(), "@limit", dash) for side in ("low", "high")]
    return lines


def _points(rows: list[dict[str, Any]], metric: Metric, people: str) -> Part:
    looks = [_look(row["lies"], metric) for row in rows]
    marker = {
        "size": [11 if "998" in (row["lies"] or "") else 8 for row in rows],
        "color": [colour for colour, _ in looks],
        "symbol": [shape for _, shape in looks],
        "line": {"width": 1, "color": "@paper"},
    }
    return {
        "type": "scatter", "mode": "markers", "x": [row["n"] for row in rows], "y": [row["value"] for row in rows],
        "marker": marker, "customdata": [row["name"] for row in rows], "hoverinfo": "text", "meta": {"walk": True},
        "hovertext": [_words(row, metric, people) for row in rows],
    }  # fmt: skip


def _look(lies: str | None, metric: Metric) -> tuple[str, str]:
    if lies is None:
        return "@common", "circle-open"
    if lies == "within":
        return "@common", "circle"
    if metric.direction == "neither":
        return _EITHER
    return _WORSE if lies.startswith("high") == (metric.direction == "lower") else _BETTER


def _words(row: dict[str, Any], metric: Metric, people: str) -> str:
    place = _PLACES.get(row["lies"], f"not judged: fewer than {FEWEST} {people}")
    limits = f"95% limits {words.number(row['low_95'], metric.unit)} to {words.number(row['high_95'], metric.unit)}"
    said = f"{escape(row['name'])}: {words.amount(row['value'], metric.unit)}, {words.count(row['n'])} {people}"
    return f"{said}<br>{place}<br>{limits}"


def _names(rows: list[dict[str, Any]], found: Funnel, span: tuple[float, float]) -> list[Part]:
    """Names of the groups beyond the 99.8% limits, furthest first, where they keep clear of points and each other."""
    width, tall = float(found.curve["n"].max()), span[1] - span[0]  # type: ignore[arg-type]
    at = {row["name"]: (row["n"] / width, (row["value"] - span[0]) / tall) for row in rows}
    taken, notes = list(at.values()), []
    for name in found.lying("high_998", "low_998"):
        x, y = at[name]
        long = 0.012 + 0.008 * len(name)
        left = x + long > 1
        start, end = (x - long, x - 0.005) if left else (x + 0.005, x + long)
        if any(
            start - 0.005 < other < end and abs(y - high) < 0.035 for other, high in taken if (other, high) != (x, y)
        ):
            continue
        taken += [(start, y), ((start + end) / 2, y), (end, y)]
        side = {"xanchor": "right", "xshift": -8} if left else {"xanchor": "left", "xshift": 8}
        place = note(escape(name), x=x * width, y=y * tall + span[0], **side)
        notes.append(place | {"font": {"size": 12, "color": "@text"}})
    return notes
