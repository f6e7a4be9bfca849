"""What the server takes on its socket and at its raw addresses: origins, hosts, frames, paths, files, exports."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from tests.security.canaries import CANARY, WARD, elsewhere
from tests.security.conftest import Check, Served
from tests.security.wire import USER, Wire

ORIGINS = (
    None, "https://evil.test", "http://127.0.0.1.evil.test", "null", "http://127.0.0.1:1", "file://",
)  # fmt: skip
HOSTS = ("evil.test", "127.0.0.1.evil.test", "homeward.internal", "a@127.0.0.1")
OVERSIZE = 60 * 1024 * 1024
FRAMES = {"text": "rerun", "bad": b"\xff\xff\xff\xff", "big": b"\x0a" + b"0" * OVERSIZE}
PATHS = (
    "/../secrets.toml", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/....//....//etc/passwd",
    "/static/../../../../etc/passwd", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/static/..%5c..%5cetc%5cpasswd",
    "/parts/x/../../app.py", "/parts/x/..%2f..%2fapp.py", "/parts/%00/app.py", "/media/../sign_in.toml",
    "/media/..%2fregister.sqlite", "//etc/passwd", "/app/static/../../sign_in.toml", "/component/../../app.py",
    "/component/x/..%2f..%2f..%2fapp.py", "/_stcore/../register.sqlite", "/%c0%ae%c0%ae/etc/passwd",
    "/export/../register.sqlite", "/.streamlit/config.toml",
)  # fmt: skip
CONTENTS = (
    b"root:x:", b"SQLite format", b"cookie_secret", b"secrets_or_exit", b"redirect_uri", b"DUCK", b"fileWatcher",
)  # fmt: skip


def fetch(served: Served, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
    """Status and body of a raw path: nothing tidies it on the way."""
    at = urlsplit(served.base)
    connection = http.client.HTTPConnection(str(at.hostname), at.port, timeout=30)
    try:
        connection.putrequest("GET", path, skip_host="Host" in (headers or {}))
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def refused(served: Served, **given: object) -> tuple[bool, str]:
    """Whether a handshake is turned away, or what it gives holds no patient."""
    try:
        with Wire(served.base, user=served.cookie("coordinator"), **given) as wire:  # type: ignore[arg-type]
            shown = wire.open(name="board-round", query=f"ward={WARD}")
    except (InvalidHandshake, InvalidStatus) as refusal:
        return True, str(refusal)
    return not shown.canaries and "Sign in to see this." in shown.said, shown.said[-200:]


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_page_elsewhere_gets_no_socket(served: Served, check: Check, origin: str | None) -> None:
    check("WebSocket", *refused(served, origin=origin))


@pytest.mark.parametrize("host", HOSTS)
def test_another_name_for_the_server_is_refused(served: Served, check: Check, host: str) -> None:
    status, body = fetch(served, "/_stcore/stream", {"Host": host, "Upgrade": "websocket", "Connection": "Upgrade"})
    check("WebSocket", status == 400 and not CANARY.findall(body), (host, status))


def test_without_the_token_against_forged_requests_nobody_is_there(served: Served, check: Check) -> None:
    check("WebSocket", *refused(served, xsrf=False))


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_frame_that_is_no_message_closes_the_socket(served: Served, check: Check, frame: bytes | str) -> None:
    with served.wire("coordinator") as wire:
        try:
            found = wire.send(frame)
        except ConnectionClosed as closed:
            check("WebSocket", True, closed)
        else:
            check("WebSocket", not found.canaries, "it was answered")


@pytest.mark.parametrize("path", PATHS)
def test_no_raw_path_leads_to_a_file(served: Served, check: Check, path: str) -> None:
    status, body = fetch(served, path)
    check("traversal", not any(mark in body for mark in CONTENTS) and status != 500, (path, status, body[:80]))


def media(served: Served) -> str:
    """The address of a file that Streamlit serves now: the board paper's download, made ready for an executive."""
    with served.wire("executive") as wire:
        wire.open(name="board-paper")
    return "/media/0123456789abcdef0123456789abcdef0123456789abcdef01234567.pptx"


def with_cookie(served: Served, role: str, **more: object) -> dict[str, str]:
    return {"Cookie": f"{USER}={served.cookie(role, **more)}"}


def test_files_are_for_those_who_are_in(served: Served, check: Check) -> None:
    group, guessed = "media and download", media(served)
    check(group, fetch(served, guessed)[0] == 403, "a guessed file without a cookie")
    check(group, fetch(served, guessed, {"Cookie": f"{USER}=forged"})[0] == 403, "a forged cookie")
    check(group, fetch(served, guessed, with_cookie(served, "canteen"))[0] == 403, "somebody without a role")
    check(group, fetch(served, guessed, with_cookie(served, "executive"))[0] == 404, "a guessed file")
    check(group, fetch(served, "/_stcore/upload_file/1/2")[0] == 403, "another's upload")


@pytest.mark.parametrize("role", ["", "executive", "coordinator", "steward", "partner"])
def test_patients_leave_as_a_file_only_with_that_right(served: Served, check: Check, role: str) -> None:
    status, body = fetch(served, "/export/board.csv", with_cookie(served, role) if role else None)
    check("media and download", status == 403 and not CANARY.findall(body), (role, status))


def test_an_exporter_takes_the_patients_of_their_own_wards_alone(served: Served, check: Check) -> None:
    mine = with_cookie(served, "exporter", groups=["exporter"], wards=[WARD])
    status, body = fetch(served, "/export/board.csv", mine)
    found = set(CANARY.findall(body))
    held = status == 200 and found and not found & elsewhere(served.store)
    check("media and download", bool(held), (status, len(found)))
    status, body = fetch(served, "/export/board.csv?ward=Cedar", mine)
    check("media and download", not CANARY.findall(body), status)


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/run"])
def test_what_no_page_needs_is_not_there(served: Served, path: str) -> None:
    assert fetch(served, path)[0] == 404
