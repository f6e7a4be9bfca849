"""The timeline of one stay on the screen: its events as an ordered list, and the waits by owner as a bar with words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from metrics import timeline
from metrics.timeline import Event, Stay
from pages.parts import assets, words
from pages.service.stays import DESTINATIONS

NOBODY: Final = "Nobody named"
LEVELS: Final = {
    "team": "the team", "coordinator": "the discharge coordinator", "manager": "a manager", "executive": "an executive",
}  # fmt: skip
SHAPES: Final = {
    "not_meeting": ("square", "concern"), "failed": ("down", "concern"), "slipped": ("up", "amber"),
    "discharged": ("tick", "improvement"), "left": ("tick", "improvement"), "support": ("tick", "improvement"),
    "meeting": ("ring", "neutral"), "escalated": ("up", "amber"), "closed": ("tick", "neutral"),
}  # fmt: skip

_draw = st.components.v2.component(
    "homeward_timeline", html='<div class="hw-slot"></div>', js=assets.loader("timeline.js"), isolate_styles=False
)


def draw(stay: Stay, *, key: str) -> None:
    """Draws the stay: one sentence, the bar of waits by owner, the events with the newest first."""
    waits = timeline.waits(stay)
    names = {owner: number for number, owner in enumerate(timeline.by_owner(waits)["owner"].to_list())}
    _draw(
        key=key,
        data={
            "said": summary(stay),
            "waits": [
                {
                    "owner": row["owner"] or NOBODY,
                    "days": row["days"],
                    "said": _stretch(row),
                    "number": names[row["owner"]],
                }
                for row in waits.to_dicts()
            ],
            "owners": [
                {"said": f"{row['owner'] or NOBODY}: {words.plural(row['days'], 'day')}", "number": names[row["owner"]]}
                for row in timeline.by_owner(waits).to_dicts()
            ],
            "events": [line(event) for event in reversed(timeline.events(stay))],
        },
    )


def summary(stay: Stay) -> str:
    """The stay's waits in one sentence."""
    waits = timeline.waits(stay)
    moved = timeline.slips(stay)
    slipped = f" The expected date moved later {_times(moved)}." if moved else ""
    if waits.is_empty():
        return f"No days past ready.{slipped}"
    total = int(waits["days"].sum())
    longest = timeline.by_owner(waits).row(0, named=True)
    whom = longest["owner"] or "nobody named"
    share = "all" if longest["days"] == total else f"{longest['days']}"
    return f"{words.plural(total, 'day')} past ready, {share} of them with {whom}.{slipped}"


def line(event: Event) -> dict[str, Any]:
    """One event in words: when, what, and who said so."""
    shape, tone = SHAPES.get(event.kind, ("circle", "quiet"))
    when = f"{words.day(event.day)}, {words.time(event.at)}" if event.at else words.day(event.day)
    by = f"said by {event.by}" if event.by else ""
    return {"when": when, "what": _WORDS[event.kind](event), "by": by, "shape": shape, "tone": tone}


def _stretch(row: dict[str, Any]) -> str:
    what = f", for {row['waiting_for']}" if row["waiting_for"] else ""
    until = f" to {words.day(row['to_day'])}" if row["days"] > 1 else ""
    return f"{row['owner'] or NOBODY}{what}: {words.day(row['from_day'])}{until}, {words.plural(row['days'], 'day')}"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _with(text: str, owner: str | None) -> str:
    return f"{text} ({owner})" if owner else text


def _slip(event: Event) -> str:
    days = (event.value - event.before).days
    way = "later" if days > 0 else "earlier"
    return f"Expected date moved to {words.day(event.value)}, {words.plural(abs(days), 'day')} {way}"


def _round(event: Event) -> str:
    due = f" by {words.day(event.before)}" if event.before else ""
    action = f"{event.value}{due}" if event.value else "no next action"
    colour = f"; {event.text}" if event.text else ""
    return _with(f"Board round: {action}", event.owner) + colour


def _failed(event: Event) -> str:
    return _with(f"Planned discharge did not happen{': ' + str(event.value) if event.value else ''}", event.owner)


def _gone(event: Event) -> str:
    where = DESTINATIONS.get(str(event.value)) if event.value else None
    return f"Discharged: {where}" if where else "Discharged"


def _over(event: Event) -> str:
    return f"Delay over after {words.plural((event.day - event.before).days, 'day')}: {event.value}"


def _level(how: str) -> Callable[[Event], str]:
    return lambda event: _with(f"{how} {LEVELS.get(event.value, event.value)}: {event.text}", event.owner)


_WORDS: Final[dict[str, Callable[[Event], str]]] = {
    "admitted": lambda event: "Admitted as an emergency" if str(event.value).startswith("2") else "Admitted",
    "ward": lambda event: f"Moved from {event.before} to {event.value}",
    "expected": lambda event: f"Expected to leave on {words.day(event.value)}",
    "slipped": _slip,
    "not_meeting": lambda event: "No longer meets the criteria to reside",
    "meeting": lambda event: "Meets the criteria to reside again",
    "waiting": lambda event: _with(f"Waiting for {event.value}" if event.value else "Waiting", event.owner),
    "failed": _failed,
    "round": _round,
    "delay": lambda event: _with(f"Delay begins: {event.value}", event.owner),
    "delay_ended": _over,
    "action": _level("Action raised with"),
    "escalated": _level("Escalated to"),
    "closed": lambda event: f"Action closed: {event.value}",
    "support": lambda event: "Support service started",
    "left": lambda event: f"Marked as left{': ' + str(event.value) if event.value else ''}",
    "discharged": _gone,
}  # fmt: skip
