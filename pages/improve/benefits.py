"""Benefits: what test areas released in a year, what partners have in their budgets for it; nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from metrics.benefits import NOTES, Claim, counted_once
from metrics.ledger import ledger
from pages import releasing, service
from pages.parts import benefits, empty, filters, line_form, words
from pages.parts.table import table
from pages.releasing import Answer

ALL = "All test areas"
RULES = (
    "Of two test areas that may hold the same people, a thing released counts once, in the larger claim; a test area "
    "that was stopped counts no more.",
    "Of gains of one partner from test areas that may hold the same people at the same time, only the largest counts; "
    "costs always count in full.",
    "The worth of bed days and admissions is never added to the pounds in budgets.",
)


def released(areas: Sequence[service.TestArea], found: dict[str, list[Answer]]) -> list[Claim]:
    """What the measures say was released: the totals, then a row a claim."""
    once = counted_once(releasing.scoped(areas, found))
    for said in benefits.sentences([one for _, one in once]):
        st.markdown(f"**{said}**")
    claims = [(area, one) for area in areas for one in found[area.id] if isinstance(one, Claim)]
    rows = [benefits.row(area.name, one, once, stopped=area.status == releasing.ENDED) for area, one in claims]
    if rows:
        table(rows, benefits.COLUMNS, key="claims", caption="What was released in a year", opens=False)
    else:
        st.markdown("None of the measures here carries bed days, admissions or care cost: no pounds are claimed.")
    for said in benefits.shared(areas):
        st.markdown(said)
    return [one for _, one in claims]


def budgets(area: str | None, day: date) -> None:
    """What partners have entered: gross, re-invested, net, identified against realised; and the form."""
    st.header("Pounds in budgets", anchor=False)
    lines = [entry for entry in service.entries(service.BenefitLine) if area is None or entry.test_area == area]
    found = ledger(releasing.lines(area), day)
    for said in benefits.money(found):
        st.markdown(f"**{words.escaped(said)}**")
    if lines:
        rows = [benefits.ledger_row(one) for one in found.totals]
        table(rows, benefits.LEDGER, key="ledger", caption="Gross, re-invested and net by partner", opens=False)
        areas = {entry.id: entry.name for entry in service.entries(service.TestArea)}
        with st.expander(f"Lines entered ({len(lines)})"):
            each = [benefits.entered(entry, areas, found) for entry in lines]
            table(each, benefits.ENTERED, key="lines", caption="Lines that partners entered", opens=False)
    else:
        st.markdown("No partner has entered a gain or a running cost yet, so nothing is known of money.")
    if service.may_define():
        with st.expander("Add or correct a line"):
            line_form.draw(day)


who, held = service.principal(), service.ask()
registered = service.entries(service.TestArea)
if not registered:
    empty.no_test_areas()
    st.stop()
chosen = filters.select("Test area", "area", [ALL, *(area.name for area in registered)], width=300)
areas = [area for area in registered if chosen in (ALL, area.name)]
found = {area.id: releasing.answers(held, who, area) for area in areas}
claims = released(areas, found)
budgets(None if chosen == ALL else areas[0].id, held.version.as_at.date())
names = {area.id: area.name for area in areas}
left = [benefits.refusal(names[area.id], one) for area in areas for one in found[area.id] if not isinstance(one, Claim)]
with st.expander("Measures without pounds", expanded=not claims):
    table(left, benefits.REFUSALS, key="not_claimed", caption="Measures for which no pounds are claimed", opens=False)
with st.expander("What the figures rest on"):
    st.markdown("\n".join(f"- {note}" for note in (*benefits.costs(claims), *NOTES, *RULES)))
