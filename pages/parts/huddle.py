"""The huddle sheet in words: a page of paper a ward, those to chase first at the top, room to write."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import polars as pl
import streamlit as st

from metrics import board
from pages.parts import assets, board_rows, words
from pages.service.today import Morning

NOTE: Final = "Patient information: keep it with you, and put it into confidential waste after the huddle."
COLUMNS: Final = (
    ("bed", "Bed", "11%"), ("patient", "Patient", "8%"), ("days", "Days past", "5%"), ("stay", "Stay", "4.5%"),
    ("pathway", "P", "3%"), ("waiting", "Waiting for", "17%"), ("owner", "Owner", "11.5%"),
    ("next", "Next action, by when", "14%"), ("expected", "Expected", "8%"), ("notes", "Agreed today", None),
)  # fmt: skip

_draw = st.components.v2.component(
    "homeward_sheet", html='<div class="hw-slot"></div>', js=assets.loader("sheet.js"), isolate_styles=False
)


def draw(wards: list[dict[str, Any]], stamp: str, logged: int | None) -> bool:
    """Draws the sheets; whether Print was just pressed. logged: the number in the log of this printing."""
    columns = [{"key": key, "label": label, "width": width} for key, label, width in COLUMNS]
    hint = "A4, landscape, ward by ward. Each printing is logged: who, when, which place, how many people."
    data = {"wards": wards, "columns": columns, "stamp": stamp, "note": NOTE, "hint": hint, "logged": logged}
    return _draw(key="huddle", data=data, on_asked_change=_nothing).asked is not None


def sheets(morning: Morning, whom: pl.Expr | None) -> list[dict[str, Any]]:
    """One sheet a ward with anybody on it, in order of site and name; each row in the order of what needs doing."""
    rows = morning.rows.filter(~board.GONE)
    wards = board.wards(rows).sort("site", "ward").to_dicts()
    chosen = rows if whom is None else rows.filter(whom)
    found = dict(chosen.group_by("provider", "site", "ward", maintain_order=True))
    keys = [((ward["provider"], ward["site"], ward["ward"]), ward) for ward in wards]
    return [_sheet(found[key], ward, morning.taken) for key, ward in keys if key in found]


def stamp(morning: Morning, who: str, now: datetime, logged: int | None) -> str:
    """Whose sheet it is, of when, from which data: what makes an old one known as such."""
    printed = f"Printed {words.time(now)} {words.day(now.date())} {now:%Y} by {who}" if logged else "Not printed yet"
    number = f", number {logged} in the log" if logged else ""
    data = f"board of {words.time(morning.taken)} {words.day(morning.taken.date())} {morning.taken:%Y}"
    return f"{printed}{number}; {data}, data version {morning.data_version}."


def _sheet(rows: pl.DataFrame, ward: dict[str, Any], taken: datetime) -> dict[str, Any]:
    said = [
        f"{ward['not_meeting']} of {words.plural(ward['patients'], 'patient')} not meeting the criteria",
        f"{ward['no_owner']} with nobody owning the next step" if ward["no_owner"] else None,
        f"{ward['no_status']} with no status recorded" if ward["no_status"] else None,
    ]
    return {
        "title": f"{ward['ward']}, {ward['site']}: huddle sheet, {words.day(taken.date())} {taken:%Y}",
        "said": "; ".join(part for part in said if part) + ".",
        "rows": [_row(found, taken) for found in rows.to_dicts()],
    }


def _row(found: dict[str, Any], taken: datetime) -> dict[str, Any]:
    waiting = found["meets_criteria_to_reside"] == "N"
    expected = words.day(found["expected_discharge_date"]) if found["expected_discharge_date"] else ""
    return {
        "bed": found["bed"] or "",
        "patient": found["local_id"] or found["spell_id"],
        "days": "" if found["days_past"] is None else found["days_past"],
        "stay": found["stay_days"],
        "pathway": found["pathway"] or "",
        "waiting": _waiting(found) if waiting else _state(found),
        "owner": found["owner"] or ("Nobody yet" if waiting else ""),
        "next": board_rows.next_action(found, taken.date()),
        "expected": f"{expected} (passed)" if found["overdue"] else expected,
    }


def _waiting(found: dict[str, Any]) -> str:
    said = found["waiting_for"] or found["delay_reason"] or "not recorded"
    still = "Marked as left, still on the board. " if found["left_how"] == "still" else ""
    group = f" ({found['reason_group']})" if found["reason_group"] else ""
    return f"{still}{said[0].upper()}{said[1:]}{group}"


def _state(found: dict[str, Any]) -> str:
    return "No status recorded" if found["meets_criteria_to_reside"] is None else "Meets the criteria"


def _nothing() -> None:
    """Streamlit gives a result its attribute only where a callback is named."""
