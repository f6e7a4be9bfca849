"""One stay as it went: what happened when, and for whom the patient waited between. Pure frames of one patient.

`Stay` holds the rows of one spell as they were loaded and entered. Nothing here asks a clock: the last day is given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Literal

import polars as pl

Kind = Literal[
    "admitted", "ward", "expected", "slipped", "not_meeting", "meeting", "waiting", "failed", "round", "delay",
    "delay_ended", "action", "escalated", "closed", "support", "left", "discharged",
]  # fmt: skip
Row = dict[str, Any]

WAITS = {"owner": pl.String, "waiting_for": pl.String, "from_day": pl.Date, "to_day": pl.Date, "days": pl.Int64}
_ORDER: dict[Kind, int] = {"admitted": 0, "ward": 1, "expected": 2, "slipped": 2, "left": 8, "discharged": 9}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to the patient. `at` is None where only the day is known.

    `value` is what it came to (a ward, a date, a reason), `before` what it was, `owner` who had to act, `by` who said
    so, `text` more in words. Days and times are local.
    """

    day: date
    kind: Kind
    at: datetime | None = None
    value: Any = None
    before: Any = None
    owner: str | None = None
    by: str | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stay:
    """The rows of one spell, each as columns and fields name them; `last_day` is the day to which the data reach.

    board: in order of snapshot_at. ward_stays: in order of from. The rest are entries of the register as dicts, with
    `said_at`, the local time of changed_at.
    """

    spell: Row
    last_day: date
    board: list[Row] = field(default_factory=list)
    ward_stays: list[Row] = field(default_factory=list)
    failed: list[Row] = field(default_factory=list)
    rounds: list[Row] = field(default_factory=list)
    delays: list[Row] = field(default_factory=list)
    actions: list[Row] = field(default_factory=list)
    departures: list[Row] = field(default_factory=list)

    @property
    def discharged_on(self) -> date | None:
        """The day of discharge; None while in hospital."""
        at = self.spell["discharged_at"]
        return None if at is None else at.date()

    @property
    def ready_on(self) -> date | None:
        """The day from which the patient waits: the spell's ready date, else the board's last unbroken run of N.

        None while an open stay's last recorded status is that the criteria are met (contract, section 2).
        """
        known = [row for row in self.board if row["meets_criteria_to_reside"] in ("Y", "N")]
        if known and self.discharged_on is None and known[-1]["meets_criteria_to_reside"] == "Y":
            return None
        at = self.spell["criteria_not_met_at"]
        found = self.spell["discharge_ready_date"] or (at.date() if at else None)
        return found or _run_of_n(known)


def events(stay: Stay) -> list[Event]:
    """Everything that happened in the stay, in order of time; of one day, what has a time comes in its order."""
    found = [
        *_of_spell(stay.spell), *_of_wards(stay), *_of_board(stay), *_of_failed(stay.failed), *_of_rounds(stay.rounds),
        *_of_delays(stay.delays), *_of_actions(stay.actions),
        *(Event(day=row["left_on"], kind="left", value=row["destination"] or None, by=row["changed_by"])
          for row in stay.departures),
    ]  # fmt: skip
    return sorted(found, key=lambda event: (event.day, event.at or datetime.combine(event.day, _middle(event)),
                                            _ORDER.get(event.kind, 5)))  # fmt: skip


def waits(stay: Stay) -> pl.DataFrame:
    """The days past ready by who had to act: owner, waiting_for, from_day, to_day (both inclusive), days.

    One row per unbroken stretch, in order. The days add up to days past ready, by midnights (contract, section 2): the
    day after the ready date to the day of discharge, or the last day. A day's owner is that of its board round, else of
    its last board; a day without either has the last known one; null where nobody has been named yet.
    """
    start = stay.ready_on
    end = stay.discharged_on or stay.last_day
    if start is None or end <= start:
        return pl.DataFrame(schema=WAITS)
    said = {row["snapshot_at"].date(): row for row in stay.board} | {row["day"]: row for row in stay.rounds}
    before = [day for day in said if day <= start]
    owner, what = _said(said[max(before)]) if before else (None, None)
    stretches: list[Row] = []
    for day in (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1)):
        if day in said:
            owner, what = _said(said[day])
        last = stretches[-1] if stretches else None
        if last and (last["owner"], last["waiting_for"]) == (owner, what):
            last |= {"to_day": day, "days": last["days"] + 1}
        else:
            stretches.append({"owner": owner, "waiting_for": what, "from_day": day, "to_day": day, "days": 1})
    return pl.DataFrame(stretches, schema=WAITS)


def by_owner(found: pl.DataFrame) -> pl.DataFrame:
    """The rows of `waits` added up: owner, days, longest first."""
    return found.group_by("owner").agg(pl.col("days").sum()).sort("days", "owner", descending=[True, False])


def slips(stay: Stay) -> int:
    """How many times the expected date moved later, as the boards saw it."""
    return sum(event.kind == "slipped" and event.value > event.before for event in _expected(stay))


def _run_of_n(known: list[Row]) -> date | None:
    first = None
    for row in reversed(known):
        if row["meets_criteria_to_reside"] != "N":
            break
        first = row["snapshot_at"].date()
    return first


def _of_spell(spell: Row) -> list[Event]:
    admitted, gone, support = spell["admitted_at"], spell["discharged_at"], spell["support_started_at"]
    found = [Event(day=admitted.date(), at=admitted, kind="admitted", value=spell["admission_method"])]
    if support is not None:
        found.append(Event(day=support.date(), at=support, kind="support", value=spell["pathway"]))
    if gone is not None:
        found.append(Event(day=gone.date(), at=gone, kind="discharged", value=spell["discharge_destination"]))
    return found


