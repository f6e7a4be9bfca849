"""Versions: published whole, found again, fallen back from, and never mixed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from data.loading.lock import StoreBusy, writing
from data.loading.publishing import begin, next_number, publish, tidy
from data.settings import BadSetting, Settings
from data.warehouse import StoreDamaged, Version, current, open_version, verify

NOON = datetime(2025, 1, 1, 12)


def make(store: Path, value: int, keep: int = 3) -> Version:
    """Publish a version with one table that holds one number."""
    base = current(store)
    tidy(store, base)
    draft = begin(store / "versions", base, next_number(store), Settings())
    draft.con.execute("create or replace table number as select ? as value", [value])
    return publish(store, draft, data_version=f"v{value}", as_at=NOON, loaded_at=NOON, keep=keep)


def value(version: Version | None) -> int:
    assert version is not None
    return open_version(version).cursor().sql("select value from number").fetchall()[0][0]


def names(store: Path) -> list[str]:
    return sorted(path.name for path in (store / "versions").iterdir())


def test_an_empty_store_has_no_version(tmp_path: Path) -> None:
    assert current(tmp_path / "nowhere") is None


def test_the_newest_version_is_current(tmp_path: Path) -> None:
    make(tmp_path, 1)
    version = make(tmp_path, 2)
    assert current(tmp_path) == version
    assert (version.name, version.data_version, version.fallback) == ("facts-000002.duckdb", "v2", False)
    assert value(version) == 2
    assert (tmp_path / "CURRENT").read_text() == "facts-000002.duckdb\n"


def test_the_manifest_says_what_is_in_the_file(tmp_path: Path) -> None:
    version = make(tmp_path, 1)
    manifest = json.loads((tmp_path / "versions" / "facts-000001.duckdb.json").read_text())
    assert manifest["tables"] == {"number": 1}
    assert (manifest["size"], manifest["schema"], manifest["as_at"]) == (version.size, 1, "2025-01-01T12:00:00")
    assert verify(version)


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(1, 6):
        make(tmp_path, number, keep=2)
    assert names(tmp_path) == [
        "facts-000004.duckdb", "facts-000004.duckdb.json", "facts-000005.duckdb", "facts-000005.duckdb.json",
    ]  # fmt: skip


def test_a_reader_keeps_its_version_while_newer_ones_are_published(tmp_path: Path) -> None:
    first = make(tmp_path, 1)
    cursor = open_version(first).cursor()
    assert value(make(tmp_path, 2, keep=1)) == 2
    assert cursor.sql("select value from number").fetchall() == [(1,)]


def test_one_connection_per_version_and_process(tmp_path: Path) -> None:
    version = make(tmp_path, 1)
    assert open_version(version) is open_version(version)
    with pytest.raises(duckdb.InvalidInputException):
        open_version(version).cursor().execute("create table more (a integer)")


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_version_cut_short_falls_back_to_the_one_before(tmp_path: Path) -> None:
    make(tmp_path, 1)
    newest = make(tmp_path, 2)
    newest.path.write_bytes(newest.path.read_bytes()[:-4096])
    found = current(tmp_path)
    assert found is not None and found.fallback
    assert value(found) == 1


def test_one_changed_bit_is_found_by_verifying(tmp_path: Path) -> None:
    make(tmp_path, 1)
    newest = make(tmp_path, 2)
    damage(newest.path)
    assert not verify(newest)
    found = current(tmp_path)
    assert found is not None and (found.number, found.fallback) == (1, True)


@pytest.mark.parametrize("content", ["", "facts-000009.duckdb\n", "../../etc/passwd\n", "\x00"])
def test_a_pointer_that_leads_nowhere_falls_back(tmp_path: Path, content: str) -> None:
    make(tmp_path, 1)
    (tmp_path / "CURRENT").write_text(content)
    found = current(tmp_path)
    assert found is not None and (found.number, found.fallback) == (1, True)


def test_another_layout_is_not_read(tmp_path: Path) -> None:
    make(tmp_path, 1)
    manifest = tmp_path / "versions" / "facts-000001.duckdb.json"
    manifest.write_text(manifest.read_text().replace('"schema": 1', '"schema": 2'))
    with pytest.raises(StoreDamaged, match=r"No version .* is whole"):
        current(tmp_path)


def test_what_a_killed_load_left_behind_goes_at_the_next_start(tmp_path: Path) -> None:
    make(tmp_path, 1)
    folder = tmp_path / "versions"
    for name in ("facts-000002.duckdb.part", "facts-000002.duckdb.part.wal", "facts-000002.duckdb", "x.json.tmp"):
        (folder / name).write_bytes(b"left behind")
    tidy(tmp_path, current(tmp_path))
    assert names(tmp_path) == ["facts-000001.duckdb", "facts-000001.duckdb.json"]


def test_a_version_without_manifest_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "facts-000001.duckdb").write_bytes(b"left behind")
    assert current(tmp_path) is None
    tidy(tmp_path, None)
    assert names(tmp_path) == []


def test_the_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    busy = pytest.raises(StoreBusy, match=r"process \d+ on .+ since 2025-01-01 12:00")
    with writing(tmp_path, NOON), busy, writing(tmp_path, NOON):
        pass
    with writing(tmp_path, NOON):
        assert "process" in (tmp_path / "load.lock").read_text()
    assert (tmp_path / "load.lock").read_text() == ""


def test_settings_have_defaults_and_are_read(tmp_path: Path) -> None:
    assert Settings.read(tmp_path) == Settings()
    (tmp_path / "homeward.toml").write_text('adult_age = 16\nblank_ready_date = "exclude"\nmemory_limit = "2GB"\n')
    assert Settings.read(tmp_path) == Settings(adult_age=16, blank_ready_date="exclude", memory_limit="2GB")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("adlt_age = 16", "adlt_age in homeward.toml is not a setting. The settings are adult_age, "),
        ('adult_age = "16"', "adult_age in homeward.toml must be a whole number, 0 or more."),
        ("keep_versions = 0", "keep_versions in homeward.toml must be a whole number, 1 or more."),
        ('blank_ready_date = "never"', 'must be "same_day" or "exclude"'),
        ('memory_limit = "lots"', 'must be a size such as "2GB"'),
        ("fresh_hours_warn = 60", "fresh_hours_stale in homeward.toml must not be less"),
        ("adult_age = ", "homeward.toml can't be read"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "homeward.toml").write_text(line)
    with pytest.raises(BadSetting, match=words.replace(".", r"\.")):
        Settings.read(tmp_path)
