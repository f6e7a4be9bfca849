"""Backup and restore to the same hashes, on files that are whole, damaged, foreign and hostile; the doctor's checks."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

import cli
from data import audit
from data.access import DEMONSTRATION
from data.keeping import backup, examine, restore
from data.keeping.backup import NotBackedUp
from data.keeping.register_copy import dump, fill
from data.keeping.restore import NotRestored
from data.loading import load, publishing
from data.register import Note, open_register, read_entries, save
from data.warehouse import current, open_version, verify

NOW = datetime(2026, 11, 22, 8, 30)
HEAD = "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at,discharged_at\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one spell, a note, settings, a source and a secret."""
    file = tmp_path / "spells.csv"
    file.write_text(HEAD + "RXX,N,A1,S1,70,21,1,2026-11-01 10:00,2026-11-03 10:00\n")
    found = tmp_path / "store"
    load(found, [file], now=NOW)
    type_in(found, "first")
    (found / "homeward.toml").write_text("keep_versions = 2\n")
    (found / "sources").mkdir()
    (found / "sources" / "pas.toml").write_text("url = 'sqlite://'\nquery = 'select 1'\n")
    (found / "secrets.toml").write_text("client_secret = 'x'\n")
    return found


def note(text: str) -> Note:
    return Note(metric="nctr", day=date(2026, 11, 20), text=text)


def type_in(store: Path, text: str) -> None:
    with closing(open_register(store)) as register:
        save(register, DEMONSTRATION, note(text))


def notes(store: Path) -> list[str]:
    with closing(open_register(store)) as register:
        return [entry.text for entry in read_entries(register, DEMONSTRATION, Note)]


def test_a_restored_store_is_the_same_to_the_hash(store: Path, tmp_path: Path) -> None:
    made = backup(store, tmp_path / "b.zip", NOW)
    done = restore(tmp_path / "again", tmp_path / "b.zip", NOW)
    first, second = current(store), current(tmp_path / "again")
    assert first is not None and second is not None and verify(second)
    assert (first.sha256, first.data_version) == (second.sha256, second.data_version)
    assert (done.audit_seq, done.audit_head) == (made.audit_seq, made.audit_head)
    assert notes(tmp_path / "again") == ["first"]
    assert (tmp_path / "again" / "homeward.toml").read_text() == "keep_versions = 2\n"
    assert (tmp_path / "again" / "sources" / "pas.toml").exists()
    assert not (tmp_path / "again" / "secrets.toml").exists()


def test_work_goes_on_in_a_restored_store(store: Path, tmp_path: Path) -> None:
    backup(store, tmp_path / "b.zip", NOW)
    restore(tmp_path / "again", tmp_path / "b.zip", NOW)
    type_in(tmp_path / "again", "second")
    assert sorted(notes(tmp_path / "again")) == ["first", "second"]
    assert audit.verify(open_register(tmp_path / "again")).ok
    report = load(tmp_path / "again", [tmp_path / "spells.csv"])
    assert (report.published, report.extracts[0].rows_unchanged) == (False, 1)


def test_what_was_there_is_moved_aside_and_never_without_asking(store: Path, tmp_path: Path) -> None:
    backup(store, tmp_path / "b.zip", NOW)
    type_in(store, "typed since")
    with pytest.raises(NotRestored, match="--replace"):
        restore(store, tmp_path / "b.zip", NOW)
    done = restore(store, tmp_path / "b.zip", NOW, replace=True)
    assert done.before is not None
    assert (notes(store), sorted(notes(done.before))) == (["first"], ["first", "typed since"])


def test_a_store_that_somebody_has_open_is_not_moved(store: Path, tmp_path: Path) -> None:
    """A server would type on into what was moved aside, and SQLite's log of one would be taken for the other's."""
    backup(store, tmp_path / "b.zip", NOW)
    with closing(open_register(store)) as register:
        save(register, DEMONSTRATION, note("typed since"))
        with pytest.raises(NotRestored, match="is in use: stop Homeward there"):
            restore(store, tmp_path / "b.zip", NOW, replace=True)
        save(register, DEMONSTRATION, note("and now"))
    assert sorted(notes(store)) == ["and now", "first", "typed since"]
    assert restore(store, tmp_path / "b.zip", NOW, replace=True).before is not None
    assert notes(store) == ["first"]


def test_a_version_of_the_same_number_is_the_restored_one(store: Path, tmp_path: Path) -> None:
    """A server that goes on answering opens the file anew where it is another one of that name."""
    backup(store, tmp_path / "b.zip", NOW)
    for ward in ("A2", "A3"):
        (tmp_path / "spells.csv").write_text(HEAD + f"RXX,N,{ward},S1,70,21,1,2026-11-01 10:00,2026-11-03 10:00\n")
        load(store, [tmp_path / "spells.csv"], now=NOW)
        assert wards(store) == [ward]
        restore(store, tmp_path / "b.zip", NOW, replace=True)
        assert wards(store) == ["A1"]


def wards(store: Path) -> list[str]:
    version = current(store)
    assert version is not None
    return [ward for (ward,) in open_version(version).cursor().sql("select ward from spells").fetchall()]


def test_an_empty_store_can_be_kept_too(tmp_path: Path) -> None:
    backup(tmp_path / "nothing", tmp_path / "b.zip", NOW)
    assert restore(tmp_path / "again", tmp_path / "b.zip", NOW).version is None


