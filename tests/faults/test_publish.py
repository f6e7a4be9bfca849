"""Publishing under fire: killed at every step, failing at every step."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from data.loading import StoreNotWritten, load, publishing
from data.warehouse import current, open_version, verify

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
STEPS = (
    "lock", "read", "check", "copy", "open", "merge", "facts", "checkpoint", "close", "fsync", "rename", "manifest",
    "replace manifest", "pointer", "replace pointer", "prune", "done",
)  # fmt: skip
OFTEN = ("merge", "checkpoint", "manifest", "replace pointer", "prune")
PUBLISHED = ("prune", "done")
EVERY_STEP = [step if step in OFTEN else pytest.param(step, marks=pytest.mark.slow) for step in STEPS]


def spells(path: Path, ward: str) -> Path:
    rows = pl.DataFrame({"spell_id": [f"S{number}" for number in range(50)]}).with_columns(
        provider=pl.lit("RX1"), site=pl.lit("A"), ward=pl.lit(ward), age=pl.lit("70"), admission_method=pl.lit("21"),
        patient_classification=pl.lit("1"), admitted_at=pl.lit("2025-01-01 10:00"),
        discharged_at=pl.lit("2025-01-05 12:00"),
    )  # fmt: skip
    rows.write_csv(path)
    return path


def held(store: Path) -> list[tuple[str, int]]:
    version = current(store)
    if version is None:
        return []
    assert verify(version)
    cursor = open_version(version).cursor()
    assert cursor.sql("select count(*) from stay").fetchall() == cursor.sql("select count(*) from spells").fetchall()
    return cursor.sql("select ward, count(*) from spells group by ward").fetchall()


def run(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=-1, text=True)


def load_and_die(store: Path, file: Path, step: str) -> None:
    child = run(HERE / "load_and_die.py", store, file, step)
    child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL


@pytest.mark.parametrize("step", EVERY_STEP)
def test_a_load_killed_at_a_step_leaves_a_whole_version_and_can_be_run_again(tmp_path: Path, step: str) -> None:
    store, second = tmp_path / "store", spells(tmp_path / "second.csv", "W2")
    load(store, [spells(tmp_path / "first.csv", "W1")])
    load_and_die(store, second, step)
    assert held(store) == [("W2" if step in PUBLISHED else "W1", 50)]
    report = load(store, [second])
    assert report.published == (step not in PUBLISHED)
    assert held(store) == [("W2", 50)]
    assert not [path for path in store.rglob("*") if path.suffix in (".part", ".wal", ".tmp")]


@pytest.mark.parametrize("step", [pytest.param(step, marks=pytest.mark.slow) for step in ("merge", "pointer")])
def test_a_first_load_killed_leaves_a_store_that_can_be_loaded(tmp_path: Path, step: str) -> None:
    store, file = tmp_path / "store", spells(tmp_path / "first.csv", "W1")
    load_and_die(store, file, step)
    assert held(store) in ([], [("W1", 50)])
    load(store, [file])
    assert held(store) == [("W1", 50)]
    found = current(store)
    assert found is not None and not found.fallback


@pytest.mark.parametrize("step", EVERY_STEP)
def test_a_full_disk_at_a_step_is_one_sentence_and_the_old_version(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, second = tmp_path / "store", spells(tmp_path / "second.csv", "W2")
    load(store, [spells(tmp_path / "first.csv", "W1")])

    def full(name: str) -> None:
        if name == step:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(publishing, "on_step", full)
    with pytest.raises(StoreNotWritten, match="could not be written to: No space left on device"):
        load(store, [second])
    assert held(store) == [("W2" if step in PUBLISHED else "W1", 50)]
    monkeypatch.undo()
    load(store, [second])
    assert held(store) == [("W2", 50)]


def test_a_second_process_is_told_who_is_loading(tmp_path: Path) -> None:
    store, file = tmp_path / "store", spells(tmp_path / "first.csv", "W1")
    script = (
        "import sys, pathlib; from datetime import datetime; from data.loading.lock import StoreBusy, writing\n"
        "try:\n    writing(pathlib.Path(sys.argv[1]), datetime.now()).__enter__()\n"
        "except StoreBusy as error:\n    print(error)\n"
    )
    said: list[str] = []

    def ask(step: str) -> None:
        if step == "merge":
            said.append(run("-c", script, store).communicate(timeout=60)[0])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "on_step", ask)
        load(store, [file])
    assert said[0].startswith(f"A load is already running: process {os.getpid()} on ")
