"""Metric + fact rows + covered days + grain + split -> numerator, denominator, value. Divides last."""

from __future__ import annotations

import polars as pl

from metrics.metric import Metric
from metrics.periods import Grain, coverage, period_start

COLUMNS = ("period_start", "value", "numerator", "denominator", "partial")


def compute(
    metric: Metric,
    rows: pl.DataFrame,
    cover: pl.DataFrame,
    grain: Grain,
    by: str | None = None,
    *,
    frame: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The series of `metric`: period_start, [by,] value, numerator, denominator, partial.

    For returned facts also providers (that returned in the period) and of (that return at all). rows: the fact's rows
    in scope with stat_date, provider, [by] and metric.columns(). cover: provider, stat_date of the scope. A group of a
    split stands in every period of its days; null in `by` is its own group. value is null where there is nothing to
    divide by or no covered day. frame: what periods_and_groups gives for this fact, scope, grain and split, if known.
    """
    keys = ["period_start", by] if by else ["period_start"]
    counted = _quantiles(metric, rows, grain, by) if metric.shape == "quantile" else _sums(metric, rows, grain, by)
    if frame is None:
        frame = periods_and_groups(metric, rows, cover, grain, by)
    joined = frame.join(counted, on=keys, how="left", nulls_equal=True, maintain_order="left")
    values = _divide(metric, joined)
    if by:
        values = values.with_columns(pl.col(by).cast(pl.String))
    extra = ("providers", "of") if metric.fact.returned else ()
    return values.select(*keys, *COLUMNS[1:], *extra).sort(*reversed(keys), nulls_last=True)


def periods_and_groups(
    metric: Metric, rows: pl.DataFrame, cover: pl.DataFrame, grain: Grain, by: str | None
) -> pl.DataFrame:
    """The rows of the answer before anything is counted: every period, and within it every group of the split.

    The same for every metric of one fact and its feeds, in one scope.
    """
    silent = metric.fact.returned
    if by is None or by not in metric.fact.places:
        periods = coverage(cover, grain, silent_left_out=silent)
        return periods if by is None else periods.join(rows.select(by).unique(), how="cross")
    if by == "provider":
        members = cover.select("provider").unique().with_columns(pl.col("provider").alias("group"))
        placed = cover.join(members, on="provider")
    else:
        placed = cover.join(rows.select("provider", pl.col(by).alias("group")).unique(), on="provider")
    return coverage(placed, grain, by="group", silent_left_out=silent).rename({"group": by})


def _sums(metric: Metric, rows: pl.DataFrame, grain: Grain, by: str | None) -> pl.DataFrame:
    """Numerator and denominator summed by day first (few rows remain), then by period."""
    keys = [by] if by else []
    counting = rows.lazy() if metric.where is None else rows.lazy().filter(metric.where)
    if metric.shape == "weekend":
        weekend = pl.col("stat_date").dt.weekday() >= 6
        parts = {
            "numerator": pl.when(weekend).then(pl.col("counted")).otherwise(0),
            "denominator": pl.when(weekend).then(0).otherwise(pl.col("counted")),
        }
        daily = counting.group_by("stat_date", *keys).agg(counted=metric.numerator.sum()).with_columns(**parts)
    else:
        bottom = pl.lit(None, dtype=pl.Float64) if metric.denominator is None else metric.denominator.sum()
        daily = counting.group_by("stat_date", *keys).agg(numerator=_submitted(metric), denominator=bottom)
    by_period = daily.group_by(period_start(pl.col("stat_date"), grain).alias("period_start"), *keys)
    # A window without any row is still one group, and its 0 is a true one.
    known = pl.col("numerator").is_not_null().any() | (pl.len() == 0)
    return by_period.agg(pl.col("numerator", "denominator").cast(pl.Float64).sum(), known=known).collect()


def _submitted(metric: Metric) -> pl.Expr:
    """The sum of the numerator; of a flow null where there are rows and none has a value: not submitted is not 0."""
    if metric.shape != "flow":
        return metric.numerator.sum()
    return pl.when(metric.numerator.is_not_null().any()).then(metric.numerator.sum())


def _quantiles(metric: Metric, rows: pl.DataFrame, grain: Grain, by: str | None) -> pl.DataFrame:
    """Weighted nearest rank: the smallest value whose cumulative share of the weight reaches the quantile."""
    keys = ["period_start", by] if by else ["period_start"]
    weight = metric.denominator if metric.denominator is not None else pl.lit(1)
    counting = rows.lazy() if metric.where is None else rows.lazy().filter(metric.where)
    ranked = (
        counting.select("stat_date", *keys[1:], numerator=metric.numerator, weight=weight)
        .filter(pl.col("numerator").is_not_null())
        .group_by("stat_date", *keys[1:], "numerator").agg(pl.col("weight").sum())
        .group_by(period_start(pl.col("stat_date"), grain).alias("period_start"), *keys[1:], "numerator")
        .agg(pl.col("weight").sum())
        .sort("numerator")
        .with_columns(reached=pl.col("weight").cum_sum().over(keys), of_all=pl.col("weight").sum().over(keys))
    )  # fmt: skip
    enough = pl.col("reached") / pl.col("of_all") >= metric.quantile
    return (
        ranked.filter(enough).group_by(keys)
        .agg(pl.col("numerator").min().cast(pl.Float64), pl.col("of_all").first().cast(pl.Float64).alias("denominator"))
        .collect()
    )  # fmt: skip


def _divide(metric: Metric, rows: pl.DataFrame) -> pl.DataFrame:
    """Value from the summed parts, by the metric's shape; null where no day is covered or nothing divides."""
    covered = pl.col("covered_days") > 0
    top: pl.Expr = pl.when(covered).then(pl.col("numerator").fill_null(0.0))
    bottom: pl.Expr = pl.when(covered).then(pl.col("denominator").fill_null(0.0))
    if metric.shape == "quantile":
        return rows.with_columns(
            value=pl.col("numerator"), numerator=pl.lit(None, dtype=pl.Float64), denominator=bottom
        )
    if metric.shape == "flow":
        top = pl.when(pl.col("known").fill_null(True)).then(top)
        return rows.with_columns(value=top, numerator=top, denominator=pl.lit(None, dtype=pl.Float64))
    if metric.shape == "stock":
        bottom = pl.when(covered).then(pl.col("covered_days").cast(pl.Float64))
    if metric.shape == "weekend":
        top, bottom = top / pl.col("weekend_days"), bottom / pl.col("weekdays")
        top, bottom = top.fill_nan(None), bottom.fill_nan(None)
    rows = rows.with_columns(numerator=top, denominator=bottom)
    return rows.with_columns(value=pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator")))
