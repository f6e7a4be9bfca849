"""The learning log: turns of plan, do, study, act by test area, and the form that enters one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

import streamlit as st

from metrics import catalogue
from metrics.catalogue import METRICS
from pages import service
from pages.parts import saving, words
from pages.parts.table import Column, cell

NEW: Final = "A new entry"
NO_AREA: Final = "No test area"
NO_METRIC: Final = "No measure"
STEPS: Final = {"": "still running", "adopt": "Adopt", "adapt": "Adapt", "abandon": "Abandon"}
SHAPES: Final = {"": ("ring", "quiet"), "adopt": ("tick", "improvement"), "adapt": ("circle", "neutral"),
                 "abandon": ("square", "neutral")}  # fmt: skip
COLUMNS: Final = (
    Column("title", "What was tried", "17%", heading=True),
    Column("when", "When", "12%"),
    Column("measure", "Measure", "11%"),
    Column("plan", "Plan", "17%"),
    Column("prediction", "Prediction", "15%"),
    Column("result", "Result"),
    Column("next", "Next", "9%"),
)


def by_area(entries: Sequence[service.LearningEntry]) -> list[tuple[str, list[service.LearningEntry]]]:
    """Test area's name and its entries, newest first; those of no test area last."""
    names = {area.id: area.name for area in service.entries(service.TestArea)}
    found: dict[str, list[service.LearningEntry]] = {}
    for entry in sorted(entries, key=lambda one: (one.from_day, one.title), reverse=True):
        found.setdefault(names.get(entry.test_area, NO_AREA), []).append(entry)
    return sorted(found.items(), key=lambda one: (one[0] == NO_AREA, one[0]))


def row(entry: service.LearningEntry) -> dict[str, Any]:
    """An entry as a row of COLUMNS."""
    until = f" to {words.long_day(entry.to_day)}" if entry.to_day else ", goes on"
    shape, tone = SHAPES[entry.next_step]
    return {
        "id": entry.id,
        "title": cell(entry.title, more=entry.note or None),
        "when": f"{words.long_day(entry.from_day)}{until}",
        "measure": catalogue.metric(entry.metric).label if entry.metric else "",
        "plan": entry.plan,
        "prediction": entry.prediction,
        "result": entry.result,
        "next": cell(STEPS[entry.next_step], shape=shape, tone=tone),  # type: ignore[arg-type]
    }


def sentence(entries: Sequence[service.LearningEntry]) -> str:
    """How many turns there are and how they ended."""
    ended = {step: sum(one.next_step == step for one in entries) for step in STEPS}
    parts = [f"{ended[step]} {said.lower()}" for step, said in STEPS.items() if step and ended[step]]
    running = f"{ended['']} still running" if ended[""] else ""
    listed = ", ".join(part for part in (*parts, running) if part)
    return f"{words.plural(len(entries), 'turn')} of plan, do, study, act: {listed}."


def form(day: date) -> None:
    """One form for a new entry or the one chosen; day: what a new entry begins with."""
    entries = sorted(service.entries(service.LearningEntry), key=lambda one: one.from_day, reverse=True)
    named = {f"{entry.title}, {words.long_day(entry.from_day)}": entry for entry in entries}
    chosen = st.selectbox("Add or correct", [NEW, *named], key="learning_chosen", width=520)
    entry = named.get(chosen)
    name = f"learning_{entry.id if entry else 'new'}"
    prefix = saving.fresh(name)
    opened = saving.opened(prefix, entry)
    drawn = _fields(opened, day, prefix)
    missing = "The entry has no first day: give the day on which it was first tried."
    saving.buttons(opened, drawn, what="entry", missing=missing, form=name)


def _fields(entry: service.LearningEntry | None, day: date, prefix: str) -> service.LearningEntry | None:
    held = entry or service.LearningEntry(title="", from_day=day)
    held = _about(held, prefix)
    first, last, step = st.columns(3)
    on = first.date_input("From", held.from_day, key=f"{prefix}_from", format="DD/MM/YYYY")
    until = last.date_input("Until", held.to_day, key=f"{prefix}_to", format="DD/MM/YYYY", help="Empty: it goes on")
    then = step.selectbox(
        "What next", list(STEPS), list(STEPS).index(held.next_step), key=f"{prefix}_next",
        format_func=lambda key: STEPS[key],
    )  # fmt: skip
    given = {}
    left, right = st.columns(2)
    for column, name, label in (
        (left, "plan", "Plan: what is tried"), (right, "prediction", "Prediction: what will happen"),
        (left, "result", "Result: what happened"), (right, "note", "Note"),
    ):  # fmt: skip
        given[name] = column.text_area(label, getattr(held, name), key=f"{prefix}_{name}", height=80)
    if not isinstance(on, date):
        return None
    return replace(held, from_day=on, to_day=until if isinstance(until, date) else None, next_step=then, **given)


def _about(held: service.LearningEntry, prefix: str) -> service.LearningEntry:
    areas = {"": NO_AREA} | {area.id: area.name for area in service.entries(service.TestArea)}
    metrics = {"": NO_METRIC} | {key: metric.label for key, metric in METRICS.items()}
    if held.metric and held.metric not in metrics:
        metrics[held.metric] = catalogue.metric(held.metric).label
    name, area, metric = st.columns((3, 2, 2))
    return replace(
        held,
        title=name.text_input("What was tried", held.title, key=f"{prefix}_name"),
        test_area=area.selectbox(
            "Test area", list(areas), list(areas).index(held.test_area) if held.test_area in areas else 0,
            key=f"{prefix}_area", format_func=lambda key: areas[key],
        ),
        metric=metric.selectbox(
            "Measure", list(metrics), list(metrics).index(held.metric), key=f"{prefix}_metric",
            format_func=lambda key: metrics[key], help="It stands as a flag on that measure's chart",
        ),
    )  # fmt: skip
