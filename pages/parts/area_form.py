"""The editor of a test area: everything that the register keeps about it, saved as one entry and never over another's.

What was typed stays on the page while it is drawn, also where the register refuses it or somebody was quicker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import polars as pl
import streamlit as st

from metrics import catalogue
from metrics.ask import Answers
from metrics.metric import CENSUS, Metric
from metrics.scope import Scope
from pages import comparing, service
from pages.parts import choices, empty, filters, saving, scope_picker, words
from pages.parts.scope_picker import Place

STATUSES: Final = ("planned", "live", "standardised", "stopped")
DIRECTIONS: Final = {"lower": "Lower is better", "higher": "Higher is better", "neither": "Neither way is better"}
BAD_WEEKS: Final = 8
NEW: Final = service.TestArea(name="", primary_metric="days_past_ctr", direction="lower", why_here="")
DATE: Final = "DD/MM/YYYY"


def edit(held: Answers, who: service.Principal, area: service.TestArea | None) -> None:
    """Draw the editor for an area, or for a new one, and save what was typed when asked to."""
    form = f"area_{area.id if area else 'new'}"
    prefix = saving.fresh(form)
    opened = saving.opened(prefix, area or NEW) or NEW
    offered, measures = scope_picker.places(held, who), _measures(held, who, opened)
    drawn = _what(opened, prefix)
    drawn = _where(drawn, opened, offered, prefix)
    drawn = _aims(drawn, opened, measures, prefix)
    drawn = _before(drawn, opened, prefix)
    with st.container(horizontal=True, gap="small"):
        pressed = st.button("Save test area", key=f"{prefix}_save")
        if st.button("Drop what I typed", key=f"{prefix}_drop"):
            saving.forget(form)
            st.rerun()
    if pressed:
        _save(drawn, form)


def _save(drawn: service.TestArea, form: str) -> None:
    try:
        saved = service.save_entry(drawn)
    except service.StaleEntry as refusal:
        empty.wrong(f"{refusal} What you typed is still here: copy what you need, then press Drop what I typed.")
    except service.DataError as refusal:
        empty.wrong(str(refusal))
    else:
        saving.forget(form)
        st.toast(f"Saved: {saved.name}.")
        filters.choose(area=saved.name, show="Result")


def _what(entry: service.TestArea, prefix: str) -> service.TestArea:
    name, team, status = st.columns((3, 3, 2))
    found = replace(
        entry,
        name=name.text_input("Name", entry.name, key=f"{prefix}_name"),
        team=team.text_input("Team", entry.team, key=f"{prefix}_team"),
        status=status.selectbox(
            "Status", STATUSES, STATUSES.index(entry.status), key=f"{prefix}_status", format_func=str.capitalize
        ),
    )
    left, right = st.columns(2)
    return replace(
        found,
        hypothesis=left.text_area(
            "What we try, and why it should help", entry.hypothesis, key=f"{prefix}_hypothesis", height=80
        ),
        why_here=right.text_area(
            "Why here", entry.why_here, key=f"{prefix}_why", height=80,
            placeholder="How this place was chosen: one chosen on bad weeks gets better by itself",
        ),
    )  # fmt: skip


def _where(
    drawn: service.TestArea, entry: service.TestArea, offered: list[Place], prefix: str
) -> service.TestArea:  # fmt: skip
    st.markdown("**Where, and since when**")
    scope = scope_picker.pick("Where", entry.scope, offered, key=f"{prefix}_scope")
    stages = []
    for at in range(len(entry.go_lives) + 2):
        stage = entry.go_lives[at] if at < len(entry.go_lives) else None
        day, place = st.columns((1, 4))
        on = day.date_input(f"Go-live {at + 1}", stage.day if stage else None, key=f"{prefix}_day{at}", format=DATE)
        with place:
            own = scope_picker.pick(
                f"Where go-live {at + 1} holds", stage.scope if stage else service.EntryScope(), offered,
                key=f"{prefix}_stage{at}", words="everywhere above",
            )  # fmt: skip
        if isinstance(on, date):
            stages.append(service.GoLive(day=on, scope=own))
    settle, wards = st.columns((1, 4))
    weeks = settle.number_input(
        "Weeks to settle", 0, 52, entry.settle_weeks, key=f"{prefix}_settle",
        help="Weeks after the last go-live that count on neither side, while stays that began before it end",
    )  # fmt: skip
    known = [name for level, name in offered if level == "ward"]
    others = wards.multiselect(
        "Comparison wards, without the change", sorted({*known, *entry.comparison_wards}),
        list(entry.comparison_wards), key=f"{prefix}_others",
    )  # fmt: skip
    return replace(drawn, scope=scope, go_lives=tuple(stages), settle_weeks=int(weeks), comparison_wards=tuple(others))


def _aims(
    drawn: service.TestArea, entry: service.TestArea, measures: Mapping[str, Metric], prefix: str
) -> service.TestArea:
    st.markdown("**What it should change**")
    keys, ways = list(measures), list(DIRECTIONS)
    first, second, third = st.columns((3, 2, 2))
    primary = first.selectbox(
        "Primary measure: the one that decides", keys, keys.index(entry.primary_metric), key=f"{prefix}_primary",
        format_func=lambda key: measures[key].label,
    )  # fmt: skip
    direction = second.selectbox(
        "Which way is better", ways, ways.index(entry.direction), key=f"{prefix}_direction",
        format_func=lambda way: DIRECTIONS[way],
    )  # fmt: skip
    scale = 100 if measures[primary].unit == "share" else 1
    unit = "per cent" if scale == 100 else measures[primary].unit.replace("_", " ")
    potential = third.number_input(
        f"Potential ({unit})", value=None if entry.potential is None else entry.potential * scale,
        key=f"{prefix}_potential", help="The value of the primary measure that could be reached",
    )  # fmt: skip
    own = measures[primary].direction
    if own not in ("neither", direction):
        st.markdown(f":gray[The definition of this measure says: {DIRECTIONS[own].lower()}. Here your choice rules.]")
    source = st.text_input("Where the potential comes from", entry.potential_source, key=f"{prefix}_source")
    targets, balancing = (
        column.multiselect(label, keys, list(chosen), key=f"{prefix}_{name}",
                           format_func=lambda key: measures[key].label)
        for column, label, name, chosen in zip(
            st.columns(2), ("Also aimed at", "Must not get worse"), ("targets", "balancing"),
            (entry.target_metrics, entry.balancing_metrics), strict=True,
        )
    )  # fmt: skip
    return replace(
        drawn, primary_metric=primary, direction=direction, potential_source=source,
        potential=None if potential is None else potential / scale,
        target_metrics=tuple(targets), balancing_metrics=tuple(balancing),
    )  # fmt: skip


def _before(drawn: service.TestArea, entry: service.TestArea, prefix: str) -> service.TestArea:
    st.markdown("**What it is set against**")
    first, last, bad = st.columns((1, 1, 3), vertical_alignment="bottom")
    start = first.date_input("Before: from", entry.before_from, key=f"{prefix}_before_from", format=DATE)
    end = last.date_input("Before: to", entry.before_to, key=f"{prefix}_before_to", format=DATE)
    chosen = bad.checkbox(
        f"Chosen because recent weeks were bad: leave out the {BAD_WEEKS} weeks before the first go-live",
        key=f"{prefix}_bad",
    )
    drawn = replace(
        drawn, before_from=start if isinstance(start, date) else None, before_to=end if isinstance(end, date) else None
    )
    if chosen and drawn.go_lives:
        until = min(stage.day for stage in drawn.go_lives) - timedelta(weeks=BAD_WEEKS, days=1)
        began = drawn.before_from or until - comparing.BEFORE + timedelta(days=1)
        drawn = replace(drawn, before_from=began, before_to=until)
    days = comparing.before_days(drawn)
    if days:
        said = f"{words.long_day(days[0])} to {words.long_day(days[1])}"
        st.markdown(f":gray[Before is {said}. Without dates it is the year up to the first go-live.]")
    return drawn


def _measures(held: Answers, who: service.Principal, entry: service.TestArea) -> dict[str, Metric]:
    """Every measure by key, those whose feeds are loaded first; what people wait for by each value on the boards."""
    found = {metric.key: metric for metric in choices.measures(held, who).values()}
    waiting = held.fact(who, CENSUS, ["waiting_for"], Scope())["waiting_for"].cast(pl.String).drop_nulls()
    used = [entry.primary_metric, *entry.target_metrics, *entry.balancing_metrics]
    for key in [*(f"waiting_for_share{{{value}}}" for value in waiting.unique().sort()), *used]:
        found.setdefault(key, catalogue.metric(key))
    return found
