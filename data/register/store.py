"""Where the register lives: one SQLite file in the store, or any database that SQLAlchemy reaches."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, StaticPool, create_engine, event, make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from data.errors import DataError
from data.register import migrate
from data.register.models import AuditHeadRow

FILE_NAME = "register.sqlite"
BUSY_SECONDS = 30.0  # how long a writer waits for the one before it


class RegisterReadOnly(DataError):
    """A write to a register that may only be read here."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"Nothing was saved: the register {where} may only be read here; ask whoever runs Homeward to make its "
            "folder writable for the account that Homeward runs under."
        )


class RegisterFault(DataError):
    """The database under the register could not do its work."""

    def __init__(self, where: str, problem: str, remedy: str) -> None:
        super().__init__(f"The register {where} {problem}: {remedy}.")


# By the start of SQLite's own error name: what is wrong, and what to do.
FAULTS = {
    "SQLITE_BUSY": ("is held by another program", "nothing was saved; try again in a minute"),
    "SQLITE_LOCKED": ("is held by another program", "nothing was saved; try again in a minute"),
    "SQLITE_FULL": ("has no room left on its disk", "nothing was saved; free some space and try again"),
    "SQLITE_IOERR": ("could not be read or written", "check its disk, then try again"),
    "SQLITE_CORRUPT": ("is damaged", "restore the newest backup with `homeward restore`"),
    "SQLITE_NOTADB": ("is not a database", "restore the newest backup with `homeward restore`"),
    "SQLITE_CANTOPEN": ("could not be opened", "check that its folder exists and that Homeward may read it"),
}


def stamp(at: datetime | None = None) -> datetime:
    """`at` as UTC, or the clock's time: the one place where the register looks at a clock. A naive time raises."""
    if at is not None and at.tzinfo is None:
        raise ValueError("a time without its zone")
    return (at or datetime.now(UTC)).astimezone(UTC)


class Register:
    """A register that is opened when first used; one object serves every thread of a process."""

    def __init__(self, place: Path | URL) -> None:
        self._file = place if isinstance(place, Path) else None
        self.where = str(place)  # in words, for messages; a URL's own text hides its password
        self._place = place
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment; a register that does not exist yet is empty, and is not made by a look."""
        if self._file is not None and not self._file.exists():
            with _nothing() as session:
                yield session
            return
        with self._faults(), Session(self._ready()) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that holds the right to write until it ends: committed at the end, undone by any exception."""
        if self._file is not None and not _writable(self._file):
            raise RegisterReadOnly(self.where)
        with self._faults():
            engine = self._ready().execution_options(homeward_write=True)
            with Session(engine, expire_on_commit=False) as session, session.begin():
                # On SQLite the transaction is already alone (BEGIN IMMEDIATE); elsewhere this row is the queue.
                session.scalars(select(AuditHeadRow).with_for_update()).one()
                yield session

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
            self._engine = None

    def _ready(self) -> Engine:
        """The engine, its tables at this release's number."""
        with self._lock:
            if self._engine is not None:
                return self._engine
            engine = self._new_engine()
            try:
                self._bring_up(engine)
            except BaseException:
                engine.dispose()
                raise
            self._engine = engine
            return engine

    def _new_engine(self) -> Engine:
        if not isinstance(self._place, Path):
            return create_engine(self._place)
        file = self._place
        # A file that may only be read here may be written by another account: open it anew each time.
        pool = QueuePool if _writable(file) else NullPool
        engine = create_engine("sqlite://", creator=lambda: _connect(file), poolclass=pool)
        event.listen(engine, "begin", _begin)
        return engine

    def _bring_up(self, engine: Engine) -> None:
        with engine.connect() as connection:
            number = migrate.schema_number(connection)
        if number == migrate.newest():
            return
        if self._file is not None:
            if not _writable(self._file):
                raise RegisterReadOnly(self.where)
            if 0 < number < migrate.newest():
                _keep_copy(self._file, number)
        with engine.execution_options(homeward_write=True).begin() as connection:
            migrate.bring_up(connection)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Faults of the database as one sentence; anything unknown stays what it is, a defect."""
        try:
            yield
        except UnicodeDecodeError as error:
            raise RegisterFault(self.where, *FAULTS["SQLITE_CORRUPT"]) from error
        except DBAPIError as error:
            name = _fault_name(error)
            if name.startswith("SQLITE_READONLY"):
                raise RegisterReadOnly(self.where) from error
            for start, sentence in FAULTS.items():
                if name.startswith(start):
                    raise RegisterFault(self.where, *sentence) from error
            raise


def open_register(store: Path, url: str | None = None) -> Register:
    """The register of a store folder, or of `url` (postgresql+psycopg://...); nothing is opened or made until used."""
    if url is None:
        return Register(store / FILE_NAME)
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        return Register(place)
    if place.database in (None, "", ":memory:"):
        raise RegisterFault(url, "would be lost when the program ends", "name a file in its address")
    return Register(Path(place.database))


def _fault_name(error: DBAPIError) -> str:
    """SQLite's own name of a fault; text that can't be decoded and tables that are not ours are damage too."""
    damage = ("Could not decode", "no such table", "no such column")
    if isinstance(error.orig, sqlite3.Error) and str(error.orig).startswith(damage):
        return "SQLITE_CORRUPT"
    return getattr(error.orig, "sqlite_errorname", "")


def _writable(file: Path) -> bool:
    folder = file.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK) and (not file.exists() or os.access(file, os.W_OK))


def _connect(file: Path) -> sqlite3.Connection:
    """A connection that keeps what it has acknowledged, power cut included; read-only where writing is not allowed."""
    if not _writable(file):
        return _connect_read_only(file)
    file.parent.mkdir(parents=True, exist_ok=True)
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


@contextmanager
def _nothing() -> Iterator[Session]:
    """A session on a register with nothing in it, in memory."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.connect() as connection, Session(connection) as session:
            migrate.bring_up(connection)
            yield session
    finally:
        engine.dispose()


def _keep_copy(file: Path, number: int) -> None:
    """The register as it was before an upgrade, beside it: `register-schema-1.sqlite`."""
    copy = file.with_name(f"{file.stem}-schema-{number}{file.suffix}")
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
