"""A real Chromium against real servers: how long from a click, or from asking for a page, until the page has settled.

settled.js says what settled means. A sample also says how much of a core other people's processes used meanwhile.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
VIEWPORT = ViewportSize(width=1440, height=1000)
WATCH = Path(__file__).with_name("settled.js")
ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app.py"
PATIENCE_MS = 60_000
QUIET_CORES = 0.15


@dataclass(frozen=True)
class Sample:
    """Milliseconds until settled, and the cores that processes that are not ours used meanwhile."""

    ms: float
    foreign: float

    @property
    def quiet(self) -> bool:
        """Whether the machine was as good as ours alone."""
        return self.foreign < QUIET_CORES


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Server:
    """A process that serves pages, and when (time.time) it was asked for."""

    address: str
    pid: int
    begun: float


@contextmanager
def served(script: Path, *flags: str, **environment: str) -> Iterator[Server]:
    """`streamlit run script`, from the project's folder so that its settings hold."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), *flags]
    command += ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    with _running(command, port, "/_stcore/health", environment) as server:
        yield server


@contextmanager
def served_by_dash(module: str, **environment: str) -> Iterator[Server]:
    """`python -m module PORT`, a Dash page on waitress; both are in the extra `bench`."""
    if importlib.util.find_spec("dash") is None:
        raise SystemExit("This benchmark needs Dash: .venv/bin/pip install -c constraints.txt -e '.[bench]'")
    port = _free_port()
    with _running([sys.executable, "-m", module, str(port)], port, "/", environment) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, health: str, environment: dict[str, str]) -> Iterator[Server]:
    address, begun = f"http://127.0.0.1:{port}", time.time()
    known = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=known, stdout=log, stderr=subprocess.STDOUT)
        try:
            if not _answers(address + health, process):
                log.seek(0)
                raise RuntimeError(f"{' '.join(command)} did not start: {log.read().decode()[-1000:]}")
            yield Server(address, process.pid, begun)
        finally:
            process.terminate()
            process.wait(20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return True
        except OSError:
            time.sleep(0.02)
    return False


def new_page(browser: Browser) -> Page:
    """A page that is watched, in a context of its own: nothing in its cache."""
    context = browser.new_context(viewport=VIEWPORT)
    context.add_init_script(path=WATCH)
    return context.new_page()


class Received:
    """Bytes over the wire into a page from now on, as they were sent (compressed where they were), WebSockets too."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0.0
        session = page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", lambda event: self._add(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", lambda event: self._add(_frame(event["response"])))
        session.send("Network.enable")

    def _add(self, size: float) -> None:
        self.bytes += size


def _frame(response: dict[str, Any]) -> float:
    """A binary frame comes in base64."""
    size = len(response["payloadData"])
    return size * 3 / 4 if response["opcode"] == 2 else size


def opened(page: Page, address: str, shows: str = "body") -> Sample:
    """Ask for a page and wait until it has settled and has what the selector `shows` says."""
    return _sampled(lambda: page.goto(address, wait_until="commit"), page, shows, load=True)


def reloaded(page: Page, shows: str = "body") -> Sample:
    """Ask for the same page again, with a warm cache."""
    return _sampled(lambda: page.reload(wait_until="commit"), page, shows, load=True)


def clicked(page: Page, click: Callable[[], object], shows: str = "body") -> Sample:
    """Click and wait until the page has settled. What has to be opened before the click is not timed."""
    page.evaluate("homewardWatch.arm()")
    return _sampled(click, page, shows, load=False)


def _sampled(act: Callable[[], object], page: Page, shows: str, *, load: bool) -> Sample:
    others, start = Others(), time.time()
    act()
    settled, origin = page.evaluate(
        "given => homewardWatch.settled(...given).then(ms => [ms, performance.timeOrigin])", [load, shows, PATIENCE_MS]
    )
    foreign = others.cores()
    # Asking for a page begins before the page has a clock of its own.
    return Sample(settled + (origin - 1000 * start if load else 0), foreign)


def option(page: Page, label: str, choices: Sequence[str] = ()) -> Callable[[], None]:
    """Open a select list and give the click on the first of `choices` (else of its options) that is not chosen."""
    box = page.locator("[data-testid=stSelectbox]", has_text=label).first
    chosen = box.locator("input").first.input_value()
    box.locator("button").first.click()
    options = page.locator("[role=listbox] [role=option]")
    options.first.wait_for()
    words = next(text for text in (choices or options.all_inner_texts()) if text.strip() != chosen)
    found = options.get_by_text(words, exact=True).first
    found.scroll_into_view_if_needed()
    return found.click


def radio(page: Page, label: str, choices: Sequence[str]) -> Callable[[], None]:
    """The click on the first of `choices` that is not chosen."""
    group = page.locator("[data-testid=stRadio]", has_text=label)
    chosen = group.locator("[data-testid=stRadioOption][data-selected=true]").first.inner_text().strip()
    words = next(text for text in choices if text != chosen)
    found = group.locator("[data-testid=stRadioOption]", has_text=words).first
    found.scroll_into_view_if_needed()
    return found.click


def dash_option(page: Page, name: str, choices: Sequence[str]) -> Callable[[], None]:
    """The same of a Dash page: open the list `name` and give the click on the first of `choices` not chosen."""
    chosen = page.locator(f"#{name}-value").inner_text().strip()
    page.locator(f"#{name}").click()
    found = page.locator("label[role=option]", has_text=next(text for text in choices if text != chosen)).first
    found.wait_for()
    return found.click


def dash_radio(page: Page, name: str, choices: Sequence[str]) -> Callable[[], None]:
    """The click on the first of `choices` that is not chosen, of a Dash page."""
    chosen = page.locator(f"#{name} label:has(input:checked)").first.inner_text().strip()
    other = next(text for text in choices if text != chosen)
    return page.locator(f"#{name} label", has_text=other).locator("input").click


def dash_link(page: Page, title: str) -> Callable[[], None]:
    """The click on a page of the Dash page's links."""
    return page.locator(".peer-link", has_text=title).first.click


def link(page: Page, title: str) -> Callable[[], None]:
    """The click on a page in the navigation."""
    return page.locator(".hw-menu a, [data-testid=stSidebarNavLink]", has_text=title).first.click


class Others:
    """CPU that processes outside this one's family use, from now on."""

    def __init__(self) -> None:
        self._start, self._before = time.monotonic(), self._foreign()

    def cores(self) -> float:
        """Cores since the start."""
        return max(0.0, self._foreign() - self._before) / max(time.monotonic() - self._start, 1e-3)

    def _foreign(self) -> float:
        times = psutil.cpu_times()
        busy = times.user + times.system + times.nice + times.irq + times.softirq if sys.platform == "linux" else 0.0
        return busy - sum(_spent(process) for process in (psutil.Process(), *psutil.Process().children(recursive=True)))


def _spent(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def calm(patience: float) -> bool:
    """Wait up to `patience` seconds for 0.3 s in which others use less than QUIET_CORES."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        others = Others()
        time.sleep(0.3)
        if others.cores() < QUIET_CORES:
            return True
    return False
