"""Who is there: how the store may be served, the claims of a sign-in as a principal, signing out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data import audit, sign_in
from data.access import DEMONSTRATION, ROLE_RIGHTS, Principal, Right, require
from data.register import Person
from pages.service.core import newest_version, once_a_run, principal, store
from pages.service.entered import entries, register

Mode, NotServed, OpenToAll = sign_in.Mode, sign_in.NotServed, sign_in.OpenToAll
UnsafeOptions = sign_in.UnsafeOptions
NOBODY = sign_in.NOBODY
ROLES = tuple(ROLE_RIGHTS)
SERVER = Principal(name="Homeward", roles=frozenset({"administrator"}), subject="server")
"""The server itself, which reads who may do what before anybody is known."""
ONE_PERSON = Principal(
    name="the one person of this computer", roles=DEMONSTRATION.roles, wards=None, see_patients=True, subject="local"
)


def mode(folder: Path | None = None) -> sign_in.Mode:
    """How the store may be served now."""
    place = folder or store()
    return once_a_run(("mode", place), lambda: sign_in.mode_of(place))


def may_load_real_data(folder: Path | None = None) -> bool:
    """Whether extracts other than the demonstration's could be looked at once they are loaded."""
    return sign_in.may_load_real_data(folder or store())


def allow_one_person(folder: Path | None = None) -> None:
    """Keep that one person alone uses the store on their own computer; whoever serves it holds that to loopback."""
    require(principal(), Right.LOAD)
    sign_in.allow_one_person(folder or store())
    newest_version()
    note(principal(), "allowed", "one person on this computer")


def streamlit_secrets(folder: Path | None = None) -> dict[str, Any]:
    """What Streamlit's own sign-in needs; nothing where the store has no sign-in."""
    found = sign_in.read_sign_in(folder or store())
    return {} if found is None else found.streamlit_secrets()


def own_hosts(folder: Path | None = None) -> frozenset[str]:
    """The names under which this server may be called: this machine's own, and that of the sign-in's redirect."""
    found = sign_in.read_sign_in(folder or store())
    return sign_in.hosts_of(found)


def person(claims: Mapping[str, Any], now: datetime, idle: float) -> tuple[Principal, str | None]:
    """Who signed in with those claims, and why that no longer holds (None while it does).

    `now` with a zone; `idle`: seconds since that sign-in's last click. The claims, the register and the list of those
    who signed out are read afresh: whatever was taken away is gone at the next rerun.
    """
    place = store()
    settings = sign_in.read_sign_in(place)
    subject = sign_in.subject_of(claims)
    if settings is None or not subject:
        return NOBODY, "Sign in to see this."
    found = sign_in.principal_of(claims, settings, entries(Person, place, SERVER))
    limits = sign_in.Limits(now=now, idle=idle, signed_out=sign_in.signed_out_at(place, subject))
    screen = found.roles == {"screen"}
    return found, sign_in.refused_because(claims, settings, limits, screen=screen)


def note(who: Principal, action: str, kind: str, **detail: object) -> None:
    """Write one thing that somebody did into the audit log; where that fails, it must not be done."""
    audit.record(register(), who, action, kind, detail=detail)


def sign_out(claims: Mapping[str, Any], now: datetime) -> None:
    """End every sign-in of that person issued up to now."""
    subject = sign_in.subject_of(claims)
    if subject:
        sign_in.sign_out(store(), subject, now)
        name = str(claims.get("name") or claims.get("sub"))
        note(Principal(name=name, subject=subject), "signed out", "sign-in")


def end_sign_ins(subject: str) -> None:
    """Shut out every sign-in of somebody issued up to now: they may sign in again, if they may still come in."""
    require(principal(), Right.ADMINISTER)
    note(principal(), "ended the sign-ins of", "person", subject=subject)
    sign_in.sign_out(store(), subject, datetime.now(UTC))


def signed_in(who: Principal) -> None:
    """Write into the audit log that somebody came in, and what they may do."""
    note(who, "signed in", "sign-in", roles=sorted(who.roles), wards="all" if who.wards is None else len(who.wards))
