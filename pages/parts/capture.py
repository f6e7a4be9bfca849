"""The board round of a ward on the screen: its patients in words, and what comes back from the keyboard.

The browser sends one thing at a time with a mark of its own (nonce) and what the person saw; the answer, saved or
refused, goes back under that mark. The form lives in the browser, so nothing typed waits for the server.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

import streamlit as st

from metrics import board
from pages import service
from pages.parts import assets, faults, frame, words
from pages.service import capture

Answer = dict[str, Any]

KEY: Final = "board_round"
_ANSWERS: Final = "homeward_round_answers"
_KEPT: Final = 40  # answers that a browser may still ask for
_log = logging.getLogger("homeward")
_FIELDS: Final = ("delay_reason", "waiting_for", "owner", "next_action", "day_colour", "red_reason", "note")
_CARRIED: Final = ("delay_reason", "waiting_for", "owner", "expected_discharge_date")

_draw = st.components.v2.component(
    "homeward_round",
    html='<div class="hw-slot" style="min-height:30rem"></div>',
    js=assets.loader("round.js"),
    isolate_styles=False,
)


def draw(provider: str, site: str, ward: str) -> None:
    """Draws the round of one ward, as the data and the register have it at this moment."""
    waits, owners = capture.offered(provider)
    day = frame.now().date()
    held = capture.ward_round(provider, site, ward, day)
    rows = board.prioritised(held.rows, service.board_time(held.rows).date()).to_dicts()
    _draw(
        key=KEY,
        data={
            "ward": {
                "provider": provider, "site": site, "ward": ward, "said": f"{ward}, {site}",
                "key": f"{service.principal().name} {provider} {site} {ward}",
            },
            "day": day.isoformat(),
            "reasons": list(capture.REASONS.items()),
            "waits": waits,
            "owners": owners,
            "destinations": ["Home", "Home with care", "Care home", "Another hospital", "Community bed", "Died"],
            "people": [_person(row, held) for row in sorted(rows, key=_by_bed)],
            "completed": _completed(held),
            "answers": st.session_state.get(_ANSWERS, {}),
        },
        on_sent_change=receive,
    )  # fmt: skip


def receive() -> None:
    """What the browser has just sent, done and answered. Runs before the page, so nothing can come between."""
    sent = (st.session_state.get(KEY) or {}).get("sent")
    if not isinstance(sent, dict) or not isinstance(sent.get("nonce"), str):
        return
    answers = dict(st.session_state.get(_ANSWERS, {}))
    answers[sent["nonce"]] = answered(sent, frame.now())
    st.session_state[_ANSWERS] = dict(list(answers.items())[-_KEPT:])


def answered(sent: dict[str, Any], now: datetime) -> Answer:
    """Does what was sent and gives the answer: ok, and said in one sentence; `theirs` where somebody was quicker."""
    try:
        return {"ok": True, "said": _DOERS[sent["what"]](sent, now)}
    except capture.Conflict as conflict:
        return {"ok": False, "said": str(conflict), "theirs": _theirs(conflict.theirs)}
    except service.FAULTS as fault:
        return {"ok": False, "said": str(fault)}
    except Exception as defect:
        _log.error("Defect: %s", faults.trail(defect))
        return {"ok": False, "said": "Nothing was saved: something went wrong here and it was noted. Try again."}


def _round(sent: dict[str, Any], now: datetime) -> str:
    seen, said = _seen(sent), sent["fields"]
    fields = {name: said[name] for name in _FIELDS}
    dates = {name: said[name] or None for name in ("due", "expected_discharge_date")}
    saved = capture.save_round(seen, now.date(), sent["version"], fields | dates)
    return f"{seen.patient} saved {words.time(capture.local(saved.changed_at))}."


def _delay(sent: dict[str, Any], now: datetime) -> str:
    seen, said = _seen(sent), sent["fields"]
    fields = {"reason": said["reason"], "owner": said["owner"], "started": said["started"] or now.date()}
    saved = capture.add_delay(seen, sent["delay"], fields)
    return f"Delay of {seen.patient} saved {words.time(capture.local(saved.changed_at))}."


def _end_delay(sent: dict[str, Any], now: datetime) -> str:
    seen = _seen(sent)
    saved = capture.end_delay(seen, sent["delay"], sent["version"], now.date())
    return f"Delay of {seen.patient} ended, saved {words.time(capture.local(saved.changed_at))}."


def _left(sent: dict[str, Any], now: datetime) -> str:
    seen, said = _seen(sent), sent["fields"]
    fields = {"left_on": said["left_on"] or now.date(), "left_at": said["left_at"], "destination": said["destination"]}
    saved = capture.mark_left(seen, fields)
    return f"{seen.patient} marked as left, saved {words.time(capture.local(saved.changed_at))}."


def _complete(sent: dict[str, Any], now: datetime) -> str:
    seen = sent["seen"]
    slot = "morning" if now.hour < 12 else "midday" if now.hour < 14 else "afternoon"
    saved = capture.complete(seen["provider"], seen["site"], seen["ward"], now.date(), slot)
    return f"{seen['ward']} completed its {slot} round, saved {words.time(capture.local(saved.changed_at))}."


_DOERS: Final[dict[str, Callable[[dict[str, Any], datetime], str]]] = {
    "round": _round, "delay": _delay, "end_delay": _end_delay, "left": _left, "completed": _complete,
}  # fmt: skip


def _seen(sent: dict[str, Any]) -> capture.Seen:
    return capture.Seen(
        **{name: str(sent["seen"][name]) for name in ("provider", "site", "ward", "spell_id", "patient")}
    )


def _theirs(entry: Any) -> dict[str, Any] | None:
    """What somebody else saved, in words and as the form's fields; None for what has no form of its own."""
    if not hasattr(entry, "delay_reason"):
        return None
    fields = _fields(entry)
    parts = [f"{name.replace('_', ' ')} {value}" for name, value in fields.items() if value]
    return {"version": entry.version, "fields": fields, "said": f"Theirs: {'; '.join(parts) or 'nothing filled in'}."}


