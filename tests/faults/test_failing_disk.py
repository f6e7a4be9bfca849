"""A step of the disk fails, or the disk fills up: one sentence, what was there is there, and again once it is well."""

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
ERRORS = ("EIO", "ENOSPC", "EACCES")


def tried(tmp_path: Path, *arguments: object) -> list[dict[str, Any]]:
    output, error = disk.start(tmp_path, "fail_each_step.py", tmp_path, *arguments).communicate()
    assert error == ""
    found = [json.loads(line) for line in output.splitlines()]
    assert [one for one in found if one["fault"]] == []
    # Who was told nothing has what they asked for; who was told, one sentence.
    assert [one for one in found if "\n" in one["said"]] == []
    return found


@pytest.mark.parametrize(("thing", "phase"), [("load", 3), ("groups", 2), ("backup", 1), ("register", 5)])
def test_a_sample_of_failing_steps(
    tmp_path: Path, thing: str, phase: int, record_property: Callable[..., None]
) -> None:
    found = tried(tmp_path, thing, "EIO", 25, phase)
    assert found
    record_property("fault", f"a step of the disk fails|{len(found)}")


@SLOW
@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("thing", THINGS)
def test_every_step_that_fails(tmp_path: Path, thing: str, which: int, record_property: Callable[..., None]) -> None:
    """Every step once: each third of them fails as one of the three errors."""
    found = tried(tmp_path, thing, ERRORS[which], len(ERRORS), which + 1)
    assert found and any(one["said"] for one in found)
    record_property("fault", f"a step of the disk fails|{len(found)}")


@pytest.mark.parametrize(
    ("thing", "limits"),
    [("load", 2), *(pytest.param(thing, 12, marks=SLOW) for thing in THINGS)],
)
def test_a_disk_that_is_full_after_so_many_bytes(
    tmp_path: Path, thing: str, limits: int, record_property: Callable[..., None]
) -> None:
    found = tried(tmp_path, thing, "full", limits, 0)
    assert len(found) == limits
    assert all(one["said"] for one in found[: limits // 2])
    record_property("fault", f"the disk is full by size|{len(found)}")
