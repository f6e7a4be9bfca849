"""The form that keeps a comparison for good."""

from __future__ import annotations

import streamlit as st

from metrics.ask import Answers
from pages import freezing, service
from pages.comparing import Question
from pages.parts import empty


def freeze_form(held: Answers, who: service.Principal, asked: Question, suggested: str) -> None:
    """A name and a button; what was typed stays where the register refuses it."""
    with st.form("freeze_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Keep this result under a name", suggested, width=460, key=f"freeze_{suggested}")
        pressed = st.form_submit_button("Freeze this result")
    if not pressed:
        return
    try:
        entry = freezing.freeze(held, who, asked, name)
    except service.DataError as refusal:
        empty.wrong(str(refusal))
        return
    st.toast(f"Frozen: {entry.name}.")
    st.rerun()
