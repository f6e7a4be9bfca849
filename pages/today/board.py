"""Daily board: who does not meet the criteria to reside, how long each has waited, for what, and who acts next."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages import service
from pages.parts import board_rows, choices, empty, filters, frame, patient, wards, words
from pages.parts.table import table
from pages.parts.tiles import tiles
from pages.service import today

MOST_ROWS = 400
HEIGHT = "max(27rem, calc(100vh - 29rem))"

who, held, now = service.principal(), service.ask(), frame.now()
offered = choices.places(held, who)
bar = filters.bar()
with bar:
    place = filters.place(**{name: offered[name] for name in ("providers", "sites", "wards")})
morning = today.morning(place.scope, now)
if morning is None:
    empty.nothing("Everybody in hospital, and who is waiting for what,", "board", place.words(), needs=service.PATIENTS)
    st.stop()
several, taken = morning.providers > 1, morning.taken
with bar:
    specialty = filters.select("Specialty", "specialty", ["All", *morning.specialties], width=170)
    show = filters.select("Show", "show", list(board_rows.SHOWN), width=210)
    stay = filters.select("Stay", "stay", list(board_rows.STAYS), width=150)
    st.page_link("today/huddle.py", label="Huddle sheet", query_params=filters.address(place.scope))
    st.page_link("today/wall.py", label="Wall screen", query_params=filters.address(place.scope))
morning = morning if specialty == "All" else morning.of(specialty)
whole, sites = board_rows.older(morning.times, morning.fresh.as_at, now, morning.fresh.stale_after_hours)
for sentence in sites:
    st.markdown(f":yellow-background[**{words.escaped(sentence)}**]")
with st.container(key="board_old" if whole or sites else "board_fresh"):
    st.markdown(board_rows.chase(morning.rows) + board_rows.also(morning.sums))
    pressed = tiles(board_rows.tiles(morning.sums, morning.wards), key="counts", width=112)
    if pressed:
        filters.choose(**board_rows.choice(pressed))
    if show == "Wards":
        wards.listed(morning.wards, place)
        st.stop()
    if morning.wards.height > 1:
        wards.strip(morning.wards)
    people = board_rows.chosen(morning.rows, show, stay)
    if people.is_empty():
        kept = "" if stay == next(iter(board_rows.STAYS)) else f" with a stay of {stay}"
        empty.none_match(f"people listed under {show}{kept}", place.words())
        st.stop()
    if people.height > MOST_ROWS:
        empty.partial(f"the first {MOST_ROWS} of {words.count(people.height)} people are listed. Choose a ward.")
    found = {board_rows.key(row, several): row for row in people.head(MOST_ROWS).to_dicts()}
    caption = (
        f"{words.plural(people.height, 'person', 'people')}, {show.lower()}, {place.words()}, "
        f"board of {words.time(taken)} {words.day(taken.date())}"
    )
    shown = [board_rows.row(row, taken, several) for row in found.values()]
    opened = table(shown, board_rows.COLUMNS, key="board", caption=caption, height=HEIGHT)
    if opened:
        row = found[opened]
        patient.drawer(row["spell_id"], people.filter(pl.col("provider") == row["provider"]))
