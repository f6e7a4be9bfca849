"""One stay with everything that is held of it: as it was loaded, and as people entered it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from data.contract.codes import DISCHARGE_DESTINATIONS
from data.register import Action, Delay, Departure, Entry, RoundEntry, read_spell
from metrics.timeline import Stay
from pages.service.capture import local
from pages.service.core import ask, principal
from pages.service.entered import register

DESTINATIONS: Final = DISCHARGE_DESTINATIONS
"""Discharge destinations by their national code, in words."""
TABLES: Final = {
    "spells": "admitted_at", "board": "snapshot_at", "ward_stays": "from", "failed_discharges": "planned_on",
}  # fmt: skip
"""What is loaded of one stay, each table in order of its time."""


def stay(provider: str, spell_id: str) -> Stay | None:
    """The stay, or None where no such spell is loaded.

    Raises NotAllowed for a patient of another ward than the person's own; every look at it is logged.
    """
    held, who = ask(), principal()
    found = held.spell_rows(who, provider, spell_id, *TABLES)
    rows = {name: found[name].sort(order).to_dicts() for name, order in TABLES.items()}
    if not rows["spells"]:
        return None
    return Stay(
        spell=rows["spells"][0],
        last_day=held.version.as_at.date(),
        board=rows["board"],
        ward_stays=rows["ward_stays"],
        failed=rows["failed_discharges"],
        rounds=_entries(RoundEntry, provider, spell_id),
        delays=_entries(Delay, provider, spell_id),
        actions=_entries(Action, provider, spell_id),
        departures=_entries(Departure, provider, spell_id),
    )


def _entries(kind: type[Entry], provider: str, spell_id: str) -> list[dict[str, Any]]:
    found = read_spell(register(), principal(), kind, provider, spell_id)
    return [asdict(entry) | {"said_at": local(entry.changed_at)} for entry in found]
