"""A few seconds of byte-level damage; `python -m tests.faults.fuzz --minutes 30` runs the whole of it."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest

from data.reading import UnreadableError, read_text
from tests.faults.corpus.sheets import workbook
from tests.faults.fuzz import sweep


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_damaged_files_are_read_or_refused_with_a_sentence(tmp_path: Path) -> None:
    counts = sweep(tmp_path, 7, files=250)
    assert not [what for what in counts if what.endswith("fault")]
    assert counts.total() == 250
    assert sum(count for what, count in counts.items() if what.endswith("refused")) > 50


# Each of these once got out as something other than a sentence.
@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b"</row>", b"</r\x00ow>"),
        ("xl/worksheets/sheet1.xml", b"<v>0</v>", b"<v>999999</v>"),
        ("xl/_rels/workbook.xml.rels", b"UTF-8", b"UTF-9"),
    ],
)
def test_a_damaged_part_of_a_workbook_is_one_sentence(tmp_path: Path, part: str, old: bytes, new: bytes) -> None:
    path = workbook(tmp_path)
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    assert old in parts[part]
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(old, new, 1) if name == part else content)
    with pytest.raises(UnreadableError, match=r"is a damaged or cut off \.xlsx file"):
        read_text(path)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_half_an_hour_of_damage(tmp_path: Path) -> None:
    counts = sweep(tmp_path, 8, until=time.monotonic() + 30 * 60)
    assert not [what for what in counts if what.endswith("fault")]
