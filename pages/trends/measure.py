"""Measure: any metric over time, with limits, its frozen baseline, and what was changed when."""

from __future__ import annotations

import streamlit as st

from pages import service
from pages.parts import choices, context, empty, entry_forms, filters, sentences, tables, words, xmr
from pages.parts.plot import plot

HEIGHT = 400

who, held = service.principal(), service.ask()
by_label = choices.measures(held, who)
with filters.bar():
    metric = by_label[filters.select("Measure", "measure", list(by_label), width=230)]
    place = filters.place(
        grains=("day", "week", "month", "quarter"),
        splits=choices.splits(held, metric),
        **choices.places(held, who, metric),
    )
    view = filters.select("Show", "view", ("Chart", "Small charts", "Table"), width=125)

if place.by:
    values = held.series(who, metric.key, place.scope, place.grain, place.by)
    tables.split(metric, values, place, view)
else:
    found, around = context.read(metric, place.scope, place.grain)
    if found.latest is None:
        empty.nothing(metric.label, metric.fact.feed, place.words())
    elif view == "Table":
        tables.series(found)
    else:
        figure = xmr.of(found, around.trajectory, around.markers, HEIGHT)
        plot(figure, key="measure_chart", alt=sentences.trend(found), height=HEIGHT)
        tables.flags(around)
    for said in sentences.beside(found):
        st.markdown(f":gray[{said}]")
    if found.latest is not None and service.may_define():
        entry_forms.draw(metric, place, found, around.markers)
if choices.only_last_ward(held, who, metric, place):
    st.markdown(":gray[By last ward: without a board or ward stays, a stay counts on the ward it ended on.]")
with st.expander("Definition"):
    st.markdown(
        f"**{metric.label}.** {metric.definition}\n\n{metric.formula}. Source: {metric.source}. "
        f"Reviewed {words.long_day(metric.reviewed)}."
    )
