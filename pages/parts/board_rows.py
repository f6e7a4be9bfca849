"""The daily board in words: its rows, its tiles, whom to chase first, and what must be said before it is read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import polars as pl

from metrics import board
from metrics.board import Counts
from pages.parts import words
from pages.parts.table import Column, Row, cell
from pages.parts.tiles import Tile

COLUMNS: Final = (
    Column("days", "Days", "3.4rem", align="end", title="Midnights since the discharge ready date"),
    Column("patient", "Patient", "5.6rem", heading=True),
    Column("ward", "Ward, bed", "13.5%"),
    Column("pathway", "P", "2.2rem", align="end", title="Pathway, 0 to 3"),
    Column("waiting", "Waiting for", "13%"),
    Column("group", "Reason", "15.5%", title="National group; the national reason on hover"),
    Column("owner", "Owner", "13%"),
    Column("next", "Next action, by when"),
    Column("expected", "Expected", "7rem"),
    Column("stay", "Stay", "3.6rem", align="end", title="Days in hospital so far"),
)
WAITING: Final = "Not meeting criteria"
SHOWN: Final[dict[str, pl.Expr | None]] = {
    WAITING: board.NOT_MEETING,
    "To chase first": pl.col("tier") == board.CHASE,
    "Expected date passed": pl.col("overdue"),
    "Nobody owns the next step": board.NO_OWNER,
    "Next action late": pl.col("late"),
    "No status recorded": board.NO_STATUS,
    "Left since the board": board.GONE,
    "Still on the board": board.STILL,
    "Everybody": None,
    "Wards": None,
}
"""What the list can show, and who that is. Those who have left stay last in it, marked, and are counted as nobody."""
STAYS: Final = {"Any stay": 0, **{f"{days} days or more": days for days in board.LONG_STAYS}}
_PRESSED: Final = {
    "waiting": WAITING, "overdue": "Expected date passed", "no_owner": "Nobody owns the next step",
    "no_status": "No status recorded", "rounds": "Wards",
}  # fmt: skip


def row(found: dict[str, Any], taken: datetime, several: bool = False) -> Row:
    """One patient as the table shows them: missing things in words and with a mark, never blank.

    several: more than one provider is on the board, so the spell alone does not say who it is.
    """
    waiting = found["meets_criteria_to_reside"] == "N"
    gone = found["tier"] == 5
    return {
        "id": key(found, several),
        "days": found["days_past"] if waiting and found["days_past"] is not None else "",
        "patient": found["local_id"] or found["spell_id"],
        "ward": where(found),
        "pathway": found["pathway"] or "",
        "waiting": _waiting_for(found) if waiting and not gone else state(found),
        "group": cell(found["reason_group"] or "", title=found["delay_reason"]) if waiting else "",
        "owner": found["owner"] or (cell("Nobody yet", shape="ring", tone="amber") if waiting and not gone else ""),
        "next": _next(found, taken.date()),
        "expected": _expected(found),
        "stay": found["stay_days"],
        "title": f"Listed here because {found['why']}." if found["why"] else "Listed by days past ready.",
    }


def key(found: dict[str, Any], several: bool = False) -> str:
    """The id of a patient's row."""
    return f"{found['provider']} {found['spell_id']}" if several else str(found["spell_id"])


def chosen(rows: pl.DataFrame, show: str, stay: str) -> pl.DataFrame:
    """The rows that a choice of SHOWN and of STAYS leaves."""
    found = [] if SHOWN[show] is None else [SHOWN[show]]
    if STAYS[stay]:
        found.append(pl.col("stay_days") >= STAYS[stay])
    return rows.filter(*found) if found else rows  # type: ignore[arg-type]


def where(found: dict[str, Any]) -> str:
    """Ward and bed."""
    return ", ".join(part for part in (found["ward"], found["bed"]) if part)


def state(found: dict[str, Any]) -> Any:
    """What stands in place of a reason for people who are not known to be waiting."""
    if found["left_how"] == "extract":
        return cell("Has left since this board", shape="tick", tone="quiet")
    if found["left_how"] == "said":
        return cell(f"Left {_left_at(found)}", shape="tick", tone="quiet", more=f"said by {found['left_by']}")
    if found["meets_criteria_to_reside"] is None:
        return cell("No status recorded", shape="diamond", tone="amber")
    return _still(found) or "Meets the criteria"


def entered(found: dict[str, Any], day: date) -> str | None:
    """ "entered 09:12 by Ann Hall"; of another day than the board's, with the day."""
    at = found["entered_at"]
    if at is None:
        return None
    when = words.time(at) if at.date() == day else f"{words.day(at.date())} {words.time(at)}"
    return f"entered {when} by {found['entered_by']}"


def next_action(found: dict[str, Any], day: date) -> str:
    """ "Panel, by Tue 24 Nov"; empty where nothing is agreed."""
    due = found["due"]
    if due is None:
        return found["next_action"] or ""
    by = "today" if due == day else f"by {words.day(due)}"
    return ", ".join(part for part in (found["next_action"], by) if part)


