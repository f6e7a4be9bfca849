"""Test areas: what a team tries, where and since when; before, now and potential, the balancing measure beside it."""

from __future__ import annotations

import streamlit as st

from metrics import catalogue
from pages import service
from pages.parts import areas, empty, filters, sentences, words
from pages.parts.plot import plot
from pages.parts.xmr import xmr

HEIGHT = 320

who, held = service.principal(), service.ask()
registered = service.entries(service.TestArea)
if not registered:
    empty.no_test_areas()
    st.stop()
area = {entry.name: entry for entry in registered}[
    filters.select("Test area", "area", [entry.name for entry in registered], width=300)
]
metric = catalogue.metric(area.primary_metric)

st.markdown(f"**{words.escaped(area.hypothesis)}**")
st.markdown(f":gray[{areas.where_and_when(area)}]")
card = areas.card(held, who, area)
areas.draw(card)
found, markers = areas.chart(held, who, area)
if found.latest is not None:
    figure = xmr(found.rows, unit=metric.unit, grain=found.grain, markers=markers, height=HEIGHT,
                 baseline=areas.before_days(area))  # fmt: skip
    plot(figure, key="area_chart", alt=sentences.trend(found), height=HEIGHT)
st.markdown(f":gray[{areas.how(area)}]")
with st.expander("All test areas"):
    areas.listed(registered)
