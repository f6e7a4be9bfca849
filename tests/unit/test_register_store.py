"""Where the register lives: safe settings, read-only folders, faults, upgrades."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from register_samples import ANN, CAZ, HUB, ROUND
from sqlalchemy import event

from data.register import (
    Action,
    Delay,
    Departure,
    Register,
    RegisterFault,
    RoundEntry,
    TestArea,
    WardRound,
    open_register,
    read_days,
    read_entries,
    read_entry,
    read_spell,
    revision,
    save,
)
from data.register.store import stamp


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    opened = open_register(tmp_path / "store")
    yield opened
    opened.close()


def test_the_file_is_safe_and_made_only_by_a_write(register: Register, tmp_path: Path) -> None:
    assert read_entries(register, ANN, TestArea) == ()
    assert not (tmp_path / "store").exists()
    save(register, ANN, HUB)
    with register.reading() as session:
        pragmas = [session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()
                   for name in ("journal_mode", "synchronous", "foreign_keys")]  # fmt: skip
    assert pragmas == ["wal", 2, 1]


def test_the_files_are_for_their_owner_alone(register: Register, tmp_path: Path) -> None:
    save(register, ANN, HUB)
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "store").iterdir()}
    assert rights == {"register.sqlite": 0o600, "register.sqlite-wal": 0o600, "register.sqlite-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "store").stat().st_mode) == 0o700


READER = """
import os, sys
from pathlib import Path
from data import audit
from data.access import DEMONSTRATION as me
from data.register import RegisterReadOnly, TestArea, find_area, open_register, read_entries, save
print(len(read_entries(open_register(Path("/nowhere")), me, TestArea)))
if os.getuid() == 0:
    os.setuid(65534)  # root may write anywhere
register = open_register(Path(sys.argv[1]))
area = find_area(register, me, "discharge-hub")
print(area.name, audit.verify(register).ok)
try:
    save(register, me, area)
except RegisterReadOnly as error:
    print(error)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another account can come to, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


def let_others_read(folder: Path) -> None:
    """What somebody does who wants another account to read the register: its own rights let nobody."""
    for file in folder.iterdir():
        file.chmod(0o644)


def test_a_read_only_folder_can_be_read_and_a_write_says_so(open_folder: Path) -> None:
    opened = open_register(open_folder)
    save(opened, ANN, HUB)
    opened.close()
    let_others_read(open_folder)
    open_folder.chmod(0o555)
    found = subprocess.run([sys.executable, "-c", READER, open_folder], capture_output=True, text=True, check=False)
    assert found.stderr == ""
    assert found.stdout.splitlines() == [
        "0",
        "Discharge hub True",
        f"Nothing was saved: the register {open_folder / 'register.sqlite'} may only be read here; ask whoever runs "
        "Homeward to make its folder writable for the account that Homeward runs under.",
    ]


def test_a_reader_without_rights_sees_what_a_writer_just_saved(open_folder: Path) -> None:
    opened = open_register(open_folder)
    save(opened, ANN, HUB)  # still in the log beside the file, which stays open
    let_others_read(open_folder)
    found = subprocess.run([sys.executable, "-c", READER, open_folder], capture_output=True, text=True, check=False)
    assert found.stderr == ""
    assert found.stdout.splitlines()[1] == "Discharge hub True"
    opened.close()


def test_a_file_that_is_no_register_is_named(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite").write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    opened = open_register(tmp_path)
    with pytest.raises(RegisterFault, match=r"register\.sqlite is not a database: restore the newest backup"):
        read_entries(opened, ANN, TestArea)
    opened.close()


def test_a_writer_that_waits_too_long_says_so(register: Register, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("data.register.sqlite_file.BUSY_SECONDS", 0.05)
    saved = save(register, ANN, HUB)
    with closing(sqlite3.connect(tmp_path / "store" / "register.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RegisterFault, match="is held by another program: nothing was saved; try again in a minute"):
            save(register, ANN, replace(saved, team="x"))
        assert read_entry(register, ANN, TestArea, saved.id) == saved
        other.execute("ROLLBACK")
    assert save(register, ANN, replace(saved, team="x")).version == 2


def test_a_register_elsewhere_is_named_by_its_address(tmp_path: Path) -> None:
    other = open_register(tmp_path, f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    save(other, ANN, HUB)
    other.close()
    assert (tmp_path / "elsewhere.sqlite").exists()
    assert open_register(tmp_path, "postgresql+psycopg://me:secret@db/homeward").where == (
        "postgresql+psycopg://me:***@db/homeward"
    )
    with pytest.raises(RegisterFault, match="would be lost when the program ends: name a file in its address"):
        open_register(tmp_path, "sqlite://")


def test_times_need_a_zone(register: Register) -> None:
    with pytest.raises(ValueError, match="a time without its zone"):
        stamp(datetime(2026, 1, 1))
    assert stamp().tzinfo is UTC


def test_a_file_that_vanished_is_a_new_register(register: Register, tmp_path: Path) -> None:
    save(register, ANN, HUB)
    register.close()
    shutil.rmtree(tmp_path / "store")
    assert read_entries(register, ANN, TestArea) == ()
    assert save(register, ANN, HUB).version == 1


def test_a_save_and_a_look_at_a_day_read_no_table_from_end_to_end(register: Register) -> None:
    """They stay as quick with 200,000 entries and as long a log as with none."""
    saved = save(register, CAZ, ROUND)
    asked: list[tuple[str, Any]] = []
    with register.reading() as session:
        engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", lambda _1, _2, sql, given, *_: asked.append((sql, given)))
    save(register, CAZ, replace(saved, note="Edited"))
    for kind in (RoundEntry, Delay, Departure, WardRound):
        read_days(register, CAZ, kind, ROUND.day, ROUND.day)
    for kind in (RoundEntry, Delay, Departure, Action):
        read_spell(register, CAZ, kind, "RXX", "S1")
    revision(register, TestArea)
    plans = []
    with register.reading() as session:
        for sql, given in [(sql, given) for sql, given in asked if not sql.startswith("BEGIN")]:
            steps = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)
            plans += [str(step[3]) for step in steps if "audit_head" not in step[3]]
    assert len(plans) >= 12
    assert [plan for plan in plans if plan.startswith("SCAN")] == []
