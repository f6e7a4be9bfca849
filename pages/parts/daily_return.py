"""The daily return on a page: its lines by section, its checks, the people who remain, the days before."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from metrics import daily_return
from metrics.daily_return import TOTALS
from metrics.return_checks import Check
from pages.parts import words
from pages.parts.table import Column, cell, table
from pages.returning import Return

CHECKS = (
    Column("outcome", "Outcome", "8rem"),
    Column("name", "Check", "15rem", heading=True),
    Column("said", "What was found"),
)
LINES = (Column("label", "Line", heading=True), Column("value", "People", "6rem", align="end"))
DAYS = (
    Column("day", "Day", heading=True),
    Column("nctr", "No longer meeting", align="end"),
    Column("discharged", "Discharged", align="end"),
    Column("early", "By 17:00", align="end"),
    Column("remaining", "Remaining", align="end"),
    Column("nctr_there", "Returned: no longer meeting", align="end", title="As the loaded returns have it"),
    Column("remaining_there", "Returned: remaining", align="end", title="As the loaded returns have it"),
)
PEOPLE = (
    Column("patient", "Patient", "8rem", heading=True),
    Column("ward", "Ward", "11rem"),
    Column("stay", "Stay", "5rem", align="end", title="Midnights in hospital at the end of the day"),
    Column("pathway", "Pathway", "5rem", align="end"),
    Column("reason", "Delay reason"),
    Column("by", "Counted by", "9rem"),
)
SHOWN = {
    "right": cell("Fine", shape="tick", tone="quiet"),
    "look": cell("Look", shape="diamond", tone="amber"),
    "wrong": cell("Wrong", shape="up", tone="concern"),
    "unknown": cell("Can't say", shape="ring", tone="quiet"),
}
ORDER = ("wrong", "look", "unknown", "right")
MOST = 400


def verdict(checks: tuple[Check, ...]) -> str:
    """The sentence that a person who sends the return reads first."""
    wrong = [check.name for check in checks if check.outcome == "wrong"]
    look = [check.name.lower() for check in checks if check.outcome == "look"]
    if wrong:
        return f"**Not fit to send**: {', '.join(wrong).lower()}. What is wrong stands below."
    if look:
        return f"**It adds up.** Before it is sent, look at: {', '.join(look)}."
    return "**It adds up**, and nothing stands out against the weeks before."


def checks(found: Return) -> None:
    """The checks, those first that ask for something."""
    rows = [
        {"id": check.name, "outcome": SHOWN[check.outcome], "name": check.name, "said": check.sentence}
        for check in sorted(found.checks, key=lambda check: ORDER.index(check.outcome))
    ]
    table(rows, CHECKS, key="checks", caption="Checks before sending", opens=False)


def lines(found: Return) -> None:
    """Every line but the totals: what was counted on the left, every national reason on the right."""
    fixed = (daily_return.TIMES, daily_return.OUT, daily_return.STAYS, daily_return.GROUPS)
    left, right = st.columns(2, gap="large")
    with left:
        table(_sections(found, fixed), LINES, key="lines", caption="Lines of the return", opens=False)
    groups = tuple(dict.fromkeys(line.section for line in found.lines if line.section not in (*fixed, TOTALS)))
    with right:
        table(_sections(found, groups), LINES, key="reasons", caption="Reasons of those remaining", opens=False)


def _sections(found: Return, names: tuple[str, ...]) -> list[dict[str, object]]:
    """The lines of the sections, each section under a row that names it."""
    rows: list[dict[str, object]] = []
    for name in names:
        rows.append({"id": name, "label": cell(f"{name}:", tone="quiet"), "value": ""})
        rows += [
            {"id": f"{name} {line.key}", "label": line.label, "value": words.count(line.value)}
            for line in found.lines
            if line.section == name
        ]
    return rows


def days(found: Return) -> None:
    """The two weeks up to the day, newest first, with the loaded returns beside them."""
    there = found.agreement.pivot("measure", index="stat_date", values="published") if found.agreement.height else None
    rows = [
        {
            "id": row["stat_date"].isoformat(),
            "day": words.day(row["stat_date"]),
            "nctr": words.count(row["nctr"]),
            "discharged": words.count(row["discharged"]),
            "early": words.count(row["discharged_by_1700"]),
            "remaining": words.count(row["remaining"]),
            **{f"{key}_there": _published(there, row["stat_date"], key) for key in ("nctr", "remaining")},
        }
        for row in found.history.tail(14).reverse().to_dicts()
    ]
    columns = DAYS if there is not None else DAYS[:-2]
    table(rows, columns, key="days", caption="The return day by day, as the data have it today", opens=False)


def people(rows: pl.DataFrame, names: pl.DataFrame, caption: str) -> None:
    """Those who remain. rows: of sql/31_return_patient.sql; names: provider, spell_id, local_id of the newest board."""
    named = rows.join(names.select("provider", "spell_id", "local_id"), on=["provider", "spell_id"], how="left")
    shown = [
        {
            "id": f"{row['provider']} {row['spell_id']}",
            "patient": row["local_id"] or row["spell_id"],
            "ward": f"{row['ward']}, {row['site']}",
            "stay": words.count(row["stay_days"]),
            "pathway": row["pathway"] or "",
            "reason": row["delay_reason"] or cell("Not recorded", shape="ring", tone="amber"),
            "by": "Board" if row["from_board"] else "Ready date",
        }
        for row in named.sort("stay_days", "spell_id", descending=[True, False]).head(MOST).to_dicts()
    ]
    table(shown, PEOPLE, key="people", caption=caption, opens=False, height=430)


def _published(there: pl.DataFrame | None, day: date, key: str) -> str:
    row = there.filter(pl.col("stat_date") == day) if there is not None and key in there.columns else None
    return "" if row is None or row.is_empty() else words.count(row[key][0])
