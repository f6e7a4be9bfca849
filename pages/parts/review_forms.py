"""Entering a case review, and the inputs of the pounds model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl
import streamlit as st

from metrics.case_review import LINES, Line, Opportunity, opportunities
from pages import service
from pages.parts import words

POINTS: Final = {
    "Q1": "Q1 at the front door",
    "Q2": "Q2 in the acute setting",
    "Q3": "Q3 at discharge",
    "Q4": "Q4 at local authority intake",
    "Q5": "Q5 in community nursing",
    "Q6": "Q6 in community services",
    "Q7": "Q7 commissioning of continuing healthcare",
}
REASONS: Final = (
    "", "Practitioner variation", "Other services not known at the time", "No capacity in the better setting",
    "Assessment and package not in time", "Information did not reach the team", "Person or family preferred it",
    "No senior review before the decision",
)  # fmt: skip
YES, NO, UNSAID = "Yes", "No", "Not judged"
LIKELIHOODS: Final = ("", "Likely", "Possible", "Unlikely")
_INPUTS: Final = "case_review_inputs"


def enter(sites: Sequence[str], wards: Sequence[str], providers: Sequence[str], today: date) -> None:
    """The structured form: what was decided, what would have suited best, why not, how likely a change is."""
    with st.form("review_form", border=False, clear_on_submit=False):
        left, middle, right = st.columns(3)
        with left:
            number = st.text_input("Review number", key="review_number", help="No name and no NHS number")
            reviewer = st.text_input("Reviewer", key="review_reviewer", value=service.principal().name)
            day = st.date_input("Reviewed on", today, max_value=today, key="review_day", format="DD/MM/YYYY")
            point = st.selectbox("Decision point", list(POINTS), format_func=_point, key="review_point")
        with middle:
            site = st.selectbox("Site", ["", *sites], key="review_site")
            ward = st.selectbox("Ward (blank: an attendance, or not in hospital)", ["", *wards], key="review_ward")
            actual = st.selectbox("Pathway taken", _pathways(), format_func=_said, key="review_actual")
            ideal = st.selectbox("Pathway that would suit best", _pathways(), format_func=_said, key="review_ideal")
        with right:
            improvable = st.radio("Could it have been better?", (NO, YES), key="review_improvable", horizontal=True)
            existed = st.radio("Did the better option exist?", (UNSAID, YES, NO), key="review_existed", horizontal=True)
            reason = st.selectbox("Why not", REASONS, key="review_reason")
            likelihood = st.selectbox("How likely is a change", LIKELIHOODS, key="review_likelihood")
        sent = st.form_submit_button("Save review")
    if sent:
        review = service.system.CaseReview(
            review_id=number.strip(), reviewer=reviewer.strip(), reviewed_on=day, decision_point=point,
            actual_pathway=actual, ideal_pathway=ideal, improvable=improvable == YES,
            alternative_existed={YES: True, NO: False}.get(existed), site=site, ward=ward,
            provider=providers[0] if len(providers) == 1 else "", reason=reason, likelihood=likelihood,
        )  # fmt: skip
        saved = service.system.enter_review(review)
        st.toast(f"Saved: {saved.review_id}, {saved.decision_point}, by {saved.reviewer}.")
        st.rerun()


def inputs() -> dict[str, Opportunity]:
    """What was given on this page for the pounds model, by line; empty until somebody says."""
    return dict(st.session_state.get(_INPUTS, {}))


def ask_inputs(lines: Sequence[Line]) -> None:
    """Volume, realisable share and saving for each line; a line of all zeros is left out of the pounds."""
    held = inputs()
    improvable = {line.name: line.improvable.value for line in lines}
    st.markdown(
        "Pounds a year = decisions a year x share that can really be made better x pounds saved for each."
        " The LGA took half, or a third, of what reviews called improvable as realisable."
    )
    uploaded = st.file_uploader("Or a table exported from here, with its inputs", type="csv", key="pounds_file")
    if uploaded is not None and st.button("Use the inputs of that file"):
        rows = pl.read_csv(uploaded.getvalue(), infer_schema=False)
        st.session_state[_INPUTS] = opportunities(rows)
        st.rerun()
    given = {}
    with st.form("pounds_form", border=False):
        for at, name in enumerate(LINES):
            given[name] = _line(at, name, held.get(name), improvable.get(name))
        sent = st.form_submit_button("Work out pounds")
    if sent:
        st.session_state[_INPUTS] = {
            name: one for name, one in given.items() if one.volume and one.realisable and one.high
        }
        st.rerun()


def _line(at: int, name: str, held: Opportunity | None, improvable: float | None) -> Opportunity:
    cells = st.columns((2.2, 1, 1, 1, 1, 1), vertical_alignment="bottom")
    found = "" if improvable is None else f", {words.share(improvable)} improvable"
    cells[0].markdown(f"{name}{found}")
    start = held or Opportunity(volume=0.0, realisable=0.0, low=0.0, central=0.0, high=0.0)
    volume = cells[1].number_input(
        "A year", 0.0, value=float(start.volume), key=f"volume_{at}_{start.volume}", format="%.0f"
    )
    share = cells[2].number_input(
        "Realisable %", 0.0, 100.0, start.realisable * 100, key=f"realisable_{at}_{start.realisable}"
    )
    low, central, high = (
        cells[3 + place].number_input(
            f"£ {word}", 0.0, value=float(value), key=f"saving_{word}_{at}_{value}", format="%.2f"
        )
        for place, (word, value) in enumerate((("low", start.low), ("central", start.central), ("high", start.high)))
    )
    # A single figure serves as all three; an order other than low, central, high is put right.
    known = sorted(value for value in (low, central, high) if value) or [0.0]
    middle = central or known[len(known) // 2]
    return Opportunity(volume=volume, realisable=share / 100, low=known[0], central=middle, high=known[-1])


def too_much(lines: Sequence[Line], given: dict[str, Opportunity]) -> list[str]:
    """Lines whose realisable share is more than the reviews found improvable: said, not refused."""
    return [
        f"{line.name}: {words.share(given[line.name].realisable)} is given as realisable, the reviews found"
        f" {words.share(line.improvable.value)} improvable."
        for line in lines
        if line.name in given and line.improvable.value is not None
        and given[line.name].realisable > line.improvable.value
    ]  # fmt: skip


def _pathways() -> list[str]:
    return list(service.system.PATHWAY_WORDS)


def _said(code: str) -> str:
    return f"P{code} {service.system.PATHWAY_WORDS[code]}"


def _point(code: str) -> str:
    return POINTS[code]
