"""Signing in through a real OpenID provider (npm's oidc-provider), in a real browser: who sees what, how long."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.access import DEMONSTRATION
from data.register import Person, open_register, remove, save
from pages import service
from tests.browser.conftest import ROOT, free_port, serve

MODULES = Path(os.environ.get("HOMEWARD_IDENTITY", ROOT / ".identity"))
PEOPLE = {
    "coord": {"name": "Cora Ward", "email": "c@x.test", "groups": ["hw-coordinators"], "wards": ["Alder"]},
    "exec": {"name": "Eve Board", "email": "e@x.test", "groups": ["hw-executives"]},
    "none": {"name": "Nick None", "email": "n@x.test", "groups": ["canteen"]},
}
SIGN_IN = """
redirect_uri = "{base}/oauth2callback"
client_id = "homeward"
server_metadata_url = "http://127.0.0.1:{provider}/.well-known/openid-configuration"
[roles]
hw-coordinators = "coordinator"
hw-executives = "executive"
"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("node"), reason="there is no node for the identity provider"),
    pytest.mark.skipif(
        not (MODULES / "node_modules" / "oidc-provider").exists(),
        reason="no identity provider: npm install --prefix .identity oidc-provider@9.13.3",
    ),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("signed") / "store"
    service.make_demonstration(folder=found, years=1, last_day=date(2026, 11, 21))
    return found


@pytest.fixture(scope="module")
def base(store: Path) -> Iterator[str]:
    """The address of Homeward with a sign-in, its provider beside it."""
    at, provider = free_port(), free_port()
    here = f"http://localhost:{at}"
    (store / "sign_in.toml").write_text(SIGN_IN.format(base=here, provider=provider), "utf-8")
    command = ["node", str(ROOT / "tests/identity/provider.mjs"), str(provider), f"{here}/oauth2callback"]
    known = os.environ | {"MODULES": str(MODULES)}
    with subprocess.Popen([*command, json.dumps(PEOPLE)], env=known, stdout=subprocess.PIPE, text=True) as issuing:
        assert issuing.stdout is not None and issuing.stdout.readline().strip() == "listening"
        process, _ = serve(
            ROOT / "app.py", store.parent / "server.log", port=at, HOMEWARD_STORE=str(store),
            HOMEWARD_CLIENT_SECRET="loopback-only", HOMEWARD_COOKIE_SECRET="0123456789abcdef-of-tests-only-xyz",
        )  # fmt: skip
        yield here
        process.terminate()
        process.wait(20)
        issuing.terminate()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    found = context.new_page()
    found.set_default_timeout(15_000)
    yield found
    context.close()


def sign_in(page: Page, base: str, name: str, path: str = "") -> None:
    page.goto(f"{base}/{path}")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{base}/**")


def test_without_a_sign_in_nothing_is_shown(visitor: Page, base: str) -> None:
    visitor.goto(f"{base}/board")
    expect(visitor.get_by_text("Sign in to see this.")).to_be_visible()
    expect(visitor.get_by_text("Daily board")).to_have_count(0)


def test_a_coordinator_sees_the_patients_of_her_own_ward(visitor: Page, base: str) -> None:
    sign_in(visitor, base, "coord")
    expect(visitor.get_by_role("heading", name="Daily board")).to_be_visible()
    rows = visitor.locator("tbody tr")
    expect(rows.first).to_be_visible()
    assert all("Alder" in text for text in rows.all_inner_texts())


def test_an_executive_is_offered_figures_and_no_patients(visitor: Page, base: str) -> None:
    sign_in(visitor, base, "exec")
    expect(visitor.get_by_role("link", name="Summary")).to_be_visible()
    expect(visitor.get_by_role("link", name="Daily board")).to_have_count(0)
    visitor.goto(f"{base}/load")
    expect(visitor.get_by_text("Extracts", exact=True)).to_have_count(0)


def test_a_person_without_a_role_is_told_whom_to_ask(visitor: Page, base: str) -> None:
    sign_in(visitor, base, "none")
    expect(visitor.get_by_text("has no role here yet")).to_be_visible()


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(visitor: Page, base: str, store: Path) -> None:
    sign_in(visitor, base, "coord")
    expect(visitor.get_by_role("heading", name="Daily board")).to_be_visible()
    register = open_register(store)
    metadata = tomllib.loads((store / "sign_in.toml").read_text("utf-8"))["server_metadata_url"]
    issuer = metadata.removesuffix("/.well-known/openid-configuration")
    person = Person(subject=f"{issuer}|coord", name="Cora Ward", roles=("coordinator",), active=False)
    saved = save(register, DEMONSTRATION, person)
    try:
        visitor.get_by_role("link", name="Summary").click()
        expect(visitor.get_by_text("has no role here yet")).to_be_visible()
    finally:
        remove(register, DEMONSTRATION, saved)


def test_a_copied_cookie_is_worthless_after_signing_out(visitor: Page, base: str, browser: Browser) -> None:
    sign_in(visitor, base, "coord")
    expect(visitor.get_by_role("heading", name="Daily board")).to_be_visible()
    stolen = visitor.context.cookies()
    visitor.get_by_role("button", name="Sign out").click()
    visitor.get_by_role("button", name="Yes, sign me out").click()
    expect(visitor.get_by_text("Sign in to see this.")).to_be_visible()
    thief = browser.new_context()
    thief.add_cookies(stolen)
    page = thief.new_page()
    page.goto(base)
    expect(page.get_by_text("You have signed out: sign in again.")).to_be_visible()
    thief.close()


def test_patients_leave_as_a_file_only_with_that_right(visitor: Page, base: str) -> None:
    assert visitor.request.get(f"{base}/export/board.csv").status == 403
    sign_in(visitor, base, "coord")
    expect(visitor.get_by_role("heading", name="Daily board")).to_be_visible()
    answer = visitor.request.get(f"{base}/export/board.csv")
    assert (answer.status, "may not export patients" in answer.text()) == (403, True)
