"""The pages of each section, and who is offered which: by right, by what a partner may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache

import streamlit as st
from streamlit.navigation.page import Page

from pages import service

PATIENTS = ("", "huddle", "wall", "board-round", "matched-cohorts")
NEEDS = dict.fromkeys(PATIENTS, service.Right.SEE_PATIENTS) | {
    "load": service.Right.LOAD, "access": service.Right.AUDIT,
}  # fmt: skip
"""The right that a page asks for where seeing figures is not enough, by its address."""
FOR_PARTNERS = {"measure", "definitions"}
"""What can be held to one council's residents or one pathway: all that their officers are offered."""
BARE = {"wall"}  # says its own title and how fresh the data are, larger


def offered(who: service.Principal) -> dict[str, list[Page]]:
    """Section -> the pages offered to a person, hidden ones too, in the order of the menu."""
    return {
        section: [
            copy(page)  # Streamlit writes on it, and the next person's is another
            for page in pages
            if service.may(who, NEEDS.get(page.url_path, service.Right.READ))
            and (not who.partner or page.url_path in FOR_PARTNERS)
        ]
        for section, pages in _sections().items()
    }


def titles(who: service.Principal) -> set[str]:
    """The titles of all pages that are offered to a person: of a page, what Streamlit never changes."""
    return {page.title for pages in offered(who).values() for page in pages}


def load_page() -> Page:
    """The page on which extracts are loaded."""
    return next(page for page in _sections()["Trust"] if page.url_path == "load")


@cache
def _sections() -> Mapping[str, Sequence[Page]]:
    """Made in the first run and kept: 39 of them take 6 ms."""
    return {
        "Today": [
            st.Page("today/board.py", title="Daily board", default=True),
            st.Page("today/huddle.py", title="Huddle sheet", visibility="hidden"),
            st.Page("today/wall.py", title="Wall screen", visibility="hidden"),
            st.Page("today/expected.py", title="Expected discharges", url_path="expected"),
            st.Page("today/capacity.py", title="Onward capacity", url_path="capacity"),
            st.Page("today/round.py", title="Board round", url_path="board-round"),
            st.Page("today/actions.py", title="Actions"),
            st.Page("today/my_wards.py", title="My wards", url_path="my-wards"),
            st.Page("today/red_green.py", title="Red and green days", url_path="red-green"),
            st.Page("today/clock.py", title="24-hour clock", url_path="clock"),
            st.Page("today/failed.py", title="Failed discharges", url_path="failed-discharges"),
            st.Page("today/daily_return.py", title="Daily return", url_path="daily-return"),
        ],
        "Trends": [
            st.Page("trends/summary.py", title="Summary"),
            st.Page("trends/measure.py", title="Measure"),
            st.Page("trends/matrix.py", title="Icon matrix", url_path="icon-matrix"),
            st.Page("trends/waiting_for.py", title="Waiting for", url_path="waiting-for"),
            st.Page("trends/look_first.py", title="Where to look first", url_path="look-first"),
            st.Page("trends/variation.py", title="Between wards", url_path="between-wards"),
            st.Page("trends/benchmarks.py", title="Benchmarks"),
            st.Page("trends/delays.py", title="Delays"),
            st.Page("trends/destinations.py", title="Destinations"),
            st.Page("trends/cost.py", title="Cost of care", url_path="cost"),
            st.Page("trends/equity.py", title="Equity"),
            st.Page("trends/front_door.py", title="Front door", url_path="front-door"),
            st.Page("trends/board_paper.py", title="Board paper", url_path="board-paper"),
        ],
        "Improve": [
            st.Page("improve/test_areas.py", title="Test areas", url_path="test-areas"),
            st.Page("improve/compare.py", title="Compare"),
            st.Page("improve/matched_cohorts.py", title="Matched cohorts", url_path="matched-cohorts"),
            st.Page("improve/plan.py", title="Plan a test", url_path="plan"),
            st.Page("improve/benefits.py", title="Benefits"),
            st.Page("improve/standards.py", title="Ward standards", url_path="ward-standards"),
            st.Page("improve/learning.py", title="Learning log", url_path="learning"),
            st.Page("improve/case_review.py", title="Case review", url_path="case-review"),
            st.Page("improve/intermediate_care.py", title="Intermediate care", url_path="intermediate-care"),
            st.Page("improve/chc.py", title="Continuing healthcare", url_path="continuing-healthcare"),
        ],
        "Trust": [
            st.Page("trust/data_health.py", title="Data health", url_path="data-health"),
            st.Page("trust/definitions.py", title="Definitions"),
            st.Page("trust/load.py", title="Load"),
            st.Page("trust/access.py", title="Access"),
        ],
    }
