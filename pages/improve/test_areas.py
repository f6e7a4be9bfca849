"""Test areas: what a team tries, where and since when; whether it worked, how sure that is, nothing worse left out."""

from __future__ import annotations

import streamlit as st

from metrics import catalogue
from pages import comparing, service
from pages.parts import areas, empty, filters, sentences, words
from pages.parts.charts import counterfactual
from pages.parts.plot import plot
from pages.parts.xmr import xmr

HEIGHT = 320

who, held = service.principal(), service.ask()
registered = {entry.name: entry for entry in service.entries(service.TestArea)}
if not registered:
    empty.no_test_areas()
    st.stop()
area = registered[filters.select("Test area", "area", list(registered), width=300)]
metric = catalogue.metric(area.primary_metric)

st.markdown(f"**{words.escaped(area.hypothesis)}**")
st.markdown(f":gray[{areas.where_and_when(area)}]")
if not area.go_lives:
    st.markdown("No go-live date is registered, so there is no before and now to compare.")
    st.stop()
found = comparing.compared(held, who, area)
st.markdown(f"**{words.escaped(sentences.verdict(found))}**")
areas.draw(areas.card(held, who, area))
trend, markers = areas.chart(held, who, area)
if found.method == "series" and found.series.height:
    unit = sentences.said_unit(metric)
    figure = counterfactual(found.series, unit=unit, markers=markers, height=HEIGHT)
    plot(figure, key="area_chart", alt=sentences.expected(found), height=HEIGHT)
elif trend.latest is not None:
    figure = xmr(trend.rows, unit=metric.unit, grain=trend.grain, markers=markers, height=HEIGHT,
                 baseline=comparing.before_days(area))  # fmt: skip
    plot(figure, key="area_chart", alt=sentences.trend(trend), height=HEIGHT)
with st.expander("How sure: method, checks, other methods"):
    areas.how_sure(found, area)
with st.expander("All test areas"):
    areas.listed(list(registered.values()))
