"""What the icon matrix says: its cells in words, how many signals there are and how many chance alone would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
import streamlit as st

from metrics import catalogue
from metrics.ask import Answers
from metrics.matrix import Line
from metrics.matrix import matrix as read_all
from metrics.metric import Metric
from metrics.periods import Grain
from metrics.scope import Scope
from pages import service
from pages.parts import by_place, words
from pages.parts.filters import ALL, Place
from pages.parts.matrix import Cell, Row

FAMILIES: Final = {
    "discharge": "Ready and leaving",
    "destination": "Where people go",
    "census": "In hospital",
    "front_door": "Front door, planned discharges",
}
# What stands beside the value where no icon is drawn, and the same in a sentence.
NO_ICON: Final = {
    "too_few_points": ("too few", "too few points for limits"),
    "mostly_zero": ("mostly 0", "most values are 0, so limits would mislead"),
    "limits_collapsed": ("no limits", "neighbouring values hardly differ, so there are no limits"),
    "no_limits": ("no limits", "no two neighbouring periods have a value, so there are no limits"),
}
# Share of steady made-up series whose latest point shows a signal: 2 in 100 of bell-shaped, 5 in 100 of skewed ones
# (4,000 series of 26 to 157 points through metrics.spc).
BY_CHANCE: Final = (0.02, 0.05)
WORSE, BETTER, OTHER = "concern", "improvement", "neutral"
MOST_NAMED: Final = 3


@dataclass(frozen=True, eq=False)
class Found:
    """The rows of metrics.matrix, the scope behind each place's name, and what they were asked for."""

    rows: pl.DataFrame
    scopes: Mapping[str, Scope]
    grain: Grain
    by: str


def read(held: Answers, who: service.Principal, place: Place, by: str, measures: Sequence[Metric]) -> Found:
    """The matrix of the measures over the places in scope; kept while data and register stay as they are."""
    scopes = by_place.places(held, who, place.scope, by)
    entries = by_place.Entries(held, who)
    lines = []
    for metric in measures:
        values = by_place.values(held, who, metric, place.scope, scopes, place.grain, by)
        lines.append(entries.line(metric, values, scopes, place.grain))
    return Found(_rows(lines, place.grain, _fingerprint(held, place, by, lines)), scopes, place.grain, by)


@st.cache_resource(max_entries=24, show_spinner=False)
def _rows(_lines: Sequence[Line], grain: Grain, fingerprint: str) -> pl.DataFrame:
    return read_all(_lines, grain, service.spc_rules())


def _fingerprint(held: Answers, place: Place, by: str, lines: Sequence[Line]) -> str:
    entries = [(line.metric.key, line.targets, line.rebases, line.baselines) for line in lines]
    return repr((held.version.path, held.version.data_version, held.settings, place.scope, by, entries))


def sentence(found: Found) -> str:
    """How many signals there are, where most of those for the worse are, and how many are to be expected by chance."""
    judged = found.rows.filter(pl.col("variation").is_not_null()).height
    worse, better = _signals(found, WORSE), _signals(found, BETTER)
    said = (
        f"**{_first_upper(when(found))}: {words.plural(worse.height, 'signal')} of change for the worse and "
        f"{better.height} for the better** on {judged:,} charts"
    )
    few, many = (words.count(judged * share) for share in BY_CHANCE)
    said += f"; steady charts would show {few} to {many} in all by chance alone."
    if worse.is_empty():
        return said
    most = worse.group_by("name").len().sort("len", "name", descending=[True, False]).head(MOST_NAMED)
    named = ", ".join(f"{words.escaped(name)} ({count})" for name, count in most.iter_rows())
    return f"{said} Most of those for the worse: {named}, from the left below."


def when(found: Found) -> str:
    """The period most measures are at: "week of 9 Nov 2026"."""
    return words.period(found.rows["date"].drop_nulls().mode().max(), found.grain)  # type: ignore[arg-type]


def notes(found: Found) -> list[str]:
    """What the matrix does not show: cells that can't be judged, places without a figure."""
    silent = found.rows.filter(pl.col("variation").is_null())
    none = sorted(set(found.scopes) - set(found.rows["name"]))
    said = [f"{silent.height:,} of {found.rows.height:,} cells have no icon and say why."] if silent.height else []
    if none:
        said.append(f"No figure in any of these measures: {words.escaped(', '.join(none))}.")
    return said


