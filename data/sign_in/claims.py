"""From what the identity provider said to a principal: asked anew at every rerun, so a right taken away is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from data.access import Principal
from data.register.findings import Person
from data.sign_in.config import SignIn

NOBODY: Final = Principal(name="", subject="")
SCREEN: Final = "screen"
WITH_PATIENTS: Final = frozenset({"coordinator", "exporter", SCREEN})


@dataclass(frozen=True)
class Limits:
    """When a sign-in was last used and by which clock it is now: `idle` in seconds since the last click."""

    now: datetime
    idle: float
    signed_out: datetime | None


def subject_of(claims: Mapping[str, Any]) -> str:
    """Issuer and subject, joined: the only name of a person that stays the same; "" where either is missing."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    return f"{issuer}|{subject}" if issuer and subject else ""


def refused_because(claims: Mapping[str, Any], sign_in: SignIn, limits: Limits, *, screen: bool = False) -> str | None:
    """Why a sign-in no longer holds, as a sentence, or None while it does.

    `iat` is when the provider issued it; a sign-in from before the person signed out is never taken again, whoever
    kept a copy of its cookie. `screen`: a wall screen's account, which nobody touches.
    """
    issued = claims.get("iat")
    if not subject_of(claims) or not isinstance(issued, int | float):
        return "Sign in to see this."
    began = datetime.fromtimestamp(issued, UTC)
    if limits.signed_out is not None and began <= limits.signed_out:
        return "You have signed out: sign in again."
    hours = (limits.now - began).total_seconds() / 3600
    if not -0.1 <= hours <= (24 * 7 if screen else sign_in.hours):  # a provider's clock may be minutes ahead
        return f"A sign-in lasts {_many(sign_in.hours, 'hour')}: sign in again."
    if not screen and limits.idle > sign_in.idle_minutes * 60:
        return f"Nothing was clicked for {_many(sign_in.idle_minutes, 'minute')}: sign in again."
    return None


def principal_of(claims: Mapping[str, Any], sign_in: SignIn, people: Iterable[Person]) -> Principal:
    """Who that is and what they hold: the person's entry in the register, else what the claims give; else no role."""
    subject = subject_of(claims)
    if not subject:
        return NOBODY
    name = str(claims.get(sign_in.name_claim) or claims.get("email") or claims.get("sub"))
    for person in people:
        if person.subject == subject:
            return _entered(person) if person.active else Principal(name=person.name, subject=subject)
    groups = _texts(claims.get(sign_in.roles_claim))
    roles = frozenset(sign_in.roles[group] for group in groups if group in sign_in.roles)
    every = bool(groups & set(sign_in.all_wards))
    wards = None if every else frozenset(_texts(claims.get(sign_in.wards_claim)))
    return Principal(name=name, subject=subject, roles=roles, wards=wards, see_patients=bool(roles & WITH_PATIENTS))


def _entered(person: Person) -> Principal:
    return Principal(
        name=person.name,
        subject=person.subject,
        roles=frozenset(person.roles),
        wards=None if person.all_wards else frozenset(person.wards),
        see_patients=person.see_patients,
        authorities=frozenset(person.authorities) or None,
        pathways=frozenset(person.pathways) or None,
    )


def _many(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _texts(claim: Any) -> set[str]:
    """A claim's values: providers send a list, or one text."""
    if isinstance(claim, str):
        return {claim}
    return {str(value) for value in claim} if isinstance(claim, list | tuple) else set()
