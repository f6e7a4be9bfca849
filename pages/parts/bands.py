"""A flow on the page: three columns of places and the bands of people between them, as SVG drawn by web/flow.js.

Plotly draws such flows in its whole build alone, which is four times the basic one that every other chart needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl
import streamlit as st

from pages.parts import assets, words

GAP: Final = 15  # pixels between two places at least, so that the names beside them never touch
_TOP, _BOTTOM = 26, 10

_draw = st.components.v2.component(
    "homeward_flow",
    html='<div class="hw-slot" style="min-height:18rem"></div>',
    js=assets.loader("flow.js"),
    isolate_styles=False,
)


def bands(
    first: pl.DataFrame, second: pl.DataFrame, parts: Sequence[str], heads: Sequence[str], *, key: str, alt: str,
    height: int,
) -> None:  # fmt: skip
    """Draws two tables of steps (first, then, people), where `first`'s ends are `second`'s starts.

    parts: the middle places in order, each with a colour of its own; heads: what the three columns are.
    alt: the chart's sentence, said under it too. height: in pixels, without the sentence.
    """
    _draw(key=key, data={"alt": alt, "heads": list(heads), "height": height, **laid(first, second, parts, height)})


def laid(first: pl.DataFrame, second: pl.DataFrame, parts: Sequence[str], height: int) -> dict[str, Any]:
    """Places and bands with their pixels from the top; everybody is as high in all three columns.

    A band has the tone of its middle place, and enters and leaves places in the order of what is at its other end.
    """
    there = _people(first, "then")
    columns = [_people(first, "first"), {part: there[part] for part in parts if part in there}, _people(second, "then")]
    scale = min(_scale(column, height) for column in columns)
    tops = [_tops(column, scale, height) for column in columns]
    tones = {part: tone for tone, part in enumerate(columns[1])}
    places = [
        {
            "column": at, "name": name, "said": f"{name}: {words.plural(people, 'person', 'people')}",
            "count": words.count(people), "top": tops[at][name], "size": people * scale,
            "tone": tones[name] if at == 1 else None,
        }
        for at, column in enumerate(columns) for name, people in column.items()
    ]  # fmt: skip
    steps = [*_bands(first, 0, tops, scale, tones), *_bands(second, 1, tops, scale, tones)]
    return {"places": places, "bands": steps}


def _people(steps: pl.DataFrame, end: str) -> dict[str, int]:
    """The places at one end of steps, in the order in which they stand, with their people."""
    return dict(steps.group_by(end, maintain_order=True).agg(pl.col("people").sum()).iter_rows())


def _scale(column: Mapping[str, int], height: int) -> float:
    """Pixels a person, as many as the column has room for."""
    return (height - _TOP - _BOTTOM - GAP * (len(column) - 1)) / max(sum(column.values()), 1)


def _tops(column: Mapping[str, int], scale: float, height: int) -> dict[str, float]:
    """Where each place of a column begins; the column takes the whole height, what is left stands between places."""
    left = height - _TOP - _BOTTOM - scale * sum(column.values())
    gap, top, found = left / max(len(column) - 1, 1), float(_TOP), {}
    for name, people in column.items():
        found[name] = top
        top += people * scale + gap
    return found


def _bands(
    steps: pl.DataFrame, column: int, tops: Sequence[Mapping[str, float]], scale: float, tones: Mapping[str, int]
) -> list[dict[str, Any]]:
    """One band a step from `column` to the next, side by side at both ends."""
    leaving, entering = dict(tops[column]), dict(tops[column + 1])
    starts, ends = list(leaving), list(entering)
    found = []
    for start, end, people in sorted(steps.iter_rows(), key=lambda step: (starts.index(step[0]), ends.index(step[1]))):
        said = f"{start} to {end}: {words.plural(people, 'person', 'people')}"
        place = {"column": column, "from": leaving[start], "to": entering[end], "size": people * scale}
        found.append({**place, "said": said, "tone": tones[start if column else end]})
        leaving[start] += people * scale
        entering[end] += people * scale
    return found
