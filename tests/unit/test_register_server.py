"""The register on a PostgreSQL server: where its address comes from, one sentence for each thing that goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from register_samples import ANN, AT, CAZ, HUB, ROUND
from sqlalchemy import NullPool, create_engine, inspect, make_url, text

from data import audit
from data.register import (
    Register,
    RegisterFault,
    RegisterReadOnly,
    RoundEntry,
    TestArea,
    migrate,
    open_register,
    read_entries,
    save,
)
from data.register.migrate import STEPS
from data.settings import BadSetting, Settings


@pytest.fixture
def register(postgres_schema: str, tmp_path: Path) -> Iterator[Register]:
    opened = open_register(tmp_path, postgres_schema)
    yield opened
    opened.close()


def behind(url: str, *statements: str) -> Any:
    """Run statements past the product; gives the first column of what the last one found."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        done = [connection.execute(text(statement)) for statement in statements][-1]
        found = list(done.scalars()) if done.returns_rows else []
    engine.dispose()
    return found


def test_the_address_comes_from_the_settings_and_the_environment_wins(
    tmp_path: Path, postgres_schema: str, monkeypatch: Any
) -> None:
    assert open_register(tmp_path).file == tmp_path / "register.sqlite"
    (tmp_path / "homeward.toml").write_text('[register]\nurl = "postgresql+psycopg://me:secret@db/homeward"\n')
    assert open_register(tmp_path).where == "postgresql+psycopg://me:***@db/homeward"
    monkeypatch.setenv("HOMEWARD_REGISTER", postgres_schema)
    opened = open_register(tmp_path)
    save(opened, ANN, HUB)
    opened.close()
    assert behind(postgres_schema, "SELECT name FROM test_area") == ["Discharge hub"]
    assert not (tmp_path / "register.sqlite").exists()


@pytest.mark.parametrize("line", ["register = 3", "[register]\nuri = 'x'", "[register]\nurl = 3"])
def test_a_setting_that_is_none_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "homeward.toml").write_text(line + "\n")
    with pytest.raises(BadSetting, match=r"register\] in homeward.toml"):
        Settings.read(tmp_path)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("my secret", r"^The register address can't be read: write postgresql\+psycopg://name@server/database\.$"),
        ("mysql://me:secret@db/x", r"^The register mysql://me:\*\*\*@db/x is on no database that Homeward knows"),
        ("postgresql+psycopg://me:secret@127.0.0.1:1/x", r"me:\*\*\*@127.0.0.1:1/x could not be reached: check its a"),
        ("postgresql+nothing://me@db/x", r"needs the package psycopg: install it \(`pip install 'homeward"),
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_says_so(tmp_path: Path, address: str, sentence: str) -> None:
    with pytest.raises(RegisterFault, match=sentence) as refused:
        read_entries(open_register(tmp_path, address), ANN, TestArea)
    assert "secret" not in str(refused.value)


def test_a_machine_without_the_driver_is_told_which(register: Register, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(RegisterFault, match="needs the package psycopg: install it"):
        read_entries(register, ANN, TestArea)


def test_a_database_that_is_not_there_is_named(postgres_url: str, tmp_path: Path) -> None:
    nowhere = make_url(postgres_url).set(database="nowhere").render_as_string(False)
    with pytest.raises(
        RegisterFault, match=r"/nowhere could not be reached: check its address and that its server runs"
    ):
        read_entries(open_register(tmp_path, nowhere), ANN, TestArea)


def test_a_server_that_was_started_anew_is_no_fault(register: Register, postgres_schema: str) -> None:
    saved = save(register, ANN, HUB)
    behind(postgres_schema, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert save(register, ANN, saved).version == 2


def test_a_connection_lost_in_the_middle_says_look(register: Register, postgres_schema: str) -> None:
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    lost = pytest.raises(RegisterFault, match="was lost in the middle: look whether what you saved is there, then try")
    with lost, register.writing() as session:
        behind(postgres_schema, kill)
        audit.append(session, ANN, "looked", "board", "", {}, AT)
    assert audit.verify(register).rows == 0
    assert save(register, ANN, HUB).version == 1


def test_a_writer_that_waits_too_long_says_so(register: Register, postgres_schema: str, monkeypatch: Any) -> None:
    save(register, ANN, HUB)
    register.close()
    monkeypatch.setattr("data.register.server.BUSY_SECONDS", 0.05)
    engine = create_engine(postgres_schema, poolclass=NullPool)
    with engine.begin() as other:
        other.execute(text("SELECT * FROM audit_head FOR UPDATE"))
        with pytest.raises(RegisterFault, match="is held by another program: nothing was saved; try again in a minute"):
            save(register, CAZ, ROUND)
        assert read_entries(register, CAZ, RoundEntry) == ()
    assert save(register, CAZ, ROUND).version == 1
    engine.dispose()


def test_an_account_that_may_only_read_reads_and_is_told(
    register: Register, postgres_schema: str, tmp_path: Path
) -> None:
    saved = save(register, ANN, HUB)
    place = make_url(postgres_schema)
    schema = str(place.query["options"]).partition("=")[2]
    behind(
        postgres_schema, "DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN",
        f"GRANT USAGE ON SCHEMA {schema} TO reader", f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO reader",
    )  # fmt: skip
    reader = open_register(tmp_path, place.set(username="reader").render_as_string(False))
    assert read_entries(reader, ANN, TestArea) == (saved,)
    with pytest.raises(RegisterReadOnly, match="ask whoever runs Homeward to let it write to that database"):
        save(reader, ANN, saved)
    reader.close()
    behind(postgres_schema, "DROP OWNED BY reader", "DROP ROLE reader")


def test_a_server_register_of_schema_1_is_upgraded(register: Register, postgres_schema: str) -> None:
    saved = save(register, ANN, replace(HUB, settle_weeks=0))
    register.close()
    new = [f"DROP TABLE {table}" for table in STEPS[0].tables]
    behind(
        postgres_schema, *new, "DROP INDEX audit_by_kind", "ALTER TABLE test_area DROP COLUMN settle_weeks",
        "UPDATE register_schema SET number = 1",
    )  # fmt: skip
    assert read_entries(register, ANN, TestArea) == (saved,)
    assert save(register, CAZ, ROUND).version == 1
    assert audit.verify(register).ok
    assert behind(postgres_schema, "SELECT number FROM register_schema") == [migrate.newest()]


def test_an_index_finds_the_day_the_patient_and_the_revision(register: Register, postgres_schema: str) -> None:
    save(register, CAZ, ROUND)
    engine = create_engine(postgres_schema, poolclass=NullPool)
    indexed = {
        index["name"] for table in ("round_entry", "delay", "audit") for index in inspect(engine).get_indexes(table)
    }
    engine.dispose()
    assert {
        "round_entry_by_day",
        "round_entry_by_spell",
        "delay_by_ended",
        "delay_by_spell",
        "audit_by_kind",
    } <= indexed
