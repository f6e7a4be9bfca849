"""The board of this morning: who needs what done, in what order and why; ward by ward.

Works on the rows of sql/15_board_now.sql with what wards said since (metrics/board_entries.py). A row is a patient; the
day is the board's own, never the clock's. People known to have left stay in the rows and are counted as nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from metrics.board_entries import GONE, alone

LONG_STAYS = (7, 14, 21)
NOT_MEETING = pl.col("meets_criteria_to_reside") == "N"
NO_STATUS = pl.col("meets_criteria_to_reside").is_null() & ~GONE
WAITING = NOT_MEETING & ~GONE
"""Not meeting the criteria and, as far as anybody has said, still there."""
NO_OWNER = WAITING & pl.col("owner").is_null()
STILL = (pl.col("left_how") == "still").fill_null(False)
CHASE: Final = 1
"""The tier of those to chase first."""
ROUNDS: Final[dict[str, Any]] = {
    "provider": pl.String, "site": pl.String, "ward": pl.String, "slot": pl.String, "at": pl.Datetime,
}  # fmt: skip
"""The board rounds that wards completed on a day; `at` is local time."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What a board adds up to. stay_7 ...: not meeting criteria with a stay of at least so many days.

    wards_no_status: wards with somebody whose status is not recorded. late: their next action was due before the day.
    """

    patients: int
    not_meeting: int
    stay_7: int
    stay_14: int
    stay_21: int
    no_status: int
    no_owner: int
    overdue: int
    late: int
    left: int
    still: int
    wards_no_status: int


def prioritised(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """The rows with days_past, stay_days, overdue, late, tier and why, in the order of what needs doing.

    on: the day of the board. days_past: midnights since the ready date, null while criteria are met or it is unknown.
    Tiers: 1 not meeting criteria, and nobody owns the next step, the expected date has passed, the next action is late,
    or the patient was marked as left and a later board still has them; 2 others not meeting criteria; 3 no status
    recorded; 4 meeting criteria; 5 left. Within a tier the longest past ready, then the longest stay.
    """
    rows = rows if "left_how" in rows.columns else alone(rows)
    passed = (WAITING & (pl.col("expected_discharge_date") < on)).fill_null(False)
    late = (WAITING & (pl.col("due") < on)).fill_null(False)
    first = NO_OWNER | passed | late | (WAITING & STILL)
    tier = (
        pl.when(GONE).then(5).when(first).then(CHASE).when(WAITING).then(2).when(NO_STATUS).then(3).otherwise(4)
    )  # fmt: skip
    reasons = pl.concat_str(
        pl.when(STILL).then(pl.lit("marked as left but still on the board")),
        pl.when(NO_OWNER).then(pl.lit("nobody owns the next step")),
        pl.when(passed).then(pl.lit("the expected date has passed")),
        pl.when(late).then(pl.lit("the next action is late")),
        pl.when(NO_STATUS).then(pl.lit("no status recorded")),
        separator=" and ", ignore_nulls=True,
    )  # fmt: skip
    return rows.with_columns(
        days_past=(pl.lit(on) - pl.col("ready_date")).dt.total_days(),
        stay_days=(pl.lit(on) - pl.col("admitted_on")).dt.total_days(),
        overdue=passed,
        late=late,
        tier=tier,
        why=reasons,
    ).sort("tier", "days_past", "stay_days", "spell_id", descending=[False, True, True, False], nulls_last=True)


def counts(rows: pl.DataFrame) -> Counts:
    """Add up the rows of `prioritised`."""
    waiting = rows.filter(WAITING)
    seven, fourteen, twenty_one = (int((waiting["stay_days"] >= days).sum()) for days in LONG_STAYS)
    gone = rows.filter(GONE).height
    return Counts(
        patients=rows.height - gone,
        not_meeting=waiting.height,
        stay_7=seven,
        stay_14=fourteen,
        stay_21=twenty_one,
        no_status=rows.filter(NO_STATUS).height,
        no_owner=rows.filter(NO_OWNER).height,
        overdue=int(rows["overdue"].sum()),
        late=int(rows["late"].sum()),
        left=gone,
        still=rows.filter(STILL).height,
        wards_no_status=rows.filter(NO_STATUS).select("provider", "site", "ward").n_unique(),
    )


def wards(rows: pl.DataFrame, rounds: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row per ward, busiest first: patients, not_meeting, longest (days past ready), no_status, no_owner, chase.

    With the day's `rounds` (columns ROUNDS): slot and at of the ward's last completed one, null where there is none.
    """
    found = (
        rows.group_by("provider", "site", "ward")
        .agg(
            patients=(~GONE).sum(),
            not_meeting=WAITING.sum(),
            longest=pl.col("days_past").filter(WAITING).max(),
            no_status=NO_STATUS.sum(),
            no_owner=NO_OWNER.sum(),
            chase=(pl.col("tier") == CHASE).sum(),
        )
        .sort("not_meeting", "ward", "site", descending=[True, False, False])
    )
    if rounds is None:
        return found
    last = rounds.sort("at").unique(("provider", "site", "ward"), keep="last", maintain_order=True)
    return found.join(last, on=("provider", "site", "ward"), how="left", maintain_order="left")


def times(rows: pl.DataFrame, as_at: datetime) -> pl.DataFrame:
    """site, taken: when the newest board of each site was taken, `as_at` for a site without one; the oldest first."""
    taken = pl.col("snapshot_at").max().fill_null(pl.lit(as_at, pl.Datetime("us")))
    return rows.group_by("site").agg(taken=taken).sort("taken", "site")
