"""Tables of series, groups and flags: the same numbers as the chart, for reading and copying."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from metrics.groups import groups
from metrics.metric import Metric
from metrics.trend import Trend
from pages.parts import empty, words
from pages.parts.charts import bars_height, ranked
from pages.parts.figure import Marker
from pages.parts.filters import Place
from pages.parts.plot import plot
from pages.parts.table import Column, cell, table

MOST_BARS = 45
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


def split(metric: Metric, values: pl.DataFrame, place: Place, *, as_table: bool) -> None:
    """Groups of a split in their latest whole period: ranked bars or a table with each group's own signal."""
    by = str(place.by)
    found = groups(metric, values, by)
    if found.is_empty():
        empty.nothing(metric.label, metric.fact.feed, place.words())
        return
    when = words.period(found["date"].max(), place.grain)  # type: ignore[arg-type]
    if not as_table and found.height <= MOST_BARS:
        top = found.row(0, named=True)
        said = f"{metric.label} in the {when}: {top['name']} is highest at {words.amount(top['value'], metric.unit)}."
        figure = ranked(found.select("name", "value", "n"), unit=metric.unit)
        plot(figure, key="split", alt=said, height=bars_height(found.height))
        return
    rows = [
        {
            "id": row["name"],
            "name": row["name"],
            "value": words.amount(row["value"], metric.unit),
            "n": words.count(row["n"]) if row["n"] is not None else "",
            "mean": words.number(row["mean"], metric.unit),
            "meaning": _meaning(row["shown_as"], row["special_cause_type"]),
        }
        for row in found.to_dicts()
    ]
    columns = (
        Column("name", by.replace("_", " ").capitalize(), heading=True),
        Column("value", f"{metric.label}, {when}", align="end"),
        Column("n", "n", align="end"),
        Column("mean", "Own mean", align="end"),
        Column("meaning", "Against its own limits"),
    )
    table(rows, columns, key="groups", caption=f"{metric.label} by {by}", opens=False, height=430)


def flags(markers: Sequence[Marker]) -> None:
    """The numbered flags in words."""
    if markers:
        said = [f"**{marker.number}** {marker.name}, {words.long_day(marker.on)}" for marker in markers]
        st.markdown("Flags: " + "; ".join(said))


def running(found: Trend) -> str:
    """The period that has begun and is not over, in words."""
    row = found.running
    if row is None:
        return ""
    return f"{words.period(row['period_start'], found.grain)}, {words.amount(row['value'], found.metric.unit)} so far."


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
