"""The wall screen of a ward or site in words: figures, who is not meeting the criteria, the rest as counts.

Nobody is named: a patient is a bed and the local identifier.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import polars as pl
import streamlit as st

from metrics import board
from metrics.scope import Scope
from pages.parts import assets, board_rows, words
from pages.service.today import Morning

EACH: Final = 15
"""Rows of a column: what 36 px leaves room for on 1080 px."""
REFRESH: Final = 60
PATIENCE: Final = 200
"""Seconds without a word from the server until the screen says so itself."""
_LABELS: Final = {
    "days": "Days past ready", "ward": "Ward", "bed": "Bed", "patient": "Patient", "waiting": "Waiting for",
    "flag": "To do", "owner": "Owner", "next": "Next action",
}  # fmt: skip

_draw = st.components.v2.component(
    "homeward_wall", html='<div class="hw-slot"></div>', js=assets.loader("wall.js"), isolate_styles=False
)


def draw(data: dict[str, Any]) -> None:
    """Draws the whole screen; what is as it was stands still."""
    _draw(key="wall", data=data)


def body(morning: Morning, scope: Scope) -> dict[str, Any]:
    """All that changes only when the data or the entries do."""
    rows, sums = morning.rows, morning.sums
    waiting = rows.filter(board.WAITING)
    one_ward = rows.select("provider", "site", "ward").n_unique() == 1
    wide = waiting.height <= EACH
    keys = [
        "days",
        *([] if one_ward else ["ward"]),
        "bed",
        *(["patient"] if one_ward or wide else []),
        "waiting",
        "flag",
    ]
    return {
        "title": title(rows, scope),
        "clock": words.time(morning.taken),
        "day": words.day(morning.taken.date()),
        "counts": _counts(sums),
        "columns": [{"key": key, "label": _LABELS[key]} for key in [*keys, *(["owner", "next"] if wide else [])]],
        "rows": [_row(found, morning.taken) for found in waiting.head(2 * EACH).to_dicts()],
        "wide": wide,
        "each": EACH,
        "none": "Nobody here is known to be waiting to leave.",
        "rest": _rest(morning, sums, waiting.height - 2 * EACH),
    }  # fmt: skip


def page(found: dict[str, Any], old: list[str], now: datetime) -> dict[str, Any]:
    """A body as it stands at this moment: when it was read, and in words where the data are old."""
    return found | {"old": " ".join(old) or None, "read": words.time(now), "patience": PATIENCE}


def sentence(said: str) -> dict[str, Any]:
    """The screen where there is nothing to show: what is wrong and what to do."""
    nothing: dict[str, list[Any]] = {"counts": [], "columns": [], "rows": []}
    return {
        "title": "Homeward",
        "clock": None,
        "day": "",
        "wide": True,
        "each": EACH,
        "none": said,
        "rest": "",
    } | nothing


def title(rows: pl.DataFrame, scope: Scope) -> str:
    """ "Ash, Kestrel Park"; a site's name; "All sites"."""
    chosen = scope.chosen()
    sites = rows["site"].unique().sort().to_list()
    where = sites[0] if len(sites) == 1 else "all sites"
    if "ward" in chosen:
        return f"{', '.join(chosen['ward'])}, {where}"
    return f"{where[0].upper()}{where[1:]}"


def _row(found: dict[str, Any], taken: datetime) -> dict[str, Any]:
    waiting = found["waiting_for"] or found["delay_reason"] or "not recorded"
    return {
        "days": "" if found["days_past"] is None else f"{found['days_past']} d",
        "ward": found["ward"],
        "bed": found["bed"] or "",
        "patient": found["local_id"] or found["spell_id"],
        "waiting": waiting[0].upper() + waiting[1:],
        "flag": _flag(found),
        "owner": found["owner"] or "",
        "next": board_rows.next_action(found, taken.date()),
    }


def _flag(found: dict[str, Any]) -> str:
    """What to do about the patient, in the fewest words; one thing, the first of them."""
    if found["left_how"] == "still":
        return "left?"
    if not found["owner"]:
        return "no owner"
    if found["overdue"]:
        return "overdue"
    return "late" if found["late"] else ""


def _counts(sums: board.Counts) -> list[dict[str, Any]]:
    found = (
        ("waiting", sums.not_meeting, None), ("7+ days", sums.stay_7, None), ("14+", sums.stay_14, None),
        ("21+", sums.stay_21, None), ("overdue", sums.overdue, "concern"), ("no owner", sums.no_owner, "concern"),
        ("no status", sums.no_status, "amber"),
    )  # fmt: skip
    return [{"label": label, "value": words.count(n), "tone": tone if n else None} for label, n, tone in found]


def _rest(morning: Morning, sums: board.Counts, more: int) -> str:
    """Everybody who has no row, as counts, and how far the rounds are."""
    meeting = sums.patients - sums.not_meeting - sums.no_status
    wards = morning.wards
    to_do = wards.filter(pl.col("slot").is_null()).height
    rounds = "round not completed today" if to_do else "round completed"
    if wards.height > 1:
        rounds = f"{wards.height - to_do} of {wards.height} rounds completed"
    parts = [
        f"{more} more waiting" if more > 0 else None,
        f"{words.count(meeting)} meet criteria",
        f"{words.count(sums.left)} left" if sums.left else None,
        rounds,
        "overdue: expected date passed" if sums.overdue else None,
    ]
    said = "; ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}"
