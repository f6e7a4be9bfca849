"""The guard in front of Streamlit: hosts, origins, and the addresses that Streamlit serves to anybody."""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages import service
from pages.web import checks, cookie, visitor

NEVER: Final = re.compile(r"^/_stcore/(metrics|script-health-check|agent)(/|$)")
SIGNED_IN: Final = re.compile(r"^/(media|_stcore/upload_file)(/|$)")
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
SIGN_OUT: Final = re.compile(r"/auth/logout/?$")


class Guard:
    """Refuses what no page needs, and what a page needs from anybody who is not signed in where sign-in is on.

    Streamlit answers /media to everybody who knows the address, takes a WebSocket without an Origin, and does not
    remember who signed out (reference/security.md 2).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 400, 403 or 404 itself, or hand on."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        refusal = await asyncio.to_thread(refused, scope["type"], scope["path"], headers)
        if refusal is None:
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": 1008})
        return await PlainTextResponse("Refused.", refusal, headers={"cache-control": "no-store"})(scope, receive, send)


def refused(kind: str, path: str, headers: Headers) -> int | None:
    """The status of a refusal, or None for what may pass; ends a person's sign-ins on their way to signing out."""
    if _host(headers.get("host")) not in service.own_hosts():
        return 400
    if kind == "websocket" and not headers.get("origin"):
        return 403
    if NEVER.match(path):
        return 404
    if SIGN_OUT.search(path):
        service.sign_out(cookie.claims(headers), datetime.now(UTC))
    if SIGNED_IN.match(path) and not may_enter(headers):
        return 403
    return None


def may_enter(headers: Headers) -> bool:
    """Whether whoever sent these headers is signed in, where the store asks for that."""
    mode = service.mode()
    if mode is not service.Mode.SIGN_IN:
        return mode is not service.Mode.REFUSED
    claims = cookie.claims(headers)
    who, because = service.person(claims, datetime.now(UTC), visitor.idle(claims))
    return because is None and bool(who.roles)


def secrets_or_exit() -> dict[str, Any] | None:
    """What Streamlit's sign-in needs, None without one; a store that may not be served ends the process with 2."""
    try:
        restored = service.settle()
        if restored is not None:
            print(restored, file=sys.stderr)
        mode = service.mode()
        if mode is service.Mode.REFUSED:
            raise service.NotServed
        if mode is not service.Mode.SIGN_IN and st.config.get_option("server.address") not in LOOPBACK:
            raise service.OpenToAll
        wrong = [check.sentence for check in checks.options() if check.ok is False]
        if wrong:
            raise service.UnsafeOptions(wrong)
        return service.streamlit_secrets() or None
    except service.FAULTS as refusal:
        print(refusal, file=sys.stderr)
        raise SystemExit(2) from None


def _host(header: str | None) -> str | None:
    """The name in a Host header, without its port."""
    try:
        found = urlsplit(f"//{header}")
        return None if found.username or found.path or found.query else (found.hostname or "").rstrip(".")
    except ValueError:
        return None
