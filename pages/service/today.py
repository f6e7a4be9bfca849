"""The board of today: its rows with what wards said since, the rounds completed, and the log of what was printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
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
from pages.service.core import Freshness, ask, board_time, freshness, principal, store
from pages.service.entered import register

E = TypeVar("E", bound=Entry)
_REMEMBERED: Final = timedelta(days=4)  # as a board round does: over a long weekend
_LEFT_REMEMBERED: Final = timedelta(days=60)  # a marking that no load confirms is asked about until then
_KINDS: Final = (RoundEntry, Departure, Action, WardRound)

_MOST_MORNINGS: Final = 40

_kept: dict[Any, tuple[object, object, tuple[Entries, pl.DataFrame]]] = {}
_mornings: dict[Any, tuple[object, Morning]] = {}


@dataclass(frozen=True, kw_only=True)
class Morning:
    """The board as it stands: rows of metrics.board.prioritised, rounds completed on the day of the clock.

    taken: the newest snapshot among the rows; without a board, the as-at time of the data. What is worked out of the
    rows is worked out once: a page that is drawn again has it already.
    """

    rows: pl.DataFrame
    rounds: pl.DataFrame
    taken: datetime
    fresh: Freshness
    data_version: str

    @cached_property
    def sums(self) -> board.Counts:
        """The rows added up."""
        return board.counts(self.rows)

    @cached_property
    def wards(self) -> pl.DataFrame:
        """The rows ward by ward, busiest first, with today's rounds."""
        return board.wards(self.rows, self.rounds)

    @cached_property
    def times(self) -> pl.DataFrame:
        """site, taken: how old each site's board is, the oldest first."""
        return board.times(self.rows, self.fresh.as_at)

    @cached_property
    def specialties(self) -> list[str]:
        """The specialties of the rows, in order."""
        return self.rows["specialty"].drop_nulls().unique().sort().to_list()

    @cached_property
    def providers(self) -> int:
        """How many providers have a patient among the rows."""
        return self.rows["provider"].n_unique()

    def of(self, specialty: str) -> Morning:
        """The board of one specialty."""
        return replace(self, rows=self.rows.filter(pl.col("specialty") == specialty))


def morning(scope: Scope, now: datetime) -> Morning | None:
    """The newest board in scope with what was said up to `now` (local); None where the scope has nobody.

    Raises a DataError for somebody with no right to see patients.
    """
    held, who = ask(), principal()
    rows, fresh = (
        held.board(who, scope),
        freshness(),
    )  # asked each time: the right to see them is, and the look is logged
    if rows.is_empty() or fresh is None:
        return None
    taken = board_time(rows)
    entered = _entered(taken.date(), max(now.date(), taken.date()), now.date())
    before = _mornings.get((store(), who, scope))
    if before is not None and before[0] is entered and before[1].fresh == fresh:
        return before[1]
    merged = board_entries.merged(rows, entered[0], fresh.as_at)
    found = Morning(
        rows=board.prioritised(merged, taken.date()), rounds=entered[1], taken=taken, fresh=fresh,
        data_version=held.version.data_version,
    )  # fmt: skip
    _mornings[store(), who, scope] = (entered, found)
    while len(_mornings) > _MOST_MORNINGS:
        _mornings.pop(next(iter(_mornings)), None)
    return found


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
