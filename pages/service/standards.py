"""Ward standards in the register: which rounds were held, saving an assessment, who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from data.access import Right, may
from data.register import WardRound, WardStandard, read_days
from pages.service.core import principal
from pages.service.entered import entries, register, save_entry

Ward = tuple[str, str, str]


def days_with_round(first: date, last: date) -> dict[Ward, set[date]]:
    """The days, both ends inclusive, on which each (provider, site, ward) completed a board round."""
    found: dict[Ward, set[date]] = {}
    for entry in read_days(register(), principal(), WardRound, first, last):
        if entry.held:
            found.setdefault((entry.provider, entry.site, entry.ward), set()).add(entry.day)
    return found


def save_assessment(entry: WardStandard) -> WardStandard:
    """Save an assessment; one of the same ward, standard and day is corrected by it."""
    about = (entry.provider, entry.site, entry.ward, entry.standard.strip(), entry.assessed_on)
    for held in entries(WardStandard):
        if (held.provider, held.site, held.ward, held.standard, held.assessed_on) == about:
            return save_entry(replace(entry, id=held.id, version=held.version))
    return save_entry(entry)


def may_assess(ward: str, site: str) -> bool:
    """Whether the person may enter an assessment of that ward."""
    return may(principal(), Right.ENTER, ward, site or None)
