"""Actions and their ladder: team, coordinator, manager, executive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from data.access import Principal
from data.register.checks import LEVELS, BadEntry
from data.register.entries import Action, Step
from data.register.reading import read_entries
from data.register.service import save
from data.register.store import Register


def raise_action(register: Register, principal: Principal, action: Action, *, at: datetime | None = None) -> Action:
    """Save a new action; its first step is the level it is raised at, on the day it is raised."""
    return save(register, principal, replace(action, steps=(Step(level=action.level, day=action.raised),)), at=at)


def escalate(
    register: Register,
    principal: Principal,
    action: Action,
    level: str,
    owner: str,
    day: date,
    *,
    at: datetime | None = None,
) -> Action:
    """Hand an open action up to a higher level and its owner there, on a local day."""
    if action.closed is not None:
        raise BadEntry(f"action on ward {action.ward!r}", "it is closed; raise a new one")
    if level in LEVELS and LEVELS.index(level) <= LEVELS.index(action.level):
        raise BadEntry(f"action on ward {action.ward!r}", f"{level} is not above {action.level}; choose a higher level")
    steps = (*action.steps, Step(level=level, day=day))
    return save(register, principal, replace(action, level=level, owner=owner, steps=steps), at=at)


def close_action(
    register: Register, principal: Principal, action: Action, outcome: str, day: date, *, at: datetime | None = None
) -> Action:
    """Close an action with its outcome, at the level it has reached."""
    return save(register, principal, replace(action, closed=day, outcome=outcome), at=at)


def open_actions(
    register: Register, principal: Principal, *, wards: frozenset[str] | None = None
) -> tuple[Action, ...]:
    """Actions not closed, on those wards (None: all), by due date, undated last; masked as when read."""
    found = [
        action
        for action in read_entries(register, principal, Action)
        if action.closed is None and (wards is None or action.ward in wards)
    ]
    return tuple(sorted(found, key=lambda action: (action.due is None, action.due or action.raised, action.raised)))
