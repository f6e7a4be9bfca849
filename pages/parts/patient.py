"""The drawer of one patient, found again by spell id at the moment it opens: never by a position in a list."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages.parts import actions, timeline, words
from pages.service import stays
from pages.service.actions import may_enter
from pages.service.capture import Seen


def drawer(spell_id: str, listed: pl.DataFrame) -> None:
    """Open the drawer of that spell; one that is no longer on the board says so."""
    found = listed.filter(pl.col("spell_id") == spell_id)
    if found.is_empty():
        st.toast("This patient is no longer on the board: nothing was opened.")
        return
    row = found.row(0, named=True)
    st.dialog(f"Patient {words.escaped(shown_as(row))}", width="medium", position="right")(_open)(row)


def _open(row: dict[str, Any]) -> None:
    lines = {
        "Ward and bed": ", ".join(str(part) for part in (row["site"], row["ward"], row["bed"]) if part),
        "In hospital since": f"{words.day(row['admitted_on'])}, {words.plural(row['stay_days'], 'day')}",
        "Criteria to reside": {"N": "not met", "Y": "met"}.get(str(row["meets_criteria_to_reside"]), "not recorded"),
        "Ready since": _ready(row),
        "Pathway": row["pathway"],
        "Reason": _reason(row),
        "Waiting for": row["waiting_for"],
        "Owner of the next step": row["owner"],
        "Expected to leave": words.day(row["expected_discharge_date"]) if row["expected_discharge_date"] else None,
    }
    said = [f"{name}: **{words.escaped(str(value)) if value else 'not recorded'}**" for name, value in lines.items()]
    st.markdown("  \n".join(said))
    stay = stays.stay(row["provider"], row["spell_id"])
    if stay is not None:
        timeline.draw(stay, key="timeline")
    if may_enter(row["ward"]):
        with st.expander("Raise an action about this patient"):
            actions.raise_form("raise_patient", seen=seen(row))
    st.markdown(":gray[From the last extract: the record in the hospital's own system is the one to act on.]")


def seen(row: dict[str, Any]) -> Seen:
    """What stands on the screen of a patient's board row: the server holds every action against it."""
    place = {name: row[name] for name in ("provider", "site", "ward", "spell_id")}
    return Seen(patient=shown_as(row), **place)


def shown_as(row: dict[str, Any]) -> str:
    """The identifier by which people know the patient of a board row."""
    return str(row["local_id"] or row["spell_id"])


def _reason(row: dict[str, Any]) -> str | None:
    if not row["delay_reason"]:
        return None
    return f"{row['delay_reason']} ({row['reason_group']})" if row["reason_group"] else str(row["delay_reason"])


def _ready(row: dict[str, Any]) -> str | None:
    if row["ready_date"] is None:
        return None
    return f"{words.day(row['ready_date'])}, {words.plural(row['days_past'], 'day')} past"
