"""docs/nginx.conf as it stands, TLS on loopback, in front of the app: signing in through it, what it keeps back."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import ROOT, free_port, serve
from tests.browser.shots import ARGUMENTS, CHROMIUM
from tests.browser.test_sign_in import (
    MODULES,
    PEOPLE,
    SIGN_IN,
    sign_in,
    store,
    test_a_coordinator_sees_the_patients_of_her_own_ward,
    test_a_copied_cookie_is_worthless_after_signing_out,
    test_a_person_without_a_role_is_told_whom_to_ask,
    test_an_executive_is_offered_figures_and_no_patients,
    test_patients_leave_as_a_file_only_with_that_right,
    test_without_a_sign_in_nothing_is_shown,
)

__all__ = [
    "store",
    "test_a_coordinator_sees_the_patients_of_her_own_ward",
    "test_a_copied_cookie_is_worthless_after_signing_out",
    "test_a_person_without_a_role_is_told_whom_to_ask",
    "test_an_executive_is_offered_figures_and_no_patients",
    "test_patients_leave_as_a_file_only_with_that_right",
    "test_without_a_sign_in_nothing_is_shown",
]
WITHOUT = [
    ("nginx", shutil.which("nginx") or Path("/usr/sbin/nginx").exists(), "apt-get install nginx-light"),
    ("openssl", shutil.which("openssl"), "apt-get install openssl"),
    ("node", shutil.which("node"), "apt-get install nodejs"),
    (
        "identity provider",
        (MODULES / "node_modules" / "oidc-provider").exists(),
        "npm install --prefix .identity oidc-provider@9.13.3",
    ),
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    *(pytest.mark.skipif(not there, reason=f"there is no {name}: {how}") for name, there, how in WITHOUT),
]
AROUND = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 128; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/homeward.conf;
}}
"""


def configured(folder: Path, tls: int, apps: list[int]) -> Path:
    """The files of docs/ with this machine's ports and places in them, and nothing else changed."""
    site, proxy, many = (
        (ROOT / "docs" / name).read_text("utf-8") for name in ("nginx.conf", "nginx_proxy.conf", "nginx_many.conf")
    )
    for said, here in {
        "listen 443 ssl;": f"listen 127.0.0.1:{tls} ssl;",
        "server_name homeward.example.nhs.uk;": "server_name localhost;",
        "/etc/ssl/homeward": f"{folder}/homeward",
        "/var/log/nginx/homeward.log": f"{folder}/access.log",
        "/etc/nginx/homeward_proxy.conf": f"{folder}/homeward_proxy.conf",
    }.items():
        assert said in site, said
        site = site.replace(said, here)
    assert "http://127.0.0.1:8501" in proxy
    for said_port, app in zip((8501, 8502), apps, strict=False):
        assert f"server 127.0.0.1:{said_port};" in many
        many = many.replace(f"server 127.0.0.1:{said_port};", f"server 127.0.0.1:{app};")
    (folder / "homeward.conf").write_text(site if len(apps) == 1 else many + site)
    onward = f"http://127.0.0.1:{apps[0]}" if len(apps) == 1 else "http://homeward"
    (folder / "homeward_proxy.conf").write_text(proxy.replace("http://127.0.0.1:8501", onward))
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-keyout", folder / "homeward.key", "-out", folder / "homeward.crt"], check=True, capture_output=True,
    )  # fmt: skip
    return folder / "nginx.conf"


@pytest.fixture(scope="module", params=[1, 2], ids=["one process", "two processes"])
def apps(request: pytest.FixtureRequest) -> list[int]:
    """The ports of Homeward's processes behind the proxy."""
    return [free_port() for _ in range(request.param)]


@pytest.fixture(scope="module")
def base(store: Path, apps: list[int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the proxy, Homeward and the identity provider behind it."""
    folder, tls, provider = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    here = f"https://localhost:{tls}"
    (store / "sign_in.toml").write_text(SIGN_IN.format(base=here, provider=provider), "utf-8")
    issue = ["node", str(ROOT / "tests/identity/provider.mjs"), str(provider), f"{here}/oauth2callback"]
    processes = [
        serve(
            ROOT / "app.py", folder / f"server{app}.log", port=app, HOMEWARD_STORE=str(store),
            HOMEWARD_CLIENT_SECRET="loopback-only", HOMEWARD_COOKIE_SECRET="0123456789abcdef-of-tests-only-xyz",
        )[0]
        for app in apps
    ]  # fmt: skip
    nginx = [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(folder), "-c", str(configured(folder, tls, apps))]
    known = os.environ | {"MODULES": str(MODULES)}
    with (
        subprocess.Popen([*issue, json.dumps(PEOPLE)], env=known, stdout=subprocess.PIPE, text=True) as issuing,
        (folder / "said.log").open("wb") as said,
        subprocess.Popen(nginx, stderr=said) as proxying,
    ):
        assert issuing.stdout is not None and issuing.stdout.readline().strip() == "listening"
        until_answered(here, proxying, folder)
        yield here
        for one in (proxying, issuing, *processes):
            one.terminate()
    for process in processes:
        process.wait(20)


def until_answered(here: str, proxying: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and proxying.poll() is None:
        try:
            fetch(f"{here}/readyz")
            return
        except urllib.error.URLError:
            time.sleep(0.05)
    raise RuntimeError((folder / "said.log").read_text() + (folder / "error.log").read_text())


def fetch(url: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str]]:
    """Status and headers, over TLS with whatever certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), context=context) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, {name.lower(): value for name, value in refusal.headers.items()}


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    """One that takes the certificate that was just made."""
    found = driver.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, "--ignore-certificate-errors"])
    yield found
    found.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(ignore_https_errors=True)
    found = context.new_page()
    found.set_default_timeout(60_000)
    yield found
    context.close()


def test_every_cookie_is_for_tls_alone(visitor: Page, base: str) -> None:
    sign_in(visitor, base, "coord")
    expect(visitor.get_by_role("heading", name="Daily board")).to_be_visible()
    ours = [cookie for cookie in visitor.context.cookies(base) if cookie["name"].startswith("_streamlit")]
    assert len(ours) >= 2
    assert [cookie["name"] for cookie in ours if not cookie.get("secure")] == []


@pytest.mark.parametrize("path", ["agent/run", "metrics", "script-health-check"])
def test_what_no_page_needs_ends_at_the_proxy(base: str, path: str) -> None:
    assert fetch(f"{base}/_stcore/{path}")[0] == 404


def test_what_a_browser_is_told(base: str) -> None:
    status, said = fetch(base)
    assert status == 200
    assert "max-age=" in said["strict-transport-security"]
    assert said["server"] == "nginx"
    assert "frame-ancestors" in said["content-security-policy"]


def test_another_name_does_not_get_through(base: str) -> None:
    assert fetch(base, {"Host": "evil.test"})[0] in (400, 421, 444)


def test_the_proxy_writes_down_no_choice(base: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    fetch(f"{base}/measure?ward=Alder")
    logs = list(tmp_path_factory.getbasetemp().glob("nginx*/access.log"))
    assert logs and all("Alder" not in log.read_text() for log in logs)


def test_browsers_are_shared_among_the_processes(browser: Browser, base: str, apps: list[int]) -> None:
    contexts = [browser.new_context(ignore_https_errors=True) for _ in range(8)]
    for context in contexts:
        page = context.new_page()
        page.goto(base, timeout=60_000)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    held = [one.laddr.port for one in psutil.net_connections("tcp") if one.status == psutil.CONN_ESTABLISHED]
    assert {app for app in apps if app in held} == set(apps)
    for context in contexts:
        context.close()
