"""Equity: every measure of people by age, sex, ethnicity, deprivation and council, and what is beyond chance."""

from __future__ import annotations

import streamlit as st

from metrics import equity
from metrics.limited import TRAITS
from metrics.suppression import DEFAULT, policy
from pages import equity_asked, service
from pages.parts import choices, empty, filters, words
from pages.parts import equity as said
from pages.parts.charts import bars_height
from pages.parts.plot import plot
from pages.parts.table import table

PERIODS = {"Last 12 months": 12, "Last 24 months": 24, "Last 6 months": 6}

who, held = service.principal(), service.ask()
measures = equity.measures()
with filters.bar():
    metric = measures[filters.select("Measure", "measure", list(measures), width=260)]
    offered = choices.places(held, who, metric)
    narrow = ("providers", "sites", "wards", "cohorts") if service.may(who, service.Right.SEE_PATIENTS) else ("sites",)
    place = filters.place(**{name: offered[name] for name in narrow})
    months = PERIODS[filters.select("Over", "over", list(PERIODS), width=160)]

found = equity_asked.asked(held, who, metric, place.scope, months)
by_trait = {trait: found.of(trait) for trait in TRAITS}
shown = [
    (trait, groups) for trait, groups in by_trait.items() if any(one.value is not None or one.hidden for one in groups)
]
if not shown:
    what = f"{metric.label} by age, sex, ethnicity, deprivation and council"
    empty.nothing(what, metric.fact.feed, place.words(), needs="age_band")
    st.stop()
st.markdown(
    f"**{words.escaped(said.sentence(found))}**\n\n"
    f":gray[{words.long_day(found.first)} to {words.long_day(found.last)}, {words.escaped(place.words())}.]"
)
for at in range(0, len(shown), 2):
    for column, (trait, groups) in zip(st.columns(2), shown[at : at + 2], strict=False):
        with column:
            st.header(choices.SPLITS[trait], anchor=False)
            alt = said.alt(found, trait, groups)
            plot(said.figure(found, groups), key=f"equity_{trait}", alt=alt, height=max(240, bars_height(len(groups))))
listed = said.rows(found, [one for _, groups in shown for one in groups])
table(listed, said.COLUMNS, key="equity", caption=f"{metric.label} by who people are", opens=False)
st.markdown(f":gray[{said.METHOD} {policy(DEFAULT).words}.]")
