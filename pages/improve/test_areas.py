"""Test areas: what a team tries, where and since when; whether it worked, how sure that is; entered and kept here."""

from __future__ import annotations

import streamlit as st

from metrics import catalogue
from metrics.ask import Answers
from pages import comparing, outcome, service
from pages.parts import (
    area_form,
    areas,
    context,
    empty,
    event_form,
    filters,
    frozen,
    methods,
    outcomes,
    progress,
    register_file,
    sentences,
    words,
)
from pages.parts.freeze_form import freeze_form
from pages.parts.plot import plot
from pages.parts.xmr import xmr

HEIGHT = 320
RESULT, EDIT, NEW, EVENTS, FILE = "Result", "Edit", "New test area", "Events", "Import and export"


def result(held: Answers, who: service.Principal, area: service.TestArea) -> None:
    """What happened, how sure that is, what was checked; and the forms that keep it."""
    st.markdown(f"What we try: {words.escaped(area.hypothesis or 'not said yet.')}")
    st.markdown(f":gray[{areas.where_and_when(area)}]")
    if not area.go_lives:
        st.markdown("No go-live date is registered, so there is no before and now to compare: add one under Edit.")
        return
    asked = comparing.of_area(held, area)
    found = progress.comparison(held, who, asked)
    if found is None:
        return
    document, lines = outcome.document(asked, found), areas.card(held, who, area)
    outcomes.headline(document)
    worse = areas.got_worse(lines)
    if worse:
        st.markdown(f":orange-background[{words.escaped(worse)}]")
    areas.draw(lines, area, document["verdict"])
    trend, flags = areas.chart(held, who, area)
    if not outcomes.chart(document, flags, key="area_chart") and trend.latest is not None:
        figure = xmr(trend.rows, unit=catalogue.metric(area.primary_metric).unit, grain=trend.grain, markers=flags,
                     height=HEIGHT, baseline=comparing.before_days(area))  # fmt: skip
        plot(figure, key="area_limits", alt=sentences.trend(trend), height=HEIGHT)
    context.listed(flags)
    outcomes.sure(document, key="area_checks")
    with st.expander("Other ways to work it out"):
        methods.assumptions(document, key="alternatives")
        every = progress.others(held, who, asked)
        if every is not None:
            methods.side_by_side(every[0], found.method, key="area_methods")
            methods.second(every[1], document["unit"], key="area_opinions")
    if service.may_define():
        freeze_form(held, who, asked, f"{area.name}, data to {words.long_day(held.version.as_at.date())}")
    kept = [entry for entry in service.entries(service.Comparison) if entry.test_area == area.id]
    opened = frozen.listed(kept, key="area_frozen") if kept else None
    if opened:
        st.switch_page("improve/compare.py", query_params={"frozen": opened})


who, held = service.principal(), service.ask()
registered = {entry.name: entry for entry in service.entries(service.TestArea)}
shows = ([RESULT, EDIT] if registered else []) + [NEW, EVENTS, FILE]
if not service.may_define():
    shows = shows[:1] if registered else []
with filters.bar():
    chosen = filters.select("Test area", "area", list(registered), width=300) if registered else ""
    show = filters.select("Show", "show", shows, width=190) if len(shows) > 1 else RESULT
if not registered:
    empty.no_test_areas()
if show == RESULT and registered:
    result(held, who, registered[chosen])
    with st.expander("All test areas"):
        opened = areas.listed(list(registered.values()))
    if opened:
        filters.choose(area=next(e.name for e in registered.values() if e.id == opened))
elif show == EDIT:
    area_form.edit(held, who, registered[chosen])
elif show == NEW and service.may_define():
    area_form.edit(held, who, None)
elif show == EVENTS:
    event_form.draw(held, who)
elif show == FILE:
    register_file.draw()
