"""Where to look first: wards in the order in which to ask, by a rule that is said and can be changed here."""

from __future__ import annotations

import streamlit as st

from metrics.catalogue import METRICS
from metrics.look_first import MEASURES, Rule
from pages import service
from pages.parts import choices, empty, filters, look_first, words

SHORT = 10
# What may be weighed: shares and averages, which wards of any size can be compared by.
OFFERED = {
    metric.label: metric.key
    for metric in METRICS.values()
    if metric.shape == "ratio" and metric.direction != "neither" and "ward" in metric.fact.splits
}
WEIGHTS = {
    "signal": ("Signal for the worse", 10.0),
    "distance": ("Distance", 10.0),
    "worsening": ("Worsening", 10.0),
    "volume": ("Bed days past ready", 10.0),
    "doubt": ("Taken off for what is not known", 1.0),
}


def weigh() -> tuple[Rule, list[str]]:
    """The rule and the measures as chosen, both kept in the address."""
    usual, labels = Rule(), [label for label, key in OFFERED.items() if key in MEASURES]
    chosen = st.multiselect("Measures", list(OFFERED), default=labels, key="measures", bind="query-params")
    with st.container(horizontal=True, gap="small"):
        weights = {
            name: st.number_input(
                label, 0.0, most, getattr(usual, name), most / 10, "%.1f", key=f"weight_{name}", bind="query-params",
                width=200,
            )
            for name, (label, most) in WEIGHTS.items()
        }  # fmt: skip
    return Rule(**weights), [OFFERED[label] for label in chosen] or list(MEASURES)


who, held = service.principal(), service.ask()
offered = choices.places(held, who)
with filters.bar():
    place = filters.place(**{name: offered[name] for name in ("providers", "sites", "cohorts")})
    everyone = filters.select("Show", "wards", (f"First {SHORT}", "All wards"), width=130) == "All wards"
said = st.container()
with st.expander("Change the rule"):
    rule, keys = weigh()
found = look_first.read(held, who, place.scope, rule, keys)
said.markdown(look_first.rule_in_words(found, keys))
if not found.wards:
    empty.nothing("Wards in the order in which to ask", "spells", place.words(), needs="ward")
    st.stop()
opened = look_first.listed(found, found.wards if everyone else found.wards[:SHORT])
st.markdown(f":gray[{look_first.steadiness(found)}]")
st.markdown("**What we don't know.** " + words.escaped(" ".join(look_first.gaps(found))))
if held.by_last_ward(who):
    st.markdown(":gray[By last ward: without a board or ward stays, a stay counts on the ward it ended on.]")
if opened:
    ward = next(ward for ward in found.wards if ward.name == opened)
    filters.open_at("trends/measure.py", **look_first.link(held, who, place.scope, ward))
