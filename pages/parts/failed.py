"""Planned discharges that failed, on a page: Paretos by count and by bed days, repeats, the people concerned."""

from __future__ import annotations

import polars as pl
import streamlit as st

from metrics import failed
from metrics.delays import pareto
from pages.parts import delays, empty, words
from pages.parts.charts import bars_height, ranked
from pages.parts.plot import plot
from pages.parts.table import Column, cell, table

CAUSES = (
    Column("plans", "Plans", align="end"),
    Column("share", "Share", align="end"),
    Column("again", "Not the stay's first", align="end"),
    Column("days", "Bed days", align="end"),
    Column("each", "Days a plan", align="end"),
)
PEOPLE = (
    Column("patient", "Patient", "7rem", heading=True),
    Column("ward", "Ward", "12rem"),
    Column("plans", "Failed plans", "7rem", align="end"),
    Column("planned", "Last planned", "8rem"),
    Column("reasons", "Reasons"),
    Column("owner", "Owner", "14%"),
    Column("days", "Bed days since", "8rem", align="end"),
    Column("now", "Now", "9rem"),
)
MOST = 200


def paretos(found: pl.DataFrame, by: str, label: str) -> None:
    """Two rankings side by side: by plans, and by the bed days that followed. found: metrics.failed.causes."""
    left, right = st.columns(2)
    parts = (("plans", "count", "failed plans", left), ("days", "bed_days", "bed days after them", right))
    for column, unit, what, place in parts:
        ranking = pareto(found.select(by, value=pl.col(column).cast(pl.Float64)), by)
        with place:
            st.markdown(f"**By {'plans' if column == 'plans' else 'bed days'}**")
            if ranking is None:
                st.markdown("Nothing to rank: no bed day followed.")
                continue
            top = ranking.rows.row(0, named=True)
            some = f"{ranking.few} {label.lower()}s make" if ranking.few > 1 else f"One {label.lower()} makes"
            alt = (
                f"{words.count(ranking.total)} {what}; {some} four fifths of them, "
                f"first {top['name']} ({words.share(top['share'])})."
            )
            figure = ranked(ranking.rows.select("name", "value"), unit=unit)
            plot(figure, key=f"failed_{column}", alt=alt, height=bars_height(ranking.rows.height))


def causes(found: pl.DataFrame, by: str, label: str) -> None:
    """The same numbers as a table."""
    total = int(found["plans"].sum())
    rows = [
        {
            "id": str(row[by]),
            "name": row[by] or "Not recorded",
            "plans": words.count(row["plans"]),
            "share": words.share(row["plans"] / total),
            "again": words.count(row["again"]),
            "days": words.count(row["days"]),
            "each": words.number(row["days"] / row["plans"], "days"),
        }
        for row in found.to_dicts()
    ]
    columns = (Column("name", label, "34%", heading=True), *CAUSES)
    table(rows, columns, key="failed_causes", caption=f"Failed plans by {label.lower()}", opens=False, height=420)


def repeats(found: dict[int, int]) -> str:
    """How many plans were a stay's second or later to fail, in words."""
    total, again = sum(found.values()), sum(number for attempt, number in found.items() if attempt > 1)
    third = sum(number for attempt, number in found.items() if attempt > 2)
    more = f", {third} of them the third or later" if third else ""
    share = words.share(again / total if total else None)
    return f"{again:,} of {total:,} ({share}) came after an earlier plan of the same stay had failed{more}."


def over_time(values: pl.DataFrame, by: str, height: int) -> None:
    """Failed plans by month and cause. values: metrics.failed.monthly."""
    if values.is_empty():
        st.markdown("No whole month is covered yet.")
        return
    figure = delays.over_time(values, by, unit="count", grain="month", height=height)
    alt = delays.last_words(values, by, "Failed plans", "count", "month")
    plot(figure, key="failed_months", alt=alt, height=height)


def people(rows: pl.DataFrame, names: pl.DataFrame) -> str | None:
    """Stays with failed plans. rows: of failed.with_days, patients' own; the spell of the row just opened."""
    stays = failed.stays(rows).join(names, on=["provider", "spell_id"], how="left")
    if stays.is_empty():
        empty.none_match("stays with a failed plan", "the wards that you may see")
        return None
    shown = [
        {
            "id": row["spell_id"],
            "patient": row["local_id"] or row["spell_id"],
            "ward": ", ".join(part for part in (row["ward"], row["site"]) if part),
            "plans": row["plans"],
            "planned": words.day(row["last_planned"]),
            "reasons": "; ".join(row["reasons"]) or cell("Not recorded", shape="ring", tone="amber"),
            "owner": row["owner"] or cell("Nobody named", shape="ring", tone="amber"),
            "days": words.count(row["days"]),
            "now": "In hospital" if row["in_hospital"] else cell("Has left", shape="tick", tone="quiet"),
        }
        for row in stays.head(MOST).to_dicts()
    ]
    if stays.height > MOST:
        empty.partial(f"the first {MOST} of {words.plural(stays.height, 'stay')} are listed. Choose a ward.")
    caption = f"{words.plural(stays.height, 'stay')} with a failed plan, those still in hospital first"
    return table(shown, PEOPLE, key="failed_people", caption=caption, height=380)
