"""The register on a database server, such as PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import NoSuchModuleError

from data.register.faults import RegisterFault
from data.register.sqlite_file import BUSY_SECONDS

CONNECT_SECONDS = 10
MAKING = 4_665_127  # any number that nothing else in that database locks; "Homeward makes its tables"


def engine_of(url: URL) -> Engine:
    """An engine on the server; nothing is asked of it yet. Raises RegisterFault where its driver is not installed."""
    where = str(url)
    if url.get_backend_name() != "postgresql":
        raise RegisterFault(where, "is on no database that Homeward knows", "use SQLite or postgresql+psycopg://")
    try:
        # Each connection is looked at before it is used, so a server that was started anew is no fault.
        engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS})
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        remedy = "install it (`pip install 'homeward[postgres]'`) and write postgresql+psycopg:// in its address"
        raise RegisterFault(where, "needs the package psycopg", remedy) from error
    event.listen(engine, "connect", _prepare)
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine, its transactions seeing one moment and writing nothing."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def one_maker(connection: Connection) -> None:
    """Let processes that start together make or upgrade the tables one after the other, to the transaction's end."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MAKING})


def _prepare(connection: Any, _record: object) -> None:
    """A writer waits for the one before it as long as on SQLite, then says so."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS:g}s'")
    connection.commit()
