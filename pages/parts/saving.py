"""Saving and taking out one entry from a form: refusals in words, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from pages import service
from pages.parts import empty

E = TypeVar("E", service.Event, service.BenefitLine, service.LearningEntry)
T = TypeVar("T")


def buttons(opened: E | None, drawn: E | None, *, what: str, missing: str, form: str) -> None:
    """Save, and take out what is there already; drawn is None where `missing` says what to fill in first."""
    prefix = fresh(form)
    with st.container(horizontal=True, gap="small"):
        save = st.button(f"Save {what}", key=f"{prefix}_save")
        take_out = opened is not None and st.button("Take it out", key=f"{prefix}_remove")
    if save and drawn is None:
        empty.wrong(missing)
    elif save and drawn is not None:
        _do(drawn, service.save_entry, "Saved", form)
    elif take_out and opened is not None:
        _do(opened, service.remove_entry, "Taken out", form)


def fresh(form: str) -> str:
    """The prefix of a form's keys; another one after `forget`, since a browser keeps what was typed under a key."""
    return f"{form}_{st.session_state.get(f'{form}_times', 0)}"


def forget(form: str) -> None:
    """Let go of what was typed: the next drawing of the form starts from the register."""
    for key in [key for key in st.session_state if str(key).startswith(f"{fresh(form)}_")]:
        del st.session_state[key]
    st.session_state[f"{form}_times"] = st.session_state.get(f"{form}_times", 0) + 1


def opened(prefix: str, entry: T | None) -> T | None:
    """The entry as it was when its form was opened: the version that a save is checked against."""
    key = f"{prefix}_entry"
    if key not in st.session_state or f"{prefix}_name" not in st.session_state:
        st.session_state[key] = entry
    held: T | None = st.session_state[key]
    return held


def _do(entry: E, change: Callable[[E], object], said: str, form: str) -> None:
    try:
        change(entry)
    except service.DataError as refusal:
        empty.wrong(str(refusal))
        return
    forget(form)
    named = entry.title if isinstance(entry, service.LearningEntry) else entry.name
    st.toast(f"{said}: {named}.")
    st.rerun()
