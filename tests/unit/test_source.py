"""Extracts from a database: a real SQLite file here, a real PostgreSQL server in test_source_postgres.py."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from data.errors import DataError
from data.loading import load, status
from data.loading.sources import load_source
from data.source import BadSource, SourceFault, names, read_source
from data.source.pull import _said, marked, unmarked

QUERY = """select provider, site, ward, spell_id, age, admission_method, patient_classification, admitted_at,
    discharged_at, changed_at from spells where changed_at >= :since"""
ROWS = [
    ("RXX", "N", "A1", "S1", 70, "21", "1", "2026-01-01 10:00:00", "2026-01-05 12:00:00", 1),
    ("RXX", "N", "A1", "S2", 80, "21", "1", "2026-01-02 10:00:00", None, 9),
]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one source, `pas`, on a SQLite file of two spells."""
    con = sqlite3.connect(tmp_path / "pas.sqlite")
    con.execute(
        "create table spells (provider text, site text, ward text, spell_id text, age integer, admission_method text,"
        " patient_classification text, admitted_at text, discharged_at text, changed_at integer)"
    )
    con.executemany("insert into spells values (?,?,?,?,?,?,?,?,?,?)", ROWS)
    con.commit()
    con.close()
    write(tmp_path, url=f"sqlite:///{tmp_path / 'pas.sqlite'}", query=QUERY, watermark="changed_at", first_since="0")
    return tmp_path


def write(store: Path, **lines: str) -> None:
    (store / "sources").mkdir(exist_ok=True)
    text = "\n".join(f"{name} = '''{value}'''" for name, value in lines.items())
    (store / "sources" / "pas.toml").write_text(text, "utf-8")


def change(store: Path, statement: str, *values: object) -> None:
    con = sqlite3.connect(store / "pas.sqlite")
    con.execute(statement, values)
    con.commit()
    con.close()


def test_a_query_is_loaded_as_a_file_would_be(store: Path) -> None:
    (extract,) = load_source(store, "pas").extracts
    assert (extract.name, extract.kind, extract.rows_new) == ("source pas", "spells", 2)
    assert status(store)["kinds"]["spells"]["rows"] == 2


def test_the_next_pull_begins_at_the_watermark_and_a_correction_replaces_its_row(store: Path) -> None:
    load_source(store, "pas")
    change(store, "update spells set discharged_at = '2026-01-08 09:00:00', changed_at = 10 where spell_id = 'S2'")
    (extract,) = load_source(store, "pas").extracts
    assert (extract.rows_in, extract.rows_new, extract.rows_replaced) == (1, 0, 1)


def test_whole_numbers_are_compared_as_numbers(store: Path) -> None:
    """As text, 9 would come after 10, and the rows between would be lost."""
    change(store, "update spells set changed_at = 10 where spell_id = 'S1'")
    load_source(store, "pas")
    change(store, "delete from spells where changed_at = 9")
    (extract,) = load_source(store, "pas").extracts
    assert (extract.rows_in, extract.rows_unchanged) == (1, 1)


def test_nothing_new_is_said_and_publishes_nothing(store: Path) -> None:
    load_source(store, "pas")
    change(store, "delete from spells")
    report = load_source(store, "pas")
    assert not report.published
    assert report.extracts[0].notes == ("There is nothing new since the last pull.",)


def test_a_pull_that_is_only_checked_is_read_again(store: Path) -> None:
    assert not load_source(store, "pas", check_only=True).published
    assert load_source(store, "pas").extracts[0].rows_new == 2


def test_a_refused_pull_leaves_the_watermark_and_the_data(store: Path) -> None:
    load_source(store, "pas")
    change(store, "update spells set changed_at = 20, ward = '9434765919' where spell_id = 'S1'")
    (refused,) = load_source(store, "pas").extracts
    assert refused.refused is not None and "NHS number" in refused.refused and "9434765919" not in refused.refused
    change(store, "update spells set ward = 'A2' where spell_id = 'S1'")
    assert load_source(store, "pas").extracts[0].rows_replaced == 1


