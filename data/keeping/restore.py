"""A backup back into a store: everything is checked beside it first, then takes its place in one step."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from data import audit
from data.errors import DataError
from data.keeping.backup import CONTENTS, FORMAT, REGISTER
from data.keeping.register_copy import fill
from data.register import open_register
from data.register.store import FILE_NAME
from data.warehouse import POINTER, VERSIONS, current

PLAIN: Final = re.compile(
    r"(versions/facts-[0-9]{6,}\.duckdb(\.json)?|(sources|signed_out)/[\w.-]+|[\w-]+\.(toml|json)|CURRENT)"
)
MOST_BYTES: Final = 200_000_000_000


class NotRestored(DataError):
    """The backup was not put back; the store is as it was."""


@dataclass(frozen=True)
class Restored:
    """What is there now; `before` is the folder that holds what was there, None where there was nothing."""

    version: str | None
    data_version: str | None
    audit_seq: int
    audit_head: str
    before: Path | None


def restore(store: Path, file: Path, now: datetime, *, replace: bool = False) -> Restored:
    """Put the backup `file` into `store`. What is there is moved aside with `replace`, and never thrown away.

    Every part must have the hash that the backup names, and the audit log must end where it did; else NotRestored.
    """
    if _holds(store) and not replace:
        raise NotRestored(f"{store} holds a store already: name an empty folder, or say --replace to move it aside.")
    scratch = store.with_name(f"{store.name}.restoring")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        contents = _unpack(file, scratch)
        seq, head = _register(scratch, contents)
        version = current(scratch)
        if (version.data_version if version else None) != contents["data_version"]:
            raise NotRestored(f"{file.name} is damaged: its version is not whole. Take another backup.")
        before = _swap(store, scratch, now)
    except OSError as error:
        raise NotRestored(
            f"{file} could not be put into {store} ({error.strerror or error}): put that right, then restore again."
        ) from error
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, zlib.error) as error:
        raise NotRestored(f"{file} is no whole backup of Homeward ({type(error).__name__}): take another.") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Restored(contents["version"], contents["data_version"], seq, head, before)


def _holds(store: Path) -> bool:
    return any((store / name).exists() for name in (POINTER, FILE_NAME, VERSIONS))


def _unpack(file: Path, scratch: Path) -> dict[str, Any]:
    """Unpack the parts that a backup may have and hold each against its hash; gives what the backup says of itself."""
    with zipfile.ZipFile(file) as packed:
        contents: dict[str, Any] = json.loads(packed.read(CONTENTS))
        if contents["format"] != FORMAT:
            raise NotRestored(f"{file.name} was made by another release of Homeward (format {contents['format']}).")
        names = set(packed.namelist()) - {CONTENTS}
        if names != set(contents["sha256"]) or not all(PLAIN.fullmatch(name) for name in names):
            raise NotRestored(f"{file.name} does not hold what it says it holds: take another backup.")
        if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
            raise NotRestored(f"{file.name} is larger than any store: take another backup.")
        for name in sorted(names):
            target = scratch / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with packed.open(name) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, 1 << 20)
            with target.open("rb") as held:
                if hashlib.file_digest(held, "sha256").hexdigest() != contents["sha256"][name]:
                    raise NotRestored(f"{file.name} is damaged at {name}: take another backup.")
    return contents


def _register(scratch: Path, contents: dict[str, Any]) -> tuple[int, str]:
    """Fill the register and hold its log to the end that the backup noted."""
    register = open_register(scratch)
    fill(register, (scratch / REGISTER).read_text("utf-8"))  # on a server only into an empty one
    (scratch / REGISTER).unlink()
    seq, head = contents["audit"]
    log = audit.verify(register, (seq, head) if seq else None)
    register.close()
    if not log.ok or (log.rows, log.head) != (seq, head):
        raise NotRestored(f"The register in the backup is not whole: {log.sentence}")
    return log.rows, log.head


def _swap(store: Path, scratch: Path, now: datetime) -> Path | None:
    before = None
    if store.exists() and any(store.iterdir()):
        before = _free(store.with_name(f"{store.name}.before-{now:%Y%m%d-%H%M%S}"))
        store.rename(before)
    elif store.exists():
        store.rmdir()
    try:
        scratch.rename(store)
    except OSError:
        if before is not None:
            before.rename(store)
        raise
    return before


def _free(place: Path) -> Path:
    """The name, or it with the first number that nothing has yet: what was moved aside stays where it is."""
    found, number = place, 1
    while found.exists():
        number += 1
        found = place.with_name(f"{place.name}-{number}")
    return found
