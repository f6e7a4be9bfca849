"""The register as one SQLite file in the store: how it is made, opened and copied, for its owner's eyes alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event

from data.errors import DataError


class NotScrubbed(DataError):
    """Deleted entries are still in the file, since somebody reads it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"Somebody is reading {file}, so what was deleted is still in it: do the same again later.")


BUSY_SECONDS = 30.0  # how long a writer waits for the one before it


def engine_of(file: Path) -> Engine:
    """An engine on the file, which the first write makes."""
    # A file that may only be read here may be written by another account: open it anew each time.
    pool = QueuePool if writable(file) else NullPool
    engine = create_engine("sqlite://", creator=lambda: _connect(file), poolclass=pool)
    event.listen(engine, "begin", _begin)
    return engine


def writable(file: Path) -> bool:
    """Whether this account may write the file, or make it where it is not there."""
    folder = file.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK) and (not file.exists() or os.access(file, os.W_OK))


def state(file: Path) -> tuple[object, ...]:
    """Differs after every write to the file, told without opening it: sizes and times of the file and of its log.

    Times may be as coarse as 4 ms, so the head of the log's index is read too: SQLite counts each commit there.
    """
    index = file.with_name(file.name + "-shm")
    try:
        seen = [one.stat() for one in (file, file.with_name(file.name + "-wal")) if one.exists()]
        head = index.read_bytes()[:48] if index.exists() else b""
    except FileNotFoundError:  # closed by its last user in this moment
        return (object(),)
    return (*((found.st_size, found.st_mtime_ns) for found in seen), head)


def in_use(file: Path) -> bool:
    """Whether anybody has the register open; where nobody has, its log is emptied into it.

    SQLite removes the log of a register by its name: nobody may hold one that is moved, or another takes the harm.
    """
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as connection:
            ((mode,),) = connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.Error as fault:  # a damaged one is in nobody's use
        return getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
    return bool(mode == "wal")


def keep_copy(file: Path, number: int) -> None:
    """The register as it was before an upgrade, beside it: `register-schema-1.sqlite`."""
    copy = file.with_name(f"{file.stem}-schema-{number}{file.suffix}")
    copy.unlink(missing_ok=True)
    _make(copy)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))


def scrub(file: Path) -> None:
    """Leave nothing of what was deleted: the file is written anew, its log emptied, copies from before upgrades go.

    Raises NotScrubbed while somebody else is in the middle of reading the file.
    """
    for copy in file.parent.glob(f"{file.stem}-schema-*{file.suffix}"):
        copy.unlink()
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        ((busy, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    if busy:
        raise NotScrubbed(file)


def _make(file: Path) -> None:
    """An empty file that its owner alone may read; SQLite gives the files beside it the same rights."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def _connect(file: Path) -> sqlite3.Connection:
    """A connection that keeps what it has acknowledged, power cut included; read-only where writing is not allowed."""
    if not writable(file):
        return _connect_read_only(file)
    if not file.exists():
        _make(file)
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def _connect_read_only(file: Path) -> sqlite3.Connection:
    """Without a log beside it a file is opened as unchanging, since SQLite would otherwise want to make one there."""
    log = file.with_name(file.name + "-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size > 0 else "mode=ro&immutable=1"
    uri = f"{file.absolute().as_uri()}?{mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)


def _begin(connection: Connection) -> None:
    """Writers queue at their first step (IMMEDIATE), so none finds half-way that what it read has changed."""
    write = connection.get_execution_options().get("homeward_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
