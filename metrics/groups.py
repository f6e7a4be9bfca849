"""A measure split into groups: where each group stands in its latest whole period, by its own limits."""

from __future__ import annotations

import polars as pl

from metrics.metric import Direction, Metric
from metrics.spc import IMPROVEMENT_OF, SpcOptions, spc

NOT_RECORDED = "not recorded"


def groups(metric: Metric, values: pl.DataFrame, by: str, direction: Direction | None = None) -> pl.DataFrame:
    """One row per group: name, date, value, n, mean, shown_as, special_cause_type, advice; highest value first.

    values: a series split by `by`. n is the denominator of the latest whole period (a stock's days, null for a flow).
    A group whose value was never known is left out; null in the split is the group "not recorded".
    """
    whole = values.filter(~pl.col("partial")).with_columns(facet=pl.col(by).fill_null(NOT_RECORDED))
    known = whole.filter(pl.col("value").is_not_null().any().over("facet"))
    if known.is_empty():
        return pl.DataFrame(schema={"name": pl.String, "date": pl.Date, "value": pl.Float64, "n": pl.Float64,
                                    "mean": pl.Float64, "shown_as": pl.String, "special_cause_type": pl.String,
                                    "advice": pl.String})  # fmt: skip
    series = known.select("facet", "value", "denominator", pl.col("period_start").alias("date"))
    chart = spc(series, SpcOptions(improvement=IMPROVEMENT_OF[direction or metric.direction]))
    latest = chart.rows.join(series.select("facet", "date", "denominator"), on=["facet", "date"]).filter(
        pl.col("value").is_not_null()
    )
    latest = latest.group_by("facet").agg(pl.all().sort_by("date").last())
    return (
        latest.join(chart.guidance.select("facet", "advice"), on="facet")
        .select(
            pl.col("facet").alias("name"),
            "date",
            "value",
            pl.col("denominator").alias("n"),
            "mean",
            "shown_as",
            "special_cause_type",
            "advice",
        )
        .sort("value", "name", descending=[True, False])
    )
