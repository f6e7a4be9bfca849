"""Pounds that a partner enters: a gain or a cost of a change, identified or realised, with where the figure is from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import streamlit as st

from pages import service
from pages.parts import saving, words

NEW: Final = "A new line"
NO_AREA: Final = "No test area"
PARTNERS: Final = ("Acute trust", "Community provider", "Council", "Integrated care board")
KINDS: Final = {"gross": "Gain in a budget (gross)", "reinvest": "Running cost (re-invested)"}
STATUSES: Final = {"identified": "Identified: could be had", "realised": "Realised: has come in"}


def draw(day: date) -> None:
    """One form for a new line or the one chosen; day: what a new line begins with."""
    entries = service.entries(service.BenefitLine)
    named = {f"{entry.name} ({entry.partner}, {entry.status})": entry for entry in entries}
    chosen = st.selectbox("Add or correct", [NEW, *named], key="line_chosen", width=520)
    entry = named.get(chosen)
    form = f"line_{entry.id if entry else 'new'}"
    prefix = saving.fresh(form)
    opened = saving.opened(prefix, entry)
    drawn = _fields(opened, day, prefix)
    missing = "The line has no first day: give the day from which the pounds count."
    saving.buttons(opened, drawn, what="line", missing=missing, form=form)


def _fields(entry: service.BenefitLine | None, day: date, prefix: str) -> service.BenefitLine | None:
    held = entry or service.BenefitLine(
        name="", partner=PARTNERS[0], kind="gross", status="identified", low=0.0, central=0.0, high=0.0, from_day=day,
        source="",
    )  # fmt: skip
    made = _amounts(_about(held, prefix), prefix)
    first, last, source = st.columns((1, 1, 3))
    on = first.date_input("From", held.from_day, key=f"{prefix}_from", format="DD/MM/YYYY")
    until = last.date_input("Until", held.to_day, key=f"{prefix}_to", format="DD/MM/YYYY", help="Empty: without end")
    said = source.text_input("Where the figure comes from", held.source, key=f"{prefix}_source")
    if not isinstance(on, date):
        return None
    return replace(made, from_day=on, to_day=until if isinstance(until, date) else None, source=said)


def _about(held: service.BenefitLine, prefix: str) -> service.BenefitLine:
    areas = {"": NO_AREA} | {area.id: area.name for area in service.entries(service.TestArea)}
    partners = list(dict.fromkeys([*PARTNERS, held.partner]))
    name, area, partner = st.columns((3, 2, 2))
    kind, status = st.columns(2)
    return replace(
        held,
        name=name.text_input("What it is", held.name, key=f"{prefix}_name"),
        test_area=area.selectbox(
            "Test area", list(areas), list(areas).index(held.test_area) if held.test_area in areas else 0,
            key=f"{prefix}_area", format_func=lambda key: areas[key],
        ),
        partner=partner.selectbox(
            "Whose budget", partners, partners.index(held.partner), key=f"{prefix}_partner", accept_new_options=True
        ),
        kind=kind.selectbox(
            "Gain or cost", list(KINDS), list(KINDS).index(held.kind), key=f"{prefix}_kind",
            format_func=lambda key: KINDS[key],
        ),
        status=status.selectbox(
            "How far", list(STATUSES), list(STATUSES).index(held.status), key=f"{prefix}_status",
            format_func=lambda key: STATUSES[key],
        ),
    )  # fmt: skip


def _amounts(held: service.BenefitLine, prefix: str) -> service.BenefitLine:
    given = {}
    for column, name in zip(st.columns(3), ("low", "central", "high"), strict=True):
        amount = column.number_input(
            f"Pounds a year, {name}", 0.0, value=float(getattr(held, name)), step=1000.0, key=f"{prefix}_{name}"
        )
        given[name] = amount
        if amount >= 1000:
            column.markdown(f":gray[{words.escaped(words.pounds(amount))}]")
    return replace(held, low=given["low"], central=given["central"], high=given["high"])
