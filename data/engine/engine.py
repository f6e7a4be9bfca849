"""What an engine must be able to do, which one an address names, and what is said when it can't be had."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import polars as pl
import pyarrow as pa
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from data.errors import DataError
from data.settings import Settings

PASSWORD = "HOMEWARD_ENGINE_PASSWORD"


class EngineFault(DataError):
    """The engine could not be reached or gave up half-way; the load publishes nothing."""

    def __init__(self, where: str, problem: str, do: str = "try again when the engine is well") -> None:
        super().__init__(f"The engine {where} {problem}. Nothing was loaded and the data are as they were; {do}.")


class BadEngine(DataError):
    """The lines under [engine] in the settings name nothing that can build facts."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"[engine] in homeward.toml: {problem}.")


@dataclass(frozen=True)
class Typed:
    """A typed table to be sent: its columns, and for each part of it (a provider) what its rows are known by.

    rows gives the rows of one part. A part whose mark the engine holds already need not be sent.
    """

    name: str
    columns: pa.Schema
    marks: Mapping[str, str]
    rows: Callable[[str], pa.RecordBatchReader]


class Engine(Protocol):
    """A facts.Bench on a server, that takes tables and gives them back. Its faults are EngineFault."""

    def take(self, table: Typed) -> int:
        """Hold exactly the parts of a typed table; give how many had to be sent."""

    def create(self, name: str, statement: str) -> None:
        """Make table `name` of what the SELECT gives, in place of an older one."""

    def put(self, name: str, rows: pl.DataFrame) -> None:
        """Make table `name` of these rows, in place of an older one."""

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Give the rows of a query."""

    def drop(self, name: str) -> None:
        """Remove table `name` if it is there."""

    def give(self, name: str, query: str, columns: pa.Schema) -> pa.RecordBatchReader:
        """Give the rows of a query in these columns, in the order of the query's own; read it out before the next."""

    def finish(self) -> None:
        """Keep what was done."""

    def close(self) -> None:
        """Let go of the engine; what was not finished is undone where the engine can."""


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """The engine that the settings name, connected, for one build; kept as it is then if all went well.

    Raises BadEngine for an address that names none, EngineFault where it can't be reached.
    """
    engine = _connected(settings)
    try:
        yield engine
        engine.finish()
    finally:
        engine.close()


def address(settings: Settings) -> URL:
    """The engine's address with its password, which only the environment holds."""
    try:
        url = make_url(settings.engine_url or "")
    except ArgumentError:
        raise BadEngine("url is not one, such as postgresql+psycopg://homeward@server/database") from None
    if url.password or "password" in url.query:
        raise BadEngine(f"url holds a password; take it out and set {PASSWORD} in the environment")
    password = os.environ.get(PASSWORD)
    return url.set(password=password) if password else url


def _connected(settings: Settings) -> Engine:
    from data.engine.postgres import Postgres
    from data.engine.spark import Spark

    url = address(settings)
    kinds: dict[str, Callable[[], Engine]] = {
        "postgresql": lambda: Postgres(url, settings.engine_schema),
        "impala4": lambda: Spark(url, settings.engine_schema, settings.engine_folder),
    }
    kind = kinds.get(url.get_backend_name())
    if kind is None:
        raise BadEngine(f"{url.get_backend_name()} is no engine that Homeward knows; use postgresql+psycopg or impala4")
    return kind()


def connection(url: URL, package: str, extra: str, **arguments: Any) -> Any:
    """A connection of the driver's own (DBAPI) to `url`. Raises EngineFault where there is none to be had."""
    try:
        engine = create_engine(url, connect_args=arguments)
    except (ImportError, NoSuchModuleError):
        raise EngineFault(
            str(url), f"needs the package {package}", f"install it (`pip install 'homeward[{extra}]'`)"
        ) from None
    with faults(url, "can't be reached"):
        held = engine.raw_connection()
        own = held.driver_connection
        held.detach()  # else it would go back to a pool, and be undone, when nobody here holds the wrapping
        return own


@contextmanager
def faults(url: URL, problem: str = "gave up") -> Iterator[None]:
    """Turn whatever a driver raises into an EngineFault in one sentence; our own errors pass."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        if not _of_driver(error):
            raise
        raise EngineFault(str(url), f"{problem} ({_first_line(error)})") from error


def _of_driver(error: BaseException) -> bool:
    """Whether a driver raised it, or the network below one."""
    rooms = ("psycopg", "impala", "thrift", "sqlalchemy")
    return isinstance(error, ConnectionError | TimeoutError | EOFError) or type(error).__module__.startswith(rooms)


def _first_line(error: BaseException) -> str:
    said = str(getattr(error, "orig", None) or getattr(error, "message", None) or error).strip().splitlines()
    line = next((line.strip() for line in said if line.strip()), type(error).__name__)
    return line[:300].rstrip(".")