def repacked(change: Callable[[dict[str, bytes]], None]) -> Callable[[Path], None]:
    """What changes the parts of a backup and packs them again."""

    def do(file: Path) -> None:
        with zipfile.ZipFile(file) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        change(parts)
        with zipfile.ZipFile(file, "w") as out:
            for name, content in parts.items():
                out.writestr(name, content)

    return do


def _hostile(parts: dict[str, bytes]) -> None:
    parts["../../evil.toml"] = b"x"
    contents = json.loads(parts["backup.json"])
    contents["sha256"]["../../evil.toml"] = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    parts["backup.json"] = json.dumps(contents).encode()


DAMAGE: dict[str, Callable[[Path], None]] = {
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-400]),
    "no zip": lambda file: file.write_text("hello"),
    "empty": lambda file: file.write_bytes(b""),
    "a byte of the version": repacked(
        lambda parts: parts.update(
            {n: c[:5000] + bytes([c[5000] ^ 1]) + c[5001:] for n, c in parts.items() if n.endswith(".duckdb")}
        )
    ),
    "an entry changed": repacked(
        lambda parts: parts.update({"register.json": parts["register.json"].replace(b"first", b"fiirst")})
    ),
    "a part missing": repacked(lambda parts: parts.pop("homeward.toml") and None),
    "a part more": repacked(lambda parts: parts.update({"more.toml": b""})),
    "a path out of the folder": repacked(_hostile),
    "another format": repacked(
        lambda parts: parts.update({"backup.json": parts["backup.json"].replace(b'"format": 1', b'"format": 9')})
    ),
    "no contents": repacked(lambda parts: parts.pop("backup.json") and None),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_backup_that_is_not_whole_is_refused_and_changes_nothing(store: Path, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "b.zip"
    backup(store, file, NOW)
    DAMAGE[damage](file)
    with pytest.raises(NotRestored) as refused:
        restore(store, file, NOW, replace=True)
    assert "\n" not in str(refused.value)
    assert notes(store) == ["first"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "spells.csv", "store"]


def test_a_damaged_register_is_not_backed_up_over_a_good_one(store: Path, tmp_path: Path) -> None:
    backup(store, tmp_path / "b.zip", NOW)
    good = (tmp_path / "b.zip").read_bytes()
    register = open_register(store)
    with register.writing() as session:
        session.connection().exec_driver_sql("update note set text = 'changed behind its back'")
    register.close()
    with pytest.raises(NotBackedUp, match="Nothing was backed up"):
        backup(store, tmp_path / "b.zip", NOW)
    assert (tmp_path / "b.zip").read_bytes() == good


def test_the_doctor_finds_what_is_wrong(store: Path) -> None:
    def wrong() -> set[str]:
        return {check.name for check in examine(store, NOW) if check.ok is False}

    (store / "secrets.toml").unlink()
    assert wrong() == {"sign-in"}  # real data without one
    (store / "homeward.toml").write_text("one_person_on_this_computer = true\n")
    assert wrong() == set()
    version = current(store)
    assert version is not None
    content = version.path.read_bytes()
    version.path.write_bytes(content[:6000] + b"\xff" + content[6001:])
    assert "newest version" in wrong()
    version.path.write_bytes(content)
    (store / "homeward.toml").write_text("colour = 3\n")
    assert "settings" in wrong()
    shutil.rmtree(store)
    assert wrong() == set()


def test_the_command_line_does_all_of_it(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*words: object) -> tuple[int, dict[str, object]]:
        code = cli.main([*map(str, words), "--json"])
        return code, json.loads(capsys.readouterr().out)

    code, made = said("backup", tmp_path / "b.zip", "--store", store)
    assert code == 0
    assert said("restore", tmp_path / "b.zip", "--store", tmp_path / "again")[1]["audit"] == made["audit"]
    code, log = said("audit", "verify", "--head", made["audit"], "--store", tmp_path / "again")
    assert (code, log["ok"], log["head"]) == (0, True, made["audit"])
    assert said("audit", "verify", "--head", f"1:{'0' * 64}", "--store", store)[0] == 2
    code, health = said("doctor", "--store", store)
    assert (code, health["ok"]) == (2, False)
    assert cli.main(["audit", "verify", "--head", "rubbish", "--store", str(store)]) == 2
    assert "is no end of an audit log" in capsys.readouterr().err


def test_the_register_of_a_server_is_kept_too(store: Path, tmp_path: Path, postgres_url: str) -> None:
    """From SQLite into PostgreSQL: the log and every entry's digest are the same on both."""
    backup(store, tmp_path / "b.zip", NOW)
    with zipfile.ZipFile(tmp_path / "b.zip") as packed:
        dumped = packed.read("register.json").decode()
    server = open_register(tmp_path / "elsewhere", postgres_url)
    fill(server, dumped)
    found, again = audit.verify(server), json.loads(dump(server))
    server.close()
    assert found.ok and again == json.loads(dumped)


def test_a_register_that_a_stopped_restore_has_filled_is_taken_by_the_next(
    store: Path, tmp_path: Path, postgres_schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(step: str) -> None:
        if step == "checked":
            raise KeyboardInterrupt

    made = backup(store, tmp_path / "b.zip", NOW)
    monkeypatch.setenv("HOMEWARD_REGISTER", postgres_schema)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(publishing, "on_step", stop)
        restore(tmp_path / "again", tmp_path / "b.zip", NOW)
    done = restore(tmp_path / "again", tmp_path / "b.zip", NOW)
    assert (done.audit_seq, done.audit_head) == (made.audit_seq, made.audit_head)


def test_a_store_that_is_the_folder_itself_can_be_named(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(store)
    assert cli.main(["status", "--store", ".", "--json"]) == 0
