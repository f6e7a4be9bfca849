"""Damaged stores: found before a number is shown; the version before answers and says so, or one sentence does."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import duckdb
import pytest

from data import audit
from data.access import DEMONSTRATION
from data.errors import DataError
from data.groups import groups_of
from data.loading import load
from data.register import Note, open_register, read_entries, save
from data.warehouse import OtherRelease, StoreDamaged, current
from metrics.ask import answers
from pages import service
from tests.faults.one_thing import NOW, few_facts, note, spells

SLOW = pytest.mark.slow
Record = Callable[..., None]
_times = count(1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two versions, ward W1 and then W2."""
    folder = tmp_path_factory.mktemp("made")
    for number in (1, 2):
        spells(folder / f"{number}.csv", f"W{number}")
        load(folder / "store", [folder / f"{number}.csv"], now=NOW + timedelta(hours=number), build=few_facts)
    return folder / "store"


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "store"))


def newest(store: Path) -> Path:
    return store / "versions" / "facts-000002.duckdb"


def put(path: Path, content: bytes) -> None:
    """Write a file with a time that it never had: what a process knows of a file, it knows by its size and time."""
    path.write_bytes(content)
    moment = path.stat().st_mtime_ns + next(_times) * 1_000_000
    os.utime(path, ns=(moment, moment))


def served(store: Path) -> tuple[list[str], bool]:
    """The wards that a page would show, and whether it says that these are from the version before."""
    shown = answers(store).places(DEMONSTRATION)["ward"].cast(str).drop_nulls().to_list()
    fresh = service.freshness(store)
    assert fresh is not None
    return shown, fresh.fallback


BEFORE = (["W1"], True)


