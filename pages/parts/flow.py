"""The flow from where people were to where they go: bands between columns of places, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from pages.parts import words
from pages.parts.figure import Figure, escape
from pages.parts.palette import SERIES
from pages.parts.table import Column

MOST: Final = 18
OTHERS: Final = "Other places"


def folded(steps: pl.DataFrame) -> pl.DataFrame:
    """The same steps with all but the MOST largest first places together as OTHERS, last."""
    sums = steps.group_by("first").agg(pl.col("people").sum()).sort("people", "first", descending=[True, False])
    kept = sums["first"].to_list()
    kept = kept if len(kept) <= MOST else kept[: MOST - 1]
    named = pl.when(pl.col("first").is_in(kept)).then("first").otherwise(pl.lit(OTHERS))
    order = pl.col("first").replace_strict({name: at for at, name in enumerate([*kept, OTHERS])})
    return steps.group_by(named, "then").agg(pl.col("people").sum()).sort(order, "then")


def sankey(first: pl.DataFrame, second: pl.DataFrame, parts: Sequence[str]) -> Figure:
    """Bands first -> then of two tables of steps (first, then, people), where `first`'s ends are `second`'s starts.

    parts: the middle places in order, each with a colour of its own; every place is named on the chart.
    """
    starts = list(dict.fromkeys(first["first"]))
    middle = [part for part in parts if part in set(first["then"])]
    ends = list(dict.fromkeys(second["then"]))
    at = {("start", name): place for place, name in enumerate(starts)}
    at |= {("middle", name): len(starts) + place for place, name in enumerate(middle)}
    at |= {("end", name): len(starts) + len(middle) + place for place, name in enumerate(ends)}
    colours = dict(zip(middle, SERIES, strict=False))
    links = [(at["start", a], at["middle", b], n, a, b) for a, b, n in first.iter_rows()]
    links += [(at["middle", a], at["end", b], n, a, b) for a, b, n in second.iter_rows()]
    names = [escape(name) for _, name in at]
    nodes = {"label": names, "color": ["@mean" if kind != "middle" else colours[name] for kind, name in at]}
    trace = {
        "type": "sankey",
        "arrangement": "fixed",
        "node": nodes | {"pad": 10, "thickness": 14, "line": {"width": 0}, "hoverinfo": "none"},
        "link": {
            "source": [link[0] for link in links],
            "target": [link[1] for link in links],
            "value": [link[2] for link in links],
            "color": ["@band" for _ in links],
            "customdata": [_link(*link[2:]) for link in links],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    }
    return {"data": [trace], "layout": {"margin": {"l": 8, "r": 8, "t": 12, "b": 12}}}


def matrix_columns(steps: pl.DataFrame, name: str, order: Sequence[str]) -> tuple[Column, ...]:
    """The columns of `matrix`: the first place, each place that people go to in `order`, and all together."""
    there = set(steps["then"])
    ends = [Column(part, part, align="end") for part in order if part in there]
    return Column("first", name, "24%", heading=True), *ends, Column("all", "All", align="end")


def matrix(steps: pl.DataFrame, order: Sequence[str]) -> list[dict[str, Any]]:
    """One row a first place: people and their share of the row for each place in `order`, and all of the row."""
    rows = []
    for first in dict.fromkeys(steps["first"]):
        mine = dict(steps.filter(pl.col("first") == first).select("then", "people").iter_rows())
        whole = sum(mine.values())
        cells = {part: _cell(mine.get(part, 0), whole) for part in order}
        rows.append({"id": first, "first": first, **cells, "all": words.count(whole)})
    return rows


def said(steps: pl.DataFrame) -> str:
    """The largest step of each place that people go to: "Home: most from A (12%)"."""
    parts = []
    for then in dict.fromkeys(steps["then"]):
        mine = steps.filter(pl.col("then") == then).sort("people", "first", descending=[True, False])
        top, whole = mine.row(0, named=True), int(mine["people"].sum())
        most = f"most from {top['first']} ({words.share(top['people'] / whole)})"
        parts.append(f"{then}: {words.plural(whole, 'person', 'people')}, {most}")
    return "; ".join(parts)


def _cell(people: int, whole: int) -> str:
    return f"{words.count(people)} ({words.share(people / whole)})" if people else "0"


def _link(people: int, start: str, end: str) -> str:
    return f"{escape(start)} to {escape(end)}: {words.plural(int(people), 'person', 'people')}"
