"""The frame of a page: its title beside how fresh the data are, and the choice on the very first day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from pages import service
from pages.parts import assets, words

FIRST_WORDS = "Homeward holds no data yet: look round the demonstration hospital, or load your own extracts."
_LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The wall clock in London, without a zone, as extracts write it."""
    return datetime.now(_LONDON).replace(tzinfo=None)


def dress() -> None:
    """The name at the top of the menu, and the little style that config.toml can't say."""
    st.logo(assets.text("logo.svg"), size="large", icon_image=assets.text("icon.svg"))
    st.html(f"<style>{assets.text('page.css')}</style>")


def head(title: str, freshness: service.Freshness | None) -> None:
    """The page's one heading and "Data to ..., loaded ..."; old data say so before anything else."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", gap="small"):
        st.title(title, anchor=False, width="content")
        if freshness is not None:
            st.markdown(f":gray[{words.freshness(freshness.as_at, freshness.loaded_at)}]", width="content")
    for warning in warnings(freshness, now()):
        st.markdown(f":yellow-background[{warning}]")


def warnings(freshness: service.Freshness | None, at: datetime) -> list[str]:
    """What must be said before a number is read: data older than their limit, or a version that is not the newest."""
    if freshness is None:
        return []
    old = words.stale(freshness.as_at, at, timedelta(hours=freshness.warn_after_hours))
    said = [old] if old else []
    if freshness.fallback:
        said.append("The newest load can't be read, so this is the one before it: load the extracts again.")
    return said


def first_run(load_page: Any) -> None:
    """One sentence and two buttons, while the store is empty."""
    st.markdown(FIRST_WORDS)
    with st.container(horizontal=True, gap="small"):
        demonstration = st.button("Open the demonstration hospital", type="primary")
        if st.button("Load my extracts"):
            st.switch_page(load_page)
    if demonstration:
        _demonstration()


def _demonstration() -> None:
    bar = st.progress(0.0, "Making the demonstration hospital")
    yesterday: date = now().date() - timedelta(days=1)
    service.make_demonstration(last_day=yesterday, progress=lambda said, done: show(bar, said, done))
    st.rerun()


def show(bar: Any, said: str, done: float) -> None:
    """Move a progress bar to a share of 1, with what is being done."""
    bar.progress(min(max(done, 0.0), 1.0), said)
