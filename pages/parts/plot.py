"""A chart on the page: one component around Plotly.react, with words under it and a keyboard."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.parts import assets

Figure = dict[str, Any]

_draw = st.components.v2.component(
    "homeward_plot",
    html='<div class="hw-slot" style="min-height:18rem"></div>',
    js=assets.loader("plot.js"),
    isolate_styles=False,
)


def plot(figure: Figure, *, key: str, alt: str, height: int = 340, say: bool = True) -> str | None:
    """Draws `figure` (from charts.py) and returns the id of the point just clicked, or None.

    alt: the chart's sentence, its name to a screen reader; shown under it unless `say` is false (then say it nearby).
    key: one for each place on a page and the same in every rerun, so that the chart changes in place.
    height: in pixels, without the sentence. The id is what charts.py put in the point's customdata.
    """
    data = {"figure": figure, "alt": alt, "height": height, "words": say}
    result = _draw(key=key, data=data, on_picked_change=_nothing)
    return result.picked


def _nothing() -> None:
    """Streamlit gives a result its attribute only where a callback is named."""
