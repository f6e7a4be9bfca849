"""Dated events that are no test area: listed, added, corrected, taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import streamlit as st

from metrics.ask import Answers
from pages import service
from pages.parts import saving, scope_picker, words
from pages.parts.table import Column, table

PREFIX: Final = "event"
NEW: Final = "A new event"
COLUMNS: Final = (
    Column("name", "What happened", "28%", heading=True),
    Column("when", "When", "24%"),
    Column("where", "Where", "20%"),
    Column("text", "More"),
)
WHAT: Final = (
    "A ward that moved, beds that opened or closed, a strike, a new form, a changed definition: whatever could be "
    "taken for an effect. Events stand on every chart of the place as lettered flags."
)


def draw(held: Answers, who: service.Principal) -> None:
    """The list, and one form for a new event or the one chosen."""
    events = sorted(service.entries(service.Event), key=lambda entry: (entry.day, entry.name), reverse=True)
    st.markdown(WHAT)
    if events:
        table([_row(entry) for entry in events], COLUMNS, key="events", caption="Events", opens=False)
    named = {f"{entry.name}, {words.long_day(entry.day)}": entry for entry in events}
    chosen = st.selectbox("Add or correct", [NEW, *named], key="event_chosen", width=420)
    entry = named.get(chosen)
    form = f"{PREFIX}_{entry.id if entry else 'new'}"
    prefix = saving.fresh(form)
    opened = saving.opened(prefix, entry)
    drawn = _fields(held, who, opened, prefix)
    missing = "The event has no date: give the day on which it happened or began."
    saving.buttons(opened, drawn, what="event", missing=missing, form=form)


def _fields(
    held: Answers, who: service.Principal, entry: service.Event | None, prefix: str
) -> service.Event | None:  # fmt: skip
    name, day, until = st.columns((3, 1, 1))
    said = name.text_input("What happened", entry.name if entry else "", key=f"{prefix}_name")
    on = day.date_input("On or from", entry.day if entry else None, key=f"{prefix}_day", format="DD/MM/YYYY")
    to = until.date_input(
        "Until", entry.to_day if entry else None, key=f"{prefix}_to", format="DD/MM/YYYY", help="For a stretch of days"
    )
    scope = scope_picker.pick(
        "Where", entry.scope if entry else service.EntryScope(), scope_picker.places(held, who), key=f"{prefix}_scope"
    )
    text = st.text_input("More about it", entry.text if entry else "", key=f"{prefix}_text")
    if not isinstance(on, date):
        return None
    made = service.Event(name=said, day=on, to_day=to if isinstance(to, date) else None, scope=scope, text=text)
    if entry is None:
        return made
    return replace(made, id=entry.id, version=entry.version)


def _row(entry: service.Event) -> dict[str, object]:
    until = f" to {words.long_day(entry.to_day)}" if entry.to_day and entry.to_day != entry.day else ""
    scope = entry.scope
    where = ", ".join([*scope.site, *scope.ward, *scope.cohort, *scope.service]) or "everywhere"
    return {
        "id": entry.id, "name": entry.name, "when": f"{words.long_day(entry.day)}{until}", "where": where,
        "text": entry.text,
    }  # fmt: skip
