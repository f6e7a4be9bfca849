"""The frame of a page: its title beside how fresh the data are, and the choice on the very first day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from pages import service
from pages.parts import assets, words
from pages.web import visitor

FIRST_WORDS = "Homeward holds no data yet: look round the demonstration hospital, or load your own extracts."
ONE_PERSON = "Real data without a sign-in, for the one person who uses this computer: lock it when you go."
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
            said = words.freshness(freshness.as_at, freshness.loaded_at)
            made_up = "Demonstration data. " if service.mode() is service.Mode.DEMONSTRATION else ""
            st.markdown(f":gray[{made_up}{said}]", width="content")
    if service.mode() is service.Mode.ONE_PERSON:
        st.markdown(f":yellow-background[{ONE_PERSON}]")
    for warning in warnings(freshness, now()):
        st.markdown(f":yellow-background[{warning}]")


def stopped(who: service.Principal, because: str | None) -> None:
    """In place of a page: somebody who is not signed in, whose sign-in has ended, or who has no role here."""
    st.title("Homeward", anchor=False)
    if because is None:
        st.markdown(
            f"{who.name} is signed in and has no role here yet: ask whoever runs Homeward in your hospital for one."
        )
    else:
        st.markdown(because)
    if service.mode() is not service.Mode.SIGN_IN:
        return
    if st.user.is_logged_in:
        st.button("Sign out", on_click=st.logout)
    if because is not None:
        st.button("Sign in", type="primary", on_click=st.login)


def foot(who: service.Principal) -> None:
    """Under the menu, where there is a sign-in: who is here, and the way out."""
    if service.mode() is service.Mode.SIGN_IN:
        with st.sidebar:
            st.markdown(f":gray[{words.escaped(who.name)}]")
            st.button("Sign out", on_click=st.logout)
        still_there(who.subject)


@st.fragment(run_every=60)
def still_there(subject: str) -> None:
    """Once a minute, without a click: a sign-in that ended elsewhere takes the page away."""
    found, because = visitor.visitor()
    if because is not None or found.subject != subject:
        st.rerun()


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
