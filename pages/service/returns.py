"""The daily return as it was sent: kept in the register, so that later corrections can be seen for what they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from data.access import Right, may
from data.register import SentReturn
from data.register.columns import canonical_json
from pages.service.core import ask, principal
from pages.service.entered import entries, save_entry

LONDON: Final = ZoneInfo("Europe/London")


def sent_return(provider: str, day: date, folder: Path | None = None) -> SentReturn | None:
    """What was sent of a provider for a day, None where nothing was recorded."""
    found = (entry for entry in entries(SentReturn, folder) if (entry.provider, entry.day) == (provider, day))
    return next(found, None)


def sent_lines(entry: SentReturn) -> dict[str, Any]:
    """The document of lines that was sent."""
    found: dict[str, Any] = json.loads(entry.lines)
    return found


def sent_at(entry: SentReturn) -> datetime | None:
    """When it was recorded, local wall clock."""
    return entry.changed_at.astimezone(LONDON) if entry.changed_at else None


def record_sent(
    provider: str, day: date, lines: Mapping[str, Any], input_hash: str, sent_to: str, folder: Path | None = None
) -> SentReturn:
    """Keep a return as sent; sent again, it takes the place of the first, and the audit log keeps both.

    Needs the right to load; raises a DataError with a sentence where it is refused.
    """
    version = ask(folder).version.data_version
    new = SentReturn(
        provider=provider, day=day, lines=canonical_json(dict(lines)), data_version=version, input_hash=input_hash,
        sent_to=sent_to,
    )  # fmt: skip
    before = sent_return(provider, day, folder)
    if before is not None:
        new = replace(new, id=before.id, version=before.version)
    return save_entry(new, folder)


def may_send() -> bool:
    """Whether the person may record a return as sent."""
    return may(principal(), Right.LOAD)
