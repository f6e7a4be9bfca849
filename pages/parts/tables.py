"""Tables of series, groups and flags: the same numbers as the chart, for reading and copying."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from metrics.groups import groups
from metrics.metric import Metric
from metrics.trend import Trend
from pages import service
from pages.parts import empty, words
from pages.parts.charts import bars_height, ranked
from pages.parts.context import Context, listed
from pages.parts.filters import Place
from pages.parts.plot import plot
from pages.parts.table import Column, cell, table
from pages.parts.tiles import Tile, tiles

MOST_BARS, SMALL_POINTS = 45, 78
TONES = {"special_cause_concern": ("up", "concern"), "special_cause_improvement": ("down", "improvement")}


def series(found: Trend) -> None:
    """One row per whole period, newest first: value, parts, limits, what the point means."""
    unit = found.metric.unit
    rows = [
        {
            "id": row["date"].isoformat(),
            "when": words.period(row["date"], found.grain),
            "value": words.amount(row["value"], unit),
            "n": _parts(found.metric, row),
            "mean": words.number(row["mean"], unit),
            "limits": _limits(row, unit),
            "meaning": _meaning(row["shown_as"], row["special_cause_type"]),
        }
        for row in reversed(found.rows.to_dicts())
    ]
    columns = (
        Column("when", "Period", heading=True),
        Column("value", found.metric.label, align="end"),
        Column("n", "From", align="end", title="Numerator of denominator"),
        Column("mean", "Mean", align="end"),
        Column("limits", "Limits", align="end"),
        Column("meaning", "Meaning"),
    )
    table(rows, columns, key="series", caption=f"{found.metric.label} by {found.grain}", opens=False, height=430)


def split(metric: Metric, values: pl.DataFrame, place: Place, view: str) -> None:
    """Groups of a split: ranked bars of the latest whole period, small charts with own limits, or a table."""
    by = str(place.by)
    found = groups(metric, values, by, rules=service.spc_rules(), grain=place.grain)
    if found is None:
        empty.nothing(metric.label, metric.fact.feed, place.words())
    elif view == "Chart" and found.latest.height <= MOST_BARS:
        _bars(metric, found.latest, place)
    elif view == "Table":
        _group_table(metric, found.latest, by, place)
    else:
        tiles([_small(metric, row, found.rows) for row in found.latest.to_dicts()], key="small_charts", width=200)


def _bars(metric: Metric, latest: pl.DataFrame, place: Place) -> None:
    top = latest.row(0, named=True)
    when = words.period(top["date"], place.grain)
    said = f"{metric.label} in the {when}: {top['name']} is highest at {words.amount(top['value'], metric.unit)}."
    figure = ranked(latest.select("name", "value", "n"), unit=metric.unit)
    plot(figure, key="split", alt=said, height=bars_height(latest.height))


def _small(metric: Metric, row: dict[str, Any], rows: pl.DataFrame) -> Tile:
    line = rows.filter(pl.col("facet") == row["name"])["value"].tail(SMALL_POINTS)
    return Tile(
        label=row["name"],
        value=words.amount(row["value"], metric.unit),
        variation=row["variation"],
        line=tuple(line.to_list()),
        centre=row["mean"],
        title=f"Mean {words.number(row['mean'], metric.unit)}, limits {_limits(row, metric.unit) or 'none'}",
    )


def _group_table(metric: Metric, latest: pl.DataFrame, by: str, place: Place) -> None:
    when = words.period(latest["date"].max(), place.grain)  # type: ignore[arg-type]
    rows = [
        {
            "id": row["name"],
            "name": row["name"],
            "value": words.amount(row["value"], metric.unit),
            "n": words.count(row["n"]) if row["n"] is not None else "",
            "mean": words.number(row["mean"], metric.unit),
            "meaning": _meaning(row["shown_as"], row["special_cause_type"]),
        }
        for row in latest.to_dicts()
    ]
    columns = (
        Column("name", by.replace("_", " ").capitalize(), heading=True),
        Column("value", f"{metric.label}, {when}", align="end"),
        Column("n", "n", align="end"),
        Column("mean", "Own mean", align="end"),
        Column("meaning", "Against its own limits"),
    )
    table(rows, columns, key="groups", caption=f"{metric.label} by {by}", opens=False, height=430)


def flags(around: Context) -> None:
    """The numbered flags, the rebases and the notes of a chart in words."""
    listed(around.markers)
    for entry in around.rebases:
        author = words.escaped(entry.author)
        st.markdown(f"New limits from {words.long_day(entry.day)}: {words.escaped(entry.reason)} ({author})")
    for note in around.notes:
        st.markdown(f"Note, {words.long_day(note.day)}: {words.escaped(note.text)} ({words.escaped(note.author)})")


def _meaning(shown_as: str, cause: str) -> object:
    if shown_as not in words.POINT_WORDS or shown_as == "common_cause":
        return words.POINT_WORDS.get(shown_as, "")
    said = f"{words.POINT_WORDS[shown_as]}: {words.cause(cause)}"
    shape, tone = TONES.get(shown_as, ("diamond", "neutral"))
    return cell(said, shape=shape, tone=tone)  # type: ignore[arg-type]


def _limits(row: dict[str, object], unit: str) -> str:
    if row["lpl"] is None:
        return ""
    return f"{words.number(row['lpl'], unit)} to {words.number(row['upl'], unit)}"  # type: ignore[arg-type]


def _parts(metric: Metric, row: dict[str, object]) -> str:
    if metric.shape != "ratio" or row["denominator"] is None:
        return ""
    return f"{row['numerator']:,.0f} of {row['denominator']:,.0f}"
