"""Plan a test: how many weeks, or wards, it takes to see the change hoped for, from this trust's own variation."""

from __future__ import annotations

import streamlit as st

from pages import planning, service
from pages.parts import choices, empty, filters, words
from pages.parts.plan_figure import plan_figure
from pages.parts.plot import plot
from pages.parts.table import Column, table

HEIGHT = 320
UNITS = {"share": "percentage points", "pounds": "pounds", "days": "days", "count": "count"}
FIRST_GUESS = 0.1  # of the level, until somebody says what they hope for
COLUMNS = (
    Column("weeks", "Weeks after the start", heading=True),
    Column("least", "Smallest change likely to be seen", align="end"),
    Column("chance", "Chance of seeing the change hoped for", align="end"),
)

who, held = service.principal(), service.ask()
by_label = choices.measures(held, who, comparable=True)
with filters.bar():
    metric = by_label[filters.select("Measure", "measure", list(by_label), width=240)]
    place = filters.place(**choices.places(held, who, metric))
    level = planning.level(held, who, metric.key, place.scope)
    scale = 100 if metric.unit == "share" else 1
    guess = round(abs(level or 0.0) * scale * FIRST_GUESS, 1) or 1.0
    hoped = st.number_input(
        f"Change hoped for ({UNITS.get(metric.unit, metric.unit.replace('_', ' '))})", min_value=0.01,
        value=guess, key=f"hoped_{metric.key}_{place.words()}", width=260,
    )  # fmt: skip
if level is None:
    empty.nothing(metric.label, metric.fact.feed, place.words())
    st.stop()

found = planning.planned(held, who, metric.key, place.scope, hoped / scale)
said = planning.sentence(found, place.words())
st.markdown(f"**{words.escaped(said)}**")
by_wards = planning.wards(found)
if by_wards:
    st.markdown(words.escaped(by_wards))
plot(plan_figure(found, height=HEIGHT), key="plan_chart", alt=said, height=HEIGHT, say=False)
rows = [
    {
        "id": str(length.weeks_after),
        "weeks": length.weeks_after,
        "least": planning.size(length.detectable, metric.unit),
        "chance": words.share(length.power_average),
    }
    for length in found.table
]
table(rows, COLUMNS, key="plan_table", caption="What a test of a given length would show", opens=False)
st.markdown(f":gray[{words.escaped(planning.basis(found))}]")
