"""Somebody who says they are somebody else: headers, cookies, tokens; nothing but the sign-in page comes back."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.security.conftest import Check, Served
from tests.security.wire import SECRET, USER, Wire, claims, signed

HEADERS = (
    "X-Role", "Remote-User", "X-Remote-User", "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups",
    "X-Forwarded-Preferred-Username", "X-Auth-Request-User", "X-Auth-Request-Groups", "X-Ms-Client-Principal",
    "Authorization", "X-User",
)  # fmt: skip
OTHER_SECRET = "fedcba9876543210-of-others-only-xyz"


def flipped(served: Served) -> dict[str, str]:
    value = served.cookie("coordinator")
    return {USER: value[:40] + ("A" if value[40] != "A" else "B") + value[41:]}


def of_time(served: Served, age: int) -> dict[str, str]:
    """A cookie that was signed `age` seconds ago."""
    from itsdangerous import URLSafeTimedSerializer
    from itsdangerous.timed import TimestampSigner

    class Old(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time()) - age

    said = json.dumps(claims(served.base, "old", groups=["coordinator"], wards=["Alder"], iat=int(time.time()) - age))
    return {USER: str(URLSafeTimedSerializer(SECRET, salt=USER, signer=Old).dumps(said))}


def other_name(served: Served) -> dict[str, str]:
    said = json.dumps(claims(served.base, "c", groups=["coordinator"], wards=["Alder"]))
    return {USER: create_signed_value(SECRET, "_streamlit_user_tokens", said).decode()}


COOKIES: dict[str, Callable[[Served], dict[str, str]]] = {
    "a bit flipped": flipped,
    "signed as another cookie": other_name,
    "another secret": lambda served: {USER: signed(claims(served.base, "c", groups=["coordinator"]), OTHER_SECRET)},
    "another origin": lambda served: {USER: signed(claims("https://elsewhere.test", "c", groups=["coordinator"]))},
    "expired": lambda served: of_time(served, 40 * 86_400),
    "a chunk missing": lambda served: {USER: "chunks-3", f"{USER}__1": served.cookie("coordinator")},
    "empty": lambda served: {USER: ""},
    "very old": lambda served: of_time(served, 11 * 3600),
}


def part(said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def token(alg: str, **more: object) -> str:
    now = int(time.time())
    said = {"iss": "https://id.test", "aud": "homeward", "sub": "c", "iat": now, "exp": now + 600, "nonce": "n", **more}
    return f"{part({'alg': alg})}.{part(said)}.{part('signature')}"


TOKENS = {
    "no algorithm": token("none").rsplit(".", 1)[0] + ".",
    "another key": token("RS256"),
    "another audience": token("RS256", aud="canteen"),
    "another issuer": token("RS256", iss="https://evil.test"),
    "another nonce": token("RS256", nonce="old"),
    "expired": token("RS256", exp=1),
}


def signed_out(wire: Wire) -> tuple[bool, str]:
    """Whether the page asks to sign in and holds no patient."""
    with wire:
        shown = wire.open(name="board-round", query="ward=Alder")
    return "sign in" in shown.said.lower() and not shown.canaries and "Board round" not in shown.said, shown.said[-200:]


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_makes_nobody_anybody(served: Served, check: Check, name: str) -> None:
    check("forged identity", *signed_out(Wire(served.base, headers={name: "coordinator"})))


@pytest.mark.parametrize("name", COOKIES)
def test_a_cookie_that_was_not_signed_for_here_and_now_is_nothing(served: Served, check: Check, name: str) -> None:
    check("forged identity", *signed_out(Wire(served.base, cookies=COOKIES[name](served))))


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_in_the_place_of_the_cookie_is_nothing(served: Served, check: Check, name: str) -> None:
    """What a real provider's answer is held to stands in test_provider.py; here it never came from one."""
    held = Wire(served.base, cookies={USER: TOKENS[name], "_streamlit_user_tokens": TOKENS[name]})
    check("forged identity", *signed_out(held))


def test_the_tests_own_cookie_is_taken(served: Served, tmp_path: Path) -> None:
    with served.wire("coordinator") as wire:
        assert wire.open(name="board-round", query="ward=Alder").canaries
