"""Daily return: NHS England's lines for a date from what is already held, checked, as files, and recorded when sent."""

from __future__ import annotations

from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from metrics import daily_return as lines
from metrics.asking import named
from metrics.scope import Scope
from pages import returning, service
from pages.parts import daily_return as drawn
from pages.parts import empty, filters, words
from pages.parts.tiles import Tile, tiles


def exported(kind: str, found: returning.Return) -> bytes:
    """The file, made and logged when it is asked for."""
    from pages import return_file  # the office library is needed by those who download only

    service.note(service.principal(), "exported", "daily return", day=found.day.isoformat(), file=kind)
    return return_file.save(found, kind)


def send(found: returning.Return) -> None:
    """Record the return as sent."""
    document = lines.document(found.lines)
    service.record_sent(found.providers[0], found.day, document, found.input_hash, "NHS England")


who, held = service.principal(), service.ask()
known = returning.providers(held, who)
if not known:
    empty.nothing("The daily return of every covered day", "spells")
    st.stop()
with filters.bar():
    provider = filters.place(providers=known).scope.provider
    chosen = provider if isinstance(provider, str) else known[0] if len(known) == 1 else None
    covered = returning.days(held, who, chosen)
    first = returning.newest(covered, held.version.as_at)
    day = st.date_input(
        "Date", first, min_value=covered[0], max_value=covered[-1], format="DD/MM/YYYY", key="return_day",
        bind="query-params", width=165,
    )  # fmt: skip
found = returning.gather(held, who, day if isinstance(day, date) else first, chosen)
total = {line.key: words.count(line.value) for line in found.lines}
if chosen is None:
    st.markdown(f"This is the sum of {named(known)}. Choose a provider for its own return.")
tiles(
    [
        Tile(label="No longer meeting criteria", value=total["nctr"]),
        Tile(label="Discharged", value=total["discharged"], unit=f"{total['discharged_by_1700']} by 17:00"),
        Tile(label="Remaining", value=total["remaining"]),
        *(Tile(label=f"of them {days} days or more", value=total[f"stay_{days}_plus"]) for days in lines.LONG_STAYS),
    ],
    key="return_totals", width=150,
)  # fmt: skip
st.markdown(drawn.verdict(found.checks))
with st.container(horizontal=True, vertical_alignment="center"):
    for kind in ("csv", "xlsx"):
        st.download_button(
            f"Download .{kind}", data=partial(exported, kind, found), file_name=found.file_name(kind),
            key=f"return_{kind}", on_click="ignore",
        )  # fmt: skip
    if service.may_send() and len(found.providers) == 1:
        sent = service.sent_return(found.providers[0], found.day)
        fit = all(check.outcome != "wrong" for check in found.checks)
        label = "Record as sent again" if sent else "Record as sent"
        st.button(label, key="return_sent", disabled=not fit, on_click=send, args=(found,))
        if sent is not None and (at := service.sent_at(sent)) is not None:
            when = f"{words.time(at)} {words.day(at.date())}"
            st.markdown(f":gray[Recorded as sent by {words.escaped(sent.changed_by)}, {when}.]")
st.header("Checks", anchor=False)
drawn.checks(found)
st.header("Lines", anchor=False)
drawn.lines(found)
st.header("The days before", anchor=False)
drawn.days(found)
if service.may(who, service.Right.SEE_PATIENTS):
    st.header("Who remains", anchor=False)
    if st.toggle("Show the people", key="return_people"):
        that_day = Scope(provider=chosen, from_day=found.day, to_day=found.day)
        rows = held.people_of_days(who, "return_patient", that_day).filter(pl.col("event") == "remaining")
        caption = f"{words.plural(rows.height, 'person', 'people')} on the wards that you may see"
        drawn.people(rows, held.board(who, Scope(provider=chosen)), caption)
        st.markdown(f":gray[{caption}, at the end of {words.day(found.day)}.]")
