"""The idle limit and the absolute limit, lived through: a real server, a real provider, real minutes.

The shortest idle limit that can be set is a minute. The shortest sign-in is an hour, so there the provider's clock is
behind, and what it signs is 59 minutes old already.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.access import DEMONSTRATION
from metrics.ask import answers
from metrics.scope import Scope
from pages import service
from tests.browser import test_sign_in
from tests.browser.conftest import ROOT, free_port, serve
from tests.browser.test_sign_in import MODULES, PEOPLE, SIGN_IN, sign_in, visitor
from tests.security.wire import Shown, Wire

__all__ = ["visitor"]
pytestmark = [*test_sign_in.pytestmark, pytest.mark.slow]
IDLE, LEFT = 60.0, 60.0  # seconds: without a click; of the hour, when the provider signs
HERE = {"name": "board-round", "query": "ward=Alder"}
TOO_IDLE = "Nothing was clicked for 1 minute: sign in again."
TOO_LONG = "A sign-in lasts 1 hour: sign in again."
EXPORTER = {"name": "Ed Export", "email": "x@x.test", "groups": ["hw-exporters"], "wards": ["Alder"]}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("limits") / "store"
    service.make_demonstration(folder=found, years=1, last_day=date(2026, 11, 21))
    return found


@pytest.fixture(scope="module")
def patients(store: Path) -> frozenset[bytes]:
    """The numbers of everybody on the board."""
    return frozenset(name.encode() for name in answers(store).board(DEMONSTRATION, Scope())["spell_id"])


@contextmanager
def served(store: Path, behind: float = 0) -> Iterator[str]:
    """The address of Homeward with the shortest limits; its provider's clock is so many seconds behind."""
    at, provider = free_port(), free_port()
    here = f"http://localhost:{at}"
    limits = f"idle_minutes = 1\nhours = 1\n{SIGN_IN.format(base=here, provider=provider)}"
    (store / "sign_in.toml").write_text(f'{limits}hw-exporters = "exporter"\n', "utf-8")
    command = ["node", str(ROOT / "tests/identity/provider.mjs"), str(provider), f"{here}/oauth2callback"]
    known = os.environ | {"MODULES": str(MODULES), "BEHIND": str(behind)}
    people = json.dumps(PEOPLE | {"exporter": EXPORTER})
    with subprocess.Popen([*command, people], env=known, stdout=subprocess.PIPE, text=True) as issuing:
        assert issuing.stdout is not None and issuing.stdout.readline().strip() == "listening"
        process, _ = serve(
            ROOT / "app.py", store.parent / "server.log", port=at, HOMEWARD_STORE=str(store),
            HOMEWARD_CLIENT_SECRET="loopback-only", HOMEWARD_COOKIE_SECRET="0123456789abcdef-of-tests-only-xyz",
        )  # fmt: skip
        try:
            yield here
        finally:
            process.terminate()
            process.wait(20)
            issuing.terminate()


def until(moment: float) -> None:
    """Let the real time pass that a limit is about."""
    time.sleep(max(0.0, moment - time.monotonic()))


def tab(page: Page, base: str) -> Wire:
    """Another tab of the same browser, from which every byte that the server sends can be searched."""
    cookies = {
        one["name"]: one["value"] for one in page.context.cookies(base) if one["name"].startswith("_streamlit_u")
    }
    return Wire(base, cookies=cookies)


def sign_in_again(page: Page, name: str) -> None:
    """As `sign_in`, at a provider that knows already that Homeward may be told who this is."""
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()


def shows(found: Shown, patients: frozenset[bytes]) -> bool:
    return any(name in found.raw for name in patients)


def refused(found: Shown, patients: frozenset[bytes], because: str) -> None:
    assert not shows(found, patients)
    assert because in found.said, found.said
    assert not found.menu or set(found.menu) == {""}


def nothing_else_opens(page: Page, base: str, patients: frozenset[bytes], because: str) -> None:
    """The page opened anew, a new tab, the file of patients: what somebody tries at a computer left alone."""
    page.reload()
    expect(page.get_by_text(because)).to_be_visible()
    another = page.context.new_page()
    another.goto(f"{base}/board-round?ward=Alder")
    expect(another.get_by_text(because)).to_be_visible()
    for one in (page, another):
        text = one.content().encode()
        assert not any(name in text for name in patients)
    assert page.request.get(f"{base}/export/board.csv").status == 403


def test_after_a_minute_without_a_click_nothing_is_shown(
    visitor: Page, store: Path, patients: frozenset[bytes]
) -> None:
    with served(store) as base:
        sign_in(visitor, base, "exporter")
        expect(visitor.get_by_role("heading", name="Daily board")).to_be_visible()
        assert visitor.request.get(f"{base}/export/board.csv").status == 200
        with tab(visitor, base) as wire:
            began = time.monotonic()
            for after in (
                0,
                0.7 * IDLE,
                1.4 * IDLE,
            ):  # each within a minute of the one before, the last beyond the first
                until(began + after)
                assert shows(wire.open(**HERE), patients)
            until(time.monotonic() + IDLE + 1)
            for _ in range(2):  # nor does the refused click start the clock anew
                refused(wire.open(**HERE), patients, TOO_IDLE)
        nothing_else_opens(visitor, base, patients, TOO_IDLE)
        sign_in_again(visitor, "exporter")
        expect(visitor.get_by_role("heading", name="Daily board")).to_be_visible()


def test_after_an_hour_nothing_is_shown_however_much_is_clicked(
    visitor: Page, store: Path, patients: frozenset[bytes]
) -> None:
    with served(store, behind=3600 - LEFT) as base:
        began = time.monotonic()
        sign_in(visitor, base, "exporter")
        expect(visitor.get_by_role("heading", name="Daily board")).to_be_visible()
        signed = time.monotonic()
        with tab(visitor, base) as wire:
            clicks = 0
            while time.monotonic() < began + LEFT - 5:
                assert shows(wire.open(**HERE), patients)
                clicks += 1
                until(time.monotonic() + 2)
            assert clicks > 3
            visitor.get_by_role("link", name="Summary").click()
            expect(visitor.get_by_role("heading", name="Summary")).to_be_visible()
            until(signed + LEFT + 1)
            visitor.get_by_role("link", name="Daily board").click()
            expect(visitor.get_by_text(TOO_LONG)).to_be_visible()
            for _ in range(2):
                refused(wire.open(**HERE), patients, TOO_LONG)
        nothing_else_opens(visitor, base, patients, TOO_LONG)
