"""Everything a page asks comes from one version, though another is published while it is drawn."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from small_hospital import spell, write

from data.loading import load
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
