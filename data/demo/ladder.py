"""Actions about wards that the demonstration hospital has raised, handed up and closed; none is about a patient."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from data.demo.places import PROVIDER, WARDS

LEVELS: Final = ("team", "coordinator", "manager", "executive")
OWNERS: Final = ("Ward manager", "Discharge coordinator", "Head of patient flow", "Chief operating officer")
TODAY: Final = (  # what has to be done, what came of it, the level that it reached
    ("Take-home medicines ready by 10:00", "Pharmacist on the morning round", 0),
    ("Book transport the day before", "Booking moved to 15:00 of the day before", 0),
    ("Therapy review within a day of referral", "A second therapist on weekdays", 1),
    ("Names of owners on every delay", "Owners named in the board round", 0),
    ("Daily call with the care transfer hub", "Call held at 11:30 each day", 1),
    ("Trusted assessor agreed with two care homes", "Agreement signed", 2),
    ("Equipment delivered on the day it is ordered", "Store opens on Saturdays", 2),
    ("Expected dates set within two days", "Set on the post-take round", 0),
    ("Weekend cover for social work", "A rota of two, paid by the better care fund", 3),
    ("Discharge letters written the evening before", "Doctors' handover changed", 0),
    ("Side room freed for infection control", "Bay cleaned and opened", 1),
    ("Funding for a housing link worker", "Paid for twelve months", 3),
)
CLOSED, STILL_OPEN = 72, 16
EVERY: Final = 7  # days between two that were closed
DAYS_AT: Final = (3, 5, 8, 13)  # before an action leaves a level, or is resolved at it


def actions(first_day: date, last_day: date) -> list[dict[str, Any]]:
    """The actions as tables of registers.toml, the oldest first; those that began before `first_day` are left out."""
    found = [_action(number, last_day) for number in range(CLOSED + STILL_OPEN)]
    return [entry for entry in found if entry["raised"] >= first_day]


def _action(number: int, last_day: date) -> dict[str, Any]:
    """The number-th action; the last STILL_OPEN are open, one in three of them past its date."""
    text, outcome, level = TODAY[number * 5 % len(TODAY)]
    ward = WARDS[number * 11 % len(WARDS)]
    still_open = number >= CLOSED
    ago = (CLOSED + STILL_OPEN - number) * 2 + 3 if still_open else (CLOSED - number) * EVERY + 36
    raised = last_day - timedelta(days=ago)
    steps = _steps(raised, level, number, last_day)
    entry: dict[str, Any] = {
        "id": f"demonstration-action-{number + 1:03}",
        "about": "ward",
        "provider": PROVIDER,
        "site": ward.site,
        "ward": ward.name,
        "text": text,
        "level": steps[-1]["level"],
        "owner": OWNERS[LEVELS.index(steps[-1]["level"])],
        "raised": raised,
        "due": raised + timedelta(days=7) if not still_open else last_day + timedelta(days=number % 6 - 1),
        "steps": steps,
    }
    if not still_open:
        entry |= {"closed": steps[-1]["date"] + timedelta(days=DAYS_AT[level] + number % 4), "outcome": outcome}
    return entry


def _steps(raised: date, level: int, number: int, last_day: date) -> list[dict[str, Any]]:
    """The day on which the action came to each level, as far up as it went by the last day."""
    days, day = [], raised
    for at in range(level + 1):
        if day > last_day:
            break
        days.append({"level": LEVELS[at], "date": day})
        day += timedelta(days=DAYS_AT[at] + number % 3)
    return days
