"""Front door: four hours, ambulance handovers, admissions avoided and referrals to social care, before and now."""

from __future__ import annotations

import streamlit as st

from metrics import catalogue
from pages import service
from pages.parts import choices, empty, filters, then_now

MEASURES = (
    "four_hour_share",
    "handover_15_share",
    "handover_30_share",
    "handover_60_share",
    "admissions_avoided",
    "social_care_referrals",
)

who, held = service.principal(), service.ask()
metrics = [catalogue.metric(key) for key in MEASURES]
if not service.system.loaded(who, "front_door"):
    empty.nothing("Attendances within 4 hours, ambulance handovers and admissions avoided", "front_door")
    st.stop()
offered = choices.places(held, who, metrics[0])
with filters.bar():
    place = filters.place(providers=offered["providers"], sites=offered["sites"], grains=("week", "month", "day"))

st.header("Before and now", anchor=False)
found = [(metric, then_now.compared(held, who, metric, place.scope)) for metric in metrics]
then_now.drawn(found, key="door_before_now", caption="Front door measures, a year earlier and now")
st.header("Over time", anchor=False)
then_now.charts(metrics, place.scope, place.grain, key="door")
