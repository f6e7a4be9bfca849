"""The 24-hour clock: from the criteria stopping being met to the first contact of a pathway 1 to 3 service.

Warwickshire's standard. Works on rows of sql/33_clock_case.sql; now is the as-at time of the data, never the machine's
clock. Hours are real ones: times are London wall clock, so a wait over a clock change differs by an hour from what the
clock face says. A time in the hour that comes twice in October counts as the first of the two.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

import polars as pl

from metrics.metric import Fact

CLOCK_CASE: Final = Fact("clock_case", "spells", ("provider", "site", "ward", "pathway"))
COLUMNS: Final = ["pathway", "supported", "in_hospital", "died", "meets_again", "waited_seconds", "patients"]
STANDARD: Final = timedelta(hours=24)
State = Literal["due", "breached", "untimed", "met", "late", "not recorded", "stopped"]
STATES: Final[dict[State, str]] = {
    "due": "waiting, within 24 hours",
    "breached": "waiting, 24 hours passed",
    "untimed": "waiting, since when is not recorded",
    "met": "support started within 24 hours",
    "late": "support started later",
    "not recorded": "left with no start recorded",
    "stopped": "meets the criteria again, or died waiting",
}
LONDON: Final = "Europe/London"


def cases(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with state and hours (to the start of support, else to the time of the data).

    hours is null where no clock runs or ran. Exactly 24 hours is met, or due. Support that started before the criteria
    stopped being met has hours below 0, and is met.
    """
    waiting = (pl.col("supported") == 0) & (pl.col("in_hospital") == 1) & (pl.col("meets_again") == 0)
    timed = pl.when((pl.col("supported") == 1) | waiting).then(pl.col("waited_seconds") / 3600)
    return rows.with_columns(hours=timed).with_columns(state=_state(waiting))


def due_at(started: pl.Expr) -> pl.Expr:
    """When the 24 hours end that began at a wall clock time, by the wall clock."""
    known = started.dt.replace_time_zone(LONDON, ambiguous="earliest", non_existent="null")
    return (known + STANDARD).dt.replace_time_zone(None)


def _state(waiting: pl.Expr) -> pl.Expr:
    soon = pl.col("hours") <= STANDARD.total_seconds() / 3600
    stopped = (pl.col("in_hospital") == 1) | (pl.col("died") == 1)
    return (
        pl.when(waiting & pl.col("hours").is_null()).then(pl.lit("untimed"))
        .when(waiting & soon).then(pl.lit("due"))
        .when(waiting).then(pl.lit("breached"))
        .when(soon).then(pl.lit("met"))
        .when(pl.col("hours").is_not_null()).then(pl.lit("late"))
        .when(stopped).then(pl.lit("stopped"))
        .otherwise(pl.lit("not recorded"))
    )  # fmt: skip


def waiting_now(found: pl.DataFrame) -> pl.DataFrame:
    """Those waiting: first those whose 24 hours still run, the nearest to their end on top; then the longest waits."""
    order = pl.col("state").replace_strict({"due": 0, "breached": 1, "untimed": 2}, default=None, return_dtype=pl.Int8)
    listed = found.with_columns(order=order).filter(pl.col("order").is_not_null())
    return listed.sort("order", "hours", descending=[False, True], nulls_last=True).drop("order")


def recent(found: pl.DataFrame, since: date) -> pl.DataFrame:
    """Those who wait now, and the clocks that ended on `since` or later; without a start, those that began then."""
    waiting = pl.col("state").is_in(["due", "breached", "untimed"])
    return found.filter(waiting | (pl.col("stat_date") >= since))


def by(found: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row per value of a column: due, breached, met, late, longest (hours waiting), share (met of met and late)."""
    counted = {state: pl.col("patients").filter(pl.col("state") == state).sum() for state in STATES}
    waiting = pl.col("state").is_in(["due", "breached"])
    return (
        found.group_by(pl.col(column).cast(pl.String))
        .agg(**counted, longest=pl.col("hours").filter(waiting).max())
        .with_columns(closed=pl.col("met") + pl.col("late"))
        .with_columns(share=pl.when(pl.col("closed") > 0).then(pl.col("met") / pl.col("closed")))
        .sort("breached", "due", column, descending=[True, True, False], nulls_last=True)
    )


def count(found: pl.DataFrame, state: State) -> int:
    """How many patients are in a state."""
    return int(found.filter(pl.col("state") == state)["patients"].sum())
