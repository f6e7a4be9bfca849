"""Learning log: what was planned, predicted, measured, found and done next, by test area and on the charts."""

from __future__ import annotations

import streamlit as st

from pages import service
from pages.parts import filters, learning, words
from pages.parts import momentum as momentum_said
from pages.parts.table import table
from pages.service import momentum

ALL = "All test areas"
NOTHING = (
    "Nothing is in the learning log yet. What a team planned, predicted, found and did next would be here, by test "
    "area, and as a flag on the chart of its measure: enter the first below."
)

who, held = service.principal(), service.ask()
entries = service.entries(service.LearningEntry)
grouped = learning.by_area(entries)
if not entries:
    st.markdown(NOTHING)
else:
    chosen = filters.select("Test area", "area", [ALL, *(name for name, _ in grouped)], width=300)
    shown = [(name, mine) for name, mine in grouped if chosen in (ALL, name)]
    st.markdown(f"**{learning.sentence([one for _, mine in shown for one in mine])}**")
    for at, (name, mine) in enumerate(shown):
        st.header(words.escaped(name), anchor=False)
        caption = f"Learning log of {name}"
        table([learning.row(one) for one in mine], learning.COLUMNS, key=f"learned_{at}", caption=caption, opens=False)
    st.markdown(
        ":gray[An entry with a measure stands as a lettered flag on that measure's chart, on the day it began.]"
    )
counted = momentum.momentum()
if counted.height:
    with st.expander(f"Momentum. {momentum_said.sentence(counted)}"):
        st.markdown(momentum_said.SAID)
        caption = "Who takes part and how much, by month"
        table(momentum_said.rows(counted), momentum_said.COLUMNS, key="momentum", caption=caption, opens=False)
if service.may(who, service.Right.ENTER):
    with st.expander("Add or correct an entry", expanded=not entries):
        learning.form(held.version.as_at.date())
