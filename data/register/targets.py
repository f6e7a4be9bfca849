"""Targets: several of one metric and scope, in order of date, are its trajectory."""

from __future__ import annotations

from datetime import date

from data.access import Principal
from data.register.entries import EntryScope, Target
from data.register.reading import read_entries
from data.register.store import Register


def trajectory(register: Register, principal: Principal, metric: str, scope: EntryScope) -> tuple[Target, ...]:
    """The targets of exactly that metric and scope, by date."""
    targets = read_entries(register, principal, Target)
    mine = [target for target in targets if (target.metric, target.scope) == (metric, scope)]
    return tuple(sorted(mine, key=lambda target: target.from_day))


def target_on(targets: tuple[Target, ...], day: date) -> float | None:
    """The value that holds on a day: that of the newest target not after it; None before the first."""
    held = [target for target in targets if target.from_day <= day]
    return max(held, key=lambda target: target.from_day).value if held else None