def _person(row: dict[str, Any], held: capture.Round) -> dict[str, Any]:
    spell = row["spell_id"]
    entry, before, left = held.today.get(spell), held.before.get(spell), held.left.get(spell)
    return {
        "id": spell,
        "name": row["local_id"] or spell,
        "bed": row["bed"] or "",
        "status": _status(row),
        "facts": _facts(row, before),
        "entry": entry and {"version": entry.version, "said": _by(entry), "fields": _fields(entry)},
        "start": {name: _text(getattr(before, name) if before else row[name]) for name in _CARRIED},
        "delays": [_open(delay, held.day) for delay in held.delays.get(spell, [])],
        "left": f"left {left.left_at}".strip() if left else None,
    }


def _status(row: dict[str, Any]) -> dict[str, str]:
    if row["meets_criteria_to_reside"] == "N":
        past = words.plural(row["days_past"], "day") + " past ready" if row["days_past"] else "ready"
        return {"text": past, "shape": "square", "tone": "concern"}
    if row["meets_criteria_to_reside"] == "Y":
        return {"text": "meets the criteria"}
    return {"text": "no status recorded", "shape": "diamond", "tone": "amber"}


def _facts(row: dict[str, Any], before: Any) -> list[tuple[str, str]]:
    """What is known of the patient from the extract, and what the last round said."""
    status = {"N": "not met", "Y": "met"}.get(row["meets_criteria_to_reside"], "not recorded")
    found = {
        "Criteria to reside": status,
        "In hospital since": f"{words.day(row['admitted_on'])}, {words.plural(row['stay_days'], 'day')}",
        "Ready since": words.day(row["ready_date"]) if row["ready_date"] else "",
        "Pathway": row["pathway"] or "",
        "Board says": ", ".join(part for part in (row["waiting_for"], row["owner"]) if part),
        "Last round": _last(before),
    }
    return [(name, value) for name, value in found.items() if value]


def _last(before: Any) -> str:
    if before is None:
        return ""
    due = f" by {words.day(before.due)}" if before.due else ""
    action = before.next_action or "no next action"
    colour = f", {before.day_colour} day" if before.day_colour else ""
    return f"{words.day(before.day)}: {action}{due}{colour}"


def _open(delay: Any, day: date) -> dict[str, Any]:
    owner = f", {delay.owner}" if delay.owner else ""
    since = f"since {words.day(delay.started)} ({words.plural((day - delay.started).days, 'day')})"
    return {"id": delay.id, "version": delay.version, "said": f"{delay.reason}{owner}, {since}"}


def _fields(entry: Any) -> dict[str, str]:
    return {name: _text(getattr(entry, name)) for name in (*_FIELDS, "due", "expected_discharge_date")}


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _by(entry: Any) -> str:
    return f"saved {words.time(capture.local(entry.changed_at))}"


def _completed(held: capture.Round) -> str | None:
    if not held.completed:
        return None
    last = max(held.completed, key=lambda entry: capture.local(entry.changed_at))
    return f"Completed {words.time(capture.local(last.changed_at))} by {last.changed_by}."


def _by_bed(row: dict[str, Any]) -> tuple[bool, list[tuple[int, str]], str]:
    """Beds in the order people walk: "Bay A bed 9" before "Bay A bed 10"; nobody's bed last."""
    parts = re.findall(r"\d+|\D+", row["bed"] or "")
    return not row["bed"], [(int(part), "") if part.isdigit() else (0, part) for part in parts], row["spell_id"]
