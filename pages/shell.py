"""What stands around every page: navigation, the title, how fresh the data are, the first run, errors in words.

Streamlit runs this file again at every click, so it asks for little and keeps nothing.
"""

from __future__ import annotations

import streamlit as st

from pages import service
from pages.parts import faults, frame

SECTIONS = {
    "Today": [
        st.Page("today/board.py", title="Daily board", default=True),
    ],
    "Trends": [
        st.Page("trends/summary.py", title="Summary"),
        st.Page("trends/measure.py", title="Measure"),
        st.Page("trends/matrix.py", title="Icon matrix", url_path="icon-matrix"),
        st.Page("trends/look_first.py", title="Where to look first", url_path="look-first"),
        st.Page("trends/variation.py", title="Between wards", url_path="between-wards"),
        st.Page("trends/board_paper.py", title="Board paper", url_path="board-paper"),
    ],
    "Improve": [
        st.Page("improve/test_areas.py", title="Test areas", url_path="test-areas"),
        st.Page("improve/compare.py", title="Compare"),
        st.Page("improve/plan.py", title="Plan a test", url_path="plan"),
        st.Page("improve/benefits.py", title="Benefits"),
    ],
    "Trust": [
        st.Page("trust/data_health.py", title="Data health", url_path="data-health"),
        st.Page("trust/definitions.py", title="Definitions"),
        st.Page("trust/load.py", title="Load"),
    ],
}
LOAD = SECTIONS["Trust"][-1]

st.set_page_config(page_title="Homeward", layout="wide", initial_sidebar_state=220)
frame.dress()
page = st.navigation(SECTIONS, expanded=True)
try:
    freshness = service.freshness()
    first_day = freshness is None and page is not LOAD
    frame.head("Welcome to Homeward" if first_day else page.title, freshness)
    if first_day:
        frame.first_run(LOAD)
    else:
        page.run()
except Exception as fault:
    faults.tell(fault)
