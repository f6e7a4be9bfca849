"""Actions on the screen: a row of the list, and the drawer in which one is handed up, corrected or closed.

The drawer keeps the version that was opened: where somebody else was quicker, nothing is overwritten, the sentence says
so, and what was typed stays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import polars as pl
import streamlit as st

from metrics import actions as ladder
from metrics.ask import Answers
from pages import service
from pages.parts import frame, words
from pages.parts.table import Column, cell, table
from pages.service import actions
from pages.service.capture import Seen

LEVELS: Final = {
    "team": "Team", "coordinator": "Discharge coordinator", "manager": "Manager", "executive": "Executive",
}  # fmt: skip
COLUMNS: Final = (
    Column("due", "Due", "11.5rem"),
    Column("text", "Action", heading=True),
    Column("where", "About", "13%"),
    Column("owner", "Owner", "15%"),
    Column("level", "Level", "14%"),
    Column("age", "Open for", "6rem", align="end", title="Days since it was raised"),
    Column("at_level", "At this level", "6.5rem", align="end", title="Days since it came to its present level"),
)
LADDER: Final = (
    Column("level", "Level", heading=True),
    Column("open", "Open", align="end"),
    Column("overdue", "Overdue", align="end"),
    Column("oldest", "Oldest open", align="end"),
    Column("resolved", "Resolved in the last year", align="end"),
    Column("share", "Share of those resolved", align="end"),
    Column("median", "Days open, median", align="end"),
)
_WITHHELD: Final = "About a patient: not shown to you"


def line(row: dict[str, Any]) -> dict[str, Any]:
    """One open action as the table shows it."""
    return {
        "id": row["id"],
        "due": _due(row),
        "text": row["text"] or _WITHHELD,
        "where": f"{'Patient' if row['about'] == 'patient' else 'Ward'}, {row['ward']}",
        "owner": row["owner"],
        "level": LEVELS[row["level"]],
        "age": words.plural(row["age"], "day"),
        "at_level": words.plural(row["at_level"], "day"),
        "tone": "concern" if row["overdue"] else None,
    }


def _due(row: dict[str, Any]) -> Any:
    if row["due"] is None:
        return cell("No date", shape="ring", tone="quiet")
    if not row["overdue"]:
        return words.day(row["due"])
    return cell(f"{words.day(row['due'])}, {words.plural(row['late'], 'day')} late", shape="up", tone="concern")


def drawer(row: dict[str, Any]) -> None:
    """The drawer of one open action; row: of metrics.actions.open_on, with the version that was on the screen."""
    st.dialog(words.escaped(row["text"] or _WITHHELD), width="medium", position="right")(_open)(row)


def _open(row: dict[str, Any]) -> None:
    facts = {
        "Ward": ", ".join(part for part in (row["site"], row["ward"]) if part),
        "Owner": row["owner"],
        "Level": f"{LEVELS[row['level']]}, for {words.plural(row['at_level'], 'day')}",
        "Raised": f"{words.day(row['raised'])}, {words.plural(row['age'], 'day')} ago",
        "Due": words.day(row["due"]) if row["due"] else "no date",
    }
    st.markdown("  \n".join(f"{name}: **{words.escaped(value)}**" for name, value in facts.items()))
    if not actions.may_enter(row["ward"]) or not row["text"]:
        st.markdown(":gray[You may read this action; changing it takes the right to enter actions on its ward.]")
        return
    _hand_up(row)
    _close(row)
    _correct(row)


def _hand_up(row: dict[str, Any]) -> None:
    higher = [level for level in LEVELS if list(LEVELS).index(level) > list(LEVELS).index(row["level"])]
    if not higher:
        st.markdown(":gray[It is with an executive: there is no higher level.]")
        return
    with st.form("hand_up", border=False):
        st.markdown("**Escalate**")
        level = st.radio("To", higher, format_func=LEVELS.__getitem__, horizontal=True)
        owner = st.text_input("Owner there")
        if st.form_submit_button("Escalate", type="primary"):
            attempt(lambda: actions.take_up(row["id"], row["version"], level, owner, today()),
                    f"Escalated to {LEVELS[level].lower()}.")  # fmt: skip


def _close(row: dict[str, Any]) -> None:
    with st.form("close", border=False):
        st.markdown("**Close**")
        outcome = st.text_input("How it ended")
        if st.form_submit_button("Close"):
            attempt(lambda: actions.close(row["id"], row["version"], outcome, today()), "Closed.")


def _correct(row: dict[str, Any]) -> None:
    with st.expander("Correct words, owner or date"), st.form("correct", border=False):
        text = st.text_input("Action", row["text"])
        owner = st.text_input("Owner", row["owner"])
        due = st.date_input("Due", row["due"], format="DD/MM/YYYY")
        if st.form_submit_button("Save"):
            changes = {"text": text, "owner": owner, "due": due}
            attempt(lambda: actions.correct(row["id"], row["version"], changes), "Saved.")


def raise_form(key: str, *, seen: Seen | None = None, wards: dict[str, tuple[str, str, str]] | None = None) -> None:
    """A form that raises an action about the patient seen, or about a ward (label -> its provider, site, ward)."""
    with st.form(key, border=False, clear_on_submit=False):
        label = st.selectbox("Ward", list(wards), key=f"{key}_ward") if wards else None
        text = st.text_input("What has to be done", key=f"{key}_text")
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            owner = st.text_input("Owner", key=f"{key}_owner", width=220)
            due = st.date_input("Due", today() + timedelta(days=1), key=f"{key}_due", format="DD/MM/YYYY", width=150)
            level = st.selectbox("Level", list(LEVELS), format_func=LEVELS.__getitem__, key=f"{key}_level", width=210)
        if st.form_submit_button("Raise action", type="primary"):
            said: dict[str, Any] = {"text": text, "owner": owner, "due": due, "level": level, "raised": today()}
            if wards and label:
                said |= dict(zip(("provider", "site", "ward"), wards[label], strict=True))
            attempt(lambda: actions.raise_one(said, seen), "Action raised.")


def levels(found: pl.DataFrame, closed: pl.DataFrame) -> None:
    """The ladder as a table: open_on's rows by level beside `metrics.actions.resolved`."""
    now = {row["level"]: row for row in ladder.by_level(found).to_dicts()}
    rows = [
        {
            "id": row["level"],
            "level": LEVELS[row["level"]],
            "open": now[row["level"]]["actions"],
            "overdue": now[row["level"]]["overdue"],
            "oldest": words.plural(now[row["level"]]["oldest"], "day") if now[row["level"]]["actions"] else "",
            "resolved": row["actions"],
            "share": words.share(row["share"]),
            "median": words.number(row["median_open"], "days") if row["actions"] else "",
        }
        for row in closed.to_dicts()
    ]
    table(rows, LADDER, key="ladder", caption="Levels of the ladder, from the team up", opens=False)


def ward_places(held: Answers, who: service.Principal, *, may_enter: bool = True) -> dict[str, tuple[str, str, str]]:
    """The wards that the store knows by name and site: provider, site, ward; only those the person may enter about."""
    known = held.places(who).select("provider", "site", "ward").with_columns(pl.all().cast(pl.String)).drop_nulls()
    return {
        f"{ward}, {site}": (provider, site, ward)
        for provider, site, ward in known.unique().sort("ward", "site").iter_rows()
        if not may_enter or actions.may_enter(ward)
    }


def attempt(do: Callable[[], object], said: str) -> None:
    """Do it, say so and draw the page again; a refusal is said where the form is, which keeps what was typed."""
    try:
        do()
    except service.FAULTS as fault:
        st.error(str(fault))
        return
    st.toast(said)
    st.rerun()


def today() -> date:
    """The day on the wall clock in London."""
    return frame.now().date()
