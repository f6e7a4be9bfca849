"""Where the register lives: safe settings, read-only folders, faults, upgrades."""

from __future__ import annotations

import shutil
import sqlite3
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
from register_samples import ANN, HUB
from sqlalchemy import create_engine, inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from data import audit
from data.register import (
    Register,
    RegisterFault,
    TestArea,
    migrate,
    open_register,
    read_entries,
    read_entry,
    save,
)
from data.register.models import Base
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


def test_a_read_only_folder_can_be_read_and_a_write_says_so(open_folder: Path) -> None:
    opened = open_register(open_folder)
    save(opened, ANN, HUB)
    opened.close()
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
    monkeypatch.setattr("data.register.store.BUSY_SECONDS", 0.05)
    saved = save(register, ANN, HUB)
    with closing(sqlite3.connect(tmp_path / "store" / "register.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RegisterFault, match="is held by another program: nothing was saved; try again in a minute"):
            save(register, ANN, replace(saved, team="x"))
        assert read_entry(register, ANN, TestArea, saved.id) == saved
        other.execute("ROLLBACK")
    assert save(register, ANN, replace(saved, team="x")).version == 2


def test_an_upgrade_keeps_the_entries_and_a_copy(register: Register, tmp_path: Path, monkeypatch: Any) -> None:
    saved = save(register, ANN, HUB)
    register.close()
    step = migrate.Step(2, ("CREATE TABLE ward_level (ward TEXT PRIMARY KEY)",))
    monkeypatch.setattr(migrate.newest, "__defaults__", ((step,),))
    monkeypatch.setattr(migrate.bring_up, "__defaults__", ((step,),))
    assert read_entry(register, ANN, TestArea, saved.id) == saved
    assert audit.verify(register).ok
    with closing(sqlite3.connect(tmp_path / "store" / "register.sqlite")) as connection:
        assert connection.execute("SELECT number FROM register_schema").fetchone() == (2,)
        assert connection.execute("SELECT COUNT(*) FROM ward_level").fetchone() == (0,)
    with closing(sqlite3.connect(tmp_path / "store" / "register-schema-1.sqlite")) as connection:
        assert connection.execute("SELECT number FROM register_schema").fetchone() == (1,)


def test_a_failed_upgrade_leaves_the_register_as_it_was(register: Register, tmp_path: Path, monkeypatch: Any) -> None:
    saved = save(register, ANN, HUB)
    register.close()
    step = migrate.Step(2, ("CREATE TABLE ward_level (ward TEXT PRIMARY KEY)", "CREATE NONSENSE"))
    with monkeypatch.context() as patched:
        patched.setattr(migrate.newest, "__defaults__", ((step,),))
        patched.setattr(migrate.bring_up, "__defaults__", ((step,),))
        with pytest.raises(Exception, match="NONSENSE"):
            read_entries(register, ANN, TestArea)
    assert read_entry(register, ANN, TestArea, saved.id) == saved


def test_a_newer_register_is_refused(register: Register, tmp_path: Path) -> None:
    save(register, ANN, HUB)
    register.close()
    with closing(sqlite3.connect(tmp_path / "store" / "register.sqlite")) as connection, connection:
        connection.execute("UPDATE register_schema SET number = 7")
    with pytest.raises(migrate.NewerRegister, match=r"its schema is 7, this release knows 1\): start that release"):
        read_entries(register, ANN, TestArea)


def test_the_steps_lead_to_the_same_tables_as_a_new_register() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrate.bring_up(connection)
        assert migrate.schema_number(connection) == migrate.newest() == 1
        assert set(inspect(connection).get_table_names()) == set(Base.metadata.tables)
    engine.dispose()


def test_postgresql_takes_the_same_tables() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    statements = [str(CreateTable(table).compile(dialect=dialect)) for table in Base.metadata.sorted_tables]
    assert len(statements) == 13
    assert all("JSON" not in statement and "BLOB" not in statement for statement in statements)


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
