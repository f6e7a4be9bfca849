"""Counts of a whole stretch of days, such as delayed days by month: they answer for periods that hold them whole.

A month's delayed days belong to that month and to nothing shorter: nobody knows in which of its weeks they fell. So a
row counts in a period (and in a choice of days) only if it lies inside it from its first day to its last; the days of
a row that doesn't are not covered there, and what is asked of them is null and partial, never a share of the month.
"""

from __future__ import annotations

import polars as pl

from metrics.metric import Metric
from metrics.periods import Grain, every_period, period_start
from metrics.scope import Scope

DAYS = ("provider", "stat_date")


def whole(
    metric: Metric, rows: pl.DataFrame, cover: pl.DataFrame, grain: Grain, scope: Scope
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that lie whole inside a period of `grain` and the scope's days, and the days of `cover` they answer for.

    rows: provider, stat_date, the fact's last day and the scope's places, of any days and every place of the providers
    in scope. A day is covered where a row of its provider, from any place, reaches it and is not blank (a place has its
    provider's days, and a return that was not submitted is not 0), unless a row of the scope's own place is cut there.
    """
    last = pl.col(str(metric.fact.last))
    inside = period_start(pl.col("stat_date"), grain) == period_start(last, grain)
    if scope.from_day is not None:
        inside = inside & (pl.col("stat_date") >= scope.from_day)
    if scope.to_day is not None:
        inside = inside & (last <= scope.to_day)
    mine = rows.filter(*scope.places("provider"))
    told = _days(rows.filter(metric.numerator.is_not_null()), last)
    cut = _days(mine.filter(~inside), last)
    # A row that a cut one overlaps would be set against fewer days than its own; such a cut one holds one of its ends.
    kept = mine.filter(inside).join(cut, on=DAYS, how="anti")
    kept = kept.join(cut, left_on=["provider", last], right_on=list(DAYS), how="anti")
    return kept, cover.join(told, on=DAYS, how="semi").join(cut, on=DAYS, how="anti")


def _days(rows: pl.DataFrame, last: pl.Expr) -> pl.DataFrame:
    """provider and stat_date of every day that the rows reach, once each."""
    spans = rows.select("provider", "stat_date", last=last).unique()
    days = spans.select("provider", stat_date=pl.date_ranges("stat_date", "last", closed="both"))
    return days.explode("stat_date").unique()


def every(
    answer: pl.DataFrame | None, cover: pl.DataFrame, rows: pl.DataFrame, grain: Grain, by: str | None
) -> pl.DataFrame:
    """The answer with every period that `cover` touches: those that no row answers for null and partial.

    answer: from metrics.compute over the days that `whole` left; None where it left none. rows give the groups then.
    """
    starts = cover.select(period_start=period_start(pl.col("stat_date"), grain)).to_series()
    axis = every_period(starts, grain) if grain != "window" else pl.DataFrame({"period_start": starts.unique()})
    keys = ["period_start"]
    if by:
        groups = rows if answer is None else answer
        axis, keys = axis.join(groups.select(pl.col(by).cast(pl.String)).unique(), how="cross"), ["period_start", by]
    if answer is None:
        nothing = {name: pl.lit(None, dtype=pl.Float64) for name in ("value", "numerator", "denominator")}
        return axis.with_columns(**nothing, partial=pl.lit(True)).sort(*reversed(keys), nulls_last=True)
    filled = axis.join(answer, on=keys, how="left", nulls_equal=True).with_columns(pl.col("partial").fill_null(True))
    return filled.select(answer.columns).sort(*reversed(keys), nulls_last=True)
