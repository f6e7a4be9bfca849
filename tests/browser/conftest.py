"""A real Chromium and a real server for the tests of this folder; both are started once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pages import service
from tests.browser.shots import SIZES

ROOT = Path(__file__).parents[2]
expect.set_options(timeout=20_000)  # a shared machine may be slow; what is there is found at once


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def serve(script: Path, log: Path, port: int | None = None, **environment: str) -> tuple[subprocess.Popen[bytes], str]:
    """Starts `streamlit run script` from the project's root and waits until it answers."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    known = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=known, stdout=out, stderr=subprocess.STDOUT)
    base = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/_stcore/health", timeout=5).close()
            return process, base
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise RuntimeError(log.read_text())


@pytest.fixture(scope="session")
def parts_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parts") / "server.log"


@pytest.fixture(scope="session")
def parts(parts_log: Path) -> Iterator[str]:
    """The address of the made-up pages of parts_app.py."""
    process, base = serve(Path(__file__).parent / "parts_app.py", parts_log, HOMEWARD_STORE=str(parts_log.parent))
    yield base
    process.terminate()
    process.wait(20)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(viewport=SIZES[0])
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    found = context.new_page()
    found.set_default_timeout(15_000)
    return found


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one year of the demonstration hospital, its test areas and frozen baselines."""
    store = tmp_path_factory.mktemp("hospital")
    service.make_demonstration(folder=store, years=1, last_day=date(2026, 11, 21))
    return store


@pytest.fixture(scope="session")
def app(hospital: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Homeward itself, serving that hospital."""
    process, base = serve(ROOT / "app.py", tmp_path_factory.mktemp("app") / "server.log", HOMEWARD_STORE=str(hospital))
    yield base
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def empty_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Homeward with nothing loaded."""
    place = tmp_path_factory.mktemp("nothing")
    process, base = serve(ROOT / "app.py", place / "server.log", HOMEWARD_STORE=str(place / "store"))
    yield base
    process.terminate()
    process.wait(20)
