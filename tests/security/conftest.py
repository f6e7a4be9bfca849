"""The hospital of tokens behind a sign-in, one server for all these tests, and how many checks of each group ran."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, free_port, serve
from tests.security.canaries import WARD, canary_store
from tests.security.wire import ISSUER, SECRET, Wire, claims, signed

SIGN_IN = f"""
redirect_uri = "{{base}}/oauth2callback"
client_id = "homeward"
server_metadata_url = "{ISSUER}/.well-known/openid-configuration"
all_wards = ["everywhere"]
[roles]
coordinator = "coordinator"
exporter = "exporter"
executive = "executive"
analyst = "analyst"
steward = "steward"
auditor = "auditor"
administrator = "administrator"
"""
ROLES = {
    "coordinator": {"groups": ["coordinator"], "wards": [WARD]},
    "executive": {"groups": ["executive", "everywhere"]},
    "analyst": {"groups": ["analyst", "everywhere"]},
    "steward": {"groups": ["steward", "everywhere"]},
    "partner": {"sub": "partner"},
}
EXPECTED = {
    "role x page x entry": 300, "forged identity": 26, "session": 10, "WebSocket": 14, "media and download": 10,
    "injection": 240, "traversal": 20, "stored content": 12, "exports": 12, "start-up refusals": 16,
    "secrets and rows in logs": 10,
}  # fmt: skip
"""How many checks of each group the whole run makes at the least (reference/security.md 9)."""
_passed: Counter[str] = Counter()
_failed: Counter[str] = Counter()


class Check:
    """Counts one check of a group: `with check("injection"): assert ...`."""

    def __call__(self, group: str, held: bool, said: object) -> None:
        """Count it; where it does not hold the test fails with what was `said`."""
        (_passed if held else _failed)[group] += 1
        assert held, f"{group}: {said}"


@pytest.fixture(scope="session")
def check() -> Check:
    return Check()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a group, as in the table of acceptance checks."""
    if not _passed and not _failed:
        return
    terminalreporter.section("security checks")
    for group in [*EXPECTED, *sorted((set(_passed) | set(_failed)) - set(EXPECTED))]:
        passed, failed = _passed[group], _failed[group]
        wanted = f" of {EXPECTED[group]} wanted" if group in EXPECTED else ""
        terminalreporter.write_line(f"{group:26} {passed:5} passed {failed:3} failed{wanted}")


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store in which every name of a patient is a token."""
    return canary_store(tmp_path_factory.mktemp("tokens"))


class Served:
    """Homeward with a sign-in over that store: its address, its log, and sockets of any person."""

    def __init__(self, store: Path, base: str, log: Path) -> None:
        self.store, self.base, self.log, self._made = store, base, log, 0

    def cookie(self, role: str, **more: object) -> str:
        """The signed cookie of somebody new with that role, so that their lines of the audit log are their own."""
        self._made += 1
        said = {"sub": f"{role}-{self._made}", **ROLES.get(role, {"groups": [role, "everywhere"]}), **more}
        return signed(claims(self.base, **said))

    def wire(self, role: str, **more: object) -> Wire:
        """A tab of somebody new with that role."""
        return Wire(self.base, user=self.cookie(role, **more))


@pytest.fixture(scope="session")
def served(tokens: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    port = free_port()
    base, log = f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("log") / "server.log"
    (tokens / "sign_in.toml").write_text(SIGN_IN.format(base=base), "utf-8")
    process, _ = started(tokens, log, port)
    yield Served(tokens, base, log)
    process.terminate()
    process.wait(20)


def started(store: Path, log: Path, port: int) -> tuple[subprocess.Popen[bytes], str]:
    return serve(
        ROOT / "app.py", log, port=port, HOMEWARD_STORE=str(store), HOMEWARD_CLIENT_SECRET="loopback-only",
        HOMEWARD_COOKIE_SECRET=SECRET,
    )  # fmt: skip


@pytest.fixture(scope="session")
def menu(served: Served) -> dict[str, str]:
    """Every page of Homeward by its address, with its hash: of everybody's menus together."""
    found: dict[str, str] = {}
    for role in ("administrator", "coordinator", "analyst"):
        with served.wire(role) as wire:
            first = wire.open()
        # The page that comes first for somebody has no address of its own there.
        found |= {name: page for name, page in first.menu.items() if name}
        if role == "coordinator":
            found[""] = first.menu[""]
    return found
