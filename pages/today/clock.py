"""24-hour clock: from the criteria stopping being met to the first contact of a pathway 1 to 3 service."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import streamlit as st

from metrics import board, catalogue, clock
from metrics.scope import Scope
from pages import service
from pages.parts import choices, empty, filters, patient, then_now, words
from pages.parts import clock as drawn
from pages.parts.tiles import Tile, tiles

PATHWAYS = ("All pathways", "Pathway 1", "Pathway 2", "Pathway 3")
GROUPS = {"Pathway": "pathway", "Ward": "ward", "Site": "site"}
WEEKS = 4


def of_pathway(rows: pl.DataFrame, chosen: str) -> pl.DataFrame:
    """The rows of the pathway chosen."""
    wanted = chosen.removeprefix("Pathway ")
    return rows if chosen == PATHWAYS[0] else rows.filter(pl.col("pathway").cast(pl.String) == wanted)


def listed(scope: Scope, chosen: str) -> None:
    """The people who wait, for those who may see them; a row opens the patient."""
    if why := service.added_up(service.PATIENTS):
        st.markdown(f"The people who wait would be here, but {why}")
        return
    rows = of_pathway(held.people(who, "clock_open", scope), chosen)
    ends = clock.due_at(pl.col("criteria_not_met_at"))
    waiting = clock.waiting_now(clock.cases(rows)).with_columns(due_at=ends)
    if waiting.is_empty():
        empty.none_match("people waiting", "the wards that you may see")
        return
    caption = f"{words.plural(waiting.height, 'person', 'people')} waiting, on the wards that you may see"
    opened = drawn.people(waiting, caption)
    if opened:
        rows = held.board(who, scope)
        patient.drawer(opened, board.prioritised(rows, service.board_time(rows).date()))


who, held = service.principal(), service.ask()
metric, as_at = catalogue.metric("support_within_24h_share"), held.version.as_at
with filters.bar():
    offered = choices.places(held, who)
    place = filters.place(**{name: offered[name] for name in ("providers", "sites", "wards")})
    pathway = filters.select("Pathway", "pathway", PATHWAYS)
    groups = choices.kept(held, clock.CLOCK_CASE, GROUPS)
    label = filters.select("Count by", "count_by", list(groups))
columns = [*clock.COLUMNS, "site", "ward"]
found = of_pathway(clock.cases(held.fact(who, clock.CLOCK_CASE, columns, place.scope)), pathway)
if found.is_empty():
    empty.nothing("The hours to the first contact of a pathway 1 to 3 service", "spells", place.words())
    st.stop()

lately = clock.recent(found, as_at.date() - timedelta(weeks=WEEKS))
counted = {state: clock.count(lately, state) for state in clock.STATES}
closed = counted["met"] + counted["late"]
weeks = f"in {WEEKS} weeks"
tiles(
    [
        Tile(label="Waiting, within 24 hours", value=words.count(counted["due"])),
        Tile(label="Waiting, 24 hours passed", value=words.count(counted["breached"])),
        Tile(label="Waiting, time not recorded", value=words.count(counted["untimed"])),
        Tile(label=f"Started within 24 hours, {weeks}", value=words.share(counted["met"] / closed if closed else None),
             unit=f"of {closed:,}"),
        Tile(label=f"Left with no start recorded, {weeks}", value=words.count(counted["not recorded"])),
    ],
    key="clock_counts", width=180,
)  # fmt: skip
st.markdown(drawn.sentence(lately, f"{words.time(as_at)} {words.day(as_at.date())}"))
if service.may(who, service.Right.SEE_PATIENTS):
    listed(place.scope, pathway)
st.header("Where it is met", anchor=False)
st.markdown(f":gray[Now, and clocks that ended {weeks} to the time of the data.]")
drawn.groups(clock.by(lately, groups[label]), label)
st.header("Over time", anchor=False)
then_now.chart(metric, place.scope, "week", key="clock_share", height=300)
st.markdown(
    ":gray[Hours on this page are real ones, also over a clock change. The measure over time counts all pathways of "
    "eligible discharges, by the wall clock: a wait over the night of a clock change is an hour off there.]"
)
