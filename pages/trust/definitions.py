"""Definitions: what each measure means, how it is worked out, whose rule it is, when it was last reviewed."""

from __future__ import annotations

import streamlit as st

from metrics.catalogue import DIGEST, METRICS
from metrics.metric import Metric
from pages.parts import words
from pages.parts.table import Column, table

COLUMNS = (
    Column("label", "Measure", "16%", heading=True),
    Column("definition", "What it means", "36%"),
    Column("formula", "How it is worked out", "24%"),
    Column("better", "Better", "5rem"),
    Column("source", "Source", "18%"),
    Column("reviewed", "Reviewed", "6.5rem"),
)
sought = st.text_input("Find", key="find", bind="query-params", placeholder="a word of a name or definition", width=320)


def formula(metric: Metric) -> str:
    """How it is worked out, where the national rule is left, and from when the definition was another one."""
    left = f" Leaves the national rule: {metric.deviation}" if metric.deviation else ""
    broken = "".join(f" The definition changed on {words.long_day(day)}." for day in metric.breaks)
    return f"{metric.formula}.{left}{broken}"


rows = [
    {
        "id": metric.key,
        "label": metric.label,
        "definition": metric.definition,
        "formula": formula(metric),
        "better": {"lower": "lower", "higher": "higher"}.get(metric.direction, "neither"),
        "source": metric.source,
        "reviewed": words.long_day(metric.reviewed),
        "title": f"{metric.key}: split by {', '.join(metric.fact.splits)}",
    }
    for metric in METRICS.values()
    if sought.casefold() in f"{metric.key} {metric.label} {metric.definition}".casefold()
]
if rows:
    table(rows, COLUMNS, key="definitions", caption=f"{words.plural(len(rows), 'measure')}", opens=False)
else:
    st.markdown(f"No measure has {words.escaped(sought)} in its name or definition.")
st.markdown(
    f":gray[Definitions {DIGEST}: while this stays the same, no measure has changed its meaning. Where a national rule "
    "is left, DEVIATIONS.md says which, why, and how to undo it.]"
)
