"""A table of people or places: real HTML, rows known by id, read and opened by keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import streamlit as st

from pages.parts import assets

Shape = Literal["circle", "ring", "square", "diamond", "up", "down", "tick"]
Tone = Literal["concern", "improvement", "amber", "quiet", "neutral"]
Row = Mapping[str, Any]

_draw = st.components.v2.component(
    "homeward_table", html='<div class="hw-slot"></div>', js=assets.loader("table.js"), isolate_styles=False
)


@dataclass(frozen=True)
class Column:
    """One column: `key` in the rows, its heading, a CSS width ("4rem", "18%"), and what the heading says on hover.

    heading: the cell that names its row to a screen reader; one column of a table has it.
    """

    key: str
    label: str
    width: str | None = None
    align: Literal["start", "end"] = "start"
    heading: bool = False
    title: str | None = None


def cell(
    text: str,
    *,
    title: str | None = None,
    shape: Shape | None = None,
    tone: Tone | None = None,
    more: str | None = None,
) -> dict[str, str]:
    """A cell that is more than text: words for the hover, a small shape before it, a tone; never colour alone.

    more: a second, quieter line.
    """
    parts = {"text": text, "title": title, "shape": shape, "tone": tone, "more": more}
    return {name: part for name, part in parts.items() if part is not None}


def table(
    rows: Sequence[Row],
    columns: Sequence[Column],
    *,
    key: str,
    caption: str,
    opens: bool = True,
    selected: str | None = None,
    height: int | str | None = None,
) -> str | None:
    """Draws the rows in the order given and returns the id of the row just opened (click or Enter), or None.

    rows: plain values (text, numbers, None for an empty cell, or `cell(...)`) under the columns' keys, each row with
    "id" (text, unique: the spell id) and, where wanted, "title" (said on hover: why it stands here) and "tone" (an
    edge: "concern", "amber"; say the reason in a cell too). Numbers are shown as they are: format them in words.py.
    caption: one sentence, for screen readers. opens: rows can be chosen. selected: the id shown as open.
    height: in pixels or CSS, beyond which the rows scroll under the heading; None shows all. Up to about 500 rows.
    """
    data = {
        "columns": [asdict(column) for column in columns],
        "rows": list(rows),
        "caption": caption,
        "opens": opens,
        "selected": selected,
        "height": height,
    }
    opened = _draw(key=key, data=data, on_picked_change=_nothing).picked
    # The click came from what was on screen then: a patient who has left since is not opened.
    return opened if any(row["id"] == opened for row in rows) else None


def _nothing() -> None:
    """Streamlit gives a result its attribute only where a callback is named."""
