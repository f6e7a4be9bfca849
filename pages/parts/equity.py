"""What the Equity page says: which groups differ from the whole by more than chance, and each group in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from metrics.equity import Equity, Group
from metrics.metric import Metric
from metrics.suppression import DEFAULT, policy
from pages.parts import sentences, words
from pages.parts.charts import Figure, ranked
from pages.parts.choices import SPLITS
from pages.parts.table import Column, cell

MOST_SAID: Final = 6
COLUMNS: Final = (
    Column("trait", "By", "14%"),
    Column("name", "Group", "18%", heading=True),
    Column("value", "Value (95% interval)", "19%", align="end"),
    Column("n", "n", "9%", align="end"),
    Column("difference", "Against everybody (95% interval)"),
    Column("reading", "Reading", "17%"),
)
METHOD: Final = (
    "Each group is held against everybody who is not in it. Of all groups on this page together, at most one in ten of "
    "the differences called beyond chance is expected to be chance. Groups differ in age and illness too: a difference "
    "is a question to ask, not its answer."
)


def sentence(found: Equity) -> str:
    """How many groups differ beyond chance and which, the largest difference first; never a ranking."""
    metric, beyond = found.metric, [one for one in found.groups if one.beyond]
    unit = sentences.said_unit(metric)
    said = f"{metric.label}: {words.amount(found.whole, metric.unit)} for everybody. "
    if not found.judged:
        return said + "Groups are shown and not compared: a count says nothing without how many live in each group."
    judged = words.plural(found.judged, "group")
    if not beyond:
        return f"{said}No group of {judged} differs from the others by more than chance explains."
    order = sorted(beyond, key=lambda one: abs(one.difference or 0.0), reverse=True)
    named = "; ".join(f"{_named(one)} {words.difference(one.difference, unit)}" for one in order[:MOST_SAID])
    more = len(beyond) - MOST_SAID
    rest = f"; and {more} more below" if more > 0 else ""
    return f"{said}{len(beyond)} of {judged} differ from the others by more than chance explains: {named}{rest}."


def rows(found: Equity, groups: Sequence[Group]) -> list[dict[str, Any]]:
    """The rows of COLUMNS."""
    unit = sentences.said_unit(found.metric)
    return [
        {
            "id": f"{one.trait}/{one.name}",
            "trait": SPLITS[one.trait],
            "name": one.name,
            "value": _value(one, found.metric),
            "n": words.count(one.n) if one.n is not None else "",
            "difference": _difference(one, unit),
            "reading": _reading(one, found.metric),
        }
        for one in groups
    ]


def figure(found: Equity, groups: Sequence[Group]) -> Figure:
    """The groups in their natural order with their intervals, and the whole as a line."""
    rows = [(one.name, one.value, one.n, one.low, one.high) for one in groups]
    values = pl.DataFrame(rows, schema=["name", "value", "n", "low", "high"], orient="row")
    return ranked(values, unit=found.metric.unit, reference=found.whole, reference_name="Everybody")


def alt(found: Equity, trait: str, groups: Sequence[Group]) -> str:
    """The chart in words: every group's value, and those beyond chance."""
    unit = found.metric.unit
    parts = [f"{one.name} {words.amount(one.value, unit) if one.value is not None else _hidden(one)}" for one in groups]
    beyond = [one.name for one in groups if one.beyond]
    said = f"Beyond chance: {', '.join(beyond)}." if beyond else "None differs beyond chance."
    return f"{SPLITS[trait]}: {', '.join(parts)}. {said if found.judged else ''}".strip()


def line(found: Equity, one: Group) -> str:
    """A group on one line, for the command line."""
    row = rows(found, [one])[0]
    reading = row["reading"]["text"] if isinstance(row["reading"], dict) else row["reading"]
    parts = [f"{_named(one)}: {row['value']}", f"n {row['n']}" if row["n"] else "", row["difference"], reading]
    return ", ".join(part for part in parts if part)


def _named(one: Group) -> str:
    return f"{SPLITS[one.trait].lower()} {one.name}"


def _value(one: Group, metric: Metric) -> str:
    if one.value is None:
        return _hidden(one)
    if metric.shape == "ratio":
        return words.interval(one.value, one.low, one.high, metric.unit)
    return words.amount(one.value, metric.unit)


def _hidden(one: Group) -> str:
    return policy(DEFAULT).hidden_words(one.hidden) or words.NO_DATA


def _difference(one: Group, unit: str) -> str:
    if one.difference is None:
        return ""
    size, reach = words.difference(one.difference, unit), words.reach(one.difference_low, one.difference_high, unit)
    return size if reach == f"{size} to {size}" else f"{size} ({reach})"


def _reading(one: Group, metric: Metric) -> Any:
    if one.chance is None:
        return "" if one.value is None else "not compared"
    if not one.beyond:
        return "within chance"
    if metric.direction == "neither" or one.difference is None:
        return cell("beyond chance", shape="diamond", tone="neutral")
    better = (one.difference < 0) == (metric.direction == "lower")
    if better:
        return cell("for the better, beyond chance", shape="tick", tone="improvement")
    return cell("for the worse, beyond chance", shape="diamond", tone="concern")
