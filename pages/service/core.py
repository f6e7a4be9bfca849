"""The store, who is asking, how fresh the numbers are: what every page needs first."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import polars as pl

from data import warehouse
from data.access import DEMONSTRATION, Principal, Right, may
from data.errors import DataError
from data.settings import Settings
from metrics.ask import Answers, answers
from metrics.errors import MetricError
from metrics.spc import Rules

T = TypeVar("T")
PATIENTS: Final = "patients"
FAULTS = (DataError, MetricError)
"""The errors that carry a sentence for people; anything else is a defect."""


@dataclass(frozen=True)
class Freshness:
    """How old the numbers are: the as-at time of the extracts, when they were loaded, as which version."""

    as_at: datetime
    loaded_at: datetime
    version: str
    data_version: str
    warn_after_hours: float
    stale_after_hours: float
    fallback: bool

    def age_hours(self, now: datetime) -> float:
        """Hours from the as-at time to `now`, both local wall clock."""
        return (now - self.as_at).total_seconds() / 3600


def store() -> Path:
    """The store's folder: HOMEWARD_STORE, else .homeward in the working folder."""
    return Path(os.environ.get("HOMEWARD_STORE") or ".homeward")


_identify: list[Callable[[], Principal]] = [lambda: DEMONSTRATION]


def principal() -> Principal:
    """Who is asking: in the web whoever is signed in, asked anew each time; at the command line its own user."""
    return _identify[-1]()


def identify_with(ask_who: Callable[[], Principal]) -> None:
    """Let the web say who is asking; the command line leaves it: whoever may read the store's files is there."""
    _identify.append(ask_who)


_log_look: list[Callable[[Principal, str, str, int, str], None]] = []


def log_looks_with(log: Callable[[Principal, str, str, int, str], None]) -> None:
    """Let every look at patients be logged before its rows are handed out."""
    _log_look.append(log)


def ask(folder: Path | None = None, who: Principal | None = None) -> Answers:
    """The answers of the newest whole version for whoever is asking; raises NothingLoaded while the store is empty.

    `who`: the person behind a request that is no page, where nobody is asking otherwise.
    """
    place, asking, kept = folder or store(), who or principal(), _page.get()
    found = None if kept is None else kept.get((place, asking))
    if found is None:
        found = answers(place, asking)
        if kept is not None:
            kept[place, asking] = found
    found.on_look = _log_look[-1] if _log_look else None
    return found


_page: ContextVar[dict[tuple[Path, Principal], Answers] | None] = ContextVar("page", default=None)
_run: ContextVar[dict[Any, Any] | None] = ContextVar("run", default=None)


@contextmanager
def one_version() -> Iterator[None]:
    """Answer everything that is asked inside from one version of a store, though another is published meanwhile.

    A page is drawn inside, so that its parts agree; what refreshes itself asks outside.
    """
    tokens = _page.set({}), _run.set({})
    try:
        yield
    finally:
        _page.reset(tokens[0])
        _run.reset(tokens[1])


def once_a_run(question: Hashable, look: Callable[[], T]) -> T:
    """What `look` finds, looked at once while a page is drawn; each time where none is."""
    held = _run.get()
    if held is None:
        return look()
    if question not in held:
        held[question] = look()
    found: T = held[question]
    return found


def newest_version() -> None:
    """Let the rest of the page see what it has just loaded or changed."""
    (_page.get() or {}).clear()
    (_run.get() or {}).clear()


def freshness(folder: Path | None = None) -> Freshness | None:
    """The age of the numbers, or None while the store is empty."""
    place = folder or store()
    asked = [found.version for (at, _), found in (_page.get() or {}).items() if at == place]
    version = asked[0] if asked else warehouse.current(place)
    if version is None:
        return None
    settings = Settings.read(place)
    return Freshness(
        version.as_at, version.loaded_at, version.name.replace("groups-", "facts-"), version.data_version,
        settings.fresh_hours_warn, settings.fresh_hours_stale, version.fallback,
    )  # fmt: skip


def readiness() -> dict[str, Any] | None:
    """What /readyz says: version and freshness of a verified version, or None while there is none."""
    if warehouse.current(store()) is None:
        return None
    found = freshness()
    assert found is not None
    return {
        "version": found.version,
        "data_version": found.data_version,
        "as_at": found.as_at.isoformat(),
        "loaded_at": found.loaded_at.isoformat(),
        "fallback": found.fallback,
    }


def settings(folder: Path | None = None) -> Settings:
    """The store's settings, defaults where homeward.toml says nothing."""
    place = folder or store()
    return once_a_run(("settings", place), lambda: Settings.read(place))


def added_up(needs: str, folder: Path | None = None) -> str | None:
    """Why a region's store can't show what `needs` a column or single PATIENTS; None where it could.

    No extract would bring that: its figures are added up, and only what they are split by is in them.
    """
    kept = ask(folder).version.splits
    if kept is None or needs in kept:
        return None
    split = " and ".join(", ".join(name.replace("_", " ") for name in ("provider", *kept)).rsplit(", ", 1))
    missing = "single patients" if needs == PATIENTS else f"{needs.replace('_', ' ')}s"
    return (
        f"this store's figures are added up by {split}, without {missing}. `bring` and `splits` under `[engine]` in "
        "homeward.toml say so, and the next load follows them."
    )


def spc_rules(folder: Path | None = None) -> Rules:
    """The run lengths and the screening that this store has chosen for its charts."""
    chosen = settings(folder)
    return Rules(
        shift_length=chosen.spc_shift_length, trend_length=chosen.spc_trend_length,
        screen_outliers=chosen.spc_screen_outliers,
    )  # fmt: skip


def board_time(rows: pl.DataFrame) -> datetime:
    """The time of the newest snapshot among board rows; without a board, the as-at time of the data."""
    newest = rows["snapshot_at"].max()
    if isinstance(newest, datetime):
        return newest
    found = freshness()
    return found.as_at if found else datetime.min


def may_define(who: Principal | None = None) -> bool:
    """Whether the person may freeze baselines, start new limits and add notes."""
    return may(who or principal(), Right.DEFINE)
