"""Benefits: bed days, beds and pounds that test areas released in a year, low, central and high; nothing twice."""

from __future__ import annotations

import streamlit as st

from metrics.benefits import NOTES, Claim, counted_once
from pages import releasing, service
from pages.parts import benefits, empty, filters
from pages.parts.table import table

ALL = "All test areas"

who, held = service.principal(), service.ask()
registered = service.entries(service.TestArea)
if not registered:
    empty.no_test_areas()
    st.stop()
chosen = filters.select("Test area", "area", [ALL, *(area.name for area in registered)], width=300)
areas = [area for area in registered if chosen in (ALL, area.name)]
found = {area.id: releasing.answers(held, who, area) for area in areas}
scoped = [
    (area.id, service.scope_of(area.scope).chosen(), one)
    for area in areas
    for one in found[area.id]
    if isinstance(one, Claim)
]
names = {area.id: area.name for area in areas}

if scoped:
    once = counted_once(scoped)
    for said in benefits.sentences([one for _, one in once]):
        st.markdown(f"**{said}**")
    rows = [benefits.row(names[area], one, once) for area, _, one in scoped]
    table(rows, benefits.COLUMNS, key="claims", caption="What was released in a year", opens=False)
else:
    st.markdown("None of the measures here carries bed days, admissions or care cost: no pounds are claimed.")
for said in benefits.shared(areas):
    st.markdown(said)
left = [benefits.refusal(names[area.id], one) for area in areas for one in found[area.id] if not isinstance(one, Claim)]
with st.expander("Measures without pounds", expanded=not scoped):
    table(left, benefits.REFUSALS, key="not_claimed", caption="Measures for which no pounds are claimed", opens=False)
with st.expander("What the figures rest on", expanded=bool(scoped)):
    st.markdown("\n".join(f"- {note}" for note in (*benefits.costs([one for _, _, one in scoped]), *NOTES)))
