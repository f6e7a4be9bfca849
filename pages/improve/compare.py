"""Compare: any measure, place and date of change; every method that applies, side by side, none of them hidden."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from metrics.compare import METHODS, Comparison
from pages import comparing, service
from pages.parts import choices, empty, filters, sentences, words
from pages.parts.charts import counterfactual
from pages.parts.figure import Marker
from pages.parts.plot import plot
from pages.parts.table import Column, table

HEIGHT = 320
NAMES = {
    "series": "Interrupted time series",
    "controlled": "Difference series against comparison wards",
    "wards": "Difference in differences between wards",
    "staggered": "Staggered roll-out",
    "before_after": "Simple before and after",
}
COLUMNS = (
    Column("method", "Method", "24%", heading=True),
    Column("verdict", "Verdict", "9rem"),
    Column("change", "Change", "18%"),
    Column("interval", "95% interval"),
    Column("why", "Why it can't be had", "30%"),
)


def row(found: Comparison, asked: str) -> dict[str, object]:
    """One method's answer; a method that fell back to the simple comparison says why it could not be had."""
    parts, unit = found.verdict.parts(), sentences.said_unit(found.metric)
    refused = found.why if found.method != asked else " ".join(parts["reasons"])
    known = parts["change"] is not None and not refused
    return {
        "id": asked,
        "method": NAMES[asked],
        "verdict": str(parts["verdict"]).capitalize() if not refused or found.method == asked else "",
        "change": words.difference(parts["change"], unit) if known else "",
        "interval": words.reach(parts["change_low"], parts["change_high"], unit) if known else "",
        "why": refused,
    }


who, held = service.principal(), service.ask()
by_label = choices.measures(held, who, comparable=True)
with filters.bar():
    metric = by_label[filters.select("Measure", "measure", list(by_label), width=230)]
    place = filters.place(**choices.places(held, who, metric))
    last = held.version.as_at.date()
    start = st.date_input(
        "The change began on", last - timedelta(weeks=26), max_value=last, key="began", format="DD/MM/YYYY", width=150
    )
    wards = held.choices(who, "ward") if "ward" in place.scope.chosen() else []
    others = st.multiselect("Comparison wards", wards, key="others", width=260) if wards else []
began = start if isinstance(start, date) else last
plan = comparing.asked(place.scope, metric, began, last, tuple(others))
answers = {method: comparing.by_hand(held, who, metric, place.scope, plan, method) for method in METHODS}
chosen = comparing.by_hand(held, who, metric, place.scope, plan)
if chosen.simple.before.value is None and chosen.simple.now.value is None:
    empty.nothing(metric.label, metric.fact.feed, place.words())
    st.stop()
st.markdown(f"**{words.escaped(sentences.verdict(chosen))}**")
st.markdown(f":gray[{words.escaped(chosen.why)}]")
table([row(found, method) for method, found in answers.items()], COLUMNS, key="methods", caption="Methods", opens=False)
series = answers["series"]
if series.method == "series" and series.series.height:
    marker = Marker(number=1, on=began, name="The change began")
    figure = counterfactual(series.series, unit=sentences.said_unit(metric), markers=(marker,), height=HEIGHT)
    plot(figure, key="compare_chart", alt=sentences.expected(series), height=HEIGHT)
st.markdown(
    ":gray[Choose the measure, the place and the date before looking at the result: a comparison picked for its answer "
    "proves nothing. A change that is to be followed belongs in a test area.]"
)
