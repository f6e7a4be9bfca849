"""A new version of the store: built beside the old ones under a name nobody reads, then pointed to in one step.

A process killed anywhere in here leaves the version before it as it was. `step` names each moment where that could
happen; tests set `on_step` and stop there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from data.settings import Settings
from data.warehouse import NAME, POINTER, SCHEMA, VERSIONS, Version, facts_digest, read_manifest

OF_VERSION = re.compile(r"(facts|groups)-([0-9]{6,})\.duckdb")
"""How the name of every file of a version begins: its facts, and those without patients (data/groups.py)."""


def _carry_on(name: str) -> None:
    """Do nothing at a step: what a process does outside the fault tests."""


on_step: Callable[[str], None] = _carry_on


def step(name: str) -> None:
    """Mark a moment of the load by name."""
    on_step(name)


@dataclass(frozen=True)
class Draft:
    """A version being built: a connection that may write, to a file that no reader knows."""

    number: int
    path: Path
    con: duckdb.DuckDBPyConnection


def tidy(store: Path, base: Version | None) -> None:
    """Remove what a killed load left behind; only under the write lock. `base` is the version readers see."""
    folder = store / VERSIONS
    for path in folder.glob("*"):
        name = NAME.match(path.name)
        unfinished = path.suffix in (".part", ".wal", ".tmp")
        unknown = name is not None and base is None and read_manifest(folder / name[0]) is None
        later = name is not None and base is not None and not base.fallback and int(name[1]) > base.number
        if (unfinished and not _being_made(path)) or unknown or later:
            _remove(path)


def _being_made(path: Path) -> bool:
    """Whether a process that lives is making this file without patients: its number is in the name (data/groups.py)."""
    made_by = re.match(r"groups-[0-9]+\.duckdb\.([0-9]+)\.", path.name)
    if made_by is None or sys.platform == "win32":  # there a file that is open can't be removed
        return False
    try:
        os.kill(int(made_by[1]), 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def begin(folder: Path, base: Version | None, number: int, settings: Settings) -> Draft:
    """Open a new draft in `folder`: a copy of `base`, or an empty file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"facts-{number:06d}.duckdb.part"
    step("copy")
    if base is not None:
        shutil.copyfile(base.path, path)
    step("open")
    return Draft(number, path, connect_draft(path, settings))


def connect_draft(path: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open a database file to write to, within the memory that the settings allow."""
    con = duckdb.connect(str(path))
    if settings.memory_limit is not None:
        con.execute(f"set memory_limit = '{settings.memory_limit}'")
    return con


def next_number(store: Path) -> int:
    """Give a number above those of all versions whose files are there, and of the one last pointed to."""
    names = [path.name for path in (store / VERSIONS).glob("facts-*")]
    if (store / POINTER).exists():
        names.append((store / POINTER).read_text("utf-8", errors="replace").strip())
    found = [NAME.match(name) for name in names]
    return max((int(match[1]) for match in found if match), default=0) + 1


def discard(draft: Draft) -> None:
    """Give up a draft."""
    draft.con.close()
    for path in draft.path.parent.glob(draft.path.name + "*"):
        _remove(path)


def publish(
    store: Path,
    draft: Draft,
    *,
    data_version: str,
    as_at: datetime,
    loaded_at: datetime,
    keep: int,
    splits: tuple[str, ...] | None = None,
) -> Version:
    """Make a finished draft the version that readers see, and drop all but the newest `keep`.

    splits: what its facts, added up, can be split by; None where they are rows of patients.
    """
    tables = _finish(draft)
    path = draft.path.with_suffix("")
    version = Version(
        number=draft.number,
        name=path.name,
        path=path,
        data_version=data_version,
        loaded_at=loaded_at,
        as_at=as_at,
        sha256=_digest(draft.path),
        size=draft.path.stat().st_size,
        facts=facts_digest(),
        splits=splits,
    )
    step("rename")
    draft.path.rename(path)
    step("manifest")
    _write(path.with_name(path.name + ".json"), json.dumps(_manifest(version, tables), indent=1))
    step("pointer")
    _write(store / POINTER, version.name + "\n")
    step("prune")
    prune(store, version, keep)
    step("done")
    return version


def _finish(draft: Draft) -> dict[str, int]:
    tables = _row_counts(draft.con)
    step("checkpoint")
    draft.con.execute("checkpoint")
    step("close")
    draft.con.close()
    if draft.path.with_name(draft.path.name + ".wal").exists():
        raise RuntimeError("DuckDB left a write-ahead log behind after a checkpoint")
    step("fsync")
    _sync(draft.path)
    return tables


def _manifest(version: Version, tables: dict[str, int]) -> dict[str, object]:
    return {
        "name": version.name,
        "sha256": version.sha256,
        "size": version.size,
        "schema": SCHEMA,
        "facts": version.facts,
        "splits": version.splits,
        "data_version": version.data_version,
        "as_at": version.as_at.isoformat(),
        "loaded_at": version.loaded_at.isoformat(),
        "tables": tables,
    }


def _row_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = [name for (name,) in con.sql("select table_name from duckdb_tables() where not temporary").fetchall()]
    union = " union all ".join(f"select '{name}', count(*) from \"{name}\"" for name in sorted(names))
    return dict(con.sql(union).fetchall())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    scratch = path.with_name(path.name + ".tmp")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    step("replace " + ("pointer" if path.name == POINTER else "manifest"))
    scratch.replace(path)
    sync_folder(path.parent)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, so that a rename outlives a loss of power."""
    # Windows has no way to flush a folder; its file system journals the rename itself.
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def prune(store: Path, newest: Version, keep: int) -> None:
    """Remove every file of the versions up to `newest` but for the newest `keep`."""
    files = [(int(match[2]), path) for path in (store / VERSIONS).glob("*") if (match := OF_VERSION.match(path.name))]
    facts = {number for number, path in files if number <= newest.number and NAME.match(path.name)}
    kept = sorted(facts)[-keep:]
    for number, path in files:
        if number <= newest.number and number not in kept:
            _remove(path)


def _remove(path: Path) -> None:
    # On Windows a file that a reader has open can't be removed; the next load tries again.
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return
