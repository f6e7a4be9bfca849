"""What the entries of capture.py must say."""

from __future__ import annotations

import re

from data.register.capture import Delay, Departure, RoundEntry, WardRound
from data.register.checks import BadEntry, in_order, needed, one_of
from data.register.rules import Known

COLOURS = ("", "red", "green")
SLOTS = ("morning", "midday", "afternoon")


def round_entry(label: str, entry: RoundEntry, known: Known) -> None:
    """About a patient on a ward; a colour that there is; the next action not due before the day it was agreed."""
    needed(label, provider=entry.provider, ward=entry.ward, spell_id=entry.spell_id)
    if entry.day_colour not in COLOURS:
        raise BadEntry(label, f"day colour {entry.day_colour!r} is not known; use red or green, or leave it out")
    if entry.red_reason and entry.day_colour != "red":
        raise BadEntry(label, "there is a red reason for a day that is not red; take it out or make the day red")
    in_order(label, "day", entry.day, "due", entry.due)


def delay(label: str, entry: Delay, known: Known) -> None:
    """About a patient on a ward, for a reason, not backwards."""
    needed(label, provider=entry.provider, ward=entry.ward, spell_id=entry.spell_id, reason=entry.reason)
    in_order(label, "started", entry.started, "ended", entry.ended)


def departure(label: str, entry: Departure, known: Known) -> None:
    """About a patient on a ward, at a time of the day where there is one."""
    needed(label, provider=entry.provider, ward=entry.ward, spell_id=entry.spell_id)
    if entry.left_at and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", entry.left_at):
        raise BadEntry(label, "left at is not a time of day; write it as 14:30, or leave it out")


def ward_round(label: str, entry: WardRound, known: Known) -> None:
    """Of a ward, in one of the day's slots."""
    needed(label, provider=entry.provider, ward=entry.ward)
    one_of(label, "slot", entry.slot, SLOTS)
