"""Days, weeks, months, quarters, financial years: where a period starts and how much of it is covered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, get_args

import polars as pl

Grain = Literal["day", "week", "month", "quarter", "year", "window"]
GRAINS: tuple[Grain, ...] = get_args(Grain)[:-1]
WINDOW = date(1, 1, 1)
_STEP = {"window": "0d", "day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}


def period_start(day: pl.Expr, grain: Grain) -> pl.Expr:
    """The first day of the period that holds `day`: weeks from Monday, quarters and financial years from 1 April.

    A window is one period without a calendar: all the days asked for.
    """
    if grain == "window":
        return pl.lit(WINDOW)
    if grain == "day":
        return day
    if grain == "year":
        return day.dt.offset_by("-3mo").dt.truncate("1y").dt.offset_by("3mo")
    return day.dt.truncate(_STEP[grain])


def starts(days: Sequence[date], grain: Grain) -> list[date]:
    """The first days of the periods that hold the days, in their order."""
    held = pl.Series("day", list(days), dtype=pl.Date).to_frame().select(period_start(pl.col("day"), grain))
    return held.to_series().to_list()


def period_end(start: pl.Expr, grain: Grain) -> pl.Expr:
    """The first day after the period that begins on `start`."""
    return start.dt.offset_by(_STEP[grain])


def every_period(starts: pl.Series, grain: Grain) -> pl.DataFrame:
    """period_start of every period from the first to the last of `starts`, which are first days of periods."""
    first, last = starts.min(), starts.max()
    return pl.DataFrame({"period_start": pl.date_range(first, last, _STEP[grain], eager=True)})  # type: ignore[arg-type]


def coverage(
    cover: pl.DataFrame, grain: Grain, *, by: str | None = None, silent_left_out: bool = False
) -> pl.DataFrame:
    """How much of each period is covered: [by,] period_start, covered_days, weekend_days, weekdays, providers, partial.

    cover: provider, stat_date and, with `by`, that column (a place belongs to one provider or more). covered_days are
    the days that any provider covers. partial unless every provider covers all of the period, or, with
    silent_left_out (returns), every provider that covers any of it. Periods in a gap are there with 0 covered days.
    """
    keys = [by] if by else []
    rows = cover.with_columns(period_start=period_start(pl.col("stat_date"), grain))
    per_provider = rows.group_by(*keys, "provider", "period_start").agg(days=pl.len())
    expected = rows.group_by(*keys).agg(of=pl.col("provider").n_unique()) if keys else None
    days = rows if rows["provider"].n_unique() == 1 and not by else rows.unique([*keys, "stat_date"])
    weekend = pl.col("stat_date").dt.weekday() >= 6
    any_day = days.group_by(*keys, "period_start").agg(covered_days=pl.len(), weekend_days=weekend.sum())
    full_length = (period_end(pl.col("period_start"), grain) - pl.col("period_start")).dt.total_days()
    if grain == "window":
        held = cover["stat_date"]
        full_length = pl.lit(((held.max() - held.min()) + timedelta(days=1)) // timedelta(days=1))  # type: ignore[operator]
    whole = per_provider.group_by(*keys, "period_start").agg(
        providers=pl.len(), whole=(pl.col("days") == full_length).all()
    )
    # A place that is not recorded is a group like any other, so nulls meet in every join.
    table = any_day.join(whole, on=[*keys, "period_start"], nulls_equal=True)
    if expected is not None:
        table = table.join(expected, on=keys, nulls_equal=True)
    else:
        table = table.with_columns(of=pl.lit(rows["provider"].n_unique()))
    everyone = pl.lit(True) if silent_left_out else pl.col("providers") == pl.col("of")
    table = table.with_columns(
        partial=~(pl.col("whole") & everyone), weekdays=pl.col("covered_days") - pl.col("weekend_days")
    ).drop("whole")
    return _with_gaps(table, grain, keys)


def _with_gaps(table: pl.DataFrame, grain: Grain, keys: list[str]) -> pl.DataFrame:
    """Every period between the first and the last; those without a covered day as partial rows of 0 days."""
    if table.is_empty() or grain == "window":
        return table
    axis = every_period(table["period_start"], grain)
    if keys:
        axis = table.select(keys).unique().join(axis, how="cross")
    if axis.height == table.height:
        return table
    filled = axis.join(table, on=[*keys, "period_start"], how="left", nulls_equal=True)
    zero = ("covered_days", "weekend_days", "weekdays", "providers")
    of = pl.col("of").max().over(keys) if keys else pl.col("of").max()
    return filled.with_columns(pl.col(zero).fill_null(0), pl.col("partial").fill_null(True), of)
