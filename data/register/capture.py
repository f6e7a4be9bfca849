"""What a ward enters day by day: the board round, delays, departures. Rows about patients stay in the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.register.entries import DelayReason, Entry, SpellId


@dataclass(frozen=True, kw_only=True)
class RoundEntry(Entry):
    """What a board round said of one patient on one day; "" and None: not said.

    To somebody who may not see the ward's patients it comes without spell, owner and free texts.
    """

    provider: str
    site: str
    ward: str
    spell_id: SpellId
    day: date
    delay_reason: DelayReason = ""
    waiting_for: str = ""
    owner: str = ""
    next_action: str = ""
    due: date | None = None
    day_colour: str = ""  # red or green
    red_reason: str = ""
    expected_discharge_date: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Delay(Entry):
    """One stretch in which a patient waited for one reason, both days included; `ended` None: still waiting."""

    provider: str
    site: str
    ward: str
    spell_id: SpellId
    reason: DelayReason
    started: date
    ended: date | None = None
    owner: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Departure(Entry):
    """A patient has left the ward for good, said before the next extract says so; `left_at` is HH:MM."""

    provider: str
    site: str
    ward: str
    spell_id: SpellId
    left_on: date
    left_at: str = ""
    destination: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class WardRound(Entry):
    """A ward has completed its round of a day (`held`), or says that there was none."""

    provider: str
    site: str
    ward: str
    day: date
    slot: str = "morning"  # morning, midday or afternoon
    held: bool = True
    note: str = ""
