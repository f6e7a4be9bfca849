"""Actions and their ladder, and who sponsors which ward: reading and saving them in the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

import polars as pl

from data.access import Right, may
from data.register import Action, WardSponsor, close_action, escalate, raise_action, read_entry
from metrics.actions import LEVELS, ROWS
from pages.service.capture import Seen, still
from pages.service.core import principal
from pages.service.entered import entries, register, save_entry
from pages.service.looks import looked

__all__ = ["LEVELS", "WardSponsor", "close", "correct", "may_enter", "raise_one", "rows", "sponsors", "take_up"]
_COLUMNS: Final = [name for name in ROWS if name != "stepped"]


def rows() -> pl.DataFrame:
    """Every action as a row of metrics.actions; those about patients whom the person may not see come without words.

    Those about patients whom they may see are a look at them, in the audit log first.
    """
    found = [
        {name: getattr(action, name) for name in _COLUMNS}
        | {"stepped": action.steps[-1].day if action.steps else action.raised}
        for action in entries(Action)
    ]
    about = sum(bool(row["spell_id"]) for row in found)
    if about:
        looked(principal(), "action", "everywhere", about, "")
    return pl.DataFrame(found, schema=ROWS)


def raise_one(said: dict[str, Any], seen: Seen | None = None) -> Action:
    """Raise an action about a ward, or about the patient seen, who is looked up again first."""
    if seen is None:
        return raise_action(register(), principal(), Action(about="ward", **said))
    still(seen)
    about: dict[str, Any] = {"about": "patient", "provider": seen.provider, "site": seen.site, "ward": seen.ward}
    return raise_action(register(), principal(), Action(**about, spell_id=seen.spell_id, **said))


def take_up(action_id: str, version: int, level: str, owner: str, day: date) -> Action:
    """Hand an action up to a higher level; `version` is the one that was on the screen."""
    return escalate(register(), principal(), _seen(action_id, version), level, owner, day)


def close(action_id: str, version: int, outcome: str, day: date) -> Action:
    """Close an action with its outcome."""
    return close_action(register(), principal(), _seen(action_id, version), outcome, day)


def correct(action_id: str, version: int, changes: dict[str, Any]) -> Action:
    """Change words, owner or due date of an action."""
    return save_entry(replace(_seen(action_id, version), **changes))


def sponsors() -> tuple[WardSponsor, ...]:
    """Which executive looks after which ward."""
    return entries(WardSponsor)


def may_enter(ward: str | None = None) -> bool:
    """Whether the person may raise, escalate and close actions; with `ward`, on that ward."""
    return may(principal(), Right.ENTER, ward)


def _seen(action_id: str, version: int) -> Action:
    """The action as the register has it, with the version that the person saw: an older one is then refused."""
    return replace(read_entry(register(), principal(), Action, action_id), version=version)
