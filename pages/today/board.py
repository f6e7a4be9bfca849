"""Daily board: who does not meet the criteria to reside, how long each has waited, for what, and who acts next."""

from __future__ import annotations

import polars as pl
import streamlit as st

from metrics import board
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
    empty.nothing("Everybody in hospital, and who is waiting for what,", "board", place.words())
    st.stop()
everybody, taken = morning.rows, morning.taken
with bar:
    specialties = everybody["specialty"].drop_nulls().unique().sort().to_list()
    specialty = filters.select("Specialty", "specialty", ["All", *specialties], width=170)
    show = filters.select("Show", "show", list(board_rows.SHOWN), width=210)
    stay = filters.select("Stay", "stay", list(board_rows.STAYS), width=150)
    st.page_link("today/huddle.py", label="Huddle sheet", query_params=filters.address(place.scope))
    st.page_link("today/wall.py", label="Wall screen", query_params=filters.address(place.scope))
listed = everybody if specialty == "All" else everybody.filter(pl.col("specialty") == specialty)
whole, sites = board_rows.older(morning.times(), morning.fresh.as_at, now, morning.fresh.stale_after_hours)
for sentence in sites:
    st.markdown(f":yellow-background[**{words.escaped(sentence)}**]")
by_ward = board.wards(listed, morning.rounds)
with st.container(key="board_old" if whole or sites else "board_fresh"):
    sums = board.counts(listed)
    st.markdown(board_rows.chase(listed) + board_rows.also(sums))
    pressed = tiles(board_rows.tiles(sums, by_ward), key="counts", width=112)
    if pressed:
        filters.choose(**board_rows.choice(pressed))
    if show == "Wards":
        wards.listed(by_ward, place)
        st.stop()
    if by_ward.height > 1:
        wards.strip(by_ward)
    chosen = board_rows.SHOWN[show]
    people = (listed if chosen is None else listed.filter(chosen)).filter(pl.col("stay_days") >= board_rows.STAYS[stay])
    if people.is_empty():
        kept = "" if stay == next(iter(board_rows.STAYS)) else f" with a stay of {stay}"
        empty.none_match(f"people listed under {show}{kept}", place.words())
        st.stop()
    if people.height > MOST_ROWS:
        empty.partial(f"the first {MOST_ROWS} of {words.count(people.height)} people are listed. Choose a ward.")
    several = everybody["provider"].n_unique() > 1
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
