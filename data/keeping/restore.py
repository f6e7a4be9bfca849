"""A backup back into a store: everything is checked beside it first, then takes its place (data/keeping/swap.py)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from data import audit
from data.errors import DataError
from data.keeping.backup import CONTENTS, FORMAT, REGISTER
from data.keeping.register_copy import fill
from data.keeping.swap import free, making, scratch_of, settle, swap
from data.loading.lock import writing
from data.loading.publishing import step
from data.register import open_register
from data.register.sqlite_file import in_use
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
    store = store.absolute()
    settle(store)
    if _holds(store) and not replace:
        raise NotRestored(f"{store} holds a store already: name an empty folder, or say --replace to move it aside.")
    try:
        with making(store) as note:
            scratch = scratch_of(store)
            contents = _unpack(file, scratch)
            step("unpacked")
            seq, head = _register(scratch, contents)
            version = current(scratch)
            if (version.data_version if version else None) != contents["data_version"]:
                raise NotRestored(f"{file.name} is damaged: its version is not whole. Take another backup.")
            step("checked")
            before = _put(store, note, now)
    except OSError as error:
        raise NotRestored(
            f"{file} could not be put into {store} ({error.strerror or error}): put that right, then restore again."
        ) from error
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, zlib.error) as error:
        raise NotRestored(f"{file} is no whole backup of Homeward ({type(error).__name__}): take another.") from error
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
                out.flush()
                os.fsync(out.fileno())
            with target.open("rb") as held:
                if hashlib.file_digest(held, "sha256").hexdigest() != contents["sha256"][name]:
                    raise NotRestored(f"{file.name} is damaged at {name}: take another backup.")
    return contents


def _register(scratch: Path, contents: dict[str, Any]) -> tuple[int, str]:
    """Fill the register and hold its log to the end that the backup noted."""
    seq, head = contents["audit"]
    noted = (seq, head) if seq else None
    with closing(open_register(scratch)) as register:
        log = audit.verify(register, noted)
        # One on a server takes a backup only while it is empty; an earlier restore that was stopped may have filled it.
        if not (noted and log.ok and (log.rows, log.head) == noted):
            fill(register, (scratch / REGISTER).read_text("utf-8"))
            log = audit.verify(register, noted)
    (scratch / REGISTER).unlink()
    if not log.ok or (log.rows, log.head) != (seq, head):
        raise NotRestored(f"The register in the backup is not whole: {log.sentence}")
    return log.rows, log.head


def _put(store: Path, note: IO[str], now: datetime) -> Path | None:
    """Swap the unpacked store in; gives where what was there is now."""
    with _no_load(store, now):
        if in_use(store / FILE_NAME):
            raise NotRestored(f"{store} is in use: stop Homeward there, then restore again.")
        there = store.exists() and any(store.iterdir())
        before = free(store.with_name(f"{store.name}.before-{now:%Y%m%d-%H%M%S}")) if there else None
        swap(store, note, before)
    return before


@contextmanager
def _no_load(store: Path, now: datetime) -> Iterator[None]:
    """Keep loads out of the store while it is moved; raises StoreBusy while one runs."""
    if not _holds(store):
        yield
        return
    with writing(store, now):
        if sys.platform != "win32":  # there no folder can be moved in which a file is open
            yield
            return
    yield
