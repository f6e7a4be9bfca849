"""Capture under fire, on a file and on a server: 25 people at once, and kill -9 in the middle of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from data import audit
from data.access import DEMONSTRATION
from data.register import Register, RoundEntry, read_entries
from tests.postgres import at_server, at_store

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROCESSES, PEOPLE = 5, 5  # each: 25 people in all
REFUSED = re.compile(
    r"Nothing was saved: (demonstration saved board round on ward 'Ash' at \d\d:\d\d on \d+ \w+ \d{4}, after you opened"
    r" it; open it again to make your change|there is a board round on ward 'Ash' already, saved by demonstration at"
    r" \d\d:\d\d on \d+ \w+ \d{4}; open that one to change it)\."
)


def run(register: Register, program: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / program), *at_store(register), *map(str, arguments)]
    environment = at_server(register) | {"PYTHONPATH": str(ROOT)}
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)


def capture_together(register: Register, saves: int, think: float) -> list[dict[str, Any]]:
    """What 25 people were told, in five programs that have the register open at once."""
    rooms = [run(register, "capture_together.py", room * PEOPLE, PEOPLE, saves, think) for room in range(PROCESSES)]
    with ThreadPoolExecutor(PROCESSES) as pool:  # all are heard at once: a full pipe would stop the others
        told = list(pool.map(lambda room: room.communicate(), rooms))
    assert [(error, room.returncode) for (_, error), room in zip(told, rooms, strict=True)] == [("", 0)] * PROCESSES
    return [json.loads(line) for output, _ in told for line in output.splitlines()]


def check(register: Register, told: list[dict[str, Any]], saves: int) -> None:
    """Nothing lost, nothing doubled, and whoever came too late was told so."""
    saved = [line for line in told if "id" in line]
    refused = [line["refused"] for line in told if "id" not in line]
    assert len(told) == PROCESSES * PEOPLE * saves
    assert [sentence for sentence in refused if not REFUSED.fullmatch(sentence)] == []
    # Of each entry, versions 1, 2, 3 ... were each acknowledged to one person, and the last is what stands there.
    versions = Counter((line["id"], line["version"]) for line in saved)
    assert set(versions.values()) == {1}
    newest: dict[str, tuple[int, str]] = {}
    for line in saved:
        newest[line["id"]] = max(newest.get(line["id"], (0, "")), (line["version"], line["note"]))
    assert {key: version for key, (version, _) in newest.items()} == Counter(key for key, _ in versions)
    held = read_entries(register, DEMONSTRATION, RoundEntry)
    assert {entry.id: (entry.version, entry.note) for entry in held} == newest
    result = audit.verify(register)
    assert (result.ok, result.rows) == (True, len(saved))


def test_25_people_capture_at_once(register: Register) -> None:
    """As many saves as in a minute of 25 people who think for a second, with no thinking: harder, and sooner over."""
    told = capture_together(register, saves=60, think=0)
    check(register, told, saves=60)
    assert any("refused" in line for line in told)


@pytest.mark.slow
def test_25_people_capture_for_ten_minutes(register: Register) -> None:
    check(register, capture_together(register, saves=600, think=1), saves=600)


def test_kill_9_loses_nothing_that_was_acknowledged(register: Register) -> None:
    rounds, threads = 30, 3
    output, error = run(register, "capture_and_die.py", rounds, 1).communicate()
    acknowledged = output.splitlines()
    assert error == ""
    assert len(acknowledged) == len(set(acknowledged)) > rounds
    held = {entry.note for entry in read_entries(register, DEMONSTRATION, RoundEntry)}
    assert set(acknowledged) <= held
    assert len(held) - len(acknowledged) <= rounds * threads  # saved, and killed before it could say so
    result = audit.verify(register)
    assert (result.ok, result.rows) == (True, len(held))