def _of_wards(stay: Stay) -> list[Event]:
    """Moves between wards: of the ward stays where they are loaded, else as the boards saw them."""
    rows = [(row["from"], row) for row in stay.ward_stays] or [(row["snapshot_at"], row) for row in stay.board]
    found: list[Event] = []
    for (_, was), (at, now) in pairwise(rows):
        if (was["site"], was["ward"]) != (now["site"], now["ward"]):
            known = at if stay.ward_stays else None
            found.append(Event(day=at.date(), at=known, kind="ward", value=now["ward"], before=was["ward"]))
    return found


def _of_board(stay: Stay) -> list[Event]:
    return [*_expected(stay), *_status(stay), *_reasons(stay)]


def _expected(stay: Stay) -> list[Event]:
    """The first expected date and each change that a board or a round shows."""
    seen = [(row["snapshot_at"].date(), row["expected_discharge_date"], None) for row in stay.board]
    seen += [(row["day"], row["expected_discharge_date"], row["changed_by"]) for row in stay.rounds]
    set_at, held = stay.spell["expected_date_set_at"], None
    found: list[Event] = []
    for day, value, by in sorted((one for one in seen if one[1] is not None), key=lambda one: one[0]):
        if held is None:
            at = set_at if set_at is not None and set_at.date() <= day else None
            found.append(Event(day=at.date() if at else day, at=at, kind="expected", value=value, by=by))
        elif value != held:
            found.append(Event(day=day, kind="slipped", value=value, before=held, by=by))
        held = value
    if not found and stay.spell["expected_discharge_date"] and set_at is not None:
        found = [Event(day=set_at.date(), at=set_at, kind="expected", value=stay.spell["expected_discharge_date"])]
    return found


def _status(stay: Stay) -> list[Event]:
    """When the criteria stopped being met, and were met again: the spell's own time for the last stretch."""
    at = stay.spell["criteria_not_met_at"]
    found, held = [], "Y"
    for row in stay.board:
        status = row["meets_criteria_to_reside"]
        if status in ("Y", "N") and status != held:
            kind: Kind = "not_meeting" if status == "N" else "meeting"
            found.append(Event(day=row["snapshot_at"].date(), kind=kind))
            held = status
    known = at.date() if at else stay.spell["discharge_ready_date"]
    if known is None:
        return found
    last = max((event.day for event in found if event.kind == "meeting"), default=date.min)
    earlier = [event for event in found if event.kind == "meeting" or event.day <= last]
    return [*earlier, Event(day=known, at=at, kind="not_meeting")]


def _reasons(stay: Stay) -> list[Event]:
    """Each change of what the boards say the patient waits for, while the criteria are not met."""
    held: tuple[Any, ...] = (None, None)
    found: list[Event] = []
    for row in stay.board:
        if row["meets_criteria_to_reside"] != "N":
            continue
        now = (row["waiting_for"] or row["delay_reason"], row["owner"])
        if now != held and any(now):
            found.append(
                Event(
                    day=row["snapshot_at"].date(), kind="waiting", value=now[0], owner=now[1], text=row["delay_reason"]
                )
            )
        held = now
    return found


def _of_failed(rows: list[Row]) -> list[Event]:
    return [Event(day=row["planned_on"], kind="failed", value=row["reason"], owner=row["owner"]) for row in rows]


def _of_rounds(rows: list[Row]) -> list[Event]:
    return [
        Event(
            day=row["day"], at=_on(row["said_at"], row["day"]), kind="round", value=row["next_action"] or None,
            before=row["due"], owner=row["owner"] or None, by=row["changed_by"], text=_colour(row),
        )
        for row in rows
    ]  # fmt: skip


def _colour(row: Row) -> str | None:
    if not row["day_colour"]:
        return None
    return f"{row['day_colour']} day" + (f": {row['red_reason']}" if row["red_reason"] else "")


def _of_delays(rows: list[Row]) -> list[Event]:
    began = [
        Event(day=row["started"], kind="delay", value=row["reason"], owner=row["owner"] or None, by=row["changed_by"])
        for row in rows
    ]
    over = [
        Event(day=row["ended"], kind="delay_ended", value=row["reason"], before=row["started"], by=row["changed_by"])
        for row in rows
        if row["ended"] is not None
    ]
    return began + over


def _of_actions(rows: list[Row]) -> list[Event]:
    found: list[Event] = []
    for row in rows:
        common = {"owner": row["owner"], "text": row["text"]}
        for number, step in enumerate(row["steps"]):
            found.append(
                Event(day=step["day"], kind="escalated" if number else "action", value=step["level"], **common)
            )
        if row["closed"] is not None:
            found.append(Event(day=row["closed"], kind="closed", value=row["outcome"], before=row["level"], **common))
    return found


def _said(row: Row) -> tuple[str | None, str | None]:
    return row["owner"] or None, row["waiting_for"] or row["delay_reason"] or None


def _middle(event: Event) -> time:
    """Where an event with a day alone stands among that day's: first what opens it, last what closes the stay."""
    return time(23, 59) if event.kind in ("left", "discharged") else time(0, 0)


def _on(at: datetime, day: date) -> datetime | None:
    """The time, where it is of that day: a round corrected later keeps its day alone."""
    return at if at.date() == day else None
