"""A client of Streamlit's own protocol: what a browser would be sent, as bytes, for any page, person and cookie."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.security.canaries import CANARY

SECRET = "0123456789abcdef-of-tests-only-xyz"
ISSUER = "https://id.test"
USER = "_streamlit_user"
WAIT = 60.0


def claims(base: str, sub: str, **more: Any) -> dict[str, Any]:
    """What the provider would have said of a person, as Streamlit keeps it in its cookie; `more` overwrites."""
    said = {"iss": ISSUER, "sub": sub, "name": sub, "iat": int(time.time()), "origin": base, "is_logged_in": True}
    return said | more


def signed(said: Mapping[str, Any], secret: str = SECRET) -> str:
    """The value of the cookie that Streamlit's sign-in would set."""
    return create_signed_value(secret, USER, json.dumps(said)).decode()


@dataclass
class Shown:
    """All that the server sent for one run of a page."""

    raw: bytes = b""
    menu: dict[str, str] = field(default_factory=dict)  # address -> page hash
    page: str = ""
    part: str = ""  # the fragment that a click on the page draws again
    texts: list[str] = field(default_factory=list)
    redirect: str = ""
    refreshed_every: list[float] = field(default_factory=list)
    session: str = ""

    @property
    def canaries(self) -> set[bytes]:
        """The tokens of patients among the bytes."""
        return set(CANARY.findall(self.raw))

    @property
    def said(self) -> str:
        """The texts on the page, joined."""
        return "\n".join(self.texts)


class Wire:
    """One browser tab: a socket with cookies and headers as given, from which pages are opened one after another."""

    def __init__(
        self, base: str, *, user: str | None = None, xsrf: bool = True, session: str = "",
        cookies: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None, origin: str | None = "",
    ) -> None:  # fmt: skip
        token = generate_xsrf_token_string()
        held = {"_streamlit_xsrf": token, **({USER: user} if user else {}), **(cookies or {})}
        asked = ["streamlit", token if xsrf else "none", *([session] if session else [])]
        cookie = "; ".join(f"{name}={value}" for name, value in held.items())
        self._opening = connect(
            f"{base.replace('http', 'ws', 1)}/_stcore/stream",
            origin=None if origin is None else Origin(origin or base),
            additional_headers={"Cookie": cookie, **(headers or {})},
            subprotocols=[Subprotocol(one) for one in asked], max_size=None, compression=None, proxy=None,
            open_timeout=WAIT,
        )  # fmt: skip
        self.socket: ClientConnection = self._opening.__enter__()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the tab."""
        self._opening.__exit__(None, None, None)

    def open(self, *, name: str = "", page: str = "", query: str = "", back: bool = False, part: str = "") -> Shown:
        """Ask for a page by its address (`name`), by its hash (`page`), or for the first one; gives what came.

        part: only this fragment of it, as a click on the page asks.
        """
        message = BackMsg()
        run = message.rerun_script
        run.page_name, run.page_script_hash, run.query_string, run.is_history_navigation = name, page, query, back
        run.fragment_id = part
        run.context_info.timezone = "Europe/London"
        return self.send(message.SerializeToString())

    def send(self, frame: bytes | str) -> Shown:
        """Send one frame as it is and read until the script has finished."""
        self.socket.send(frame)
        return self.read()

    def read(self) -> Shown:
        """Everything up to the next end of a script."""
        found, parts = Shown(), []
        while True:
            raw = self.socket.recv(WAIT)
            assert isinstance(raw, bytes)
            parts.append(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                found.raw = b"".join(parts)
                return found
            _take(found, kind, message)


def _take(found: Shown, kind: str | None, message: ForwardMsg) -> None:
    if kind == "navigation":
        pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        found.menu, found.page = pages, message.navigation.page_script_hash
    elif kind == "new_session":
        found.session = message.new_session.initialize.session_id
    elif kind == "auto_rerun":
        found.refreshed_every.append(message.auto_rerun.interval)
    elif kind == "auth_redirect":
        found.redirect = message.auth_redirect.url
    elif kind == "delta" and message.delta.HasField("new_element"):
        element = message.delta.new_element
        found.part = found.part or message.delta.fragment_id
        if element.WhichOneof("type") in ("markdown", "heading", "alert"):
            found.texts.append(getattr(element, str(element.WhichOneof("type"))).body)
