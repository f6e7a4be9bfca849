"""What a ward says is kept of the right patient, once, and never over somebody else's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from small_hospital import hospital, on_board, spell

from data.access import DEMONSTRATION, NotAllowed, Principal
from data.register import Delay, RoundEntry, open_register, read_entries, save
from pages import service
from pages.parts.capture import answered
from pages.service import actions, capture, core
from pages.service.capture import Conflict, Seen, WrongPatient

DAY, NOW = date(2025, 1, 20), datetime(2025, 1, 20, 9, 12)
SEEN = Seen(provider="RX1", site="A", ward="W1", spell_id="S1", patient="K1")
SAID = {"next_action": "Panel", "owner": "Hub"}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two patients on one ward, one on another; the person may see every ward."""
    hospital(
        tmp_path,
        spells=[spell("S1", "2025-01-02"), spell("S2", "2025-01-03"), spell("S3", "2025-01-03", ward="W2")],
        board=[
            on_board("S1", "2025-01-20", "N", local_id="K1", bed="Bed 10"),
            on_board("S2", "2025-01-20", "N", local_id="K2", bed="Bed 9"),
            on_board("S3", "2025-01-20", "Y", local_id="K3", bed="Bed 1", ward="W2"),
        ],
    )
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path / "store"))
    yield tmp_path / "store"
    service.register().close()


def as_person(monkeypatch: pytest.MonkeyPatch, who: Principal) -> None:
    monkeypatch.setattr(core, "_identify", [lambda: who])


def kept(store: Path, kind: Any = RoundEntry) -> list[Any]:
    register = open_register(store)
    found = read_entries(register, DEMONSTRATION, kind)
    register.close()
    return list(found)


def test_a_round_holds_the_wards_own_patients(store: Path) -> None:
    capture.save_round(SEEN, DAY, 0, SAID)
    held = capture.ward_round("RX1", "A", "W1", DAY)
    assert sorted(held.rows["spell_id"]) == ["S1", "S2"]
    assert {spell: entry.next_action for spell, entry in held.today.items()} == {"S1": "Panel"}
    assert (held.before, held.delays, held.left, held.completed) == ({}, {}, {}, ())
    assert capture.ward_round("RX1", "A", "W1", date(2025, 1, 21)).before["S1"].owner == "Hub"


def test_saying_the_same_again_saves_it_once(store: Path) -> None:
    first = capture.save_round(SEEN, DAY, 0, SAID)
    assert capture.save_round(SEEN, DAY, 0, SAID) == first
    delay = {"reason": "Awaiting patient transport services", "started": DAY}
    assert capture.add_delay(SEEN, "ab" * 16, delay) == capture.add_delay(SEEN, "ab" * 16, delay)
    assert capture.complete("RX1", "A", "W1", DAY, "morning") == capture.complete("RX1", "A", "W1", DAY, "morning")
    assert len(kept(store)) == len(kept(store, Delay)) == len(capture.rounds_of(DAY)) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"spell_id": "S9"}, "K1 is no longer on the board; find them on the Daily board."),
        ({"patient": "K7"}, "K7 is not the patient whom the data show in that place now; open the patient again."),
        ({"ward": "W2"}, "K1 is now on ward W1, A; say it in that ward's round."),
    ],
)
def test_what_does_not_fit_the_patient_seen_is_refused(store: Path, changed: dict[str, str], sentence: str) -> None:
    for act in (
        lambda seen: capture.save_round(seen, DAY, 0, SAID),
        lambda seen: capture.add_delay(seen, "a", {"reason": "Awaiting patient transport services", "started": DAY}),
        lambda seen: capture.mark_left(seen, {"left_on": DAY}),
        lambda seen: actions.raise_one({"text": "Ask", "owner": "Hub", "raised": DAY}, seen),
    ):
        with pytest.raises(WrongPatient, match="Nothing was saved") as refused:
            act(replace(SEEN, **changed))
        assert str(refused.value) == f"Nothing was saved: {sentence}"
    assert kept(store) == kept(store, Delay) == []


