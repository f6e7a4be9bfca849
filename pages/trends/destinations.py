"""Destinations: where people go week by week, against the baseline, and how they get there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import polars as pl
import streamlit as st

from metrics import catalogue, destinations
from metrics.metric import DISCHARGE
from pages import service
from pages.parts import choices, context, empty, filters, flow, then_now, words
from pages.parts import destinations as said
from pages.parts.bands import bands
from pages.parts.plot import plot
from pages.parts.table import table

HEIGHT = 400
KINDS: dict[str, destinations.Kind] = {"Pathway": "pathway", "Destination code": "destination"}
PERIODS = {"Last 2 years": 104, "Last 6 months": 26, "Last 12 months": 52, "All days": 10_000}
FROM = {"Ward": "ward", "Specialty": "specialty"}
OLDER = "65 and over"
NOT_OLDER = (
    "The national expectation by pathway (50%, 45%, 4%, 1%) is for people of 65 and over: choose that age to see it."
)


def flowing(first: str, then: str) -> pl.DataFrame:
    """How many went from each place to each."""
    return held.kept(who, ("flow", asked, first, then), lambda: destinations.flow(rows(), first, then))


who, held = service.principal(), service.ask()
home = catalogue.metric("home_share")
with filters.bar():
    place = filters.place(**choices.places(held, who, home), grains=("week", "month"))
    kind = KINDS[filters.select("Groups", "groups", list(KINDS), width=165)]
    aged = service.may(who, service.Right.SEE_PATIENTS) and "age_band" in held.splits(DISCHARGE)
    ages = ("All adults", OLDER) if aged else ("All adults",)
    older = filters.select("Age", "age", ages, width=130) == OLDER
    share = filters.select("Show", "shown_as", ("Shares", "Counts"), width=110) == "Shares"
    weeks = PERIODS[filters.select("Over", "over", list(PERIODS), width=160)]
    starts = choices.kept(held, DISCHARGE, FROM)
    start = starts[filters.select("Flow from", "flow_from", list(starts), width=120)]

end = held.version.as_at.date()
since = max(end - timedelta(weeks=weeks), timedelta(days=1) + type(end).min)
scope = replace(place.scope, from_day=since, to_day=end)
columns = [*destinations.COLUMNS, *(["ward"] if start == "ward" else []), *(["age_band"] if older else [])]
asked = (scope, older)  # with the person's limits, all that what is kept depends on besides its name
rows = cache(lambda: destinations.left(held.fact(who, DISCHARGE, columns, scope), older=older))
periods = held.series(who, "discharges", scope, place.grain).filter(~pl.col("partial"))["period_start"].to_list()
values = held.kept(
    who, ("parts", asked, kind, place.grain), lambda: destinations.by_period(rows(), kind, place.grain, periods)
)
if values.is_empty() or not values["value"].sum():
    empty.nothing("Where people go when they leave, week by week,", "spells", place.words())
    st.stop()

around = context.context(home, place.scope, place.grain, end)
frozen = (around.baseline.start, around.baseline.end) if around.baseline else None
band = said.baseline(place.scope, frozen)
where = place.words() + (f", {OLDER}" if older else "")
figure = said.bars(values, grain=place.grain, share=share, band=band, markers=around.markers, height=HEIGHT)
plot(figure, key="destinations", alt=said.sentence(values, band, place.grain, where), height=HEIGHT)
context.listed(around.markers)

left, right = st.columns(2)
with left:
    st.header("Two meanings of home", anchor=False)
    both = held.kept(who, ("homes", asked), lambda: destinations.homes(rows()))
    st.markdown(words.escaped(said.home_words(both)))
    if both.known:
        table(said.home_rows(both), said.HOMES, key="homes", caption="Home by pathway and by destination", opens=False)
with right:
    st.header("Against the national expectation", anchor=False)
    if older:
        found = held.kept(who, ("expected", asked), lambda: destinations.expected_65(rows()))
        planned = said.expected_rows(found, service.system.PATHWAY_WORDS)
        caption = "Pathways of people of 65 and over against the planning guidance"
        table(planned, said.EXPECTED, key="expected", caption=caption, opens=False)
        st.markdown(
            ":gray[Hospital discharge and community support guidance: a planning aid, not a target for one ward.]"
        )
    elif aged:
        st.markdown(NOT_OLDER)
    else:
        why = service.added_up("age_band") or "ages are for those who may see patients."
        st.markdown(f"Pathways of people of 65 and over against the planning guidance would be here, but {why}")

st.header("Short-term and long-term beds", anchor=False)
beds = [catalogue.metric(key) for key in ("pathway_2_share", "pathway_3_share")]
then_now.charts(beds, place.scope, place.grain, key="beds", height=250)

st.header(f"From {start} through pathway to destination", anchor=False)
if said_why := service.added_up(start):
    st.markdown(f"It would be here, but {said_why}")
    st.stop()
first, second = flowing(start, "pathway_part"), flowing("pathway_part", "destination_part")
first = flow.folded(first)
order = list(said.parts_of("pathway"))
second = second.sort(pl.col("first").cast(pl.Enum(order)), pl.col("then").cast(pl.Enum(said.parts_of("destination"))))
told = f"{flow.said(second)}."
heads = (start.capitalize(), "Pathway", "Destination")
bands(first, second, order, heads, key="flow", alt=told, height=max(HEIGHT, 30 * first["first"].n_unique()))
with st.expander("As tables", expanded=False):
    for steps, name, ends in ((first, start.capitalize(), "pathway"), (second, "Pathway", "destination")):
        listed = said.parts_of("pathway" if ends == "pathway" else "destination")
        caption = f"People by {name.lower()} and {ends}"
        table(flow.matrix(steps, listed), flow.matrix_columns(steps, name, listed), key=f"flow_{ends}", caption=caption,
              opens=False)  # fmt: skip
