"""The floor of a page: an empty Streamlit app with one widget of each kind that our pages use, and a second page."""

from __future__ import annotations

import streamlit as st


def first() -> None:
    """A select list, a radio, a date and one line that repeats what was chosen."""
    place = st.selectbox("Site", ["All", "North", "South"])
    step = st.radio("Per", ["week", "month"], horizontal=True)
    day = st.date_input("From", value="2026-01-01")
    st.write(f"{place}, {step}, {day}")


def second() -> None:
    """One line."""
    st.write("The second page")


st.navigation([st.Page(first, title="First", default=True), st.Page(second, title="Second")]).run()
