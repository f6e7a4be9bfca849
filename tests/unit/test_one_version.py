"""Everything a page asks comes from one version, though another is published while it is drawn."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from small_hospital import spell, write

from data.loading import load
from data.register import open_register, save
from pages import service

FIRST = [spell("S1", "2025-01-01", "2025-01-05")]
NOW = datetime(2025, 6, 1)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path / "store"))
    load(tmp_path / "store", [write(tmp_path, "spells", FIRST)], now=NOW)
    return tmp_path / "store"


def another(store: Path, day: int) -> Path:
    folder = store.parent / str(day)
    folder.mkdir()
    return write(folder, "spells", [spell(f"S{day}", "2025-01-02", f"2025-01-{day:02}")])


def number() -> int:
    return service.ask().version.number


def test_a_page_stays_with_the_version_it_began_with(store: Path) -> None:
    with service.one_version():
        assert number() == 1
        load(store, [another(store, 6)], now=NOW)
        assert number() == 1
        freshness = service.freshness()
        assert freshness is not None and freshness.version == "facts-000001.duckdb"
    assert number() == 2


def test_what_asks_outside_sees_the_newest(store: Path) -> None:
    assert number() == 1
    load(store, [another(store, 6)], now=NOW)
    assert number() == 2


def test_a_page_that_loads_sees_what_it_loaded(store: Path) -> None:
    with service.one_version():
        assert number() == 1
        service.load([another(store, 6)], now=NOW)
        assert number() == 2


def test_after_a_fault_the_next_page_begins_anew(store: Path) -> None:
    with pytest.raises(ZeroDivisionError), service.one_version():
        assert number() == 1 // 0
    load(store, [another(store, 6)], now=NOW)
    with service.one_version():
        assert number() == 2


def event(name: str) -> service.Event:
    return service.Event(name=name, day=date(2025, 1, 3))


def names() -> list[str]:
    return [entry.name for entry in service.entries(service.Event)]


def test_a_drawing_has_one_answer_from_the_register_and_sees_what_it_writes_itself(store: Path) -> None:
    service.save_entry(event("Strike"))
    with service.one_version():
        assert names() == ["Strike"]
        save(open_register(store), service.principal(), event("Flood"))  # another program
        assert names() == ["Strike"]
        service.save_entry(event("Ward closed"))
        assert sorted(names()) == ["Flood", "Strike", "Ward closed"]
    save(open_register(store), service.principal(), event("Snow"))
    assert len(names()) == 4


def test_settings_that_change_count_from_the_next_drawing_on(store: Path) -> None:
    with service.one_version():
        assert service.spc_rules().shift_length == 7
        (store / "homeward.toml").write_text("spc_shift_length = 8\n", "utf-8")
        assert service.spc_rules().shift_length == 7
    assert service.spc_rules().shift_length == 8


def test_a_page_that_says_who_uses_the_computer_is_of_that_mode_at_once(store: Path) -> None:
    with service.one_version():
        assert service.mode() is service.Mode.REFUSED
        service.allow_one_person()
        assert service.mode() is service.Mode.ONE_PERSON
