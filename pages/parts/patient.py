"""The drawer of one patient, found again by spell id at the moment it opens: never by a position in a list."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts import words


def drawer(spell_id: str, listed: pl.DataFrame) -> None:
    """Open the drawer of that spell; one that is no longer on the board says so."""
    found = listed.filter(pl.col("spell_id") == spell_id)
    if found.is_empty():
        st.toast("This patient is no longer on the board: nothing was opened.")
        return
    _open(found.row(0, named=True))


@st.dialog("Patient", width="medium", position="right")
def _open(row: dict[str, object]) -> None:
    st.markdown(f"### {row['local_id'] or row['spell_id']}")
    lines = {
        "Ward and bed": ", ".join(str(part) for part in (row["site"], row["ward"], row["bed"]) if part),
        "In hospital since": f"{words.day(row['admitted_on'])}, {words.plural(row['stay_days'], 'day')}",  # type: ignore[arg-type]
        "Criteria to reside": {"N": "not met", "Y": "met"}.get(str(row["meets_criteria_to_reside"]), "not recorded"),
        "Ready since": _ready(row),
        "Pathway": row["pathway"],
        "Reason": row["delay_reason"],
        "Reason group": row["reason_group"],
        "Waiting for": row["waiting_for"],
        "Owner of the next step": row["owner"],
        "Expected to leave": words.day(row["expected_discharge_date"]) if row["expected_discharge_date"] else None,  # type: ignore[arg-type]
    }
    for name, value in lines.items():
        st.markdown(f"{name}: **{words.escaped(str(value)) if value else 'not recorded'}**")
    st.markdown(":gray[From the last extract: the record in the hospital's own system is the one to act on.]")


def _ready(row: dict[str, object]) -> str | None:
    if row["ready_date"] is None:
        return None
    return f"{words.day(row['ready_date'])}, {words.plural(row['days_past'], 'day')} past"  # type: ignore[arg-type]
