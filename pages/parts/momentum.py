"""Momentum in words and a table: people times what each of them does, and the two parts."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from pages.parts import words
from pages.parts.table import Column

COLUMNS: Final = (
    Column("month", "Month", heading=True),
    Column("people", "People (mass)", align="end"),
    Column("each", "Entries each (velocity)", align="end"),
    Column("actions", "Entries (momentum)", align="end"),
)
SAID: Final = (
    "Momentum is mass times velocity: how many people take part, and how much each of them does (London). Counted "
    "from what people enter here; nobody is named."
)


def rows(found: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of COLUMNS, newest month first."""
    return [
        {
            "id": str(one["period_start"]),
            "month": words.period(one["period_start"], "month"),
            "people": words.count(one["people"]),
            "each": words.number(one["actions"] / one["people"] if one["people"] else 0.0, "rate"),
            "actions": words.count(one["actions"]),
        }
        for one in reversed(found.to_dicts())
    ]


def sentence(found: pl.DataFrame) -> str:
    """The newest month in a sentence."""
    last = found.row(-1, named=True)
    people, actions = (
        words.plural(last["people"], "person", "people"),
        words.plural(last["actions"], "entry", "entries"),
    )
    return f"{words.period(last['period_start'], 'month')}: {people} made {actions}."
