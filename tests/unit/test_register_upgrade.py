"""Upgrades: a register that an earlier release wrote keeps everything, or stays as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from register_samples import ANN, AT, HUB
from sqlalchemy import Connection, create_engine, inspect

from data import audit
from data.access import DEMONSTRATION
from data.register import (
    Action,
    Baseline,
    Note,
    Register,
    RoundEntry,
    TestArea,
    UnitCost,
    migrate,
    open_register,
    read_entries,
    read_entry,
    save,
)
from data.register.migrate import Step

SCHEMA_1 = sorted((Path(__file__).parent / "register_schema_1").glob("*.sql"))
NEXT = migrate.newest() + 1


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    opened = open_register(tmp_path)
    yield opened
    opened.close()


def written_by_an_earlier_release(dump: Path, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "register.sqlite")) as connection:
        connection.executescript(dump.read_text("utf-8"))


def with_steps(monkeypatch: Any, *steps: Step) -> None:
    for function in (migrate.newest, migrate.bring_up):
        monkeypatch.setattr(function, "__defaults__", ((*migrate.STEPS, *steps),))


@pytest.mark.parametrize("dump", SCHEMA_1, ids=lambda dump: dump.stem)
def test_a_register_of_schema_1_keeps_every_digit(register: Register, tmp_path: Path, dump: Path) -> None:
    written_by_an_earlier_release(dump, tmp_path)
    hub, home = read_entries(register, ANN, TestArea)
    assert (hub.potential, hub.version, hub.changed_at, hub.settle_weeks) == (8.5, 1, AT, 0)
    assert [stage.day for stage in hub.go_lives] == [date(2025, 3, 3), date(2025, 9, 1)]
    assert home.settle_weeks == (6 if dump.stem == "with_settle_weeks" else 0)
    frozen = read_entries(register, ANN, Baseline)[0].frozen
    assert frozen is not None
    assert (frozen.centre, frozen.upper, frozen.series[1]) == (0.30000000000000004, 2 / 3, (date(2025, 1, 13), None))
    assert read_entries(register, ANN, UnitCost)[0].central == 395.5
    assert read_entries(register, DEMONSTRATION, Action)[0].spell_id == "S1"
    assert read_entries(register, ANN, Note)[0].text == "New form"
    result = audit.verify(register)
    assert (result.ok, result.rows) == (True, 6)


@pytest.mark.parametrize("dump", SCHEMA_1, ids=lambda dump: dump.stem)
def test_it_takes_the_new_kinds_and_edits_of_the_old(register: Register, tmp_path: Path, dump: Path) -> None:
    written_by_an_earlier_release(dump, tmp_path)
    entry = RoundEntry(provider="RXX", site="North", ward="Ash", spell_id="S1", day=date(2026, 3, 4))
    save(register, DEMONSTRATION, entry)
    assert save(register, ANN, read_entry(register, ANN, TestArea, "discharge-hub")).version == 2
    assert audit.verify(register).ok
    with closing(sqlite3.connect(tmp_path / "register-schema-1.sqlite")) as copy:
        assert copy.execute("SELECT number FROM register_schema").fetchone() == (1,)


@pytest.mark.parametrize("dump", SCHEMA_1, ids=lambda dump: dump.stem)
def test_the_upgraded_tables_are_those_of_a_new_register(tmp_path: Path, dump: Path) -> None:
    written_by_an_earlier_release(dump, tmp_path)
    tables = []
    for address in (f"sqlite:///{tmp_path / 'register.sqlite'}", "sqlite://"):
        engine = create_engine(address)
        with engine.begin() as connection:
            migrate.bring_up(connection)
            tables.append(shape(connection))
        engine.dispose()
    assert tables[0] == tables[1]
    assert len(tables[0]) == 24


def shape(connection: Connection) -> dict[str, Any]:
    """Tables, their columns with type and whether they may be empty, and their indexes."""
    seen = inspect(connection)
    return {
        table: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(table)),
            sorted((index["name"], tuple(index["column_names"])) for index in seen.get_indexes(table)),
        )
        for table in seen.get_table_names()
    }


def test_an_upgrade_keeps_a_copy_of_what_was(register: Register, tmp_path: Path, monkeypatch: Any) -> None:
    saved = save(register, ANN, HUB)
    register.close()
    with_steps(monkeypatch, Step(number=NEXT, statements=("CREATE TABLE ward_level (ward TEXT PRIMARY KEY)",)))
    assert read_entry(register, ANN, TestArea, saved.id) == saved
    with closing(sqlite3.connect(tmp_path / "register.sqlite")) as connection:
        assert connection.execute("SELECT number FROM register_schema").fetchone() == (NEXT,)
        assert connection.execute("SELECT COUNT(*) FROM ward_level").fetchone() == (0,)
    with closing(sqlite3.connect(tmp_path / f"register-schema-{NEXT - 1}.sqlite")) as connection:
        assert connection.execute("SELECT number FROM register_schema").fetchone() == (NEXT - 1,)


def test_a_failed_upgrade_leaves_the_register_as_it_was(register: Register, tmp_path: Path, monkeypatch: Any) -> None:
    saved = save(register, ANN, HUB)
    register.close()
    with monkeypatch.context() as patched:
        statements = ("CREATE TABLE ward_level (ward TEXT PRIMARY KEY)", "CREATE NONSENSE")
        with_steps(patched, Step(number=NEXT, statements=statements))
        with pytest.raises(Exception, match="NONSENSE"):
            read_entries(register, ANN, TestArea)
    assert read_entry(register, ANN, TestArea, saved.id) == saved


def test_a_newer_register_is_refused(register: Register, tmp_path: Path) -> None:
    save(register, ANN, HUB)
    register.close()
    with closing(sqlite3.connect(tmp_path / "register.sqlite")) as connection, connection:
        connection.execute("UPDATE register_schema SET number = 77")
    with pytest.raises(migrate.NewerRegister, match=r"its schema is 77, this release knows \d+\): start that release"):
        read_entries(register, ANN, TestArea)
