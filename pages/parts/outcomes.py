"""A comparison's document on the page: what happened, how sure that is, the picture, and what was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from metrics.compare import BETWEEN_WARDS
from pages import freezing, outcome, service
from pages.parts import checks, empty, frozen, methods, words
from pages.parts.charts import counterfactual
from pages.parts.figure import Marker
from pages.parts.plot import plot

HEIGHT = 320
Document = Mapping[str, Any]


def headline(document: Document) -> None:
    """The verdict in one sentence, and at once what it must be read with."""
    st.markdown(f"**{words.escaped(document['sentence'])}**")
    warning = checks.warning(document)
    if warning:
        st.markdown(f":orange-background[{words.escaped(warning)}]")


def chart(document: Document, markers: Sequence[Marker], *, key: str) -> bool:
    """What happened beside what would have; False where the method draws no such line."""
    values = outcome.series(document)
    if values["expected"].is_null().all():
        return False
    between = document["method"] in BETWEEN_WARDS
    name, grain = ("Comparison wards", "four weeks from") if between else ("Without the change", "week")
    first, last = values["date"][0], date.fromisoformat(document["now_days"][1])
    shown = [marker for marker in markers if first <= marker.on <= last]
    figure = counterfactual(
        values, unit=document["unit"], markers=shown, grain=grain, height=HEIGHT, expected_name=name
    )
    plot(figure, key=key, alt=document["chart_sentence"], height=HEIGHT)
    return True


def sure(document: Document, *, key: str) -> None:
    """The checks, in a line and a table."""
    st.header("How sure", anchor=False)
    methods.explained(document)
    if document["checks"]:
        st.markdown(f"{checks.summary(document['checks'])}.")
    checks.draw(document, key=key)


def reopened(entry: service.Comparison, *, key: str) -> None:
    """A frozen comparison as it was, and how far the data of now are from it."""
    document = freezing.document(entry)
    st.markdown(f"**{words.escaped(entry.name)}**")
    st.markdown(f":gray[{words.escaped(frozen.kept(entry))}]")
    headline(document)
    try:
        today = freezing.today(service.ask(), service.principal(), entry)
        st.markdown(words.escaped(frozen.drifted(entry, today)))
    except service.FAULTS as refusal:
        empty.partial(words.escaped(f"the data of now, which can't answer this question. {refusal}"))
    marker = Marker(number=1, on=date.fromisoformat(document["start"]), name="The change began")
    chart(document, [marker], key=f"{key}_chart")
    sure(document, key=f"{key}_checks")
    methods.assumptions(document, key=f"{key}_assumptions")
    st.download_button("Save as JSON", entry.result, f"{entry.id}.json", "application/json")
