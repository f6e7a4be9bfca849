"""The web door: `streamlit run app.py` serves the pages, their parts' scripts and readiness, with safe headers."""

from __future__ import annotations

import asyncio
import base64
import gc
import gzip
import hashlib
import logging
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages import service
from pages.parts import assets, charts, faults, filters, plot, table, tiles
from pages.web import exports, visitor
from pages.web.guard import Guard, secrets_or_exit

STATIC: Final = Path(st.__file__).parent / "static"
FOR_EVER: Final = "public, max-age=31536000, immutable"
_WARMED: Final = (charts, filters, plot, table, tiles)  # imported before the first person comes
_log = logging.getLogger("homeward")


def policy(index: str) -> str:
    """The content security policy for a page: everything from this server, and the one script that is written in it.

    blob: is how Streamlit starts a component's script; styles are set from scripts by Streamlit and Plotly.
    """
    inline = re.findall(r"<script>(.*?)</script>", index, flags=re.DOTALL)
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in inline)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-ancestors 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


class SafeHeaders:
    """Adds to every response what a browser needs to hold it to this server."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = {
            "content-security-policy": policy((STATIC / "index.html").read_text("utf-8")),
            "x-content-type-options": "nosniff",
            "x-frame-options": "SAMEORIGIN",
            "referrer-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; only the start of an HTTP response is changed."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class CompressedStatic:
    """Serves Streamlit's own scripts and styles gzipped, each compressed once; Streamlit sends them as they are.

    Their names carry a hash of their content, so they never change under one address. Only names found in the folder
    at the start are served; everything else, and every browser that does not take gzip, goes on to Streamlit.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        found = (path for kind in ("js", "css") for path in (STATIC / "static" / kind).glob(f"*.{kind}"))
        self.files = {f"/static/{path.parent.name}/{path.name}": path for path in found}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers for the files it knows; hands on the rest."""
        path = self.files.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if path is None or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        body = await asyncio.to_thread(_gzipped, path)
        kind = "text/javascript" if path.suffix == ".js" else "text/css"
        await _packed(body, kind)(scope, receive, send)


async def readyz(_: Request) -> JSONResponse:
    """200 with version, as_at and loaded_at once a verified version is loaded; else 503 with the reason."""
    try:
        facts = await asyncio.to_thread(service.readiness)
    except service.FAULTS as fault:
        return _unready(str(fault))
    except Exception as defect:
        _log.error("Readiness: %s", faults.trail(defect))
        return _unready("The store can't be read: see the server's log.")
    if facts is None:
        return _unready("Nothing is loaded yet.")
    return JSONResponse({"ready": True, **facts}, headers={"cache-control": "no-store"})


async def part(request: Request) -> Response:
    """A script of the parts, under the digest of this release; any other digest is not found."""
    name = request.path_params["name"]
    if request.path_params["digest"] != assets.digest() or name not in assets.NAMES:
        return Response("Not found: reload the page.", 404)
    return _packed(await asyncio.to_thread(assets.compressed, name), "text/javascript")


async def icon(_: Request) -> Response:
    """The tab's picture, at the address where Streamlit's page asks for it."""
    return Response(assets.text("icon.svg"), media_type="image/svg+xml", headers={"cache-control": "max-age=86400"})


@asynccontextmanager
async def warm(_: st.App) -> AsyncGenerator[dict[str, Any], None]:
    """Loads what every page needs before the first person comes, then takes it out of the collector's sight."""
    await asyncio.to_thread(_load_newest)
    gc.collect()
    gc.freeze()
    yield {}


def _load_newest() -> None:
    try:
        service.ask()
    except service.FAULTS as fault:
        _log.info("Started without data: %s", fault)


def _unready(reason: str) -> JSONResponse:
    return JSONResponse({"ready": False, "reason": reason}, 503, headers={"cache-control": "no-store"})


def _packed(body: bytes, kind: str) -> Response:
    headers = {"content-encoding": "gzip", "vary": "accept-encoding", "cache-control": FOR_EVER}
    return Response(body, media_type=kind, headers=headers)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _gzipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


ROUTES: Final = [
    Route("/readyz", readyz),
    Route("/parts/{digest}/{name}", part),
    Route("/favicon.png", icon),
    Route("/export/board.csv", exports.board),
]
MIDDLEWARE: Final = [Middleware(SafeHeaders), Middleware(Guard), Middleware(CompressedStatic)]

# Who else writes exceptions into the log: pages, sockets that are sent nonsense, the server around both.
for _name in ("streamlit.error_util", "streamlit.web.server.starlette.starlette_websocket", "uvicorn.error"):
    logging.getLogger(_name).addFilter(faults.WithoutValues())

service.identify_with(visitor.who)

app = st.App(
    Path(__file__).parent / "pages" / "shell.py",
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=warm,
    secrets=secrets_or_exit(),
    on_script_error=faults.tell,
)
