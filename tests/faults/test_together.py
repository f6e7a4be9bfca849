"""Two that want the same store at once, a dead one's lock, a folder that may only be read, and being told to stop."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.keeping import backup, restore
from data.loading import load, publishing
from data.loading.lock import LOCK_NAME
from data.warehouse import current
from tests.faults.one_thing import NOW, few_facts, made_store, notes, wards

ROOT = Path(__file__).resolve().parents[2]
Record = Callable[..., None]
HOMEWARD = [sys.executable, "-c", "import sys, cli; sys.exit(cli.main())"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made_store(tmp_path)
    return tmp_path


def homeward(*words: object, **environment: str) -> subprocess.Popen[str]:
    known = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.Popen(
        [*HOMEWARD, *map(str, words)], env=known, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def while_at(step: str, do: Callable[[], object]) -> pytest.MonkeyPatch:
    """Do something in the middle of a load, at a step of it."""
    patch = pytest.MonkeyPatch()
    patch.setattr(publishing, "on_step", lambda name: do() if name == step else None)
    return patch


def test_a_backup_during_a_load_holds_the_version_before(place: Path, record_property: Record) -> None:
    patch = while_at("rename", lambda: backup(place / "store", place / "during.zip", NOW))
    load(place / "store", [place / "second.csv"], now=NOW, build=few_facts)
    patch.undo()
    restore(place / "again", place / "during.zip", NOW)
    assert (wards(place / "again"), wards(place / "store")) == ("W1", "W2")
    record_property("fault", "two at once|1")


def test_the_second_load_says_who_holds_the_lock(place: Path, record_property: Record) -> None:
    said: list[tuple[int, str]] = []

    def second() -> None:
        other = homeward("load", place / "second.csv", "--store", place / "store")
        error = other.communicate()[1]
        said.append((other.returncode, error))

    patch = while_at("merge", second)
    load(place / "store", [place / "second.csv"], now=NOW, build=few_facts)
    patch.undo()
    assert [code for code, _ in said] == [2]
    assert said[0][1].startswith(f"A load is already running: process {os.getpid()} on ")
    assert "Traceback" not in said[0][1]
    record_property("fault", "two at once|1")


def test_the_lock_of_a_dead_process_is_taken(place: Path, record_property: Record) -> None:
    (place / "store" / LOCK_NAME).write_text("process 1 on elsewhere since 2020-01-01 00:00")
    load(place / "store", [place / "second.csv"], now=NOW, build=few_facts)
    assert wards(place / "store") == "W2"
    record_property("fault", "two at once|1")


def test_figures_without_patients_made_while_a_load_tidies(place: Path, record_property: Record) -> None:
    """A load removes what killed processes left; it must not take the file that another process is making now."""
    folder = place / "store" / "versions"
    own = folder / f"groups-000001.duckdb.{os.getpid()}.part"
    dead = folder / "groups-000001.duckdb.99999999.part"
    own.write_bytes(b"being made")
    dead.write_bytes(b"left behind")
    load(place / "store", [place / "second.csv"], now=NOW, build=few_facts)
    assert (own.exists(), dead.exists()) == (True, False)
    record_property("fault", "two at once|1")


@pytest.fixture
def readable(place: Path) -> Iterator[Path]:
    """A store with all its facts under a folder that everybody may read, and only root write."""
    load(place / "store", [place / "second.csv"], now=NOW)
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    shutil.copytree(place, folder, dirs_exist_ok=True)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


AS_NOBODY = """
import os, sys, cli
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
sys.exit(cli.main(sys.argv[1:]))
"""
READ_ONLY: dict[str, tuple[str, str]] = {
    "status": ("status", ""),
    "figures": ("series discharges", ""),
    "load": ("load first.csv", "could not be written to: Permission denied"),
    "backup elsewhere": ("backup ELSEWHERE", ""),
    "backup there": ("backup kept.zip", "can't be written (Permission denied)"),
    "restore": ("restore kept.zip --replace", "could not be put into"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="root becomes another account with setuid")
@pytest.mark.parametrize(
    "name", [name if name in ("load", "figures") else pytest.param(name, marks=pytest.mark.slow) for name in READ_ONLY]
)
def test_a_folder_that_may_only_be_read(readable: Path, name: str, record_property: Record) -> None:
    words, expected = READ_ONLY[name]
    with tempfile.TemporaryDirectory(dir="/tmp") as elsewhere:
        Path(elsewhere).chmod(0o777)
        place = {
            "ELSEWHERE": f"{elsewhere}/b.zip",
            "first.csv": readable / "first.csv",
            "kept.zip": readable / "kept.zip",
        }
        arguments = [str(place.get(word, word)) for word in words.split()]
        command = [sys.executable, "-c", AS_NOBODY, *arguments, "--store", str(readable / "store")]
        known = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=known, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, expected in done.stderr) == (2 if expected else 0, True), done.stderr
    assert "Traceback" not in done.stderr
    assert (wards(readable / "store"), notes(readable / "store")) == ("W2", "first")
    record_property("fault", "a folder that may only be read|1")


@pytest.mark.parametrize("which", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_load_that_is_told_to_stop(place: Path, which: signal.Signals, record_property: Record) -> None:
    """Stopped in the middle of its facts: gone within 5 seconds, nothing changed, nothing left after the next load."""
    program = (
        "import sys, time, cli\nfrom data.loading import publishing\n"
        "def wait(step):\n    if step == 'merge': print('there', flush=True); time.sleep(60)\n"
        "publishing.on_step = wait\nsys.exit(cli.main())"
    )
    command = [sys.executable, "-c", program, "load", str(place / "second.csv"), "--store", str(place / "store")]
    known = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(command, env=known, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None and child.stdout.readline() == "there\n"
    began = time.monotonic()
    child.send_signal(which)
    error = child.communicate(timeout=30)[1]
    assert time.monotonic() - began < 5
    assert "Traceback" not in error
    assert child.returncode not in (0, None)
    assert wards(place / "store") == "W1"
    load(place / "store", [place / "second.csv"], now=NOW, build=few_facts)
    assert wards(place / "store") == "W2"
    record_property("fault", "told to stop|1")


@pytest.mark.slow
@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_two_servers_on_one_store_that_are_told_to_stop(
    place: Path, which: signal.Signals, record_property: Record
) -> None:
    import urllib.request

    from tests.browser.conftest import free_port

    (place / "store" / "homeward.toml").write_text("one_person_on_this_computer = true\n")
    load(place / "store", [place / "first.csv"], now=NOW)
    assert current(place / "store") is not None
    ports = [free_port(), free_port()]
    servers = [homeward("serve", "--port", port, "--store", place / "store") for port in ports]
    for port, server in zip(ports, servers, strict=True):
        end = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                    assert json.load(answer)["version"]
                break
            except OSError:
                assert server.poll() is None and time.monotonic() < end
                time.sleep(0.1)
    for server in servers:
        began = time.monotonic()
        server.send_signal(which)
        error = server.communicate(timeout=30)[1]
        assert time.monotonic() - began < 5
        assert "Traceback" not in error, error
    record_property("fault", "told to stop|2")
