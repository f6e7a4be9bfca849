"""The tables of capture.py: many rows, each found by its day or its patient through an index."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from data.register.models import EntryRow


class RoundEntryRow(EntryRow):
    """A board round's words about one patient on one day."""

    __tablename__ = "round_entry"
    __table_args__ = (Index("round_entry_by_day", "day", "ward"), Index("round_entry_by_spell", "provider", "spell_id"))
    provider: Mapped[str]
    site: Mapped[str]
    ward: Mapped[str]
    spell_id: Mapped[str]
    day: Mapped[date]
    delay_reason: Mapped[str]
    waiting_for: Mapped[str]
    owner: Mapped[str]
    next_action: Mapped[str]
    due: Mapped[date | None]
    day_colour: Mapped[str]
    red_reason: Mapped[str]
    expected_discharge_date: Mapped[date | None]
    note: Mapped[str]


class DelayRow(EntryRow):
    """One stretch of waiting. Those of a day are found by when they ended: few are open, most ended long ago."""

    __tablename__ = "delay"
    __table_args__ = (Index("delay_by_ended", "ended"), Index("delay_by_spell", "provider", "spell_id"))
    provider: Mapped[str]
    site: Mapped[str]
    ward: Mapped[str]
    spell_id: Mapped[str]
    reason: Mapped[str]
    started: Mapped[date]
    ended: Mapped[date | None]
    owner: Mapped[str]
    note: Mapped[str]


class DepartureRow(EntryRow):
    """A patient who has left."""

    __tablename__ = "departure"
    __table_args__ = (Index("departure_by_day", "left_on", "ward"), Index("departure_by_spell", "provider", "spell_id"))
    provider: Mapped[str]
    site: Mapped[str]
    ward: Mapped[str]
    spell_id: Mapped[str]
    left_on: Mapped[date]
    left_at: Mapped[str]
    destination: Mapped[str]
    note: Mapped[str]


class WardRoundRow(EntryRow):
    """A round that a ward has completed."""

    __tablename__ = "ward_round"
    __table_args__ = (Index("ward_round_by_day", "day", "ward"),)
    provider: Mapped[str]
    site: Mapped[str]
    ward: Mapped[str]
    day: Mapped[date]
    slot: Mapped[str]
    held: Mapped[bool]
    note: Mapped[str]
