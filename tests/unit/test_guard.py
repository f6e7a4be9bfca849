"""What the guard refuses, and the cookie it reads: both on Streamlit's own functions, which may move."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from streamlit import config
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from pages.web import cookie, guard, visitor

OWN = {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"}


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path))
    return tmp_path


def status(kind: str, path: str, **headers: str) -> int | None:
    return guard.refused(kind, path, Headers({**OWN, **headers}))


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:8501", "127.0.0.1.evil.test", "a@127.0.0.1", "", "[", "127.0.0.1/x"]
)
def test_another_name_for_this_server_is_refused(host: str) -> None:
    assert status("http", "/", host=host) == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1", "[::1]:8501", "LOCALHOST."])
def test_its_own_names_are_taken(host: str) -> None:
    assert status("http", "/", host=host) is None


def test_a_socket_says_where_it_comes_from() -> None:
    assert status("websocket", "/_stcore/stream", origin="") == 403
    assert status("websocket", "/_stcore/stream") is None


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/run"])
def test_what_no_page_needs_is_not_there(path: str) -> None:
    assert status("http", path) == 404


def test_with_a_sign_in_files_are_for_those_who_are_in(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert status("http", "/media/abc.pptx") is None
    for name in ("CLIENT", "COOKIE"):
        monkeypatch.setenv(f"HOMEWARD_{name}_SECRET", "0123456789abcdefghijklmnopqrstuvwxyz")
    (store / "sign_in.toml").write_text(
        'redirect_uri = "https://home.test/oauth2callback"\nclient_id = "h"\nserver_metadata_url = "https://id.test/x"\n'
    )
    assert status("http", "/media/abc.pptx") == 403
    assert status("http", "/_stcore/upload_file/1/2") == 403
    assert status("http", "/readyz") is None
    assert status("http", "/", host="home.test") is None


def test_the_signed_cookie_is_read_and_a_forged_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cookie, "get_cookie_secret", lambda: "s" * 40)
    body = json.dumps({"sub": "c1", "is_logged_in": True})

    def held(secret: str, name: str = "_streamlit_user") -> dict[str, object]:
        value = create_signed_value(secret, "_streamlit_user", body).decode()
        return dict(cookie.claims(Headers({"cookie": f"{name}={value}"})))

    assert held("s" * 40)["sub"] == "c1"
    assert held("t" * 40) == {}
    assert held("s" * 40, "another") == {}
    assert cookie.claims(Headers({"cookie": "_streamlit_user=rubbish; a=\x01"})) == {}
    assert cookie.claims(Headers({})) == {}
    assert config.get_option("server.enableXsrfProtection") is not None


def test_after_the_idle_time_a_cookie_alone_gives_no_file(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "0123456789abcdefghijklmnopqrstuvwxyz"
    for name in ("CLIENT", "COOKIE"):
        monkeypatch.setenv(f"HOMEWARD_{name}_SECRET", secret)
    monkeypatch.setattr(cookie, "get_cookie_secret", lambda: secret)
    (store / "sign_in.toml").write_text(
        'redirect_uri = "https://home.test/oauth2callback"\nclient_id = "h"\nserver_metadata_url = "https://id.test/x"\n'
        '[roles]\ng = "exporter"\n'
    )
    said = {"iss": "https://id.test", "sub": "x", "iat": int(time.time()), "groups": ["g"], "is_logged_in": True}
    value = create_signed_value(secret, "_streamlit_user", json.dumps(said)).decode()
    headers = {"cookie": f"_streamlit_user={value}"}
    assert status("http", "/media/abc.pptx", **headers) is None
    for idle, code in ((15 * 60 - 5, None), (15 * 60 + 1, 403)):
        monkeypatch.setitem(visitor._clicked, visitor._sign_in(said), time.monotonic() - idle)
        assert status("http", "/media/abc.pptx", **headers) == code
