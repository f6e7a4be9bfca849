"""Tiles of measures: a value with its unit, what changed, the NHS icons with words, a line of the last periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from pages.parts import assets
from pages.parts.table import Shape, Tone

_draw = st.components.v2.component(
    "homeward_tiles",
    html='<div class="hw-slot" style="min-height:4rem"></div>',
    js=assets.loader("tiles.js"),
    isolate_styles=False,
)


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One tile. `value` is already said (words.py); everything but label and value may be left out.

    variation, assurance: the icon names of metrics.spc ("improvement_low", "common_cause" ...; "pass", "fail",
    "inconsistent"). line: the last periods' values, null for a gap; centre: a dashed level for it.
    id: makes the tile a button that returns it. title: more on hover, such as n and period.
    """

    label: str
    value: str
    unit: str | None = None
    change: str | None = None
    variation: str | None = None
    assurance: str | None = None
    line: tuple[float | None, ...] | None = None
    centre: float | None = None
    id: str | None = None
    title: str | None = None
    shape: Shape | None = None
    tone: Tone | None = None


def tiles(items: Sequence[Tile], *, key: str, width: int = 170) -> str | None:
    """Draws the tiles in a grid of columns at least `width` pixels wide; returns the id of the one just pressed."""
    data = {"tiles": [_said(item) for item in items], "width": width}
    return _draw(key=key, data=data, on_picked_change=_nothing).picked


def _said(item: Tile) -> dict[str, object]:
    return {name: value for name, value in asdict(item).items() if value is not None}


def _nothing() -> None:
    """Streamlit gives a result its attribute only where a callback is named."""
