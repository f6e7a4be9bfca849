"""Wards at a glance: how many wait, the longest, what is missing, and whether today's round is completed."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from pages.parts import assets, filters, words
from pages.parts.filters import Place
from pages.parts.table import Column, cell, table

COLUMNS: Final = (
    Column("ward", "Ward", heading=True),
    Column("site", "Site"),
    Column("waiting", "Not meeting criteria", align="end"),
    Column("patients", "Patients", align="end"),
    Column("longest", "Longest past ready", align="end"),
    Column("chase", "To chase first", align="end"),
    Column("owner", "Nobody owns", align="end"),
    Column("status", "No status", align="end"),
    Column("done", "Round today", "20%"),
)
MOST_BLOCKS: Final = 60
HEIGHT: Final = "max(27rem, calc(100vh - 22rem))"

_draw = st.components.v2.component(
    "homeward_strip", html='<div class="hw-slot"></div>', js=assets.loader("strip.js"), isolate_styles=False
)


def strip(found: pl.DataFrame) -> None:
    """One small block a ward of metrics.board.wards, in order of site and name; opening one shows that ward's board."""
    wards = [{"id": _key(row), **_block(row)} for row in found.sort("site", "ward").head(MOST_BLOCKS).to_dicts()]
    _follow(_draw(key="strip", data={"wards": wards, "label": "Wards."}, on_picked_change=_nothing).picked, found)


def listed(found: pl.DataFrame, place: Place) -> None:
    """The same wards as a table, busiest first, with all that the blocks leave out."""
    rows = [
        {
            "id": _key(row),
            "ward": row["ward"],
            "site": row["site"],
            "waiting": row["not_meeting"],
            "patients": row["patients"],
            "longest": _days(row) or "",
            "chase": row["chase"] or "",
            "owner": row["no_owner"] or "",
            "status": row["no_status"] or "",
            "done": cell(_round(row), shape="tick")
            if row["slot"]
            else cell("Not completed", shape="ring", tone="amber"),
        }
        for row in found.to_dicts()
    ]
    _follow(table(rows, COLUMNS, key="wards", caption=f"Wards, {place.words()}", height=HEIGHT), found)


def _block(row: dict[str, Any]) -> dict[str, Any]:
    longest = _days(row)
    done = _round(row) if row["slot"] else "round not completed today"
    parts = [f"{row['not_meeting']} of {row['patients']} waiting", longest and f"longest {longest} past ready", done]
    return {
        "name": row["ward"],
        "said": f"{row['not_meeting']}/{row['patients']}" + (f", {row['longest']} d" if longest else ""),
        "title": f"{row['ward']}, {row['site']}: {', '.join(part for part in parts if part)}",
        "done": bool(row["slot"]),
    }


def _days(row: dict[str, Any]) -> str | None:
    return words.plural(row["longest"], "day") if row["longest"] is not None else None


def _round(row: dict[str, Any]) -> str:
    return f"{row['slot'].capitalize()} round, {words.time(row['at'])}"


def _key(row: dict[str, Any]) -> str:
    return " / ".join((row["provider"], row["site"], row["ward"]))


def _follow(opened: str | None, found: pl.DataFrame) -> None:
    for row in found.to_dicts() if opened else ():
        if _key(row) == opened:
            filters.choose(provider=row["provider"], site=row["site"], ward=row["ward"], show="Not meeting criteria")


def _nothing() -> None:
    """Streamlit gives a result its attribute only where a callback is named."""
