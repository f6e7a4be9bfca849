"""The icon matrix: measures down, places across, each cell a value with its NHS icon and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.parts import assets

_draw = st.components.v2.component(
    "homeward_matrix",
    html='<div class="hw-slot" style="min-height:24rem"></div>',
    js=assets.loader("matrix.js"),
    isolate_styles=False,
)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: the value as it is read, its icon names, and the rest of what it says.

    short: two words that stand beside the value where there is no icon to draw ("too few"); said: the same and more in
    a sentence, for the hover, the line under the matrix and screen readers. order: what a row is sorted by.
    """

    text: str
    variation: str | None = None
    assurance: str | None = None
    short: str = ""
    said: str = ""
    order: float | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measure: its cells in the order of the columns, the unit's word after a value (" days") where it has one.

    opens: whether a click on a cell returns it.
    """

    id: str
    label: str
    cells: Sequence[Cell]
    title: str = ""
    unit: str = ""
    opens: bool = True


def matrix(
    families: Sequence[tuple[str, Sequence[Row]]], columns: Sequence[str], *, key: str, caption: str, first: str
) -> tuple[str, str] | None:
    """Draws the families of rows one under the other and returns (row id, column) of the cell just opened, or None.

    columns: the places' names, from the left; first: why they stand in that order. A row's name sorts the places by
    it: greatest first, then least first, then as given. caption: one sentence for screen readers.
    """
    data = {
        "columns": list(columns),
        "families": [{"label": label, "rows": [_row(row) for row in rows]} for label, rows in families],
        "caption": caption,
        "first": first,
    }
    picked = _draw(key=key, data=data, on_picked_change=_nothing).picked
    return (str(picked[0]), str(picked[1])) if picked else None


def _row(row: Row) -> dict[str, Any]:
    cells = [[cell.text, cell.variation, cell.assurance, cell.short, cell.said, cell.order] for cell in row.cells]
    named = {"id": row.id, "label": row.label, "title": row.title, "unit": row.unit, "opens": row.opens}
    return named | {"cells": cells}


def _nothing() -> None:
    """Streamlit gives a result its attribute only where a callback is named."""