def flip(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("places", [25, pytest.param(475, marks=SLOW)])
def test_one_flipped_bit(store: Path, places: int, record_property: Record) -> None:
    file, found = newest(store), random.Random(places)
    content = file.read_bytes()
    assert served(store) == (["W2"], False)
    for _ in range(places):
        put(file, flip(content, found.randrange(len(content) * 8)))
        assert served(store) == BEFORE
    put(file, content)
    assert served(store) == (["W2"], False)
    record_property("fault", f"one flipped bit|{places}")


@pytest.mark.parametrize("cuts", [5, pytest.param(45, marks=SLOW)])
def test_cut_short(store: Path, cuts: int, record_property: Record) -> None:
    file, found = newest(store), random.Random(cuts)
    content = file.read_bytes()
    for _ in range(cuts):
        put(file, content[: found.randrange(len(content))])
        assert served(store) == BEFORE
    record_property("fault", f"cut short|{cuts}")


@pytest.mark.parametrize("places", [10, pytest.param(60, marks=SLOW)])
def test_a_flipped_bit_in_the_file_without_patients_makes_it_anew(
    store: Path, places: int, record_property: Record
) -> None:
    version, found = current(store), random.Random(places)
    assert version is not None
    for _ in range(places):
        made = groups_of(version).path
        content = made.read_bytes()
        put(made, flip(content, found.randrange(len(content) * 8)))
        again = groups_of(version).path
        con = duckdb.connect(str(again), read_only=True)
        assert con.sql("select ward from place").fetchall() == [("W2",)]
        con.close()
    record_property("fault", f"one flipped bit, file without patients|{places}")


def _swapped(store: Path) -> None:
    first, second = newest(store).with_name("facts-000001.duckdb"), newest(store)
    one, two = first.read_bytes(), second.read_bytes()
    put(first, two)
    put(second, one)


def _schema(number: int) -> Callable[[Path], None]:
    def change(store: Path) -> None:
        manifest = newest(store).with_name("facts-000002.duckdb.json")
        put(manifest, json.dumps(json.loads(manifest.read_text()) | {"schema": number}).encode())

    return change


def _foreign(store: Path) -> None:
    newest(store).unlink()
    duckdb.connect(str(newest(store))).close()


def _sqlite(store: Path) -> None:
    put(newest(store), b"SQLite format 3\x00" + b"\x00" * (newest(store).stat().st_size - 16))


def _log_alone(store: Path) -> None:
    newest(store).rename(newest(store).with_name("facts-000002.duckdb.wal"))


DAMAGE: dict[str, tuple[Callable[[Path], object], object]] = {
    "the file is missing": (lambda store: newest(store).unlink(), BEFORE),
    "the file is empty": (lambda store: put(newest(store), b""), BEFORE),
    "the manifest is missing": (lambda store: newest(store).with_name("facts-000002.duckdb.json").unlink(), BEFORE),
    "the manifest is empty": (lambda store: put(newest(store).with_name("facts-000002.duckdb.json"), b""), BEFORE),
    "the manifest is no JSON": (
        lambda store: put(newest(store).with_name("facts-000002.duckdb.json"), b"\xff{"), BEFORE,
    ),
    "two files are swapped": (_swapped, StoreDamaged),
    "another DuckDB file in its place": (_foreign, BEFORE),
    "a SQLite file of the same size in its place": (_sqlite, BEFORE),
    "an older schema": (_schema(0), BEFORE),
    "a newer schema": (_schema(99), BEFORE),
    "a write-ahead log alone": (_log_alone, BEFORE),
    "no version is whole": (lambda store: shutil.rmtree(store / "versions"), StoreDamaged),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_a_store_that_is_not_what_it_was(store: Path, name: str, record_property: Record) -> None:
    change, expected = DAMAGE[name]
    change(store)
    if isinstance(expected, type):
        with pytest.raises(expected, match="Restore a backup"):
            answers(store)
    else:
        assert served(store) == expected
    record_property("fault", "another damage|1")


def test_the_log_of_another_file_is_never_read(store: Path, tmp_path: Path, record_property: Record) -> None:
    """DuckDB would apply a log that lies beside a file: a version whose file has one is not whole."""
    other = tmp_path / "other.duckdb"
    con = duckdb.connect(str(other))
    con.execute("pragma disable_checkpoint_on_shutdown")
    con.execute("create table place as select 'RXX' as provider, 'N' as site, 'W9' as ward")
    shutil.copyfile(f"{other}.wal", f"{newest(store)}.wal")
    con.close()
    assert served(store) == BEFORE
    record_property("fault", "another damage|1")


def test_a_load_on_a_damaged_store_builds_on_the_version_before(store: Path, record_property: Record) -> None:
    put(newest(store), flip(newest(store).read_bytes(), 100_000))
    file = spells(store.parent / "again.csv", "W2")
    report = load(store, [file], now=NOW + timedelta(hours=3), build=few_facts)
    assert report.version == "facts-000003.duckdb"
    assert served(store) == (["W2"], False)
    record_property("fault", "another damage|1")


def test_another_release_is_said(store: Path, record_property: Record) -> None:
    for number in (1, 2):
        manifest = store / "versions" / f"facts-00000{number}.duckdb.json"
        put(manifest, json.dumps(json.loads(manifest.read_text()) | {"facts": "0123456789ab"}).encode())
    with pytest.raises(OtherRelease, match="homeward upgrade"):
        answers(store)
    record_property("fault", "another damage|1")


@pytest.mark.parametrize("places", [15, pytest.param(185, marks=SLOW)])
def test_a_flipped_bit_in_the_register_never_changes_what_is_read(
    store: Path, places: int, record_property: Record
) -> None:
    """SQLite itself would answer wrongly in silence; an entry is held to its digest, the log to its chain."""
    register = open_register(store)
    for number in range(30):
        save(register, DEMONSTRATION, note(f"note {number}"))
    right = {entry.text for entry in read_entries(register, DEMONSTRATION, Note)}
    register.close()
    file, found = store / "register.sqlite", random.Random(places)
    content, said = file.read_bytes(), 0
    for _ in range(places):
        for beside in store.glob("register.sqlite-*"):
            beside.unlink()
        put(file, flip(content, found.randrange(len(content) * 8)))
        register = open_register(store)
        try:
            read = {entry.text for entry in read_entries(register, DEMONSTRATION, Note)}
            said += read != right or not audit.verify(register).ok
            assert read == right or not audit.verify(register).ok  # one that is gone is found by the log
        except DataError:
            said += 1
        finally:
            register.close()
    assert said > 0
    record_property("fault", f"one flipped bit, register|{places}")


def test_times_are_of_the_data(store: Path) -> None:
    """The as-at time of the version before is shown with its figures, so that nobody takes them for new."""
    put(newest(store), b"")
    fresh = service.freshness(store)
    assert fresh is not None
    assert (fresh.fallback, fresh.loaded_at) == (True, datetime(2026, 11, 22, 9, 30))
