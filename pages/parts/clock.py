"""The 24-hour clock on a page: who waits and how long the clock has left, where it is met and where not."""

from __future__ import annotations

from typing import Any

import polars as pl

from metrics import clock
from pages.parts import words
from pages.parts.table import Column, cell, table

WAITING = (
    Column("clock", "Clock", "11rem"),
    Column("patient", "Patient", "7rem", heading=True),
    Column("ward", "Ward", "11rem"),
    Column("pathway", "Pathway", "5rem", align="end"),
    Column("waiting", "Waiting for", "20%"),
    Column("owner", "Owner", "16%"),
    Column("since", "Criteria not met since", "10rem"),
    Column("due", "24 hours end", "9rem"),
)
GROUPS = (
    Column("due", "Waiting, within 24 h", align="end"),
    Column("breached", "Waiting, beyond", align="end"),
    Column("longest", "Longest wait", align="end"),
    Column("met", "Started within 24 h", align="end"),
    Column("closed", "of those started", align="end"),
    Column("share", "Share", align="end"),
    Column("unknown", "Left, no start recorded", align="end"),
)
MOST = 400


def hours(value: float | None) -> str:
    """Hours as they matter: "3.5 hours" up to two days, then "9 days"."""
    if value is None:
        return words.NO_DATA
    return words.amount(value, "hours") if abs(value) < 48 else words.plural(int(value // 24), "day")


def left(row: dict[str, Any]) -> Any:
    """The clock of one who waits: what is left of it, or how far it is over; by shape and word."""
    if row["state"] == "untimed":
        return cell("Since when not recorded", shape="ring", tone="amber")
    if row["state"] == "due":
        return cell(f"{hours(24 - row['hours'])} left", shape="circle", tone="neutral")
    return cell(f"{hours(row['hours'] - 24)} over", shape="up", tone="concern", title=f"{hours(row['hours'])} in all")


def sentence(found: pl.DataFrame, when: str) -> str:
    """Who waits now, in one sentence."""
    due, breached, untimed = (clock.count(found, state) for state in ("due", "breached", "untimed"))
    total = words.plural(due + breached + untimed, "person waits", "people wait")
    if not due + breached + untimed:
        return f"At {when} nobody waits for a pathway 1 to 3 service."
    said = f"At {when} {total} for a pathway 1 to 3 service: {due} within 24 hours, {breached} beyond"
    if breached:
        longest = found.filter(pl.col("state") == "breached")["hours"].max()
        said += f" (the longest {hours(longest)})"  # type: ignore[arg-type]
    return f"{said}, {untimed} since a time that is not recorded." if untimed else f"{said}."


def people(rows: pl.DataFrame, caption: str) -> str | None:
    """The list of those who wait, in the order of what can still be done; the spell of the row just opened."""
    shown = [
        {
            "id": row["spell_id"],
            "clock": left(row),
            "patient": row["local_id"] or row["spell_id"],
            "ward": f"{row['ward']}, {row['site']}",
            "pathway": row["pathway"],
            "waiting": row["waiting_for"] or cell("Not recorded", shape="ring", tone="amber"),
            "owner": row["owner"] or cell("Nobody yet", shape="ring", tone="amber"),
            "since": _moment(row["criteria_not_met_at"]),
            "due": _moment(row["due_at"]),
        }
        for row in rows.head(MOST).to_dicts()
    ]
    return table(shown, WAITING, key="clock_people", caption=caption, height=420)


def groups(found: pl.DataFrame, label: str) -> None:
    """Waiting and started by pathway or ward. found: metrics.clock.by."""
    column = found.columns[0]
    shown = [
        {
            "id": str(row[column]),
            "name": f"Pathway {row[column]}" if column == "pathway" else row[column],
            "due": words.count(row["due"]),
            "breached": words.count(row["breached"]),
            "longest": hours(row["longest"]) if row["longest"] is not None else "",
            "met": words.count(row["met"]),
            "closed": words.count(row["closed"]),
            "share": words.share(row["share"]),
            "unknown": words.count(row["not recorded"]),
        }
        for row in found.to_dicts()
    ]
    columns = (Column("name", label, "14rem", heading=True), *GROUPS)
    table(shown, columns, key="clock_groups", caption=f"The 24-hour clock by {label.lower()}", opens=False)


def _moment(at: Any) -> str:
    return f"{words.time(at)} {words.day(at.date())}" if at is not None else ""
