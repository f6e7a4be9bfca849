"""Red and green days: how many days brought patients nearer home, on which wards, and why the others did not."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from metrics import red_green
from pages import service
from pages.parts import choices, filters, frame
from pages.parts import red_green as said
from pages.parts.charts import bars_height, ranked, stacked
from pages.parts.plot import plot
from pages.parts.table import table
from pages.parts.tiles import tiles
from pages.service.ahead import coloured_days

HEIGHT, LOOKED_BACK = 300, timedelta(days=90)

who, held = service.principal(), service.ask()
offered = choices.places(held, who)
last = max(held.version.as_at.date(), frame.now().date())
with filters.bar():
    named = {name: offered[name] for name in ("providers", "sites", "wards")}
    place = filters.place(**named, grains=("day", "week"), grain="day", days=(last - LOOKED_BACK, last))
scope = place.scope
rows = coloured_days(scope.from_day or last - LOOKED_BACK, scope.to_day or last)
rows = rows.filter(scope.providers(), *scope.places("provider"))
if rows.is_empty():
    st.markdown(said.none(place.words()))
    st.markdown(f":gray[{said.MEANING}]")
    st.stop()
found = red_green.totals(rows)
tiles(said.tiles(found), key="colours", width=170)
days = red_green.over_time(rows, place.grain)
alt = said.over_time(days, place.grain, place.words())
plot(stacked(days, unit="count", grain=place.grain, height=HEIGHT), key="days", alt=alt, height=HEIGHT)
st.header("Why days are red", anchor=False)
why = red_green.reasons(rows)
if why.height:
    shown = why.head(red_green.MOST_REASONS)
    figure = ranked(shown, unit="count")
    plot(figure, key="reasons", alt=said.pareto(found, why), height=bars_height(shown.height))
else:
    st.markdown(said.pareto(found, why))
st.header("By ward", anchor=False)
wards = [said.row(row) for row in red_green.wards(rows).to_dicts()]
table(wards, said.COLUMNS, key="wards", caption=f"Red and green days by ward, {place.words()}", opens=False)
st.markdown(f":gray[{said.MEANING}]")
