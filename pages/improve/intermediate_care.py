"""Intermediate care: how soon each service starts, how long people stay, who goes home, care calls at start and end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from metrics.scope import Scope
from pages import service
from pages.parts import choices, empty, filters, services, then_now, words
from pages.parts.charts import bars_height, ranked
from pages.parts.plot import plot
from pages.parts.table import table

PERIODS = {"Last 3 months": 13, "Last 6 months": 26, "Last 12 months": 52}
ALL = "All services"

who, held = service.principal(), service.ask()
if not service.system.loaded(who, "intermediate_care"):
    empty.nothing(
        "Home and bed services, how soon they start, how long they last and who goes home", "intermediate_care"
    )
    st.stop()
metrics = services.metrics_of()
offered = choices.places(held, who, metrics[0])
with filters.bar():
    place = filters.place(providers=offered["providers"], grains=("week", "month", "quarter"), grain="month")
    weeks = PERIODS[filters.select("Over", "over", list(PERIODS), width=160)]
    end = held.version.as_at.date()
    over = Scope(provider=place.scope.provider, from_day=end - timedelta(weeks=weeks) + timedelta(days=1), to_day=end)
    waits = services.started(held, who, over)
    names = waits["service"].unique().sort().to_list()
    chosen = filters.select("Service", "service", [ALL, *names], width=200)

st.header("By service", anchor=False)
when = f"{words.long_day(over.from_day)} to {words.long_day(over.to_day)}"
rows = services.table_rows(held, who, over, waits)
opened = table(rows, services.COLUMNS, key="services", caption=f"Intermediate care by service, {when}")
st.markdown(f":gray[{when}. Started by date of start, ended by date of end. A service opens its own charts below.]")
if opened:
    filters.open_at("improve/intermediate_care.py", service=opened.split("|")[0])

st.header("Referral to start against 24 hours", anchor=False)
own = waits if chosen == ALL else waits.filter(waits["service"] == chosen)
if own.is_empty():
    empty.none_match("episode started", f"{chosen}, {when}")
else:
    figure = ranked(services.bands(own), unit="count", chosen="up to 24 h")
    height = bars_height(len(services.HOURS))
    plot(figure, key="ic_hours", alt=services.said(own, when), height=height)
st.markdown(services.waiting(service.system.waiting_for_care(who, place.scope)))

st.header("Over time", anchor=False)
scope = place.scope if chosen == ALL else replace(place.scope, service=chosen)
then_now.charts(metrics, scope, place.grain, key="ic", height=250)
found = [(metric, then_now.compared(held, who, metric, scope)) for metric in metrics]
st.header("Before and now", anchor=False)
then_now.drawn(found, key="ic_before_now", caption="Intermediate care, a year earlier and now")
