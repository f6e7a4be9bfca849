"""Every look at patients is in the audit log before a row is shown: who, which table, which scope, how many rows."""

from __future__ import annotations

import threading
import time

from data import audit
from data.access import Principal
from pages.service.entered import register

SAME_LOOK = 60.0  # seconds in which the same look by the same person is one line, with how often it was
COUNTED = 86_400.0  # seconds for which it is remembered how often, for the next line of the same look
_seen: dict[tuple[str, str, str, str, str], tuple[float, int]] = {}
_lock = threading.Lock()


def looked(who: Principal, table: str, place: str, rows: int, data_version: str) -> None:
    """Log a look at `rows` patients of `table` in `place`; raises, and so shows nothing, where it can't be logged.

    Never a value of a row: what was read can be worked out again from table, place and data version.
    """
    log, now = register(), time.monotonic()
    key = (log.where, who.subject, table, place, data_version)
    with _lock:
        began, times = _seen.get(key, (float("-inf"), 0))
        if now - began < SAME_LOOK:
            _seen[key] = (began, times + 1)
            return
        for old in [name for name, (at, _) in _seen.items() if now - at > COUNTED]:
            _seen.pop(old)
    detail = {"place": place, "rows": rows, "data_version": data_version, "since_last": times}
    audit.record(log, who, "looked", table, detail=detail)
    with _lock:
        _seen[key] = (now, 0)
