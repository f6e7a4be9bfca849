"""Looks at patients in the audit log: one line each, for every patient by themselves, with no name in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_hospital import hospital, on_board, spell

import cli
from data import audit
from data.access import DEMONSTRATION, NotAllowed, Principal
from data.register import open_register
from metrics.scope import Scope
from pages import service
from pages.service import looks, stays


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hospital of two patients that the service asks."""
    patients = ("SPELL1", "SPELL2")
    hospital(
        tmp_path,
        spells=[spell(name, "2025-01-05") for name in patients],
        board=[on_board(name, "2025-01-12", "N") for name in patients],
    )
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def logged(store: Path) -> list[audit.AuditEntry]:
    found = audit.rows(open_register(store), DEMONSTRATION)
    return [row for row in reversed(found) if row.action == "looked"]


def test_two_patients_within_a_minute_are_two_looks(store: Path) -> None:
    for name in ("SPELL1", "SPELL2", "SPELL1"):
        stay = stays.stay("RX1", name)
        assert stay is not None and stay.spell["spell_id"] == name
    lines = logged(store)
    assert [(row.kind, row.detail["rows"]) for row in lines] == [("spells", 1), ("spells", 1)]
    assert lines[0].detail["place"] != lines[1].detail["place"]
    assert [row.seq for name in ("SPELL1", "SPELL2", "SPELL3") for row in service.looks_at("RX1", name)] == [
        line.seq for line in lines
    ]
    assert not any("SPELL" in json.dumps(dict(row.detail)) for row in lines)


def test_the_same_look_again_is_counted_in_its_next_line(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        stays.stay("RX1", "SPELL1")
    assert len(logged(store)) == 1
    monkeypatch.setattr(looks, "SAME_LOOK", 0.0)
    service.ask().board(DEMONSTRATION, Scope())  # another look, which must not forget the first one's count
    stays.stay("RX1", "SPELL1")
    assert [row.detail["since_last"] for row in logged(store) if row.kind == "spells"] == [0, 2]


def test_who_opened_a_patient_is_asked_at_the_command_line(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stays.stay("RX1", "SPELL2")
    assert cli.main(["audit", "looks", "--provider", "RX1", "--spell", "SPELL2", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["who"], found["line"]) == ("demonstration", logged(store)[0].seq)
    assert cli.main(["audit", "looks", "--provider", "RX1", "--spell", "SPELL1"]) == 0
    assert capsys.readouterr().out.startswith("Nobody has opened that patient.\n")
    assert cli.main(["audit", "looks", "--spell", "SPELL1"]) == 2
    assert "--provider and --spell" in capsys.readouterr().err


def test_only_who_may_read_the_log_is_told(store: Path) -> None:
    with pytest.raises(NotAllowed):
        audit.looks_at(open_register(store), Principal(name="Eve", roles=frozenset({"executive"})), "RX1", "SPELL1")