def chase(listed: pl.DataFrame) -> str:
    """Markdown: whom to chase first and why, then the next two; what it means where there is nobody.

    listed: rows of metrics.board.prioritised, in their order.
    """
    top = listed.head(3).to_dicts()
    first = [_chased(found) for found in top if found["tier"] == board.CHASE]
    if not first:
        if not top or top[0]["tier"] > board.CHASE + 1:
            return "Nobody here is known to be waiting to leave."
        return "Nobody to chase first: everybody waiting has an owner, and no expected date or next action has passed."
    then = f" Then {'; '.join(first[1:])}." if first[1:] else ""
    return f"**Chase first: {first[0]}.**{then}"


def tiles(sums: Counts, wards: pl.DataFrame) -> list[Tile]:
    """The board added up, each tile a button to its people."""
    to_do = wards.filter(pl.col("slot").is_null()).height
    seven, fourteen, twenty_one = (words.count(value) for value in (sums.stay_7, sums.stay_14, sums.stay_21))
    on_wards = f"on {words.plural(sums.wards_no_status, 'ward')}" if sums.wards_no_status else None
    return [
        Tile(id="waiting", label=WAITING, value=words.count(sums.not_meeting), unit=f"of {sums.patients:,}"),
        Tile(id="7 days or more", label="7 days or more in hospital", value=seven),
        Tile(id="14 days or more", label="14 days or more", value=fourteen),
        Tile(id="21 days or more", label="21 days or more", value=twenty_one),
        Tile(id="overdue", label="Expected date passed", value=words.count(sums.overdue)),
        Tile(id="no_owner", label="Nobody owns the next step", value=words.count(sums.no_owner)),
        Tile(id="no_status", label="No status recorded", value=words.count(sums.no_status), unit=on_wards),
        Tile(id="rounds", label="Round not completed today", value=words.count(to_do), unit=f"of {wards.height} wards"),
    ]


def also(sums: Counts) -> str:
    """What is mostly none, in words beside the tiles: late actions, people who left; empty where there is none."""
    found = (
        (sums.late, "next action late", "next actions late"),
        (sums.still, "marked as left, still on the board", None),
        (sums.left, "left since the board", None),
    )
    said = [words.plural(n, one, many or one) for n, one, many in found if n]
    return f" Also: {'; '.join(said)} (choose them under Show)." if said else ""


def choice(pressed: str) -> dict[str, str]:
    """What a tile chooses of the board's own lists, by their keys in the address."""
    if pressed in STAYS:
        return {"show": WAITING, "stay": pressed}
    return {"show": _PRESSED[pressed], "stay": next(iter(STAYS))}


def older(times: pl.DataFrame, as_at: datetime, now: datetime, limit_hours: float) -> tuple[str | None, list[str]]:
    """What is past its limit, in sentences: all the data (as every page says), or else single sites' boards.

    times: site, taken of metrics.board.times. as_at: of the data as a whole.
    """
    limit = timedelta(hours=limit_hours)
    whole = words.stale(as_at, now, limit)
    sites = [] if whole else times.filter(pl.col("taken") < now - limit).rows()
    return whole, [
        f"The board of {site} is {age(at, now)} old, of {words.time(at)} {words.day(at.date())}: load its latest board "
        "before acting on it."
        for site, at in sites
    ]


def age(at: datetime, now: datetime) -> str:
    """ "3 days", under two days "27 hours"."""
    passed = now - at
    if passed >= timedelta(days=2):
        return words.plural(passed.days, "day")
    return words.plural(int(passed.total_seconds() // 3600), "hour")


def _waiting_for(found: dict[str, Any]) -> Any:
    """What the patient waits for; a word that they were marked as left comes first."""
    local, national = found["waiting_for"], found["delay_reason"]
    if not local and not national:
        return _still(found) or cell("Not recorded", shape="ring", tone="amber")
    said = str(local or national)
    return _still(found, said) or cell(said[0].upper() + said[1:], title=national)


def _still(found: dict[str, Any], also: str | None = None) -> Any:
    if found["left_how"] != "still":
        return None
    more = f"marked as left {_left_at(found)} by {found['left_by']}"
    return cell("Still on the board", shape="diamond", tone="concern", more=f"{more}; {also}" if also else more)


def _left_at(found: dict[str, Any]) -> str:
    return " ".join(part for part in (found["left_at"], words.day(found["left_on"])) if part)


def _next(found: dict[str, Any], day: date) -> Any:
    late = {"shape": "up", "tone": "concern", "title": "Was due then"} if found["late"] else {}
    return cell(next_action(found, day), more=entered(found, day), **late)  # type: ignore[arg-type]


def _expected(found: dict[str, Any]) -> Any:
    if not found["expected_discharge_date"]:
        return ""
    said = words.day(found["expected_discharge_date"])
    return cell(said, shape="up", tone="concern", title="Has passed") if found["overdue"] else said


def _chased(found: dict[str, Any]) -> str:
    past = f"{words.plural(found['days_past'], 'day')} past ready" if found["days_past"] is not None else "ready"
    who = words.escaped(f"{where(found)} ({found['local_id'] or found['spell_id']})")
    return f"{who}, {past}, {found['why']}"
