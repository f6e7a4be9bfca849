"""What people can enter beside a chart: a frozen baseline, new limits from a stated date, a note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from metrics.metric import Metric
from metrics.trend import Trend
from pages import service
from pages.parts import words
from pages.parts.figure import Marker
from pages.parts.filters import Place

SHORT = 13


def draw(metric: Metric, place: Place, found: Trend, markers: Sequence[Marker]) -> None:
    """Three small forms behind one heading; saving says what was saved and draws the page again."""
    folded = st.expander("Baseline, new limits, notes", on_change="rerun")
    if not folded.open:  # a dozen widgets that nobody sees would slow every click on the page
        return
    with folded:
        days = found.rows["date"].to_list()
        baseline, rebase, note = st.columns(3)
        with baseline.form("baseline_form", border=False):
            _baseline(metric, place, days)
        with rebase.form("rebase_form", border=False):
            _rebase(metric, place, days, markers)
        with note.form("note_form", border=False):
            _note(metric, place, days)


def _baseline(metric: Metric, place: Place, days: list[date]) -> None:
    st.markdown("**Freeze a baseline.** Its centre and limits never change afterwards.")
    start = _day("First day", days, days[0], "baseline_start")
    end = _day("Last day", days, days[len(days) // 2], "baseline_end")
    if st.form_submit_button("Freeze"):
        entry = service.Baseline(
            name=f"{metric.label}, {place.words()}, {words.long_day(start)} to {words.long_day(end)}",
            metric=metric.key, start=start, end=end, grain=place.grain, scope=service.entry_scope(place.scope),
        )  # fmt: skip
        saved = service.freeze_baseline(entry)
        _said(f"Frozen: {saved.name}.")


def _rebase(metric: Metric, place: Place, days: list[date], markers: Sequence[Marker]) -> None:
    st.markdown("**Start new limits** from a known change. A go-live offers a date; it never does it by itself.")
    offered = [marker.on for marker in markers if days[0] <= marker.on <= days[-1]]
    day = _day("From", days, max(offered, default=days[-1]), "rebase_day")
    reason = st.text_input("Reason", key="rebase_reason")
    if st.form_submit_button("Start new limits"):
        left = sum(each >= day for each in days)
        service.save_entry(
            service.Rebase(metric=metric.key, day=day, reason=reason, scope=service.entry_scope(place.scope))
        )
        few = f" Only {words.plural(left, 'period')} since then: trial limits until there are {SHORT}."
        _said(f"New limits from {words.long_day(day)}.{few if left < SHORT else ''}")


def _note(metric: Metric, place: Place, days: list[date]) -> None:
    st.markdown("**Add a note** to a day of this chart.")
    day = _day("Day", days, days[-1], "note_day")
    text = st.text_input("Note", key="note_text")
    if st.form_submit_button("Add note"):
        service.save_entry(service.Note(metric=metric.key, day=day, text=text, scope=service.entry_scope(place.scope)))
        _said("Note added.")


def _day(label: str, days: list[date], chosen: date, key: str) -> date:
    return st.date_input(label, chosen, min_value=days[0], max_value=days[-1], key=key, format="DD/MM/YYYY")


def _said(sentence: str) -> None:
    st.toast(sentence)
    st.rerun()
