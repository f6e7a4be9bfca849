"""The versions of a store, seen by its readers: which is newest and whole, and a connection to it."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from data.contract import KINDS
from data.errors import DataError

SCHEMA = 1
"""The number of the layout of a version file; a file with another number is not read."""

SQL_FOLDER = Path(__file__).resolve().parent.parent / "sql"
VERSIONS = "versions"
POINTER = "CURRENT"
NAME = re.compile(r"facts-([0-9]{6,})\.duckdb")


class StoreDamaged(DataError):
    """The store has versions and none of them is whole."""


class OtherRelease(DataError):
    """The newest version is whole and its facts are another release's."""

    def __init__(self, store: Path) -> None:
        super().__init__(
            f"The facts in {store} were made by another release of Homeward: run `homeward upgrade`, which makes them "
            "anew from the extracts it holds."
        )


@dataclass(frozen=True)
class Version:
    """One whole version: its number and file, and what it was made from.

    `as_at` and `loaded_at` are London wall clock: the time the data are about, and when they were loaded.
    `data_version` is the same for two versions made from the same extracts and settings. `fallback` is True when the
    newest version is damaged or was never finished, and this is the newest whole one instead.
    """

    number: int
    name: str
    path: Path
    data_version: str
    loaded_at: datetime
    as_at: datetime
    sha256: str
    size: int
    fallback: bool = False
    facts: str = ""
    """Which statements made its facts: see facts_digest in data/facts.py."""
    splits: tuple[str, ...] | None = None
    """What a region's facts, added up, can be split by beside the provider; None where they are rows of patients."""


def current(store: Path, *, any_release: bool = False) -> Version | None:
    """Give the newest whole version, or None for a store that never had one.

    Raises OtherRelease where its facts are not this release's, unless `any_release`.
    """
    found = _newest(store)
    if found is not None and not any_release and found.facts != facts_digest():
        raise OtherRelease(store)
    return found


def _newest(store: Path) -> Version | None:
    """Give the newest whole version, or None for a store that never had one.

    Whole means that layout, size and bytes are those of its manifest; the bytes are looked at once per process and
    file. Raises StoreDamaged if there are versions and none is whole.
    """
    pointed = _pointed(store)
    found = _whole(store, pointed) if pointed else None
    if found is not None:
        return found
    manifests = sorted(store.glob(f"{VERSIONS}/facts-*.duckdb.json"), key=lambda path: _number(path.name), reverse=True)
    for manifest in manifests:
        name = manifest.name.removesuffix(".json")
        if name != pointed and (not pointed or _number(name) < _number(pointed)):
            found = _whole(store, name)
            if found is not None:
                return replace(found, fallback=True)
    if pointed or manifests:
        raise StoreDamaged(f"No version in {store} is whole. Restore a backup, or load the extracts into a new store.")
    return None


def verify(version: Version) -> bool:
    """Say whether the file of a version still has the bytes that were published."""
    try:
        with version.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == version.sha256
    except OSError:
        return False


def open_version(version: Version) -> duckdb.DuckDBPyConnection:
    """Give the read-only connection to a version, the same one throughout the process; take a `cursor()` for each use.

    Connections to versions before the last two asked for, of each of a version's two files (data/groups.py), are
    closed. Raises StoreDamaged if the file can't be opened.
    """
    key = str(version.path.resolve())
    with _opening:
        if key in _open and _open[key][0] != version.sha256:  # restored from a backup: another file of that name
            _open.pop(key)[1].close()
        if key not in _open:
            try:
                _open[key] = version.sha256, duckdb.connect(key, read_only=True)
            except duckdb.Error as error:
                raise StoreDamaged(f"{version.name} can't be opened: the file is damaged. Restore a backup.") from error
            # The one before stays open: another thread may hold it and be about to take its cursor.
            for old in [name for name in _open if Path(name).name[:6] == version.name[:6]][:-2]:
                _open.pop(old)[1].close()
        return _open[key][1]


_open: dict[str, tuple[str, duckdb.DuckDBPyConnection]] = {}  # file -> the hash of its version, the connection
_opening = threading.Lock()
_verified: dict[tuple[str, int, int], bool] = {}


@cache
def facts_digest() -> str:
    """Twelve hex digits for what this release's facts are: the statements of sql/ and the columns of every kind."""
    said = [f"{path.name}\n{_statement(path)}" for path in sorted(SQL_FOLDER.glob("*.sql"))]
    kinds = [f"{kind.name} {column.name} {column.type}" for kind in KINDS.values() for column in kind.columns]
    return hashlib.sha256("\n".join([*said, *kinds]).encode()).hexdigest()[:12]


def _statement(path: Path) -> str:
    """A statement without its comments and line breaks."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("--")]
    return " ".join(" ".join(lines).split())


def read_manifest(path: Path) -> dict[str, Any] | None:
    """Give the manifest of a version file, or None if it is missing or damaged."""
    try:
        found = json.loads(path.with_name(path.name + ".json").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _pointed(store: Path) -> str | None:
    try:
        name = (store / POINTER).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if NAME.fullmatch(name) else None


def _number(name: str) -> int:
    found = NAME.match(name)
    return int(found[1]) if found else 0


def _whole(store: Path, name: str) -> Version | None:
    path = store / VERSIONS / name
    manifest = read_manifest(path)
    try:
        stat = path.stat()
        if manifest is None or manifest["schema"] != SCHEMA or manifest["size"] != stat.st_size:
            return None
        if path.with_name(f"{name}.wal").exists():  # none is published with one; DuckDB would apply it
            return None
        version = Version(
            number=_number(name),
            name=name,
            path=path,
            data_version=str(manifest["data_version"]),
            loaded_at=datetime.fromisoformat(manifest["loaded_at"]),
            as_at=datetime.fromisoformat(manifest["as_at"]),
            sha256=str(manifest["sha256"]),
            size=stat.st_size,
            facts=str(manifest.get("facts", "")),
            splits=None if manifest.get("splits") is None else tuple(map(str, manifest["splits"])),
        )
    except (OSError, KeyError, TypeError, ValueError):
        return None
    return version if _verify_once(version, stat.st_mtime_ns) else None


def _verify_once(version: Version, changed_ns: int) -> bool:
    key = (str(version.path.resolve()), version.size, changed_ns)
    if key not in _verified:
        _verified[key] = verify(version)
    return _verified[key]
