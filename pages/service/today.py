"""The board of today: its rows with what wards said since, the rounds completed, and the log of what was printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar

import polars as pl

from data import audit
from data.access import Right, require
from data.contract.delay_reasons import REASON_GROUPS
from data.register import Action, Departure, Entry, RoundEntry, WardRound, read_days, revision
from metrics import board, board_entries
from metrics.board_entries import Entries
from metrics.scope import Scope
from pages.service.capture import local
from pages.service.core import Freshness, ask, board_time, freshness, principal
from pages.service.entered import register

E = TypeVar("E", bound=Entry)
_REMEMBERED: Final = timedelta(days=4)  # as a board round does: over a long weekend
_LEFT_REMEMBERED: Final = timedelta(days=60)  # a marking that no load confirms is asked about until then
_KINDS: Final = (RoundEntry, Departure, Action, WardRound)

_kept: dict[Any, tuple[object, object, tuple[Entries, pl.DataFrame]]] = {}


@dataclass(frozen=True, kw_only=True)
class Morning:
    """The board as it stands: rows of metrics.board.prioritised, rounds completed on the day of the clock.

    taken: the newest snapshot among the rows; without a board, the as-at time of the data.
    """

    rows: pl.DataFrame
    rounds: pl.DataFrame
    taken: datetime
    fresh: Freshness
    data_version: str

    def times(self) -> pl.DataFrame:
        """site, taken: how old each site's board is, the oldest first."""
        return board.times(self.rows, self.fresh.as_at)


def morning(scope: Scope, now: datetime) -> Morning | None:
    """The newest board in scope with what was said up to `now` (local); None where the scope has nobody.

    Raises a DataError for somebody with no right to see patients.
    """
    held, who = ask(), principal()
    rows, fresh = held.board(who, scope), freshness()
    if rows.is_empty() or fresh is None:
        return None
    taken = board_time(rows)
    entries, rounds = _entered(taken.date(), max(now.date(), taken.date()), now.date())
    merged = board_entries.merged(rows, entries, fresh.as_at)
    return Morning(
        rows=board.prioritised(merged, taken.date()), rounds=rounds, taken=taken, fresh=fresh,
        data_version=held.version.data_version,
    )  # fmt: skip


def said_so_far() -> object:
    """Differs after every change of what a board shows besides the data: who may see them, what wards entered."""
    return principal(), tuple(revision(register(), kind) for kind in _KINDS)


def printed(place: str, rows: int, data_version: str) -> int:
    """Log that the person prints a huddle sheet of `rows` patients of `place`, never who they are; gives its number.

    Call it before the sheet can be printed: where it raises, nothing may be.
    """
    who = principal()
    with audit.refusals(register(), who):
        require(who, Right.SEE_PATIENTS)
    detail = {"place": place, "rows": rows, "data_version": data_version}
    return audit.record(register(), who, "printed", "huddle_sheet", detail=detail)


def _entered(first: date, last: date, today: date) -> tuple[Entries, pl.DataFrame]:
    """What was entered for boards from `first` to `last`, and the rounds of today; kept while nothing has changed."""
    held, who = register(), principal()
    days, state = (first, last, today), held.state()
    before = _kept.get((held.where, who))
    if before is not None and state is not None and before[0] == (days, state):
        return before[2]
    newest = (days, tuple(revision(held, kind) for kind in _KINDS))
    found = before[2] if before is not None and before[1] == newest else (_entries(*days), _rounds(today))
    _kept[(held.where, who)] = ((days, state), newest, found)
    return found


def _entries(first: date, last: date, today: date) -> Entries:
    said = [
        (one.provider, one.spell_id, local(one.changed_at), one.changed_by, one.delay_reason, one.waiting_for,
         one.owner, one.next_action, one.due, one.expected_discharge_date)
        for one in _read(RoundEntry, first - _REMEMBERED, last)
    ]  # fmt: skip
    left = [
        (one.provider, one.spell_id, one.left_on, one.left_at, local(one.changed_at), one.changed_by)
        for one in _read(Departure, first - _LEFT_REMEMBERED, last)
    ]
    steps = [
        (one.provider, one.spell_id, one.text, one.owner, one.due)
        for one in _read(Action, today, today)
        if one.about == "patient" and one.closed is None
    ]
    return Entries(
        said=_frame(said, board_entries.SAID),
        left=_frame(left, board_entries.LEFT),
        steps=_frame(steps, board_entries.STEPS),
        groups=_frame(REASON_GROUPS.items(), board_entries.GROUPS),
    )


def _rounds(today: date) -> pl.DataFrame:
    held = (
        (one.provider, one.site, one.ward, one.slot, local(one.changed_at))
        for one in _read(WardRound, today, today)
        if one.held
    )
    return _frame(held, board.ROUNDS)


def _read(kind: type[E], first: date, last: date) -> tuple[Any, ...]:
    return read_days(register(), principal(), kind, first, last)


def _frame(rows: Iterable[tuple[Any, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    """Rows as a frame, what was not said as null; those that are not shown to the person (no spell) are left out."""
    found = pl.DataFrame(list(rows), schema=schema, orient="row")
    texts = [name for name, kind in schema.items() if kind == pl.String]
    blank = found.with_columns(pl.when(pl.col(name) != "").then(name).alias(name) for name in texts)
    return blank.drop_nulls("spell_id") if "spell_id" in schema else blank
