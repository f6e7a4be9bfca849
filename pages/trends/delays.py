"""Delays: bed days lost by reason and owner, and delayed transfers of care against their trajectory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import streamlit as st

from metrics import catalogue
from metrics.delays import NEW_REASON_LIST, pareto
from pages import service
from pages.parts import choices, delays, empty, filters, then_now, words
from pages.parts.charts import bars_height, ranked
from pages.parts.plot import plot
from pages.parts.table import table

PERIODS = {"Last 3 months": 13, "Last 12 months": 52, "All days": 10_000}
CAUSES = {"Reason group": "reason_group", "Reason": "delay_reason", "Owner": "owner"}
SAID = {"reason_group": "reason groups", "delay_reason": "reasons", "owner": "owners"}
PARTS = {"Attributed to": "attributable_to", "Reason": "reason"}
HEIGHT = 330
FIRST_DAY = date(2000, 1, 1)
NO_POPULATION = (
    "The rate per 100,000 residents would be here: say how many residents are 18 and over in homeward.toml,"
    " as dtoc_population."
)

who, held = service.principal(), service.ask()
lost, beds, rate = (catalogue.metric(key) for key in ("nctr_bed_days", "dtoc_beds", "dtoc_rate"))
offered = choices.places(held, who, lost)
with filters.bar():
    place = filters.place(providers=offered["providers"], sites=offered["sites"])
    causes = choices.kept(held, lost.fact, CAUSES)
    by = causes[filters.select("Lost to", "lost_to", list(causes), width=150)]
    weeks = PERIODS[filters.select("Over", "over", list(PERIODS), width=160)]
    part = PARTS[filters.select("Delayed transfers by", "transfers_by", list(PARTS), width=190)]

st.header("Bed days lost", anchor=False)
end = held.version.as_at.date()
since, grain = max(end - timedelta(weeks=weeks), FIRST_DAY), "month" if weeks > 26 else "week"
listed = since if by == "owner" else max(since, NEW_REASON_LIST)
found = pareto(held.series(who, lost.key, replace(place.scope, from_day=listed, to_day=end), "window", by), by)
values = held.series(who, lost.key, replace(place.scope, from_day=since, to_day=end), grain, by)
whole = values.filter(~pl.col("partial"))
if found is None or whole.is_empty():
    empty.nothing("Bed days lost by reason group, reason and owner", "board", place.words())
else:
    days = whole["period_start"].to_list()
    when = f"{words.long_day(max(listed, min(days)))} to {words.long_day(end)}"
    left, right = st.columns(2)
    with left:
        alt = delays.pareto_words(found, SAID[by], when)
        figure = ranked(found.rows.select("name", "value"), unit="bed_days")
        plot(figure, key="lost_pareto", alt=alt, height=max(HEIGHT, bars_height(found.rows.height)))
    with right:
        figure = delays.over_time(whole, by, unit="bed_days", grain=grain, height=HEIGHT, marked=by != "owner")
        told = delays.last_words(whole, by, "Bed days lost", "bed_days", grain)
        plot(figure, key="lost_time", alt=told, height=HEIGHT)
        if by != "owner" and (said := delays.break_words(days)):
            st.markdown(said)
    with st.expander("As a table"):
        table(delays.pareto_rows(found), delays.PARETO, key="lost_table", caption=alt, opens=False)

st.header("Delayed transfers of care", anchor=False)
if not service.system.loaded(who, "delayed_days"):
    empty.nothing("Delayed transfers by reason and organisation against their trajectory", "delayed_days")
    st.stop()
transfers = delays.published_only(held, who, place.scope)
left, right = st.columns(2)
with left:
    then_now.chart(beds, transfers, "month", key="dtoc", height=HEIGHT)
with right:
    st.markdown("**Beds by what they wait for**" if part == "reason" else "**Beds by who the delay is due to**")
    monthly = delays.monthly(held, who, transfers, part)
    if monthly.is_empty():
        st.markdown("No whole month has a number: the periods of the extract are longer, or nothing is there yet.")
    else:
        figure = delays.over_time(monthly, part, unit="beds", grain="month", height=HEIGHT)
        told = delays.last_words(monthly, part, "Beds", "beds", "month")
        plot(figure, key="dtoc_parts", alt=told, height=HEIGHT)
if said := delays.not_allowed_words(held, who, transfers):
    st.markdown(f":yellow-background[{said}]")
if service.settings().dtoc_population is None:
    st.markdown(f":gray[{NO_POPULATION}]")
else:
    then_now.chart(rate, transfers, "month", key="dtoc_rate", height=230)
    residents = words.count(service.settings().dtoc_population)
    st.markdown(f":gray[Each day, for each 100,000 of {residents} residents aged 18 and over (homeward.toml).]")
st.markdown(f":gray[{beds.definition}]")
