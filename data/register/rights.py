"""Who may read or change which entry: by its kind, its ward, and the patient it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.access import Principal, Right, may, require
from data.register.checks import E
from data.register.entries import Action, Entry
from data.register.kinds import KIND_OF


def require_change(principal: Principal, entry: Entry) -> None:
    """The right to change entries of that kind; also on its ward, and to see the patient, where it has them."""
    kind = KIND_OF[type(entry)]
    ward, site = place_of(entry)
    require(principal, kind.right, ward, site)
    if _about_patient(entry):
        require(principal, Right.SEE_PATIENTS, ward, site)


def may_see(principal: Principal, entry: Entry) -> bool:
    """Whether the person may read the entry whole: false for one about a patient whom they may not see."""
    return not _about_patient(entry) or may(principal, Right.SEE_PATIENTS, *place_of(entry))


def seen_by(principal: Principal, entry: E) -> E:
    """The entry as that person may see it."""
    if may_see(principal, entry):
        return entry
    emptied: dict[str, Any] = dict.fromkeys(KIND_OF[type(entry)].hidden, "")
    return replace(entry, **emptied)


def place_of(entry: Entry) -> tuple[str | None, str | None]:
    """The ward and site on which rights for the entry are asked; a patient with no ward needs the right to all."""
    if not KIND_OF[type(entry)].on_ward:
        return None, None
    ward, site = getattr(entry, "ward", ""), getattr(entry, "site", "")
    return (ward if ward or _about_patient(entry) else None), site or None


def _about_patient(entry: Entry) -> bool:
    return bool(getattr(entry, "spell_id", "")) or (isinstance(entry, Action) and entry.about == "patient")
