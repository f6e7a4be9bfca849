"""Patients as a file: its own route, its own right, and a line in the audit log before the first byte."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import UTC, datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from metrics.scope import Scope
from pages import service
from pages.web import cookie, visitor

COLUMNS: Final = (
    "provider", "site", "ward", "bed", "local_id", "spell_id", "admitted_on", "meets_criteria_to_reside", "ready_date",
    "pathway", "delay_reason", "waiting_for", "owner", "expected_discharge_date", "snapshot_at",
)  # fmt: skip
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


async def board(request: Request) -> Response:
    """The newest board of the person's own wards as CSV; `site` and `ward` narrow it. 403 without the right."""
    try:
        return await asyncio.to_thread(_board, request)
    except service.FAULTS as refusal:
        return PlainTextResponse(str(refusal), 403, headers={"cache-control": "no-store"})


def _board(request: Request) -> Response:
    who = caller(request)
    service.require(who, service.Right.EXPORT)
    held = service.ask(who=who)
    rows = held.board(who, Scope(site=_named(request, "site"), ward=_named(request, "ward")))
    service.note(who, "exported", "board", rows=rows.height, data_version=held.version.data_version)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([[harmless(value) for value in row] for row in rows.select(COLUMNS).rows()])
    name = f"board-{service.board_time(rows):%Y-%m-%d-%H%M}.csv"
    return Response(
        out.getvalue().encode("utf-8-sig"), media_type="text/csv",
        headers={"cache-control": "no-store", "content-disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _named(request: Request, level: str) -> tuple[str, ...] | None:
    return tuple(request.query_params.getlist(level)) or None


def caller(request: Request) -> service.Principal:
    """Whoever sent the request: by the store's way of being served, and where that is a sign-in by its cookie."""
    mode = service.mode()
    if mode is service.Mode.DEMONSTRATION:
        return service.DEMONSTRATION
    if mode is service.Mode.ONE_PERSON:
        return service.ONE_PERSON
    claims = cookie.claims(request.headers)
    who, because = service.person(claims, datetime.now(UTC), visitor.idle(claims))
    return who if because is None else service.NOBODY


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
