"""A store as one file: the newest version, what people entered, settings and sources; every part with its hash."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from data import audit
from data.errors import DataError
from data.keeping.register_copy import dump
from data.loading.publishing import sync_folder
from data.register import open_register
from data.warehouse import POINTER, VERSIONS, Version, current

FORMAT: Final = 1
CONTENTS: Final = "backup.json"
REGISTER: Final = "register.json"
KEPT: Final = (
    "homeward.toml", "sign_in.toml", "demonstration.json", "watched.json", "removed.json", "sources/*", "signed_out/*",
)  # fmt: skip
"""Beside version and register; secrets.toml is never in a backup."""


class NotBackedUp(DataError):
    """The backup could not be written; a file of that name from before stands as it was."""


@dataclass(frozen=True)
class Backup:
    """What went into a backup. audit_seq and audit_head: note them elsewhere, `audit verify` can be held to them."""

    file: Path
    version: str | None
    data_version: str | None
    files: int
    size: int
    audit_seq: int
    audit_head: str


def backup(store: Path, file: Path, now: datetime) -> Backup:
    """Write the store into `file`, a zip; the newest version's bytes are verified first. Raises DataError.

    Readers and people who type need not stop: a version never changes, and the register is read at one moment.
    """
    version = current(store)
    with closing(open_register(store)) as register:
        log = audit.verify(register)
        if not log.ok:
            raise NotBackedUp(f"{log.sentence} Nothing was backed up.")
        dumped = dump(register)
    parts = _parts(store, version)
    texts = {REGISTER: dumped, **({POINTER: version.name + "\n"} if version else {})}
    contents: dict[str, Any] = {
        "format": FORMAT, "made_at": now.isoformat(timespec="seconds"),
        "version": version.name if version else None, "data_version": version.data_version if version else None,
        "audit": [log.rows, log.head],
    }  # fmt: skip
    scratch = file.with_name(f"{file.name}.part")
    try:
        _write(scratch, parts, texts, contents)
        scratch.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise NotBackedUp(f"{file} can't be written ({error.strerror}): name another place with room.") from error
    return Backup(
        file, contents["version"], contents["data_version"], len(parts) + len(texts), file.stat().st_size, log.rows,
        log.head,
    )  # fmt: skip


def _parts(store: Path, version: Version | None) -> dict[str, Path]:
    """Name in the backup -> file, of what is copied as it is."""
    found = (
        {}
        if version is None
        else {f"{VERSIONS}/{version.name}{end}": Path(f"{version.path}{end}") for end in ("", ".json")}
    )
    for pattern in KEPT:
        found |= {path.relative_to(store).as_posix(): path for path in sorted(store.glob(pattern)) if path.is_file()}
    return found


def _write(scratch: Path, parts: dict[str, Path], texts: dict[str, str], contents: dict[str, Any]) -> None:
    hashes: dict[str, str] = {}
    with scratch.open("wb") as raw:
        scratch.chmod(0o600)  # patients are in it
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            for name, path in parts.items():
                out.write(path, name)
                with path.open("rb") as held:
                    hashes[name] = hashlib.file_digest(held, "sha256").hexdigest()
            for name, text in texts.items():
                out.writestr(name, text)
                hashes[name] = hashlib.sha256(text.encode()).hexdigest()
            out.writestr(CONTENTS, json.dumps({**contents, "sha256": hashes}, indent=1))
        raw.flush()
        os.fsync(raw.fileno())
