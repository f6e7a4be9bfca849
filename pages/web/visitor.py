"""Who looks at this page now: the claims of Streamlit's sign-in, held against the register at every rerun."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages import service

FRESH: Final = 0.5  # seconds: a page asks dozens of times in one run
DAY: Final = 86_400.0
Visitor = tuple[service.Principal, str | None]
_known: dict[str, tuple[float, Visitor, str]] = {}  # session -> when it was looked at, who, by which sign-in
_clicked: dict[str, float] = {}  # sign-in -> its last click, in whichever tab


def who() -> service.Principal:
    """The principal of this run; nobody, with no right at all, where no sign-in holds or no page is running."""
    found, because = visitor()
    return found if because is None else service.NOBODY


def visitor() -> Visitor:
    """The person and why they may not be here, None while they may; at most half a second old."""
    return _visit(_session())[1]


def clicked() -> Visitor:
    """Somebody did something: who, asked afresh, so that a right taken away is gone at that click.

    The idle clock starts anew, but only where the sign-in still holds: a click after the idle time does not make it
    good again. What refreshes itself doesn't call this.
    """
    session = _session()
    _known.pop(session, None)
    _, found, sign_in = _visit(session)
    if session and found[1] is None:
        _clicked[sign_in] = time.monotonic()
    return found


def idle(claims: Mapping[str, Any]) -> float:
    """Seconds since the last click in any tab of the sign-in with those claims; 0 where this server knows of none.

    The clock is the sign-in's and not the tab's: a page that is opened anew after the idle time is no way back in.
    """
    now = time.monotonic()
    return now - _clicked.get(_sign_in(claims), now)


def arrived(found: service.Principal) -> bool:
    """Whether this is another person than at the session's last run; what the last one left is cleared."""
    if st.session_state.get("_visitor") == found.subject:
        return False
    st.session_state.clear()
    st.session_state["_visitor"] = found.subject
    return True


def _session() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return "" if context is None else context.session_id


def _visit(session: str) -> tuple[float, Visitor, str]:
    now = time.monotonic()
    held = _known.get(session)
    if held is None or now - held[0] > FRESH:
        held = _known[session] = (now, *_look(session))
        _forget(now)
    return held


def _look(session: str) -> tuple[Visitor, str]:
    mode = service.mode()
    if mode is service.Mode.DEMONSTRATION:
        return (service.DEMONSTRATION, None), ""
    if mode is service.Mode.ONE_PERSON:
        return (service.ONE_PERSON, None), ""
    if mode is service.Mode.REFUSED:
        return (service.NOBODY, str(service.NotServed())), ""
    claims = st.user.to_dict() if session else {}
    return service.person(claims, datetime.now(UTC), idle(claims)), _sign_in(claims)


def _sign_in(claims: Mapping[str, Any]) -> str:
    """One sign-in of one person: a second one, on another computer, has a clock of its own."""
    return json.dumps([claims.get(name) for name in ("iss", "sub", "iat")])


def _forget(now: float) -> None:
    """Drop the sessions that nobody has looked through for a day, and the clocks of sign-ins that are over."""
    for session, (at, _, _) in list(_known.items()):
        if now - at > DAY:
            _known.pop(session, None)
    for sign_in, at in list(_clicked.items()):
        if now - at > 8 * DAY:  # none lasts longer than a week
            _clicked.pop(sign_in, None)
