"""Matched cohorts: people of a cohort beside the people most like them, how alike they are, and who was left out."""

from __future__ import annotations

import streamlit as st

from metrics.matching import OUTCOMES, Question
from metrics.matching_traits import TRAITS, USUAL
from pages import matching, service
from pages.parts import choices, filters, matched, matched_figure, progress, words
from pages.parts.plot import plot
from pages.parts.table import table

NIGHTS = {"Any stay": 0} | {f"{nights} nights or more": nights for nights in (2, 3, 5, 7, 10, 14, 21)}
BY_LABEL = {metric.label: metric for metric in OUTCOMES}
KEYS = {trait.label: trait.key for trait in TRAITS.values()}

who, held = service.principal(), service.ask()
service.require(who, service.Right.SEE_PATIENTS)
cohorts = held.choices(who, "cohort")
if not cohorts:
    st.markdown(matched.NOBODY)
    st.stop()
days = matching.covered(held, who)
offered = choices.places(held, who)
with filters.bar():
    cohort = filters.select("Cohort", "cohort", cohorts, width=170)
    metric = BY_LABEL[filters.select("Outcome", "outcome", list(BY_LABEL), width=270)]
    place = filters.place(
        providers=offered["providers"], sites=offered["sites"], days=days, since=matching.last_year(days)
    )
usual = [TRAITS[key].label for key in USUAL]
with filters.bar():
    chosen = st.multiselect("Match on", list(KEYS), default=usual, key="match", bind="query-params", width=860)
    nights = NIGHTS[filters.select("Stayed", "stayed", list(NIGHTS), width=170)]
traits = tuple(key for label, key in KEYS.items() if label in chosen)
asked = Question(metric=metric, cohort=cohort, scope=place.scope, traits=traits, nights=nights)
found = progress.job(matching.key_of(held, who, asked), lambda say: matching.answer(held, who, asked, say))
if found is None:
    st.stop()

st.markdown(f"**{words.escaped(matched.sentence(found, asked))}**")
warning = matched.care(found)
if warning:
    st.markdown(f":orange-background[{words.escaped(warning)}]")
st.markdown(f":gray[{words.escaped(matched.beside(found, asked, place.words()))}]")
if found.result is not None:
    left, right = st.columns(2)
    with left:
        st.header(metric.label, anchor=False)
        alt = matched_figure.said(found.levels, asked)
        plot(matched_figure.dumbbell(found, asked), key="matched_means", alt=alt, height=matched_figure.height(2))
    with right:
        st.header("How alike", anchor=False)
        alt, tall = matched_figure.balance_said(found.balance), matched_figure.height(len(found.balance))
        plot(matched_figure.balance(found.balance), key="matched_balance", alt=alt, height=tall)
if found.readable:
    st.header("How much, how sure", anchor=False)
    caption = f"{metric.label}, {cohort} against partners"
    table(matched.effect(found, asked), matched.EFFECT, key="matched_effect", caption=caption, opens=False)
    with st.expander("Adjusted by regression, and without matching"):
        table(matched.folded(found, asked), matched.EFFECT, key="matched_folded", caption=caption, opens=False)
left, right = st.columns(2)
with left:
    st.header("Who was counted", anchor=False)
    rows = matched.people(found, asked)
    table(rows, matched.PEOPLE, key="matched_people", caption="Who was counted and left out", opens=False)
    st.markdown(words.escaped(matched.blanks(found)))
with right:
    if found.balance:
        st.header("Balance", anchor=False)
        rows = matched.balance(found)
        table(rows, matched.BALANCE, key="matched_alike", caption="Traits before and after matching", opens=False)
st.header("What to keep in mind", anchor=False)
st.markdown("\n".join(f"- {words.escaped(line)}" for line in matched.mind(found, asked)))
st.markdown(f":gray[{words.escaped(f'{matched.METHOD} {metric.definition}')}]")
