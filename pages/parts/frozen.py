"""Frozen comparisons in words: what was kept when, and how far the data of now are from it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pages import freezing, service
from pages.freezing import Today
from pages.parts import words
from pages.parts.table import Column, table

COLUMNS = (
    Column("name", "Frozen comparison", "26%", heading=True),
    Column("on", "Data to", "7rem"),
    Column("by", "By", "8rem"),
    Column("said", "What it says"),
)


def kept(entry: service.Comparison) -> str:
    """When and by whom it was frozen, and that nothing in it was touched since."""
    hold = "Its input and definition are as they were." if freezing.whole(entry) else "Its input was changed since!"
    return (
        f"Frozen by {entry.changed_by}, data to {words.long_day(entry.frozen_on)} (data version "
        f"{entry.data_version[:12]}). {hold}"
    )


def drifted(entry: service.Comparison, today: Today) -> str:
    """How the same weeks look in the data of now, and what the same question gives today."""
    found, weeks = freezing.document(entry), today.weeks
    kept_weeks = words.plural(weeks.weeks, "week")
    if not weeks.changed and not weeks.lost:
        return f"The data of now hold the same values in all {kept_weeks}."
    said = [f"Since it was frozen {weeks.changed} of its {kept_weeks} have another value"]
    if weeks.lost:
        said.append(f"{weeks.lost} have none any more")
    mean = "" if weeks.mean is None else f" (on average {words.difference(weeks.mean, _weekly_unit(found['unit']))})"
    if today.change is None or found["change"] is None:
        return f"{' and '.join(said)}{mean}. Asked today: {today.sentence}"
    then, now = (words.difference(change, found["unit"]) for change in (found["change"], today.change))
    return f"{' and '.join(said)}{mean}. The change was {then}; asked of the data of now it is {now}."


def listed(entries: Sequence[service.Comparison], *, key: str) -> str | None:
    """The frozen comparisons, newest first; the id of the one just opened."""
    rows = [
        {
            "id": entry.id,
            "name": entry.name,
            "on": words.long_day(entry.frozen_on),
            "by": entry.changed_by,
            "said": json.loads(entry.result)["sentence"],
        }
        for entry in sorted(entries, key=lambda entry: entry.frozen_on, reverse=True)
    ]
    return table(rows, COLUMNS, key=key, caption="Frozen comparisons; open one to see it as it was")


def _weekly_unit(unit: str) -> str:
    """A day's rate is kept as the count of its week."""
    return "count" if unit == "rate" else unit
