"""Who is asking, and what they may do: nothing, unless a role they hold says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from data.errors import DataError


class Right(StrEnum):
    """What a person may do; code asks for rights, never for roles."""

    READ = "read"  # numbers about groups, and the register
    SEE_PATIENTS = "see_patients"  # rows about one patient, on the person's own wards
    EXPORT = "export"  # take rows about patients away as a file
    ENTER = "enter"  # actions, escalations, notes: the day's work
    DEFINE = "define"  # test areas, baselines, targets, rebases, costs: what numbers are held against
    LOAD = "load"  # extracts
    AUDIT = "audit"  # the log itself
    ADMINISTER = "administer"  # settings, removal of frozen baselines, restore


RIGHT_WORDS: Final[dict[Right, str]] = {
    Right.READ: "see figures",
    Right.SEE_PATIENTS: "see patients",
    Right.EXPORT: "export patients",
    Right.ENTER: "enter actions and notes",
    Right.DEFINE: "change test areas, baselines, targets and costs",
    Right.LOAD: "load extracts",
    Right.AUDIT: "read the audit log",
    Right.ADMINISTER: "administer Homeward",
}

# Roles of reference/security.md 3. A role that is not here gives nothing.
ROLE_RIGHTS: Final[dict[str, frozenset[Right]]] = {
    "coordinator": frozenset({Right.READ, Right.SEE_PATIENTS, Right.ENTER}),
    "exporter": frozenset({Right.READ, Right.SEE_PATIENTS, Right.EXPORT}),
    "screen": frozenset({Right.READ, Right.SEE_PATIENTS}),  # the account of a wall screen: looks, enters nothing
    "executive": frozenset({Right.READ}),
    "analyst": frozenset({Right.READ, Right.ENTER, Right.DEFINE}),
    "steward": frozenset({Right.READ, Right.LOAD}),
    "auditor": frozenset({Right.AUDIT}),
    "administrator": frozenset({Right.READ, Right.DEFINE, Right.LOAD, Right.AUDIT, Right.ADMINISTER}),
}


@dataclass(frozen=True, kw_only=True)
class Principal:
    """A person as the server knows them; every read and write names one.

    `wards` are the wards whose patients they may see, by name, or as SITE/WARD where two sites have a ward of that
    name: None is all of them, empty (the default) is none.
    `see_patients` withholds: without it no role gives sight of a patient. `subject` is the identity provider's
    own name for the person (issuer and subject), kept in the audit log beside `name`. `authorities` and `pathways`
    hold a partner (a council, a community provider) to their own residents or pathway; None is no such limit.
    """

    name: str
    roles: frozenset[str] = frozenset()
    wards: frozenset[str] | None = frozenset()
    see_patients: bool = False
    subject: str = ""
    authorities: frozenset[str] | None = None
    pathways: frozenset[str] | None = None

    @property
    def partner(self) -> bool:
        """Whether the person is held to some residents or pathways."""
        return self.authorities is not None or self.pathways is not None


# The one person of a computer with no sign-in: synthetic data, loopback only (reference/security.md 7).
DEMONSTRATION: Final = Principal(
    name="demonstration", roles=frozenset(ROLE_RIGHTS), wards=None, see_patients=True, subject="local"
)


class NotAllowed(DataError):
    """A person asked for what none of their roles gives."""

    def __init__(self, principal: Principal, right: Right, ward: str | None = None) -> None:
        self.right = right
        self.ward = ward
        where = f" on ward {ward}" if ward is not None else ""
        who = principal.name or "Someone with no name"
        super().__init__(f"{who} may not {RIGHT_WORDS[right]}{where}: ask whoever runs Homeward here for that right.")


def rights_of(principal: Principal) -> frozenset[Right]:
    """All rights that the person's roles add up to; unknown roles add nothing."""
    rights = frozenset[Right]().union(*(ROLE_RIGHTS.get(role, frozenset()) for role in principal.roles))
    return rights if principal.see_patients else rights - {Right.SEE_PATIENTS, Right.EXPORT}


def may(principal: Principal, right: Right, ward: str | None = None, site: str | None = None) -> bool:
    """Whether the person has the right; with `ward`, on that ward. A right on SITE/WARD needs the site to be named."""
    return right in rights_of(principal) and (ward is None or on_wards(principal, ward, site))


def on_wards(principal: Principal, ward: str, site: str | None = None) -> bool:
    """Whether a ward is one of the person's."""
    wards = principal.wards
    return wards is None or ward in wards or (site is not None and f"{site}/{ward}" in wards)


def require(principal: Principal, right: Right, ward: str | None = None, site: str | None = None) -> None:
    """Raise NotAllowed unless `may`; the server asks this before every read and write."""
    if not may(principal, right, ward, site):
        raise NotAllowed(principal, right, ward)
