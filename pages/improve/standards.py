"""Ward standards: which wards work to the discharge standards, by data where data tell and by assessment."""

from __future__ import annotations

import streamlit as st

from metrics.standards import MEASURED
from pages import service
from pages.parts import choices, empty, filters, standards, words
from pages.parts.lines import lines
from pages.parts.plot import plot
from pages.parts.table import table

who, held = service.principal(), service.ask()
offered = choices.places(held, who)
with filters.bar():
    place = filters.place(providers=offered["providers"], sites=offered["sites"])

today = held.version.as_at.date()
places = standards.wards(held, who, place.scope)
if not places:
    empty.nothing("Wards and how far each works to the discharge standards", "spells", place.words(), needs="ward")
    st.stop()
found = standards.marks(held, who, place.scope, places)
shown = standards.names(found)
said = standards.sentence(found, today)
st.markdown(f"**{said}** {standards.RULE}.")
opened = table(
    standards.rows(found, shown, today), standards.columns(shown), key="standards", caption=said, height=430,
    selected=st.session_state.get("standard_ward"),
)  # fmt: skip
if opened:
    st.session_state["standard_ward"] = opened
chosen = next((one for one in places if "|".join(one) == st.session_state.get("standard_ward")), None)
if chosen is None:
    st.markdown(":gray[Open a ward for its history.]")
else:
    st.header(f"{chosen[2]}, {chosen[1]}", anchor=False)
    left, right = st.columns(2)
    with left:
        past = standards.history(chosen)
        if past:
            table(past, standards.HISTORY, key="history", caption=f"Assessments of {chosen[2]}", opens=False)
        else:
            st.markdown("Nobody has assessed this ward yet.")
    with right:
        months = standards.measured_history(held, who, chosen)
        if months.is_empty():
            st.markdown("The data tell no measured standard of this ward month by month.")
        else:
            last = months.filter(months["period_start"] == months["period_start"].max())
            now = ", ".join(f"{row['part']} {words.share(row['value'])}" for row in last.to_dicts())
            alt = (
                f"Measured standards of {chosen[2]} by month; {words.period(last['period_start'][0], 'month')}: {now}."
            )
            plot(lines(months, unit="share", grain="month", height=280), key="months", alt=alt, height=280)
with st.expander("Enter an assessment"):
    standards.form(places, today)
with st.expander("How levels are measured"):
    for one in MEASURED:
        steps = ", ".join(f"{at} from {words.share(step)}" for at, step in enumerate(one.steps, 1))
        st.markdown(f"- **{one.name}**: {one.words}; level {steps}. The last {standards.WEEKS} weeks of the data.")
    st.markdown("- Any other standard has the level of its newest assessment.")
