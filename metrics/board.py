"""The board of this morning: who needs what done, in what order and why; ward by ward.

Works on the rows of sql/15_board_now.sql. A row is a patient; the day is the board's own, never the clock's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

LONG_STAYS = (7, 14, 21)
NOT_MEETING = pl.col("meets_criteria_to_reside") == "N"
NO_STATUS = pl.col("meets_criteria_to_reside").is_null()
NO_OWNER = NOT_MEETING & pl.col("owner").is_null()


@dataclass(frozen=True)
class Counts:
    """What a board adds up to. stay_7 ...: not meeting criteria with a stay of at least so many days."""

    patients: int
    not_meeting: int
    stay_7: int
    stay_14: int
    stay_21: int
    no_status: int
    no_owner: int
    overdue: int
    wards_not_done: int


def prioritised(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """The rows with days_past, stay_days, overdue, tier and why, in the order of what needs doing.

    on: the day of the board. days_past: midnights since the ready date, null while criteria are met or it is unknown.
    Tiers: 1 not meeting criteria and nobody owns the next step, or the expected date has passed; 2 others not meeting
    criteria; 3 no status recorded; 4 meeting criteria. Within a tier the longest past ready, then the longest stay.
    """
    overdue = NOT_MEETING & (pl.col("expected_discharge_date") < on)
    tier = (
        pl.when(NO_OWNER | overdue).then(1).when(NOT_MEETING).then(2).when(NO_STATUS).then(3).otherwise(4)
    )  # fmt: skip
    reasons = pl.concat_str(
        pl.when(NO_OWNER).then(pl.lit("nobody owns the next step")),
        pl.when(overdue).then(pl.lit("the expected date has passed")),
        pl.when(NO_STATUS).then(pl.lit("no status recorded")),
        separator=" and ", ignore_nulls=True,
    )  # fmt: skip
    return rows.with_columns(
        days_past=(pl.lit(on) - pl.col("ready_date")).dt.total_days(),
        stay_days=(pl.lit(on) - pl.col("admitted_on")).dt.total_days(),
        overdue=overdue.fill_null(False),
        tier=tier,
        why=reasons,
    ).sort("tier", "days_past", "stay_days", "spell_id", descending=[False, True, True, False], nulls_last=True)


def counts(rows: pl.DataFrame) -> Counts:
    """Add up the rows of `prioritised`."""
    waiting = rows.filter(NOT_MEETING)
    seven, fourteen, twenty_one = (int((waiting["stay_days"] >= days).sum()) for days in LONG_STAYS)
    return Counts(
        patients=rows.height,
        not_meeting=waiting.height,
        stay_7=seven,
        stay_14=fourteen,
        stay_21=twenty_one,
        no_status=rows.filter(NO_STATUS).height,
        no_owner=rows.filter(NO_OWNER).height,
        overdue=int(rows["overdue"].sum()),
        wards_not_done=rows.filter(NO_STATUS).select("provider", "site", "ward").n_unique(),
    )


def wards(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per ward, busiest first: patients, not_meeting, longest (days past ready), no_status, no_owner.

    A ward is done when no_status is 0: every patient on it has a status.
    """
    return (
        rows.group_by("provider", "site", "ward")
        .agg(
            patients=pl.len(),
            not_meeting=NOT_MEETING.sum(),
            longest=pl.col("days_past").max(),
            no_status=NO_STATUS.sum(),
            no_owner=NO_OWNER.sum(),
        )
        .sort("not_meeting", "ward", descending=[True, False])
    )