def test_somebody_quicker_is_named_and_kept(store: Path) -> None:
    ann = replace(DEMONSTRATION, name="Ann Hall")
    register = open_register(store)
    save(register, ann, RoundEntry(provider="RX1", site="A", ward="W1", spell_id="S1", day=DAY, owner="Ward"))
    register.close()
    with pytest.raises(Conflict, match="Ann Hall saved this patient at") as refused:
        capture.save_round(SEEN, DAY, 0, SAID)
    assert refused.value.theirs.version == 1
    assert [entry.owner for entry in kept(store)] == ["Ward"]
    assert capture.save_round(SEEN, DAY, 1, SAID).version == 2


def test_another_patients_delay_is_not_ended(store: Path) -> None:
    capture.add_delay(SEEN, "d1", {"reason": "Awaiting patient transport services", "started": DAY})
    other = replace(SEEN, spell_id="S2", patient="K2")
    with pytest.raises(service.DataError, match="The register has no delay on ward of K2"):
        capture.end_delay(other, "d1", 1, DAY)
    assert capture.end_delay(SEEN, "d1", 1, DAY).ended == DAY


def test_a_person_of_one_ward_says_nothing_of_another(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roles, wards = frozenset({"coordinator"}), frozenset({"W2"})
    as_person(monkeypatch, Principal(name="Caz", roles=roles, wards=wards, see_patients=True, subject="caz"))
    with pytest.raises(NotAllowed):
        capture.save_round(SEEN, DAY, 0, SAID)
    assert capture.ward_round("RX1", "A", "W1", DAY).rows.is_empty()
    assert kept(store) == []


def sent(what: str, **given: Any) -> dict[str, Any]:
    seen = {"provider": "RX1", "site": "A", "ward": "W1", "spell_id": "S1", "patient": "K1"}
    return json.loads(json.dumps({"nonce": "1", "what": what, "seen": seen, **given}))


FIELDS = dict.fromkeys(
    ("delay_reason", "waiting_for", "owner", "next_action", "due", "day_colour", "red_reason", "note",
     "expected_discharge_date"), ""
)  # fmt: skip


def test_every_thing_sent_is_answered_in_a_sentence(store: Path) -> None:
    said = FIELDS | {"next_action": "Panel", "due": "2025-01-22", "day_colour": "red", "red_reason": "no panel"}
    answer = answered(sent("round", version=0, fields=said), NOW)
    assert answer["ok"] and answer["said"].startswith("K1 saved ")
    assert (kept(store)[0].due, kept(store)[0].day) == (date(2025, 1, 22), DAY)
    wrong = answered(sent("round", version=1, fields=said | {"due": "2025-01-01"}), NOW)
    assert not wrong["ok"] and "due 2025-01-01 is before" in wrong["said"]
    late = answered(sent("round", version=0, fields=FIELDS | {"note": "mine"}), NOW)
    assert late["theirs"]["version"] == 1
    assert late["theirs"]["said"] == "Theirs: next action Panel; day colour red; red reason no panel; due 2025-01-22."
    assert answered(sent("completed"), NOW)["said"].startswith("W1 completed its morning round, saved ")
    assert answered(sent("left", fields={"left_on": "", "left_at": "08:30", "destination": "Home"}), NOW)["ok"]
    assert answered({"what": "nonsense"}, NOW) == {
        "ok": False, "said": "Nothing was saved: something went wrong here and it was noted. Try again.",
    }  # fmt: skip


def test_actions_about_a_patient_are_raised_handed_up_and_closed(store: Path) -> None:
    raised = actions.raise_one({"text": "Ask the panel", "owner": "Hub", "raised": DAY}, SEEN)
    assert (raised.about, raised.spell_id, raised.ward) == ("patient", "S1", "W1")
    higher = actions.take_up(raised.id, raised.version, "manager", "Head of flow", DAY)
    with pytest.raises(service.StaleEntry, match="after you opened it"):
        actions.close(raised.id, raised.version, "Done", DAY)
    closed = actions.close(higher.id, higher.version, "Panel agreed", DAY)
    rows = actions.rows().row(0, named=True)
    assert (closed.outcome, rows["level"], rows["closed"], rows["stepped"]) == ("Panel agreed", "manager", DAY, DAY)
