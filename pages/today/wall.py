"""Wall screen: a ward or site of the daily board to be read from three metres; refreshes itself, nothing to press.

The address says which: ?site=North&ward=Ash.
"""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from metrics.asking import UnknownPlace
from metrics.scope import Scope
from pages import service
from pages.parts import board_rows, frame, wall
from pages.service import today

KEPT: Final = "homeward_wall"


def scope() -> Scope:
    """The place that the address names; raises UnknownPlace for one that is not in the data."""
    held, who = service.ask(), service.principal()
    named: dict[str, Any] = {
        level: st.query_params[level] for level in ("provider", "site", "ward") if level in st.query_params
    }
    for level, name in named.items():
        known = held.choices(who, level)
        if name not in known:
            raise UnknownPlace(level, name, known)
    return Scope(**named)


def read() -> dict[str, Any]:
    """The screen as it stands now. Patients are read, and the look at them logged, when something has changed."""
    service.require(service.principal(), service.Right.SEE_PATIENTS)
    now, place = frame.now(), scope()
    state = (service.ask().version.name, service.ask().version.data_version, place, now.date(), today.said_so_far())
    held = st.session_state.get(KEPT)
    if held is None or held[0] != state:
        morning = today.morning(place, now)
        if morning is None:
            why = service.added_up(service.PATIENTS)
            said = "load the board extract." if why is None else why
            return wall.page(wall.sentence(f"Nobody is on the board here: {said}"), [], now)
        limit = (morning.times, morning.fresh.as_at, morning.fresh.stale_after_hours)
        held = st.session_state[KEPT] = (state, wall.body(morning, place), limit)
    _, body, (times, as_at, hours) = held
    whole, sites = board_rows.older(times, as_at, now, hours)
    return wall.page(body, [whole] if whole else sites, now)


@st.fragment(run_every=wall.REFRESH)
def screen() -> None:
    """Reads and draws; what went wrong stands on the screen in words, and the next minute tries again."""
    try:
        data = read()
    except service.FAULTS as fault:
        st.session_state.pop(KEPT, None)
        data = wall.page(wall.sentence(str(fault)), [], frame.now())
    wall.draw(data)


screen()
