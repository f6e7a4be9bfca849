"""Red and green days in words: tiles, sentences, rows of wards, and what stands here before anything is captured."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from metrics.red_green import Totals
from pages.parts import words
from pages.parts.table import Column
from pages.parts.tiles import Tile

COLUMNS: Final = (
    Column("ward", "Ward", heading=True),
    Column("site", "Site"),
    Column("red", "Red", align="end"),
    Column("green", "Green", align="end"),
    Column("share", "Share green", align="end"),
    Column("reason", "Most frequent reason for red", "34%"),
)
NONE: Final = (
    "No red or green day is recorded{where}. Days by ward and the reasons for red would be here: in the board "
    "round (page Board round), mark each patient's day red or green as it is gone through, and say why a day is red."
)
MEANING: Final = (
    "On a green day something happened that brings the patient nearer home; on a red day nothing did. Patients whom no "
    "round coloured on a day are not counted."
)


def none(where: str) -> str:
    """What stands here while nothing is captured: what would be here, and how it gets here."""
    return NONE.format(where="" if where == "everywhere" else f" for {words.escaped(where)}")


def tiles(found: Totals) -> list[Tile]:
    """Days coloured, red, green and the reasons that matter."""
    return [
        Tile(label="Red days", value=words.count(found.red), unit=f"of {found.coloured:,} coloured"),
        Tile(label="Green days", value=words.count(found.coloured - found.red)),
        Tile(label="Share green", value=words.share(found.green_share)),
    ]


def pareto(found: Totals, by_reason: pl.DataFrame) -> str:
    """Which few reasons make up most red days."""
    if not found.red:
        return "No red day is recorded here."
    few = by_reason.head(found.few)
    share = words.share(int(few["value"].sum()) / found.red)
    first = words.escaped(str(few["name"][0]))
    many = words.plural(found.few, "reason makes", "reasons make")
    return f"{many} up {share} of the {words.plural(found.red, 'red day')}. First: {first}, {few['value'][0]:,}."


def over_time(values: pl.DataFrame, grain: str, where: str) -> str:
    """The chart of days in a sentence."""
    last = values.filter(pl.col("period_start") == pl.col("period_start").max())
    said = ", ".join(f"{words.count(row['value'])} {row['part']}" for row in last.to_dicts())
    when = words.period(last["period_start"][0], grain)
    return f"Red and green days by {grain}, {where}. {'On' if grain == 'day' else 'In the'} {when}: {said}."


def row(found: dict[str, Any]) -> dict[str, Any]:
    """One ward as the table says it."""
    return {
        "id": f"{found['provider']}/{found['site']}/{found['ward']}",
        "ward": found["ward"],
        "site": found["site"],
        "red": words.count(found["red"]),
        "green": words.count(found["green"]),
        "share": words.share(found["green"] / found["coloured"]),
        "reason": found["reason"] or "",
    }
