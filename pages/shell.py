"""What stands around every page: navigation, the title, how fresh the data are, the first run, errors in words.

Streamlit runs this file again when a page is opened. A click on a page draws only the page again: it is one fragment.
"""

from __future__ import annotations

from copy import copy

import streamlit as st
from streamlit.navigation.page import Page

from pages import sections, service
from pages.parts import faults, frame, menu
from pages.web import visitor


def stand(page: Page, subject: str) -> None:
    """Head and page, from one version of the data; `subject`, for whom the page was opened, may have lost it since."""
    try:
        now, because = visitor.clicked()
        if because is not None or now.subject != subject or page.title not in sections.titles(now):
            st.rerun()
        with service.one_version():
            freshness = service.freshness()
            first_day = freshness is None and page.url_path not in ("load", "access")
            if first_day or page.url_path not in sections.BARE:
                frame.head("Welcome to Homeward" if first_day else page.title, freshness)
            if first_day:
                frame.first_run(sections.load_page())
            else:
                copy(page).run()  # a page runs once, this one at every click
    except Exception as fault:
        faults.tell(fault)


try:
    who, because = visitor.clicked()
    listed = sections.offered(who)
    menu.follow(listed)
    st.set_page_config(page_title="Homeward", layout="wide", initial_sidebar_state=220)
    frame.dress()
    if because is not None or not any(listed.values()):
        st.navigation([st.Page(lambda: frame.stopped(who, because), title="Sign in")], position="hidden").run()
    else:
        if visitor.arrived(who) and service.mode() is service.Mode.SIGN_IN:
            service.signed_in(who)
        page = st.navigation(listed, position="hidden")
        with st.sidebar:
            menu.menu(listed, page)
        frame.foot(who)  # first: a page may stop where it likes
        st.fragment(stand)(page, who.subject)
except Exception as fault:
    faults.tell(fault)
