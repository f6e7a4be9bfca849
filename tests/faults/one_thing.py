"""The things that are done while the disk fails, each with what has to hold before and after it: programs use them.

A thing has `prepare` (a store as it was), `do` (what may fail) and `look` (what is served now: one of `fine`).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from data import audit
from data.access import DEMONSTRATION
from data.groups import groups_of
from data.keeping import backup, restore, settle
from data.loading import load
from data.register import Note, open_register, read_entries, save
from data.settings import Settings
from data.warehouse import current, open_version, verify

NOW = datetime(2026, 11, 22, 8, 30)
HEAD = "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at,discharged_at\n"
LEFT = (".part", ".wal", ".tmp")


@dataclass(frozen=True)
class Thing:
    """`do` in a folder made by `prepare`; then `look` gives `before` or `after`, and after a second `do` the latter."""

    prepare: Callable[[Path], None]
    do: Callable[[Path], object]
    look: Callable[[Path], object]
    before: object
    after: object


def few_facts(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """In the place of all facts: each thing is done hundreds of times."""
    con.execute("create or replace table stay as select * from spells")
    con.execute("create or replace table place as select distinct provider, site, ward from spells")


def spells(path: Path, ward: str) -> Path:
    path.write_text(HEAD + "".join(f"RXX,N,{ward},S{n},70,21,1,2026-11-01 10:00,2026-11-03 10:00\n" for n in range(50)))
    return path


def note(text: str) -> Note:
    return Note(metric="nctr", day=date(2026, 11, 20), text=text)


def made_store(folder: Path) -> None:
    """A store with one version and one entry, its backup beside it, and a second extract to load."""
    load(folder / "store", [spells(folder / "first.csv", "W1")], now=NOW, build=few_facts)
    register = open_register(folder / "store")
    save(register, DEMONSTRATION, note("first"))
    register.close()
    (folder / "store" / "homeward.toml").write_text("keep_versions = 2\n")
    backup(folder / "store", folder / "kept.zip", NOW)
    spells(folder / "second.csv", "W2")


def wards(store: Path) -> str:
    version = current(store)
    if version is None:
        return ""
    assert verify(version) and not version.fallback, version
    con = open_version(version).cursor()
    counts = {name: con.sql(f"select count(*) from {name}").fetchall()[0][0] for name in ("spells", "stay")}
    assert set(counts.values()) == {50}, counts
    return ",".join(ward for (ward,) in con.sql("select distinct ward from spells").fetchall())


def notes(store: Path) -> str:
    register = open_register(store)
    found = ",".join(sorted(entry.text for entry in read_entries(register, DEMONSTRATION, Note)))
    checked = audit.verify(register)
    assert checked.ok, checked.sentence
    register.close()
    return found


def leftovers(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in LEFT)


def _load(folder: Path) -> None:
    load(folder / "store", [folder / "second.csv"], now=NOW, build=few_facts)
    assert not leftovers(folder / "store" / "versions"), leftovers(folder)


def _groups(folder: Path) -> None:
    version = current(folder / "store")
    assert version is not None
    made = groups_of(version)
    con = duckdb.connect(str(made.path), read_only=True)
    assert con.sql("select count(*) from place").fetchall() == [(1,)]
    con.close()


def _backup(folder: Path) -> None:
    backup(folder / "store", folder / "kept.zip", NOW)


def _kept(folder: Path) -> tuple[str, str]:
    """What the backup holds: it has to be whole, the one from before or the new one."""
    again = folder / "again"
    shutil.rmtree(again, ignore_errors=True)
    restore(again, folder / "kept.zip", NOW)
    found = wards(again), notes(again)
    shutil.rmtree(again)
    return found


def _restore(folder: Path) -> None:
    store = folder / "store"
    restore(store, folder / "kept.zip", NOW, replace=True)


def _typed_since(folder: Path) -> None:
    register = open_register(folder / "store")
    save(register, DEMONSTRATION, note("since"))
    register.close()


def _after_the_next_start(folder: Path) -> tuple[str, str]:
    settle(folder / "store")
    return wards(folder / "store"), notes(folder / "store")


def _save(folder: Path) -> None:
    register = open_register(folder / "store")
    try:
        if "second" not in {entry.text for entry in read_entries(register, DEMONSTRATION, Note)}:
            save(register, DEMONSTRATION, note("second"))
    finally:
        register.close()


def _nothing(folder: Path) -> None:
    """The store as it was made."""


THINGS: dict[str, Thing] = {
    "load": Thing(_nothing, _load, lambda folder: wards(folder / "store"), "W1", "W2"),
    "groups": Thing(_nothing, _groups, lambda folder: wards(folder / "store"), "W1", "W1"),
    "backup": Thing(_typed_since, _backup, _kept, ("W1", "first"), ("W1", "first,since")),
    "restore": Thing(_typed_since, _restore, _after_the_next_start, ("W1", "first,since"), ("W1", "first")),
    "register": Thing(_nothing, _save, lambda folder: notes(folder / "store"), "first", "first,second"),
}


def fresh(base: Path, number: int, thing: Thing) -> Path:
    """The made store copied into a folder of its own: a process keeps what it knows of a file by its name."""
    folder = base.with_name(f"{base.name}-{number}")
    shutil.copytree(base, folder)
    thing.prepare(folder)
    return folder


def remove(folder: Path) -> None:
    """Away with the folder of one attempt."""
    shutil.rmtree(folder, ignore_errors=True)


def look_and_do_again(thing: Thing, folder: Path) -> dict[str, Any]:
    """What is served now, and after doing it once more."""
    found = thing.look(folder)
    assert found in (thing.before, thing.after), found
    thing.do(folder)
    again = thing.look(folder)
    assert again == thing.after, again
    return {"new": found == thing.after != thing.before}
