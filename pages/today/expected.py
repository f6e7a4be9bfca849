"""Expected discharges: who is expected to leave today and in the week ahead, as ranges, and how past forecasts did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from metrics import forecast
from metrics.forecast.document import document
from pages import service
from pages.parts import choices, empty, expected, filters, words
from pages.parts import expected_tables as tables
from pages.parts.plot import plot
from pages.parts.table import table
from pages.parts.tiles import tiles

HEIGHT = 320

who, held = service.principal(), service.ask()
providers = choices.places(held, who)["providers"]
with filters.bar():
    one = filters.select("Provider", "provider", providers) if len(providers) > 1 else None
    found = forecast.expected(held, who, one)
    if found is None:
        empty.nothing("Who is expected to leave today and in the week ahead", "spells")
        st.stop()
    sites = found.units["site"].drop_nulls().unique().sort().to_list()
    by_site = {site: found.units.filter(site=site)["ward"].drop_nulls().sort().to_list() for site in sites}
    place = filters.place(sites=sites, wards=by_site)
site, ward = (place.scope.chosen().get(name, (None,))[0] for name in ("site", "ward"))
made = document(found, site=site, ward=ward)
if made["days"][0]["leaving"]["expected"] is None:
    st.markdown(expected.too_short(made))
    st.stop()
tiles(tables.tiles(made), key="ahead", width=190)
if said := expected.scored(made):
    st.markdown(said)
whole = replace(place, scope=replace(place.scope, provider=one))
alt = (
    f"People leaving each day, {whole.words()}: the shaded range and dashed mean are what was expected on the morning, "
    "dots what happened (diamonds outside the range), rings the days ahead."
)
plot(expected.figure(found, found.unit(site, ward), HEIGHT), key="expected", alt=alt, height=HEIGHT)
table(
    [tables.day_row(day) for day in made["days"]], tables.days(made),
    key="days", caption="Today and the next seven days", opens=False,
)  # fmt: skip
if ward is None:
    st.header("By ward", anchor=False)
    wards = sorted(made["wards"], key=lambda one: -(one["today"]["expected"] or 0))
    caption = f"Wards, seven days to {words.day(made['made_on'] + timedelta(days=6))}"
    opened = table([tables.ward_row(one) for one in wards], tables.WARDS, key="wards", caption=caption, height=420)
    if opened:
        filters.choose(site=opened.split("/", 1)[0], ward=opened.split("/", 1)[1])
st.header("How past forecasts did", anchor=False)
if made["scores"][0]["n"]:
    scores = [tables.score_row(one) for one in made["scores"]]
    table(scores, tables.SCORES, key="scores", caption="Forecasts of the last year", opens=False)
else:
    empty.partial("scores, until there are some weeks of forecasts to hold against what happened.")
with st.expander("How this is worked out"):
    st.markdown(f"{expected.METHOD}\n\n{expected.COUNTED}")
    kinds = [tables.kind_row(one) for one in made["kinds"]]
    table(kinds, tables.KINDS, key="kinds", caption="Kinds of patients in the whole hospital", opens=False)
