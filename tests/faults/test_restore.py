"""A restore that is killed at any step: the next start finds the store of before or that of the backup, both whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from data.access import DEMONSTRATION
from data.keeping import restore, settle
from data.keeping.swap import NotSwapped, scratch_of
from data.loading import load, publishing
from data.loading.lock import StoreBusy
from data.register import open_register, save
from pages.web import guard
from tests.faults.one_thing import NOW, few_facts, made_store, note, notes, wards

ROOT = Path(__file__).resolve().parents[2]
UNCHANGED = "before it changed anything"
STEPS = {
    "unpacked": UNCHANGED, "checked": UNCHANGED, "note": UNCHANGED, "aside": "has been finished", "in place": "",
}  # fmt: skip
BEFORE, KEPT = ("W1", "first,since"), ("W1", "first")
Record = Callable[..., None]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store in which something was typed since its backup, kept.zip."""
    made_store(tmp_path)
    register = open_register(tmp_path / "store")
    save(register, DEMONSTRATION, note("since"))
    register.close()
    return tmp_path


def killed(place: Path, step: str) -> Path:
    """The store after a restore that was killed at a step."""
    store = place / "store"
    command = [sys.executable, str(ROOT / "tests/faults/restore_and_die.py"), str(store), str(place / "kept.zip"), step]
    child = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60)
    assert child.returncode == -signal.SIGKILL
    return store


def held(store: Path) -> tuple[str, str]:
    return wards(store), notes(store)


def aside(place: Path) -> list[tuple[str, str]]:
    return [held(path) for path in sorted(place.glob("store.*")) if path.is_dir()]


@pytest.mark.parametrize("step", STEPS)
def test_the_next_start_finishes_or_finds_all_as_it_was(place: Path, step: str, record_property: Record) -> None:
    store = killed(place, step)
    said = settle(store)
    assert (STEPS[step] in said) if STEPS[step] and said else (said is None and not STEPS[step])
    done = step in ("aside", "in place")
    assert held(store) == (KEPT if done else BEFORE)
    if done:
        assert aside(place) == [BEFORE]
    assert settle(store) is None
    restore(store, place / "kept.zip", NOW, replace=True)
    assert held(store) == KEPT
    assert BEFORE in aside(place)
    assert not scratch_of(store).exists() and not list(place.glob("*.json"))
    record_property("fault", "kill -9 in a restore|1")


def test_a_command_says_in_a_sentence_that_it_finished_one(
    place: Path, capsys: pytest.CaptureFixture[str], record_property: Record
) -> None:
    store = killed(place, "aside")
    assert not store.exists()
    cli.main(["doctor", "--store", str(store)])
    said = capsys.readouterr().err
    assert said == (
        f"A restore that was stopped half-way has been finished: {store} holds the backup; what was there is in "
        f"{place / 'store.before-20261122-083000'}.\n"
    )
    assert held(store) == KEPT
    record_property("fault", "kill -9 in a restore|1")


def test_a_server_finishes_one_before_it_looks_at_the_store(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    store = killed(place, "aside")
    monkeypatch.setenv("HOMEWARD_STORE", str(store))
    with pytest.raises(SystemExit):  # the data are no demonstration and have no sign-in
        guard.secrets_or_exit()
    first, second = capsys.readouterr().err.splitlines()
    assert "has been finished" in first and "nobody may open them" in second
    assert held(store) == KEPT
    record_property("fault", "kill -9 in a restore|1")


def test_a_restore_after_a_killed_one_needs_no_help(place: Path, record_property: Record) -> None:
    store = killed(place, "aside")
    restore(store, place / "kept.zip", NOW, replace=True)
    assert held(store) == KEPT
    assert aside(place) == [BEFORE, KEPT]
    record_property("fault", "kill -9 in a restore|1")


def test_what_a_running_server_began_in_the_gap_is_kept_too(place: Path, record_property: Record) -> None:
    """A server that goes on running types into a register that it makes anew where the store was."""
    store = killed(place, "aside")
    store.mkdir()
    register = open_register(store)
    save(register, DEMONSTRATION, note("in the gap"))
    register.close()
    said = settle(store)
    assert said is not None and "store.begun-meanwhile" in said
    assert held(store) == KEPT
    assert notes(place / "store.begun-meanwhile") == "in the gap"
    record_property("fault", "kill -9 in a restore|1")


def test_a_folder_that_was_lost_after_the_kill_is_put_back(place: Path, record_property: Record) -> None:
    store = killed(place, "aside")
    shutil.rmtree(scratch_of(store))
    said = settle(store)
    assert said is not None and said.endswith("is as it was before it; restore again.")
    assert held(store) == BEFORE
    record_property("fault", "kill -9 in a restore|1")


def test_a_restore_that_is_under_way_is_left_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str | None] = []
    monkeypatch.setattr(publishing, "on_step", lambda name: said.append(settle(place / "store")))
    restore(place / "store", place / "kept.zip", NOW, replace=True)
    assert said == [None] * len(STEPS)
    assert held(place / "store") == KEPT


def test_a_second_restore_waits_for_the_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[str] = []

    def second(name: str) -> None:
        with pytest.raises(NotSwapped, match="is under way: wait until it has finished") as found:
            restore(place / "store", place / "kept.zip", NOW, replace=True)
        refused.append(str(found.value))

    monkeypatch.setattr(publishing, "on_step", second)
    restore(place / "store", place / "kept.zip", NOW, replace=True)
    assert len(refused) == len(STEPS)
    assert (held(place / "store"), aside(place)) == (KEPT, [BEFORE])


def test_a_note_that_was_cut_off_was_made_before_anything_was_moved(place: Path) -> None:
    store = killed(place, "note")
    cut = place / "store.restoring.json"
    cut.write_text(cut.read_text()[:5])
    said = settle(store)
    assert said is not None and UNCHANGED in said
    assert held(store) == BEFORE and not aside(place)


def test_a_store_is_not_moved_away_from_under_a_load(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(name: str) -> None:
        if name == "merge":
            with pytest.raises(StoreBusy, match="A load is already running"):
                restore(place / "store", place / "kept.zip", NOW, replace=True)

    monkeypatch.setattr(publishing, "on_step", meanwhile)
    load(place / "store", [place / "second.csv"], now=NOW, build=few_facts)
    assert held(place / "store") == ("W2", "first,since")
    assert not scratch_of(place / "store").exists()
