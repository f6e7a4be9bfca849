"""A real PostgreSQL server for tests: made in a temporary folder, on loopback, stopped at the end of the session.

`tests/conftest.py` names these fixtures for every folder. They skip where no server is installed.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from data.register import Register, open_register
from data.register.store import ADDRESS

# How the tests want the server: quick, since nothing here must outlive it, and small enough for a CI machine.
SETTINGS = {"fsync": "off", "shared_buffers": "32MB", "max_connections": "120", "listen_addresses": "127.0.0.1"}
# As a British hospital's server would have it: it orders texts otherwise than SQLite.
LANGUAGE = ("-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-GB")


def _programs() -> Path | None:
    """The folder with initdb and pg_ctl: the newest of Debian's, else wherever the path has them."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    return installed[-1] if installed else Path(found).resolve().parent if found else None


def _as_server(folder: Path, *command: str | Path) -> None:
    """Run a program of PostgreSQL's; for root as the account postgres, since the server refuses to run as root."""
    account = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    # To a file: the server keeps its parent's output open for as long as it runs.
    with (folder / "output").open("ab") as output:
        done = subprocess.run([*account, *map(str, command)], cwd=folder, stdout=output, stderr=output, check=False)
    assert done.returncode == 0, (folder / "output").read_text("utf-8")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an empty database on a server of the session's own."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed; `apt-get install postgresql` gives one")
    with tempfile.TemporaryDirectory() as scratch:  # pytest's own folders are closed to other accounts
        folder = Path(scratch)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data, port = folder / "data", _free_port()
        _as_server(folder, programs / "initdb", "-D", data, "-A", "trust", "-U", "homeward", "-N", *LANGUAGE)
        with (data / "postgresql.conf").open("a") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
            settings.write(f"port = {port}\nunix_socket_directories = '{folder}'\n")
        _as_server(folder, programs / "pg_ctl", "-D", data, "-w", "start")
        try:
            yield f"postgresql+psycopg://homeward@127.0.0.1:{port}/postgres"
        finally:
            _as_server(folder, programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


@pytest.fixture
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """The address of an empty schema of the test's own, in which a register or any other tables can be made."""
    name = f"t{uuid4().hex}"
    engine = create_engine(postgres_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield make_url(postgres_url).update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Register]:
    """An empty register, once as a file in a store and once on a server."""
    url = request.getfixturevalue("postgres_schema") if request.param == "postgresql" else None
    opened = open_register(tmp_path / "store", url)
    yield opened
    opened.close()


def again(register: Register) -> Register:
    """The same register as another program would open it."""
    return Register(register.place)


def at_store(register: Register) -> tuple[str]:
    """The store's folder, for a program that opens the register itself; with `at_server` as its environment."""
    return (str(register.file.parent) if register.file else "nowhere",)


def at_server(register: Register) -> dict[str, str]:
    """This process's environment, and the register's address where it is on a server."""
    address = {} if isinstance(register.place, Path) else {ADDRESS: register.place.render_as_string(False)}
    return dict(os.environ) | address