def link(found: Found, metric: str, name: str) -> dict[str, str]:
    """The choices of the Measure page for a cell."""
    scope = found.scopes[name]
    chosen = {key: values[0] for key, values in scope.chosen().items()}
    return {"ward": ALL, "by": "Nothing"} | chosen | {"measure": catalogue.metric(metric).label, "per": found.grain}


def families(found: Found, *, only_signals: bool) -> tuple[list[tuple[str, list[Row]]], list[str]]:
    """Rows by family, and the places: those with most signals for the worse first, then by name.

    only_signals leaves out measures and places in which nothing but usual variation was found.
    """
    rows = found.rows
    if only_signals:
        loud = rows.filter(~pl.col("variation").fill_null("common_cause").eq("common_cause"))
        rows = rows.filter(pl.col("metric").is_in(loud["metric"].unique()), pl.col("name").is_in(loud["name"].unique()))
    counted = rows.group_by("name").agg(
        worse=pl.col("variation").str.starts_with(WORSE).sum(),
        better=pl.col("variation").str.starts_with(BETTER).sum(),
        silent=pl.col("variation").is_null().all(),
    )
    counted = counted.sort("silent", "worse", "name", descending=[False, True, False])
    columns = counted["name"].to_list()
    cells = {(row["metric"], row["name"]): row for row in rows.to_dicts()}
    shown = [(title, [_row(metric, columns, cells, found) for metric in metrics]) for title, metrics in _named(rows)]
    return [("Signals now", [_counts(counted, WORSE), _counts(counted, BETTER)]), *shown], columns


def _named(rows: pl.DataFrame) -> list[tuple[str, list[Metric]]]:
    """The measures that there are, by the family that declares them."""
    there = set(rows["metric"].unique())
    parts = [
        (family.__name__.rsplit(".", 1)[-1], [metric for metric in family.METRICS if metric.key in there])
        for family in catalogue.FAMILIES
    ]
    return [(FAMILIES.get(name, name.replace("_", " ").capitalize()), metrics) for name, metrics in parts if metrics]


def _counts(counted: pl.DataFrame, kind: str) -> Row:
    name, label = {WORSE: ("worse", "For the worse"), BETTER: ("better", "For the better")}[kind]
    cells = [
        Cell(text=str(count) if count else "", said=words.plural(count, "signal"), order=count)
        for count in counted[name]
    ]
    return Row(id=name, label=label, cells=cells, opens=False)


def _row(metric: Metric, columns: Sequence[str], cells: Mapping[tuple[str, str], Any], found: Found) -> Row:
    said = [_cell(metric, cells[(metric.key, name)], found.grain) for name in columns]
    unit = words.amount(2, metric.unit).removeprefix(words.number(2, metric.unit))
    return Row(id=metric.key, label=metric.label, cells=said, title=metric.definition, unit=unit)


def _cell(metric: Metric, row: Mapping[str, Any], grain: Grain) -> Cell:
    if row["last"] is None:
        return Cell(text=words.NO_DATA, said="no value was ever recorded here")
    if row["value"] is None:
        last = words.period(row["last"], grain)
        return Cell(
            text=words.NO_DATA, said=f"no value in the {words.period(row['date'], grain)}, the last is of the {last}"
        )
    short, why = NO_ICON.get(row["advice"], ("", ""))
    parts = [why, words.cause(row["cause"]) if not why else "", f"mean {words.number(row['mean'], metric.unit)}"]
    if row["n"] is not None and metric.shape == "ratio":
        parts.append(f"n {words.count(row['n'])}")
    return Cell(
        text=words.number(row["value"], metric.unit),
        variation=row["variation"],
        assurance=row["assurance"],
        short="" if row["variation"] else short,
        said=", ".join(part for part in parts if part),
        order=row["value"],
    )


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _signals(found: Found, kind: str) -> pl.DataFrame:
    return found.rows.filter(pl.col("variation").str.starts_with(kind))
