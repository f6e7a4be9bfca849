"""Board round: one ward's patients one after another by keyboard; wards whose round is not completed yet today."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from metrics import board
from pages import service
from pages.parts import capture, choices, empty, filters, frame, words
from pages.parts.table import Column, cell, table
from pages.service import capture as said
from pages.web import visitor

COLUMNS = (
    Column("ward", "Ward", heading=True),
    Column("site", "Site"),
    Column("patients", "Patients", align="end"),
    Column("waiting", "Not meeting criteria", align="end"),
    Column("status", "No status", align="end"),
    Column("round", "Round today", "22%"),
)


def ward_row(row: dict[str, Any], done: dict[tuple[str, str], Any]) -> dict[str, Any]:
    """A ward of the list, with its round of today in words."""
    held = done.get((row["site"], row["ward"]))
    when = cell(f"{held.slot.capitalize()}, {words.time(said.local(held.changed_at))}", shape="tick") if held else None
    return {
        "id": row["key"], "ward": row["ward"], "site": row["site"], "patients": row["patients"],
        "waiting": row["not_meeting"], "status": row["no_status"] or "",
        "round": when or cell("Not completed", shape="ring", tone="amber"),
    }  # fmt: skip


@st.fragment
def one_ward(row: dict[str, Any]) -> None:
    """The round of one ward; alone in its fragment, so that saving a patient draws nothing else again."""
    visitor.clicked()  # what is saved here runs no shell, and is no idleness
    capture.draw(row["provider"], row["site"], row["ward"])


who, held = service.principal(), service.ask()
offered = choices.places(held, who)
with filters.bar():
    place = filters.place(**{name: offered[name] for name in ("providers", "sites", "wards")})
everybody = held.board(who, place.scope)
if everybody.is_empty():
    empty.nothing("The patients of a ward, one after another,", "board", place.words(), needs=service.PATIENTS)
    st.stop()
listed = board.prioritised(everybody, service.board_time(everybody).date())
wards = board.wards(listed).with_columns(key=pl.concat_str("provider", "site", "ward", separator=" / "))
done = {(entry.site, entry.ward): entry for entry in said.rounds_of(frame.now().date())}
if wards.height == 1:
    one_ward(wards.row(0, named=True))
    st.stop()
rows = sorted(wards.to_dicts(), key=lambda row: ((row["site"], row["ward"]) in done, row["site"], row["ward"]))
missing = sum((row["site"], row["ward"]) not in done for row in rows)
st.markdown(
    f"**{missing} of {words.plural(len(rows), 'ward')} not completed yet today.** Choose a ward to start its round."
)
shown = [ward_row(row, done) for row in rows]
opened = table(shown, COLUMNS, key="round_wards", caption=f"Wards, {place.words()}", height=520)
if opened:
    chosen = next(row for row in rows if row["key"] == opened)
    filters.choose(site=chosen["site"], ward=chosen["ward"])
