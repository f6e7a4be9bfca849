"""A few seconds of byte-level damage; `python -m tests.faults.fuzz --minutes 30` runs the whole of it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.fuzz import sweep


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_damaged_files_are_read_or_refused_with_a_sentence(tmp_path: Path) -> None:
    counts = sweep(tmp_path, 7, files=250)
    assert not [what for what in counts if what.endswith("fault")]
    assert counts.total() == 250
    assert sum(count for what, count in counts.items() if what.endswith("refused")) > 50


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_half_an_hour_of_damage(tmp_path: Path) -> None:
    counts = sweep(tmp_path, 8, until=time.monotonic() + 30 * 60)
    assert not [what for what in counts if what.endswith("fault")]
