"""Huddle sheet: a ward's or a site's board on A4, a page a ward; printing has its own button, since it is logged."""

from __future__ import annotations

import polars as pl
import streamlit as st

from metrics import board
from pages import service
from pages.parts import board_rows, choices, empty, filters, frame, huddle, words
from pages.service import today

WHOM = {
    "Not meeting criteria, or no status": board.WAITING | board.NO_STATUS,
    "To chase first": pl.col("tier") == board.CHASE,
    "Everybody": None,
}
PRINTED = "homeward_huddle_printed"

who, held, now = service.principal(), service.ask(), frame.now()
offered = choices.places(held, who)
with filters.bar():
    place = filters.place(**{name: offered[name] for name in ("providers", "sites", "wards")})
    whom = filters.select("On the sheet", "on", list(WHOM), width=270)
    st.page_link("today/board.py", label="Daily board", query_params=filters.address(place.scope))
morning = today.morning(place.scope, now)
if morning is None:
    empty.nothing("A sheet of each ward for its huddle", "board", place.words(), needs=service.PATIENTS)
    st.stop()
for sentence in board_rows.older(morning.times, morning.fresh.as_at, now, morning.fresh.stale_after_hours)[1]:
    st.markdown(f":yellow-background[**{words.escaped(sentence)}**]")
sheets = huddle.sheets(morning, WHOM[whom])
if not sheets:
    empty.none_match("people", f"{whom.lower()}, {place.words()}")
    st.stop()
shown = (place.scope, whom, morning.data_version, today.said_so_far())
printed = st.session_state.get(PRINTED)
logged, at = printed[1:] if printed is not None and printed[0] == shown else (None, now)
if huddle.draw(sheets, huddle.stamp(morning, who.name, at, logged), logged):
    people = sum(len(sheet["rows"]) for sheet in sheets)
    number = today.printed(f"{place.words()}, {whom.lower()}", people, morning.data_version)
    st.session_state[PRINTED] = (shown, number, now)
    st.rerun()
