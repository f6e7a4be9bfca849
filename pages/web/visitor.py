"""Who looks at this page now: the claims of Streamlit's sign-in, held against the register at every rerun."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages import service

FRESH: Final = 0.5  # seconds: a page asks dozens of times in one run
Visitor = tuple[service.Principal, str | None]
_clicked: dict[str, float] = {}
_known: dict[str, tuple[float, Visitor]] = {}


def who() -> service.Principal:
    """The principal of this run; nobody, with no right at all, where no sign-in holds or no page is running."""
    found, because = visitor()
    return found if because is None else service.NOBODY


def visitor() -> Visitor:
    """The person and why they may not be here, None while they may; at most half a second old."""
    context = get_script_run_ctx(suppress_warning=True)
    session = "" if context is None else context.session_id
    now = time.monotonic()
    held = _known.get(session)
    if held is None or now - held[0] > FRESH:
        held = _known[session] = (now, _look(session, now))
        _forget(now)
    return held[1]


def clicked() -> Visitor:
    """Somebody did something: who, asked afresh, so that a right taken away is gone at that click.

    The idle clock starts anew, but only where the sign-in still holds: a click after the idle time does not make it
    good again. What refreshes itself doesn't call this.
    """
    context = get_script_run_ctx(suppress_warning=True)
    session = "" if context is None else context.session_id
    _known.pop(session, None)
    found = visitor()
    if context is not None and found[1] is None:
        _clicked[session] = time.monotonic()
    return found


def arrived(found: service.Principal) -> bool:
    """Whether this is another person than at the session's last run; what the last one left is cleared."""
    if st.session_state.get("_visitor") == found.subject:
        return False
    st.session_state.clear()
    st.session_state["_visitor"] = found.subject
    return True


def _look(session: str, now: float) -> Visitor:
    mode = service.mode()
    if mode is service.Mode.DEMONSTRATION:
        return service.DEMONSTRATION, None
    if mode is service.Mode.ONE_PERSON:
        return service.ONE_PERSON, None
    if mode is service.Mode.REFUSED:
        return service.NOBODY, str(service.NotServed())
    claims = st.user.to_dict() if session else {}
    return service.person(claims, datetime.now(UTC), idle=now - _clicked.get(session, now))


def _forget(now: float) -> None:
    """Drop the sessions that nobody has looked through for a day."""
    for session in [name for name, (at, _) in _known.items() if now - at > 86_400]:
        _known.pop(session)
        _clicked.pop(session, None)
