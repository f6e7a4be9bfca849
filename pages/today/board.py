"""Daily board: who does not meet the criteria to reside, how long each has waited, for what, and who acts next."""

from __future__ import annotations

from typing import Any

import streamlit as st

from metrics import board
from pages import service
from pages.parts import choices, empty, filters, patient, wards, words
from pages.parts.table import Column, cell, table
from pages.parts.tiles import Tile, tiles

COLUMNS = (
    Column("days", "Days past", "5.5rem", align="end", title="Midnights since the discharge ready date"),
    Column("patient", "Patient", "6.5rem", heading=True),
    Column("ward", "Ward, bed", "9.5rem"),
    Column("pathway", "Pathway", "5rem", align="end"),
    Column("waiting", "Waiting for", "17%"),
    Column("owner", "Owner", "14%"),
    Column("expected", "Expected", "7rem"),
    Column("stay", "Stay", "4.5rem", align="end", title="Days in hospital so far"),
    Column("first", "Why here in the list"),
)
SHOWN = ("Not meeting criteria", "No status recorded", "Everybody", "Wards")
MOST_ROWS = 400


def said(row: dict[str, Any]) -> dict[str, Any]:
    """One patient as the table shows them: missing things in words and with a mark, never blank."""
    waiting = row["meets_criteria_to_reside"] == "N"
    expected = words.day(row["expected_discharge_date"]) if row["expected_discharge_date"] else ""
    return {
        "id": row["spell_id"],
        "days": row["days_past"] if waiting and row["days_past"] is not None else "",
        "patient": row["local_id"] or row["spell_id"],
        "ward": ", ".join(part for part in (row["ward"], row["bed"]) if part),
        "pathway": row["pathway"] or "",
        "waiting": reason(row) if waiting and not row["has_left"] else state(row),
        "owner": row["owner"] or (cell("Nobody yet", shape="ring", tone="amber") if waiting else ""),
        "expected": cell(expected, shape="up", tone="concern", title="Has passed") if row["overdue"] else expected,
        "stay": row["stay_days"],
        "first": str(row["why"]).capitalize() if row["why"] else "",
        "title": f"Listed here because {row['why']}." if row["why"] else "Listed by days past ready.",
    }


def reason(row: dict[str, Any]) -> Any:
    """What the patient waits for, the national reason on hover."""
    local, national = row["waiting_for"], row["delay_reason"]
    if not local and not national:
        return cell("Not recorded", shape="ring", tone="amber")
    return cell(str(local or national).capitalize(), title=national)


def state(row: dict[str, Any]) -> Any:
    """What stands in place of a reason for people who are not known to be waiting."""
    if row["has_left"]:
        return cell("Has left since this board", shape="tick", tone="quiet")
    if row["meets_criteria_to_reside"] is None:
        return cell("No status recorded", shape="diamond", tone="amber")
    return "Meets the criteria"


who, held = service.principal(), service.ask()
offered = choices.places(held, who)
with filters.bar():
    place = filters.place(**{name: offered[name] for name in ("providers", "sites", "wards")})
    show = filters.select("Show", "show", SHOWN, width=200)
rows = held.board(who, place.scope)
if rows.is_empty():
    empty.nothing("Everybody in hospital, and who is waiting for what,", "board", place.words())
    st.stop()

taken = service.board_time(rows)
listed = board.prioritised(rows, taken.date())
sums = board.counts(listed)
tiles(
    [
        Tile(label="Not meeting criteria", value=words.count(sums.not_meeting), unit=f"of {sums.patients:,}"),
        Tile(label="of them 7 days or more in hospital", value=words.count(sums.stay_7)),
        Tile(label="14 days or more", value=words.count(sums.stay_14)),
        Tile(label="21 days or more", value=words.count(sums.stay_21)),
        Tile(label="Expected date passed", value=words.count(sums.overdue)),
        Tile(label="Nobody owns the next step", value=words.count(sums.no_owner)),
        Tile(label="No status recorded", value=words.count(sums.no_status),
             unit=f"on {words.plural(sums.wards_not_done, 'ward')}" if sums.wards_not_done else None),
    ],
    key="counts", width=130,
)  # fmt: skip
chosen = {"Not meeting criteria": board.NOT_MEETING, "No status recorded": board.NO_STATUS}.get(show)
people = listed if chosen is None else listed.filter(chosen)
if show == "Wards":
    wards.strip(board.wards(listed), place)
elif people.is_empty():
    empty.none_match("people", place.words())
else:
    if people.height > MOST_ROWS:
        empty.partial(f"the first {MOST_ROWS} of {words.count(people.height)} people are listed. Choose a ward.")
    who_and_when = f"{place.words()}, board of {words.time(taken)} {words.day(taken.date())}"
    caption = f"{words.plural(people.height, 'person', 'people')}, {who_and_when}"
    shown = [said(row) for row in people.head(MOST_ROWS).to_dicts()]
    opened = table(shown, COLUMNS, key="board", caption=caption, height=480)
    if opened:
        patient.drawer(opened, listed)
