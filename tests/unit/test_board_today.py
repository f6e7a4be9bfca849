"""The board with what wards entered, on a real store and register: what wins, who left, what each load settles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from board_sql import COUNTED
from small_hospital import Row, on_board, spell, write

from data import audit
from data.access import DEMONSTRATION, NotAllowed, Principal
from data.loading import load
from data.register import Action, Departure, RoundEntry, WardRound, open_register, save
from metrics import board
from metrics.scope import Scope
from pages import service
from pages.parts import board_rows
from pages.service import core, today

NOW = datetime(2025, 1, 20, 9, 30)
PLACE = {"provider": "RX1", "site": "A", "ward": "W1"}
STAYS = [
    spell("S1", "2025-01-02"),
    spell("S2", "2025-01-03"),
    spell("S3", "2025-01-03", ward="W2"),
]
NAMES = {"S1": "K1", "S2": "K2", "S3": "K3"}


def publish(store: Path, at: str, stays: list[Row], there: str) -> None:
    """A load: the stays as they are then, and a board of those still there."""
    folder = store.parent / at.replace(" ", "-").replace(":", "")
    ward = {stay["spell_id"]: stay["ward"] for stay in stays}
    rows = [on_board(one, at, "N", local_id=NAMES[one], bed="Bed 1", ward=ward[one]) for one in there.split()]
    report = load(store, [write(folder, "spells.csv", stays), write(folder, "board.csv", rows)])
    assert [extract.refused for extract in report.extracts] == [None, None]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Three patients not meeting the criteria on the board of 20 January, 08:00."""
    found = tmp_path / "store"
    publish(found, "2025-01-20 08:00", STAYS, "S1 S2 S3")
    monkeypatch.setenv("HOMEWARD_STORE", str(found))
    yield found
    service.register().close()


def say(store: Path, entry: Any, at: datetime = datetime(2025, 1, 20, 9, 12)) -> None:
    """Saved at a moment of our own; in January London's time is UTC."""
    register = open_register(store)

    save(register, DEMONSTRATION, entry, at=at.replace(tzinfo=UTC))
    register.close()


def row(spell_id: str, now: datetime = NOW) -> dict[str, Any]:
    found = today.morning(Scope(), now)
    assert found is not None
    return found.rows.row(by_predicate=pl.col("spell_id") == spell_id, named=True)


def round_of(spell_id: str, **said: Any) -> RoundEntry:
    return RoundEntry(**PLACE, spell_id=spell_id, day=date(2025, 1, 20), **said)


def test_a_round_after_the_snapshot_is_on_the_board_with_its_hour_and_name(store: Path) -> None:
    reason = "Awaiting patient transport services"
    say(store, round_of("S1", owner="Hub", next_action="Panel", due=date(2025, 1, 21), delay_reason=reason))
    found = row("S1")
    assert (found["owner"], found["reason_group"]) == ("Hub", "Hospital process")
    assert board_rows.entered(found, date(2025, 1, 20)) == "entered 09:12 by demonstration"
    assert board_rows.next_action(found, date(2025, 1, 20)) == "Panel, by Tue 21 Jan"
    assert row("S2")["entered_at"] is None


def test_an_action_about_the_patient_is_the_next_step(store: Path) -> None:
    about: dict[str, Any] = {**PLACE, "about": "patient", "spell_id": "S2", "raised": date(2025, 1, 18)}
    say(store, Action(**about, owner="Manager", text="Ask for the panel", due=date(2025, 1, 19)))
    found = row("S2")
    assert (found["owner"], found["next_action"], found["late"]) == ("Manager", "Ask for the panel", True)


