"""Definitions: what each measure means, how it is worked out, whose rule it is, when it was last reviewed."""

from __future__ import annotations

import streamlit as st

from metrics.catalogue import METRICS
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
rows = [
    {
        "id": metric.key,
        "label": metric.label,
        "definition": metric.definition,
        "formula": metric.formula,
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
st.markdown(":gray[Where a national rule is left, DEVIATIONS.md says which, why, and how to undo it.]")