def test_files_and_pulls_go_into_one_store(store: Path) -> None:
    load_source(store, "pas")
    (store / "spells.csv").write_text(
        "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at\n"
        "RXX,N,A1,S3,50,21,1,2026-01-09 10:00\n"
    )
    load(store, [store / "spells.csv"])
    assert load_source(store, "pas").extracts[0].rows_in == 1  # S2 alone is at the watermark


FAULTY = {
    "no driver for its database": ({"url": "oracledb9://x/y", "query": "select 1"}, "no driver is installed"),
    "database away": ({"url": "postgresql+psycopg://a@127.0.0.1:1/x", "query": "select 1"}, "can't be reached"),
    "table that is not there": ({"url": "sqlite://", "query": "select * from nowhere"}, "no such table: nowhere"),
    "no rows": ({"url": "sqlite://", "query": "create table t (a)"}, "it must be a select"),
    "two columns of one name": ({"url": "sqlite://", "query": "select 1 as a, 2 as a"}, "two columns of one name"),
    "watermark not in the result": (
        {"url": "sqlite://", "query": "select 1 as a where 1 >= :since", "watermark": "b"},
        "no column b",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_database_that_does_not_answer_is_one_sentence_and_changes_nothing(store: Path, name: str) -> None:
    load_source(store, "pas")
    before = status(store)
    lines, words = FAULTY[name]
    write(store, **lines)
    with pytest.raises(DataError, match=words) as refused:
        load_source(store, "pas")
    assert "\n" not in str(refused.value)
    assert status(store) == before


WRONG = {
    "password in the file": ({"url": "postgresql://a:secret@h/d", "query": "select 1"}, "HOMEWARD_SOURCE_PAS_PASSWORD"),
    "no query": ({"url": "sqlite://"}, "no query"),
    "unknown line": ({"url": "sqlite://", "query": "select 1", "tabel": "x"}, "a line tabel"),
    "unknown kind": ({"url": "sqlite://", "query": "select 1", "kind": "spels"}, "no kind of extract called spels"),
    "since without watermark": ({"url": "sqlite://", "query": "select :since"}, "belong together"),
    "no url": ({"url": "not a url", "query": "select 1"}, "its url is not one"),
    "no mapping": ({"url": "sqlite://", "query": "select 1", "map": "m.toml"}, "no mapping file m.toml"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_source_that_says_something_impossible_is_refused(store: Path, name: str) -> None:
    lines, words = WRONG[name]
    write(store, **lines)
    with pytest.raises(BadSource, match=words) as refused:
        read_source(store, "pas")
    assert "secret" not in str(refused.value)


def test_a_source_that_is_not_there_is_refused_with_those_that_are(store: Path) -> None:
    assert names(store) == ["pas"]
    with pytest.raises(BadSource, match="its sources are pas"):
        read_source(store, "../pas")


def test_the_password_comes_from_the_environment(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(store, url="postgresql+psycopg://reader@127.0.0.1:1/trust", query="select 1")
    monkeypatch.setenv("HOMEWARD_SOURCE_PAS_PASSWORD", "hunter2")
    assert read_source(store, "pas").address().password == "hunter2"
    with pytest.raises(SourceFault) as fault:
        load_source(store, "pas")
    assert "hunter2" not in str(fault.value)


def test_values_are_written_as_a_file_would_hold_them() -> None:
    summer = datetime.fromisoformat("2026-07-01T08:00:00+00:00")
    values = [None, "NA", True, 7, 2.5, Decimal("1E+2"), date(2026, 1, 2), datetime(2026, 1, 2, 3, 4), summer]
    said = [None, "NA", "Y", "7", "2.5", "100", "2026-01-02", "2026-01-02 03:04:00", "2026-07-01 09:00:00"]
    assert [_said(value) for value in values] == said


@pytest.mark.parametrize("value", [12, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, 6), Decimal("1.50"), "00012"])
def test_a_watermark_keeps_its_type(value: object) -> None:
    assert unmarked(marked(value)) == value
    assert type(unmarked(marked(value))) is type(value)
