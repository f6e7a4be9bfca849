"""What wards said since the board was taken, laid over its rows: a later word wins, an earlier one fills a blank.

Pure frames. Times are local wall clock, as on the board; null means not said.
  said   provider, spell_id, at, by, delay_reason, waiting_for, owner, next_action, due, expected_discharge_date
  left   provider, spell_id, left_on, left_at (text HH:MM), at, by: people marked as having left; `at` is the marking's
  steps  provider, spell_id, text, owner, due: open actions about patients
  groups delay_reason, reason_group: the national groups
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

import polars as pl

SPELL: Final = ("provider", "spell_id")
_KEYS: Final = dict.fromkeys(SPELL, pl.String)
SAID: Final[dict[str, Any]] = {
    **_KEYS, "at": pl.Datetime, "by": pl.String, "delay_reason": pl.String, "waiting_for": pl.String,
    "owner": pl.String, "next_action": pl.String, "due": pl.Date, "expected_discharge_date": pl.Date,
}  # fmt: skip
LEFT: Final[dict[str, Any]] = {
    **_KEYS, "left_on": pl.Date, "left_at": pl.String, "at": pl.Datetime, "by": pl.String,
}  # fmt: skip
STEPS: Final[dict[str, Any]] = {**_KEYS, "text": pl.String, "owner": pl.String, "due": pl.Date}
GROUPS: Final[dict[str, Any]] = {"delay_reason": pl.String, "reason_group": pl.String}
_ADDED: Final[dict[str, Any]] = {
    "next_action": pl.String, "due": pl.Date, "entered_at": pl.Datetime, "entered_by": pl.String,
    "left_on": pl.Date, "left_at": pl.String, "left_by": pl.String,
}  # fmt: skip
_BOTH: Final = ("delay_reason", "waiting_for", "owner", "expected_discharge_date")

LEFT_HOW: Final = ("extract", "said", "still")
"""How somebody is known to have left: a later spells extract; a ward; a ward, but a later board still has them."""
GONE: Final = pl.col("left_how").is_in(("extract", "said")).fill_null(False)


@dataclass(frozen=True, kw_only=True)
class Entries:
    """The frames of this file; each may be empty."""

    said: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=SAID))
    left: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=LEFT))
    steps: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=STEPS))
    groups: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=GROUPS))


def merged(rows: pl.DataFrame, entries: Entries, as_at: datetime) -> pl.DataFrame:
    """The rows of sql/15_board_now.sql with what was said, in their order, one row a patient as before.

    as_at: stands for snapshot_at where a site has no board. Added: next_action, due, entered_at and entered_by (of the
    newest entry, where one is shown), left_how (one of LEFT_HOW), left_on, left_at, left_by. Of several entries about a
    patient the newest counts. An open action gives the next step, and its owner, where no entry does: the soonest due.
    """
    taken = pl.coalesce("snapshot_at", pl.lit(as_at, pl.Datetime("us")))
    found = _with_said(rows, entries.said, taken)
    found = _with_left(_with_steps(found, entries.steps), entries.left, taken)
    groups = entries.groups.unique("delay_reason")
    return found.drop("reason_group").join(groups, on="delay_reason", how="left", maintain_order="left")


def alone(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as `merged` gives them where nobody has said anything."""
    nothing = {name: pl.lit(None, kind) for name, kind in _ADDED.items()}
    how = pl.when(pl.col("has_left") == 1).then(pl.lit("extract"))
    return rows.with_columns(**nothing, left_how=how)


def _with_said(rows: pl.DataFrame, said: pl.DataFrame, taken: pl.Expr) -> pl.DataFrame:
    newest = said.sort("at").unique(SPELL, keep="last", maintain_order=True)
    theirs = newest.rename({name: f"{name}_said" for name in _BOTH} | {"at": "entered_at", "by": "entered_by"})
    found = rows.join(theirs, on=SPELL, how="left", maintain_order="left")
    later = (pl.col("entered_at") > taken).fill_null(False)
    used = [pl.col(f"{name}_said").is_not_null() & (later | pl.col(name).is_null()) for name in _BOTH]
    shown = pl.any_horizontal(pl.col("next_action").is_not_null(), *used)
    return found.with_columns(
        *(pl.when(use).then(f"{name}_said").otherwise(name).alias(name) for name, use in zip(_BOTH, used, strict=True)),
        *(pl.when(shown).then(name).alias(name) for name in ("entered_at", "entered_by")),
    ).drop(f"{name}_said" for name in _BOTH)


def _with_steps(rows: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    soonest = steps.sort("due", "text", nulls_last=True).unique(SPELL, keep="first", maintain_order=True)
    theirs = soonest.rename({"text": "step", "owner": "step_owner", "due": "step_due"})
    said = pl.col("next_action").is_not_null()
    return (
        rows.join(theirs, on=SPELL, how="left", maintain_order="left")
        .with_columns(
            due=pl.when(said).then("due").otherwise(pl.coalesce("due", "step_due")),
            next_action=pl.coalesce("next_action", "step"),
            owner=pl.coalesce("owner", "step_owner"),
        )
        .drop("step", "step_owner", "step_due")
    )


def _with_left(rows: pl.DataFrame, left: pl.DataFrame, taken: pl.Expr) -> pl.DataFrame:
    newest = left.sort("at").unique(SPELL, keep="last", maintain_order=True)
    found = rows.join(newest.rename({"at": "marked_at", "by": "left_by"}), on=SPELL, how="left", maintain_order="left")
    how = (
        pl.when(pl.col("has_left") == 1).then(pl.lit("extract"))
        .when(pl.col("marked_at") > taken).then(pl.lit("said"))
        .when(pl.col("marked_at").is_not_null()).then(pl.lit("still"))
    )  # fmt: skip
    return found.with_columns(left_how=how).drop("marked_at")
