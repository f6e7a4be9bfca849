"""The claims in the cookie that Streamlit's own sign-in set: the same check as its WebSocket does, for other routes.

These are Streamlit's private functions: constraints.txt pins its version, and tests/unit/test_guard.py fails when they
move.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME


def claims(headers: Headers) -> Mapping[str, Any]:
    """The claims of the signed cookie of a request; empty where there is none that this server signed for itself."""
    try:
        cookies = {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}

    def one(name: str) -> bytes | None:
        held = cookies.get(name)
        return None if held is None else decode_signed_value(get_cookie_secret(), name, held.encode("latin-1"))

    try:
        found = json.loads(get_cookie_with_chunks(one, USER_COOKIE_NAME) or b"{}")
    except (ValueError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) and found.get("is_logged_in") else {}
