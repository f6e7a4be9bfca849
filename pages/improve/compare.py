"""Compare: any measure, place and date of change; every method side by side, none hidden; results kept for good."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from metrics.metric import Direction
from pages import comparing, outcome, service
from pages.parts import choices, context, empty, filters, frozen, methods, outcomes, progress
from pages.parts.figure import Marker
from pages.parts.freeze_form import freeze_form

BETTER: dict[str, Direction] = {"Not said": "neither", "Lower": "lower", "Higher": "higher"}


def kept() -> None:
    """The frozen comparisons, and the one that the address names, as it was."""
    held = service.entries(service.Comparison)
    chosen = next((entry for entry in held if entry.id == st.query_params.get("frozen")), None)
    if chosen is not None:
        if st.button("Back to comparing"):
            del st.query_params["frozen"]
            st.rerun()
        outcomes.reopened(chosen, key="frozen")
        st.stop()
    if held:
        with st.expander(f"Frozen comparisons ({len(held)})"):
            opened = frozen.listed(held, key="frozen_list")
        if opened:
            st.query_params["frozen"] = opened
            st.rerun()


who, held = service.principal(), service.ask()
if "frozen" in st.query_params:
    kept()
by_label = choices.measures(held, who, comparable=True)
last = held.version.as_at.date()
with filters.bar():
    metric = by_label[filters.select("Measure", "measure", list(by_label), width=230)]
    place = filters.place(**choices.places(held, who, metric))
    start = st.date_input(
        "The change began on", last - timedelta(weeks=26), max_value=last, key="began", format="DD/MM/YYYY", width=150
    )
    wards = held.choices(who, "ward") if "ward" in place.scope.chosen() else []
    others = st.multiselect("Comparison wards", wards, key="others", width=260) if wards else []
    said = filters.select("Better is", "better", list(BETTER), width=130) if metric.direction == "neither" else ""
began = start if isinstance(start, date) else last
asked = comparing.by_hand(metric, place.scope, began, last, tuple(others), BETTER.get(said))
found = progress.comparison(held, who, asked)
if found is None:
    st.stop()
if found.simple.before.value is None and found.simple.now.value is None:
    empty.nothing(metric.label, metric.fact.feed, place.words())
    st.stop()
document = outcome.document(asked, found)
outcomes.headline(document)
flags = (Marker(number=1, on=began, name="The change began"), *context.events(place.scope))
outcomes.chart(document, flags, key="compare_chart")
context.listed(flags)
outcomes.sure(document, key="compare_checks")
every = progress.others(held, who, asked)
if every is not None:
    methods.side_by_side(every[0], found.method, key="methods")
    methods.second(every[1], document["unit"], key="opinions")
if service.may_define():
    freeze_form(held, who, asked, f"{metric.label}, {place.words()}, from {began}")
kept()
st.markdown(
    ":gray[Choose the measure, the place and the date before looking at the result: a comparison picked for its answer "
    "proves nothing. A change that is to be followed belongs in a test area.]"
)