def test_who_is_marked_as_left_is_not_waiting_until_a_later_board_still_has_them(store: Path) -> None:
    say(store, Departure(**PLACE, spell_id="S1", left_on=date(2025, 1, 20), left_at="09:00"))
    say(store, Departure(**PLACE, spell_id="S2", left_on=date(2025, 1, 20)))
    found = today.morning(Scope(), NOW)
    assert found is not None
    sums = board.counts(found.rows)
    assert (sums.not_meeting, sums.left, sums.still) == (1, 2, 0)
    said = board_rows.row(row("S1"), found.taken)
    assert said["waiting"]["text"] == "Left 09:00 Mon 20 Jan"
    assert said["waiting"]["more"] == "said by demonstration"

    # The next load: S1 was discharged and is off the board; S2 is still on it.
    gone = spell("S1", "2025-01-02", "2025-01-20 09:05")
    publish(store, "2025-01-21 08:00", [gone, *STAYS[1:]], "S2 S3")
    found = today.morning(Scope(), datetime(2025, 1, 21, 9))
    assert found is not None
    assert sorted(found.rows["spell_id"]) == ["S2", "S3"]
    sums = board.counts(found.rows)
    assert (sums.not_meeting, sums.left, sums.still) == (2, 0, 1)
    first = found.rows.row(0, named=True)
    assert (first["spell_id"], first["why"]) == (
        "S2", "marked as left but still on the board and nobody owns the next step",
    )  # fmt: skip
    shown = board_rows.row(first, found.taken)["waiting"]
    assert shown["text"] == "Still on the board"
    assert shown["more"] == "marked as left Mon 20 Jan by demonstration"


def test_a_discharge_loaded_after_the_board_confirms_the_marking(store: Path) -> None:
    say(store, Departure(**PLACE, spell_id="S1", left_on=date(2025, 1, 20)))
    folder = store.parent / "later"
    load(store, [write(folder, "spells.csv", [spell("S1", "2025-01-02", "2025-01-20 09:05")])])
    found = row("S1")
    assert (found["left_how"], found["tier"]) == ("extract", 5)


def test_a_ward_is_done_with_its_round_of_today(store: Path) -> None:
    say(store, WardRound(**PLACE, day=date(2025, 1, 20), slot="morning"))
    say(store, WardRound(provider="RX1", site="A", ward="W2", day=date(2025, 1, 19)))
    found = today.morning(Scope(), NOW)
    assert found is not None
    done = dict(board.wards(found.rows, found.rounds).select("ward", "slot").iter_rows())
    assert done == {"W1": "morning", "W2": None}


def test_an_entry_is_seen_at_once_and_nothing_else_is_read_again(store: Path) -> None:
    before = today.said_so_far()
    assert row("S1")["owner"] is None
    say(store, round_of("S1", owner="Hub"))
    assert row("S1")["owner"] == "Hub"
    assert today.said_so_far() != before
    after = today.said_so_far()
    today.printed("everywhere", 3, "abc")  # a line in the log is no entry
    assert today.said_so_far() == after


def test_only_those_who_may_see_patients_get_a_board_or_a_sheet(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nurse = Principal(name="W2 nurse", roles=frozenset({"coordinator"}), wards=frozenset({"W2"}), see_patients=True)
    monkeypatch.setattr(core, "_identify", [lambda: nurse])
    found = today.morning(Scope(), NOW)
    assert found is not None and found.rows["spell_id"].to_list() == ["S3"]
    assert today.morning(Scope(ward="W1"), NOW) is None
    monkeypatch.setattr(core, "_identify", [lambda: Principal(name="Board", roles=frozenset({"executive"}))])
    with pytest.raises(NotAllowed, match="Board may not see patients"):
        today.printed("everywhere", 3, "abc")


def test_a_printed_sheet_is_in_the_log_without_a_patient(store: Path) -> None:
    number = today.printed("ward W1", 2, "abc")
    newest = audit.rows(service.register(), DEMONSTRATION, limit=1)[0]
    assert (newest.seq, newest.action, newest.kind) == (number, "printed", "huddle_sheet")
    assert newest.detail == {"place": "ward W1", "rows": 2, "data_version": "abc"}


def test_every_count_is_that_of_the_extracts_to_the_patient(demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(demo_store))
    file = demo_store / "versions" / (demo_store / "CURRENT").read_text().strip()
    with duckdb.connect(str(file), read_only=True) as own:
        expected = own.execute(COUNTED).fetchone()
    found = today.morning(Scope(), datetime(2026, 11, 22, 9))
    assert found is not None and expected is not None
    sums = board.counts(found.rows)
    assert (
        sums.patients, sums.not_meeting, sums.stay_7, sums.stay_14, sums.stay_21, sums.no_status, sums.no_owner,
        sums.overdue, sums.wards_no_status,
    ) == expected  # fmt: skip
    assert min(expected) > 5 and (sums.late, sums.left, sums.still) == (0, 0, 0)
    wards = board.wards(found.rows, found.rounds)
    assert (wards["patients"].sum(), wards["not_meeting"].sum()) == expected[:2]
