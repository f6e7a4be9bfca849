"""The menu of pages: links under the names of their sections, drawn once and left alone while a page is worked with.

Streamlit's own menu draws every link anew at every click anywhere, which takes longer than most of our pages do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st
from streamlit.navigation.page import Page

from pages.parts import assets

KEY: Final = "menu"
_draw = st.components.v2.component(
    "homeward_menu",
    html='<div class="hw-slot"></div>',
    js=assets.loader("menu.js"),
    isolate_styles=False,
)


def follow(listed: Mapping[str, Sequence[Page]]) -> None:
    """Opens the page that has just been pressed, before anything of the old one is drawn again."""
    pressed = st.session_state.get(KEY, {}).get("opened")
    for page in (page for pages in listed.values() for page in pages):
        if page.title == pressed:
            st.switch_page(page, query_params={})  # without them it refuses to leave a page with a choice


def menu(listed: Mapping[str, Sequence[Page]], current: Page) -> None:
    """Draws the sections' visible pages with `current` marked."""
    shown = {name: [page for page in pages if page.visibility == "visible"] for name, pages in listed.items()}
    sections = [
        {"name": name, "pages": [{"title": page.title, "path": page.url_path} for page in pages]}
        for name, pages in shown.items()
        if pages
    ]
    data = {"sections": sections, "current": current.url_path, "base": st.get_option("server.baseUrlPath")}
    _draw(key=KEY, data=data, on_opened_change=_nothing)


def _nothing() -> None:
    """Streamlit hands a press on only where a callback is named."""
