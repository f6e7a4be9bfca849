"""Many processes read while versions are published: every answer is one version's, whole, and none fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data.access import DEMONSTRATION
from data.groups import groups_of
from data.loading import load
from data.warehouse import Version, current, open_version
from metrics import ask
from tests.faults.one_thing import NOW
from tests.faults.read_until_told import EXECUTIVE, Answer, with_patients, without

ROOT = Path(__file__).resolve().parents[2]
SPELLS = "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at,discharged_at\n"
BOARD = "provider,site,ward,spell_id,snapshot_at\n"
LEFT, KEPT, AT_ONCE = 50, 3, 4
PATIENCE = 120.0


def publish(store: Path, number: int) -> None:
    """Version `number`: everybody on ward W<number>, 50 + number discharged, number still there."""
    extracts = store.parent / f"extracts-{number}"
    extracts.mkdir()
    place = f"RX1,A,W{number}"
    gone = [f"{place},S{n},70,21,1,2025-01-01 10:00,2025-01-05 12:00\n" for n in range(LEFT + number)]
    here = [f"{place},H{n},70,21,1,2025-01-02 10:00,\n" for n in range(number)]
    (extracts / "spells.csv").write_text(SPELLS + "".join(gone + here))
    (extracts / "board.csv").write_text(BOARD + "".join(f"{place},H{n},2025-01-06 08:00\n" for n in range(number)))
    report = load(store, [extracts], now=NOW, accept_unusual=True)
    assert report.published and report.version == f"facts-{number:06d}.duckdb"


def answers_of(number: int) -> dict[str, list[object]]:
    """What version `number` has to say, to each of the two who ask."""
    total = float(LEFT + number)
    return {"with_patients": [total, f"W{number}", number], "without": [total, [f"W{number}", total]]}


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """A store that keeps one version alone, with its first."""
    store = tmp_path / "store"
    store.mkdir()
    (store / "homeward.toml").write_text("keep_versions = 1\n")
    publish(store, 1)
    return store


def reader(store: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "tests/faults/read_until_told.py"), str(store), str(folder)]
    known = {**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "2"}
    return subprocess.Popen(command, cwd=ROOT, env=known, stdout=subprocess.PIPE, text=True)


def read_by(folder: Path) -> list[int]:
    """The version of everybody's last answer."""
    return [int(path.read_text() or 0) for path in folder.glob("read-*")]


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("publishes", "readers"),
    [(8, 3), pytest.param(50, 8, marks=pytest.mark.slow)],
    ids=["8 publishes", "50 publishes"],
)
def test_every_answer_is_one_versions_while_others_are_published(
    tmp_path: Path, publishes: int, readers: int, record_property: Callable[..., None]
) -> None:
    store = tmp_path / "store"
    publish(store, 1)
    asking = [reader(store, tmp_path) for _ in range(readers)]
    try:
        until(lambda: len(read_by(tmp_path)) == 2 * readers)
        for number in range(2, publishes + 2):
            publish(store, number)
            if number % AT_ONCE == 0:  # so that everybody sees several, and still is overtaken again and again
                until(lambda newest=number: min(read_by(tmp_path)) >= newest)
    finally:
        (tmp_path / "stop").touch()
    known = {(kind, number): said for number in range(1, publishes + 2) for kind, said in answers_of(number).items()}
    for one in asking:
        found = json.loads(one.communicate(timeout=PATIENCE)[0])
        for kind, (reads, seen, faults) in found.items():
            assert faults == []
            assert [said for number, said in seen if said != known[kind, number]] == []
            assert reads >= len(seen) == len({number for number, _ in seen}) > publishes // AT_ONCE, seen
    # Nobody reads any more, so the next load leaves nothing behind of what is not kept.
    publish(store, publishes + 2)
    held = {path.name.split(".")[0][-6:] for path in (store / "versions").iterdir()}
    assert held == {f"{publishes + 2 - back:06d}" for back in range(KEPT)}
    record_property("fault", f"publishes while others read|{publishes}")


@pytest.mark.parametrize("question", [with_patients, without])
def test_a_version_that_is_pruned_before_it_is_opened_gives_way_to_the_newest(
    short: Path, question: Callable[[Path], Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(store: Path) -> Version | None:
        found = current(store)
        if found is not None and found.number == 1:
            for number in (2, 3, 4):  # as many as let this process, too, forget the first
                publish(store, number)
        return found

    monkeypatch.setattr(ask, "current", overtaken)
    number, said = question(short)
    assert (number, json.loads(json.dumps(said))) == (4, answers_of(4)[question.__name__])


def test_a_file_without_patients_that_is_made_late_goes_with_the_next_load(short: Path) -> None:
    """A reader may have opened a version just before it was pruned; its second file is made all the same."""
    first, kept = current(short), short.with_name("kept.duckdb")
    assert first is not None
    kept.hardlink_to(first.path)
    publish(short, 2)
    kept.rename(first.path)
    late = groups_of(first)
    first.path.unlink()
    publish(short, 3)
    assert not late.path.exists()


def test_whoever_holds_a_version_is_answered_from_it_after_a_newer_one_was_asked(short: Path) -> None:
    """Both of a version's files are open in a server; the one before stays open as well, file for file."""
    opened = [open_version(ask.answers(short, who).version) for who in (DEMONSTRATION, EXECUTIVE)]
    publish(short, 2)
    with_patients(short), without(short)
    assert [one.cursor().sql("select count(*) from place").fetchall() for one in opened] == [[(1,)], [(1,)]]
