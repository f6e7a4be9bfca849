"""kill -9 at every step that reaches the disk and at random moments: what was there or what was asked for, whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults import disk
from tests.faults.one_thing import THINGS

pytestmark = pytest.mark.skipif(bool(disk.why_not()), reason=disk.why_not())
SLOW = pytest.mark.slow
EVERY = {"load": 1, "groups": 1, "backup": 1, "restore": 5, "register": 1}  # a restore is mostly SQLite's 300 steps
RANDOM = {"load": 150, "groups": 50, "backup": 30, "restore": 40, "register": 30}


def killed(tmp_path: Path, *arguments: object) -> list[dict[str, Any]]:
    output, error = disk.start(tmp_path, "kill_each_moment.py", tmp_path, *arguments).communicate()
    assert error == ""
    found = [json.loads(line) for line in output.splitlines()]
    assert [one for one in found if one["fault"]] == []
    return [one for one in found if one["killed"]]


@pytest.mark.parametrize(("thing", "every", "phase"), [("load", 12, 4), ("groups", 12, 5), ("backup", 12, 9)])
def test_killed_at_a_sample_of_steps(
    tmp_path: Path, thing: str, every: int, phase: int, record_property: Callable[..., None]
) -> None:
    found = killed(tmp_path, thing, "steps", every, phase)
    assert found
    record_property("fault", f"kill -9 at a step|{len(found)}")


@SLOW
@pytest.mark.parametrize("thing", THINGS)
def test_killed_at_every_step(tmp_path: Path, thing: str, record_property: Callable[..., None]) -> None:
    found = killed(tmp_path, thing, "steps", EVERY[thing], 1)
    assert len(found) > 20
    assert thing == "groups" or {one["new"] for one in found} == {True, False}
    record_property("fault", f"kill -9 at a step|{len(found)}")


@SLOW
@pytest.mark.parametrize("thing", THINGS)
def test_killed_at_random_moments(tmp_path: Path, thing: str, record_property: Callable[..., None]) -> None:
    found = killed(tmp_path, thing, "random", RANDOM[thing], 1)
    assert len(found) > RANDOM[thing] / 2
    record_property("fault", f"kill -9 at a random moment|{len(found)}")
