"""A measure split into groups: where each group stands in its latest whole period, by its own limits."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import polars as pl

from metrics.metric import Direction, Metric
from metrics.periods import Grain, starts
from metrics.spc import IMPROVEMENT_OF, REFERENCE, Rules, SpcOptions, spc

NOT_RECORDED = "not recorded"


@dataclass(frozen=True, eq=False)
class Groups:
    """A split series read group by group.

    latest: one row per group in its latest whole period with a value: name, date, value, n, mean, lpl, upl, shown_as,
    special_cause_type, advice, variation; highest value first. n is the denominator (a stock's days, null for a flow).
    rows: every whole period of every group, the fields of metrics.spc.ROW_FIELDS with the group's name as facet.
    """

    latest: pl.DataFrame
    rows: pl.DataFrame


def groups(
    metric: Metric,
    values: pl.DataFrame,
    by: str,
    direction: Direction | None = None,
    rules: Rules = REFERENCE,
    grain: Grain = "week",
) -> Groups | None:
    """Read a series split by `by`; None when no group ever had a value in a whole period.

    A group whose value was never known is left out; null in the split is the group "not recorded".
    A break in the metric's definition starts limits anew with the period of `grain` that holds it.
    """
    whole = values.filter(~pl.col("partial")).with_columns(facet=pl.col(by).fill_null(NOT_RECORDED))
    known = whole.filter(pl.col("value").is_not_null().any().over("facet"))
    if known.is_empty():
        return None
    series = known.select("facet", "value", "denominator", pl.col("period_start").alias("date"))
    options = SpcOptions(
        improvement=IMPROVEMENT_OF[direction or metric.direction], rebase=starts(metric.breaks, grain), **asdict(rules)
    )
    chart = spc(series, options)
    seen = chart.rows.filter(pl.col("value").is_not_null()).group_by("facet").agg(pl.all().sort_by("date").last())
    latest = (
        seen.join(series.select("facet", "date", "denominator"), on=["facet", "date"])
        .join(chart.guidance.select("facet", "advice", variation="variation_icon"), on="facet")
        .rename({"facet": "name", "denominator": "n"})
        .select(
            "name", "date", "value", "n", "mean", "lpl", "upl", "shown_as", "special_cause_type", "advice", "variation"
        )
        .sort("value", "name", descending=[True, False])
    )
    return Groups(latest, chart.rows)
