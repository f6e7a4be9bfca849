"""Measure: any metric over time, with limits, its frozen baseline, and what was changed when."""

from __future__ import annotations

import streamlit as st

from metrics import catalogue
from metrics.catalogue import METRICS
from pages import service
from pages.parts import choices, context, empty, filters, sentences, tables, words
from pages.parts.plot import plot
from pages.parts.xmr import xmr

HEIGHT = 400

who, held = service.principal(), service.ask()
with filters.bar():
    place = filters.place(
        metrics={metric.key: metric.label for metric in METRICS.values()},
        grains=("day", "week", "month", "quarter"),
        splits=choices.SPLITS,
        **choices.places(held, who),
    )
    view = filters.select("Show", "view", ("Chart", "Table"), width=110)
metric = catalogue.metric(place.metric or "days_past_ctr")

if place.by:
    values = held.series(who, metric.key, place.scope, place.grain, place.by)
    tables.split(metric, values, place, as_table=view == "Table")
else:
    found, around = context.read(metric, place.scope, place.grain)
    if found.latest is None:
        empty.nothing(metric.label, metric.fact.feed, place.words())
    elif view == "Table":
        tables.series(found)
    else:
        figure = xmr(
            found.rows, unit=metric.unit, grain=place.grain, target=found.target, markers=around.markers, height=HEIGHT,
            baseline=(found.baseline.start, found.baseline.end) if found.baseline else None,
        )  # fmt: skip
        plot(figure, key="measure_chart", alt=sentences.trend(found), height=HEIGHT)
        tables.flags(around.markers)
    if found.running:
        st.caption(f"Not over yet, so left out of the limits: {tables.running(found)}")
with st.expander("Definition"):
    st.markdown(
        f"**{metric.label}.** {metric.definition}\n\n{metric.formula}. Source: {metric.source}. "
        f"Reviewed {words.long_day(metric.reviewed)}."
    )
