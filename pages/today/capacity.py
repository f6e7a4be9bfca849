"""Onward capacity: places of intermediate care by service today, against the people who wait for each pathway."""

from __future__ import annotations

import streamlit as st

from metrics import capacity
from metrics.metric import IC_EPISODE
from pages import service
from pages.parts import capacity as said
from pages.parts import choices, empty, filters
from pages.parts.table import table
from pages.parts.tiles import tiles

who, held = service.principal(), service.ask()
providers = choices.places(held, who)["providers"]
with filters.bar():
    place = filters.place(providers=providers)
events = held.fact(who, IC_EPISODE, ["service", "setting", "event", "patients", "days_in_service"], place.scope)
board = held.table(who, "waiting_now").filter(place.scope.providers())
services = capacity.services(events, held.settings.places)
waiting = capacity.waiting(board, services)
if not services and not waiting:
    empty.nothing("Places of intermediate care, and who waits for them,", "intermediate_care", place.words())
    st.stop()
for sentence in said.sentences(waiting, services):
    st.markdown(sentence)
if services:
    tiles([said.tile(one) for one in services], key="services", width=220)
    st.markdown(f":gray[{said.how(services)}]")
else:
    empty.nothing("Places of intermediate care by service", "intermediate_care", place.words())
st.header("Waiting, by pathway", anchor=False)
if waiting:
    caption = f"People waiting, {said.when(board['snapshot_at'].max())}"
    table([said.row(one) for one in waiting], said.COLUMNS, key="pathways", caption=caption, opens=False)
    st.markdown(f":gray[{said.LEFT_OUT}]")
else:
    empty.nothing("Who waits for which pathway", "board", place.words())
