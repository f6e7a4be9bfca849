"""Failed discharges: planned and did not happen, why, how often again. Expected dates: set in time, moved, met."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import streamlit as st

from metrics import board, catalogue, expected_dates, failed
from metrics.catalogue.expected_dates import METRICS
from metrics.metric import EXPECTED_STAY
from metrics.scope import Scope
from pages import service
from pages.parts import choices, empty, filters, patient, then_now, words
from pages.parts import expected_dates as dates
from pages.parts import failed as drawn
from pages.parts.tiles import Tile, tiles

VIEWS = ("Failed discharges", "Expected dates")
PERIODS = {"Last 13 weeks": 13, "Last 52 weeks": 52, "All days": 10_000}
CAUSES = {"Reason": "reason", "Owner": "owner", "Ward": "ward", "Site": "site"}
FIRST_DAY = date(2000, 1, 1)
HEIGHT = 300


def plans(scope: Scope, label: str, on: date) -> None:
    """The view of failed discharges."""
    rows = failed.with_days(held.fact(who, failed.FAILED_PLAN, failed.COLUMNS, scope), on)
    if rows.is_empty():
        empty.none_match("failed discharges", f"{place.words()} in that time")
        return
    share = held.window(who, "failed_discharge_share", scope)
    still = int(rows.filter(pl.col("in_hospital") == 1)["patients"].sum())
    unknown = int(rows.filter(pl.col("spell_known") == 0)["patients"].sum())
    tiles(
        [
            Tile(label="Planned discharges that failed", value=words.count(int(rows["patients"].sum()))),
            Tile(label="Share of those planned", value=words.share(share.value)),
            Tile(label="Bed days that followed", value=words.count(float(rows["days_lost"].sum()))),
            Tile(label="Not the stay's first", value=words.count(int(rows.filter(failed.AGAIN)["patients"].sum()))),
            Tile(label="Still in hospital", value=words.count(still)),
        ],
        key="failed_counts", width=170,
    )  # fmt: skip
    st.markdown(drawn.repeats(failed.attempts(rows)))
    by = CAUSES[label]
    found = failed.causes(rows, by)
    drawn.paretos(found, by, label)
    with st.expander("As a table"):
        drawn.causes(found, by, label)
    st.markdown(
        ":gray[Bed days: from the planned day to the stay's next failed plan, its discharge, or the day of the data, "
        "each counted once.]"
    )
    if unknown:
        empty.partial(f"the bed days of {words.plural(unknown, 'plan')} whose spell is not loaded.")
    history(by, on)
    if service.may(who, service.Right.SEE_PATIENTS):
        people(scope, on)


def history(by: str, on: date) -> None:
    """The share over time, and the plans by month and cause over a year."""
    covered = held.table(who, "cover_day").filter(pl.col("feed") == "failed_discharges")["stat_date"].sort()
    year = replace(place.scope, from_day=on - timedelta(days=400), to_day=on)
    rows = held.fact(who, failed.FAILED_PLAN, failed.COLUMNS, year)
    left, right = st.columns(2)
    with left:
        then_now.chart(catalogue.metric("failed_discharge_share"), place.scope, "week", key="failed", height=HEIGHT)
    with right:
        st.markdown("**Failed plans by month**")
        months = failed.monthly(rows, by, max(covered[0], on - timedelta(days=400)), covered[-1])
        drawn.over_time(months, by, HEIGHT)


def people(scope: Scope, on: date) -> None:
    """The stays concerned, for those who may see them; a row opens the patient."""
    st.header("Whose plans failed", anchor=False)
    if not st.toggle("Show the people", key="failed_show"):
        return
    rows, listed = held.people_of_days(who, "failed_plan", scope), held.board(who, replace(scope, from_day=None))
    opened = drawn.people(failed.with_days(rows, on), listed.select("provider", "spell_id", "local_id"))
    if opened:
        patient.drawer(opened, board.prioritised(listed, service.board_time(listed).date()))


def expected(scope: Scope) -> None:
    """The view of expected dates."""
    rows = held.fact(who, EXPECTED_STAY, expected_dates.COLUMNS, scope)
    late, slips = expected_dates.days_late(rows), expected_dates.slips(rows)
    if not late["patients"].sum():
        empty.nothing("How near people leave to the day expected, and how often it moves,", "board", place.words())
        return
    found = {metric.key: held.window(who, metric.key, scope).value for metric in METRICS}
    tiles(
        [Tile(label=one.label, value=words.amount(found[one.key], one.unit), title=one.definition) for one in METRICS],
        key="expected_now", width=210,
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        st.markdown("**Days from the first expected date to leaving**")
        dates.days_late(late)
    with right:
        st.markdown("**Times the date slipped in a stay**")
        if slips["patients"].sum():
            dates.slips(slips)
        else:
            empty.nothing("How often expected dates move", "board", place.words())
    st.header("Wards", anchor=False)
    if why := service.added_up("ward"):
        st.markdown(f"They would be here, but {why}")
    else:
        by_ward(scope)
    st.header("Over time", anchor=False)
    then_now.charts(METRICS, place.scope, "week", key="expected")


def by_ward(scope: Scope) -> None:
    """The measures of each ward."""
    values = {metric.key: held.series(who, metric.key, scope, "window", "ward") for metric in METRICS}
    dates.wards(values, {metric.key: metric for metric in METRICS})


who, held = service.principal(), service.ask()
offered = choices.places(held, who)
with filters.bar():
    view = filters.select("Show", "shown", VIEWS, width=180)
    place = filters.place(**{name: offered[name] for name in ("providers", "sites", "wards")})
    weeks = PERIODS[filters.select("Over", "weeks", list(PERIODS), width=160)]
    label = filters.select("Because of", "cause", list(CAUSES), width=140) if view == VIEWS[0] else "Reason"
on = held.version.as_at.date()
window = replace(place.scope, from_day=max(on - timedelta(weeks=weeks), FIRST_DAY), to_day=on)
if view == VIEWS[1]:
    expected(window)
elif "failed_discharges" in held.feeds(who):
    plans(window, label, on)
else:
    empty.nothing("Planned discharges that did not happen, and why,", "failed_discharges")
