"""Open actions with their age, what is overdue, and at which level of the ladder actions are resolved. Pure frames.

A row is an action: id, about, provider, site, ward, owner, level, raised, due, closed (dates, null where there is none)
and stepped, the day it came to its present level. The day is given: nothing here asks a clock.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

LEVELS: Final = ("team", "coordinator", "manager", "executive")
"""Kent's ladder, from the bottom (reference: systems to cover, figure 7 of the escalation governance)."""
ROWS: Final = {
    "id": pl.String, "version": pl.Int64, "about": pl.String, "provider": pl.String, "site": pl.String,
    "ward": pl.String, "spell_id": pl.String, "text": pl.String, "owner": pl.String, "level": pl.String,
    "raised": pl.Date, "due": pl.Date, "closed": pl.Date, "outcome": pl.String, "stepped": pl.Date,
}  # fmt: skip
HIGH: Final = ("manager", "executive")


def open_on(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """The actions open on a day, with age (days since raised), at_level (days at the present level), late (days past
    due, null where not) and overdue; most overdue first, then the soonest due, then the oldest without a date.
    """
    late = (pl.lit(on) - pl.col("due")).dt.total_days()
    return (
        rows.filter((pl.col("raised") <= on) & (pl.col("closed").is_null() | (pl.col("closed") > on)))
        .with_columns(
            age=(pl.lit(on) - pl.col("raised")).dt.total_days(),
            at_level=(pl.lit(on) - pl.col("stepped")).dt.total_days(),
            late=pl.when(late > 0).then(late),
            overdue=(late > 0).fill_null(False),
        )
        .sort("due", "raised", "id", nulls_last=True)
    )


def by_level(found: pl.DataFrame) -> pl.DataFrame:
    """The rows of `open_on` by level, every level there: level, actions, overdue, oldest (days), median_age."""
    counted = found.group_by("level").agg(
        actions=pl.len(), overdue=pl.col("overdue").sum(), oldest=pl.col("age").max(), median_age=pl.col("age").median()
    )
    levels = pl.DataFrame({"level": LEVELS})
    return levels.join(counted, on="level", how="left", maintain_order="left").with_columns(
        pl.col("actions", "overdue").fill_null(0)
    )


def resolved(rows: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Actions closed in those days, both inclusive, by the level that closed them: level, actions, share, median_open.

    share: of all closed in those days, null when there are none. median_open: days from raised to closed.
    """
    closed = rows.filter(pl.col("closed").is_between(first, last)).with_columns(
        days=(pl.col("closed") - pl.col("raised")).dt.total_days()
    )
    counted = closed.group_by("level").agg(actions=pl.len(), median_open=pl.col("days").median())
    levels = pl.DataFrame({"level": LEVELS})
    found = levels.join(counted, on="level", how="left", maintain_order="left")
    share = pl.col("actions").fill_null(0) / closed.height if closed.height else pl.lit(None, dtype=pl.Float64)
    return found.with_columns(pl.col("actions").fill_null(0), share=share)


def resolved_by_month(rows: pl.DataFrame) -> pl.DataFrame:
    """Closed actions by month of closing and level: period_start, part (the level), value; months without any left out.

    Every month has all four levels, so that shares stack in the ladder's order.
    """
    closed = rows.filter(pl.col("closed").is_not_null()).with_columns(period_start=pl.col("closed").dt.month_start())
    counted = closed.group_by("period_start", "level").agg(value=pl.len())
    frame = closed.select("period_start").unique().join(pl.DataFrame({"level": LEVELS}), how="cross")
    found = frame.join(counted, on=["period_start", "level"], how="left").with_columns(
        pl.col("value").fill_null(0).cast(pl.Float64)
    )
    order = pl.col("level").replace_strict({level: at for at, level in enumerate(LEVELS)}, return_dtype=pl.Int64)
    return found.sort("period_start", order).rename({"level": "part"})


def of_wards(found: pl.DataFrame) -> pl.DataFrame:
    """The rows of `open_on` by ward: site, ward, actions, high (with a manager or executive), oldest_high, overdue."""
    high = pl.col("level").is_in(HIGH)
    return found.group_by("site", "ward").agg(
        actions=pl.len(), high=high.sum(), oldest_high=pl.col("age").filter(high).max(), overdue=pl.col("overdue").sum()
    )


def last_contact(rows: pl.DataFrame) -> pl.DataFrame:
    """By ward, the last day on which an action there was taken up to a manager or executive, or closed by one."""
    high = rows.filter(pl.col("level").is_in(HIGH))
    return high.group_by("site", "ward").agg(contact=pl.max_horizontal(pl.col("closed").max(), pl.col("stepped").max()))
