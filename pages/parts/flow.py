"""The flow from where people were to where they go: its steps, its sentence, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from pages.parts import words
from pages.parts.table import Column

MOST: Final = 18
OTHERS: Final = "Other places"


def folded(steps: pl.DataFrame) -> pl.DataFrame:
    """The same steps with all but the MOST largest first places together as OTHERS, last."""
    sums = steps.group_by("first").agg(pl.col("people").sum()).sort("people", "first", descending=[True, False])
    kept = sums["first"].to_list()
    kept = kept if len(kept) <= MOST else kept[: MOST - 1]
    named = pl.when(pl.col("first").is_in(kept)).then("first").otherwise(pl.lit(OTHERS))
    order = pl.col("first").replace_strict({name: at for at, name in enumerate([*kept, OTHERS])})
    return steps.group_by(named, "then").agg(pl.col("people").sum()).sort(order, "then")


def matrix_columns(steps: pl.DataFrame, name: str, order: Sequence[str]) -> tuple[Column, ...]:
    """The columns of `matrix`: the first place, each place that people go to in `order`, and all together."""
    there = set(steps["then"])
    ends = [Column(part, part, align="end") for part in order if part in there]
    return Column("first", name, "24%", heading=True), *ends, Column("all", "All", align="end")


def matrix(steps: pl.DataFrame, order: Sequence[str]) -> list[dict[str, Any]]:
    """One row a first place: people and their share of the row for each place in `order`, and all of the row."""
    rows = []
    for first in dict.fromkeys(steps["first"]):
        mine = dict(steps.filter(pl.col("first") == first).select("then", "people").iter_rows())
        whole = sum(mine.values())
        cells = {part: _cell(mine.get(part, 0), whole) for part in order}
        rows.append({"id": first, "first": first, **cells, "all": words.count(whole)})
    return rows


def said(steps: pl.DataFrame) -> str:
    """The largest step of each place that people go to: "Home: most from A (12%)"."""
    parts = []
    for then in dict.fromkeys(steps["then"]):
        mine = steps.filter(pl.col("then") == then).sort("people", "first", descending=[True, False])
        top, whole = mine.row(0, named=True), int(mine["people"].sum())
        most = f"most from {top['first']} ({words.share(top['people'] / whole)})"
        parts.append(f"{then}: {words.plural(whole, 'person', 'people')}, {most}")
    return "; ".join(parts)


def _cell(people: int, whole: int) -> str:
    return f"{words.count(people)} ({words.share(people / whole)})" if people else "0"
