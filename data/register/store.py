"""Where the register lives: one SQLite file in the store, or a PostgreSQL server."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Engine, StaticPool, create_engine, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from data.register import migrate, server, sqlite_file
from data.register.faults import BUSY, DAMAGED, RegisterFault, RegisterReadOnly, sentence_of
from data.register.models import AuditHeadRow
from data.settings import Settings

FILE_NAME = "register.sqlite"
ADDRESS = "HOMEWARD_REGISTER"


def stamp(at: datetime | None = None) -> datetime:
    """`at` as UTC, or the clock's time: the one place where the register looks at a clock. A naive time raises."""
    if at is not None and at.tzinfo is None:
        raise ValueError("a time without its zone")
    return (at or datetime.now(UTC)).astimezone(UTC)


class Register:
    """A register that is opened when first used; one object serves every thread of a process."""

    def __init__(self, place: Path | URL) -> None:
        self.file = place if isinstance(place, Path) else None
        self.where = str(place)  # in words, for messages; a URL's own text hides its password
        self.place = place
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._engine: Engine | None = None
        self.writes = 0
        """How often this process has written: what was read before one is asked for anew after it."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment; a register that does not exist yet is empty, and is not made by a look."""
        if self.file is not None and not self.file.exists():
            with _nothing() as session:
                yield session
            return
        with self._faults():
            engine = self._ready()
            with Session(engine if self.file else server.reading(engine)) as session:
                yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that holds the right to write until it ends: committed at the end, undone by any exception."""
        if self.file is not None and not sqlite_file.writable(self.file):
            raise RegisterReadOnly(self.where)
        with self._faults(), self._my_turn():
            engine = self._ready().execution_options(homeward_write=True)
            with Session(engine, expire_on_commit=False) as session, session.begin():
                # On SQLite the transaction is already alone (BEGIN IMMEDIATE); elsewhere this row is the queue.
                session.scalars(select(AuditHeadRow).with_for_update()).one()
                yield session
            self.writes += 1

    def state(self) -> object:
        """Differs after every write, by a look at the file; None where the register is on a server."""
        return None if self.file is None else sqlite_file.state(self.file)

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
            self._engine = None

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        """Threads of one process wait for each other here, at once woken, not in SQLite's sleeps of up to 100 ms."""
        if not self._turn.acquire(timeout=sqlite_file.BUSY_SECONDS):
            raise RegisterFault(self.where, *BUSY)
        try:
            yield
        finally:
            self._turn.release()

    def _ready(self) -> Engine:
        """The engine, its tables at this release's number."""
        with self._lock:
            if self._engine is not None:
                return self._engine
            place = self.place
            engine = sqlite_file.engine_of(place) if isinstance(place, Path) else server.engine_of(place)
            try:
                self._bring_up(engine)
            except BaseException:
                engine.dispose()
                raise
            self._engine = engine
            return engine

    def _bring_up(self, engine: Engine) -> None:
        with engine.connect() as connection:
            number = migrate.schema_number(connection)
        if number == migrate.newest():
            return
        if self.file is not None:
            if not sqlite_file.writable(self.file):
                raise RegisterReadOnly(self.where)
            if 0 < number < migrate.newest():
                sqlite_file.keep_copy(self.file, number)
        with engine.execution_options(homeward_write=True).begin() as connection:
            if self.file is None:
                server.one_maker(connection)
            migrate.bring_up(connection)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Faults of the database as one sentence; anything unknown stays what it is, a defect."""
        try:
            yield
        except UnicodeDecodeError as error:
            raise RegisterFault(self.where, *DAMAGED) from error
        except NoConnection as error:
            raise RegisterFault(self.where, *BUSY) from error
        except DBAPIError as error:
            known = sentence_of(error, self.where)
            if known is None:
                raise
            raise known from error


def open_register(store: Path, url: str | None = None) -> Register:
    """The register of a store folder; nothing is opened or made until used.

    It is at `url` (postgresql+psycopg://...), else at HOMEWARD_REGISTER, else where `[register] url` of the store's
    homeward.toml says, else in `register.sqlite` in the folder. Raises RegisterFault or BadSetting.
    """
    url = url or os.environ.get(ADDRESS) or Settings.read(store).register_url
    if url is None:
        return Register(store / FILE_NAME)
    try:
        place = make_url(url)
    except ArgumentError as error:  # its text may hold a password
        raise RegisterFault("address", "can't be read", "write postgresql+psycopg://name@server/database") from error
    if place.get_backend_name() != "sqlite":
        return Register(place)
    if place.database in (None, "", ":memory:"):
        raise RegisterFault(url, "would be lost when the program ends", "name a file in its address")
    return Register(Path(place.database))


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
