"""How far a weekly series of today is from the same weeks as they were kept."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Moved:
    """weeks: kept whole weeks with a value. changed: those with another value now; lost: those without one now.

    mean: the mean of now less then over the weeks that have both, largest: the one furthest from 0, both in the unit
    of the weekly value; None where no week has both.
    """

    weeks: int
    changed: int
    lost: int
    mean: float | None
    largest: float | None


def moved(then: pl.DataFrame, now: pl.DataFrame) -> Moved:
    """Compare whole weeks with a value of `then` with the same weeks of `now`: period_start, value, partial."""
    kept = then.filter(~pl.col("partial"), pl.col("value").is_not_null()).select("period_start", kept="value")
    today = now.filter(~pl.col("partial")).select("period_start", pl.col("value").cast(pl.Float64))
    both = kept.join(today, on="period_start", how="left")
    apart = both.select(pl.col("value") - pl.col("kept")).to_series().drop_nulls()
    if apart.is_empty():
        return Moved(kept.height, 0, kept.height, None, None)
    largest = float(apart[int(apart.abs().arg_max() or 0)])
    mean = float(apart.to_numpy().mean())
    return Moved(kept.height, int((apart != 0).sum()), kept.height - apart.len(), mean, largest)
