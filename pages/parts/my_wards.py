"""A sponsor's wards on the screen: the counts, what is escalated there, and when somebody last acted on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from metrics import actions as ladder
from metrics import my_wards
from metrics.ask import Answers
from metrics.metric import CENSUS
from metrics.scope import Scope
from pages import service
from pages.parts import words
from pages.parts.table import Column, cell
from pages.parts.tiles import Tile

COLUMNS: Final = (
    Column("ward", "Ward", heading=True),
    Column("site", "Site"),
    Column("waiting", "Not meeting criteria", align="end"),
    Column("before", "Four weeks ago", align="end"),
    Column("longest", "Longest stay of those", align="end"),
    Column("owner", "Nobody owns", align="end"),
    Column("open", "Open actions", align="end"),
    Column("high", "Escalated", align="end", title="Open actions with a manager or an executive"),
    Column("oldest", "Oldest escalated", align="end"),
    Column("contact", "Last contact", "9rem", title="An action taken up to, or closed by, a manager or executive"),
)
BEFORE: Final = timedelta(weeks=4)
_SEARCHED: Final = timedelta(weeks=6)


def read(
    held: Answers, who: service.Principal, mine: pl.DataFrame, everything: pl.DataFrame, today: date
) -> tuple[pl.DataFrame, date]:
    """The wards (site, ward) with their figures and actions, busiest first, and the day of the figures."""
    last = held.version.as_at.date()
    census = held.fact(who, CENSUS, my_wards.COLUMNS, Scope(from_day=last - _SEARCHED, to_day=last))
    newest = census["stat_date"].max()
    day = newest if isinstance(newest, date) else last
    then = my_wards.on_day(census, day - BEFORE).select("site", "ward", before="not_meeting")
    place = ["site", "ward"]
    rows = (
        mine.join(my_wards.on_day(census, day), on=place, how="left")
        .join(then, on=place, how="left")
        .join(ladder.of_wards(ladder.open_on(everything, today)), on=place, how="left")
        .join(ladder.last_contact(everything), on=place, how="left")
        .sort("not_meeting", "ward", descending=[True, False], nulls_last=True)
    )
    return rows, day


def line(row: dict[str, Any]) -> dict[str, Any]:
    """One ward in words; an escalation on which nobody has acted is marked."""
    contact = words.day(row["contact"]) if row["contact"] else ""
    return {
        "id": f"{row['site']} / {row['ward']}",
        "ward": row["ward"],
        "site": row["site"],
        "waiting": words.count(row["not_meeting"]),
        "before": words.count(row["before"]),
        "longest": words.plural(row["longest"], "day") if row["longest"] is not None else "",
        "owner": row["no_owner"] or "",
        "open": row["actions"] or "",
        "high": row["high"] or "",
        "oldest": words.plural(row["oldest_high"], "day") if row["high"] else "",
        "contact": contact or (cell("None yet", shape="ring", tone="amber") if row["actions"] else ""),
    }


def counts(rows: pl.DataFrame, opened: pl.DataFrame) -> list[Tile]:
    """What the wards add up to; opened: their open actions."""
    high = opened.filter(pl.col("level").is_in(ladder.HIGH))
    now, then = int(rows["not_meeting"].sum()), int(rows["before"].sum())
    known = not rows["before"].null_count()
    change = f"{words.difference(now - then, 'count')} than four weeks before" if known and now != then else None
    return [
        Tile(label="Not meeting criteria", value=words.count(now),
             change=change),
        Tile(label="Nobody owns the next step", value=words.count(int(rows["no_owner"].sum()))),
        Tile(label="Open actions", value=words.count(opened.height)),
        Tile(label="Overdue", value=words.count(int(opened["overdue"].sum()))),
        Tile(label="Escalated", value=words.count(high.height),
             change=f"the oldest for {words.plural(high['age'].max(), 'day')}" if high.height else None),  # type: ignore[arg-type]
    ]  # fmt: skip
