"""Weekly frames as the arrays that the estimators take, and their answers as frames that charts draw."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from metrics.before_now import DAYS
from metrics.effects.controlled import weekly_means
from metrics.effects.estimate import Array, NotEnoughData
from metrics.effects.panel import Panel, panel
from metrics.effects.series import FEWEST_IN_A_SHARE, InterruptedSeries
from metrics.metric import Metric
from metrics.tried import Design, monday, window

DRAWN = {"date": pl.Date, "value": pl.Float64, "expected": pl.Float64, "low": pl.Float64, "high": pl.Float64}
BLOCK = 4


class NothingCounted(NotEnoughData):
    """No whole week of the wards has a value."""

    def __init__(self) -> None:
        super().__init__("No whole week of these wards has a value: choose other wards or another measure.")


def weights(metric: Metric, rows: pl.DataFrame) -> Array | None:
    """Weekly denominators of a share, where every week has enough of them to weigh by."""
    if metric.unit != "share" or rows.is_empty():
        return None
    sizes = rows["denominator"].fill_null(0.0).to_numpy()
    return sizes if sizes.min() >= FEWEST_IN_A_SHARE else None


def as_panel(metric: Metric, design: Design, by_ward: pl.DataFrame) -> Panel:
    """The ward-weeks of the wards with the change and the comparison wards; raises NothingCounted."""
    wards = pl.col("ward").cast(pl.String).is_in([*design.starts, *design.others])
    rows = window(by_ward, design).filter(wards, ~_settling(design))
    if rows.is_empty():
        raise NothingCounted
    first = first_week(by_ward, design)
    weeks = [(day - first).days // 7 for day in rows["period_start"].to_list()]
    starts = [
        (monday(design.starts[ward]) - first).days // 7 if ward in design.starts else np.nan
        for ward in rows["ward"].to_list()
    ]
    return panel(rows["ward"].to_list(), weeks, weekly_values(metric, rows), starts)


def _settling(design: Design) -> pl.Expr:
    """Weeks in which a ward's own change settles; where all wards began together, those weeks of every ward."""
    weeks = (monday(design.settled) - monday(max(design.starts.values()))).days // 7
    if weeks <= 0:
        return pl.lit(False)
    first = {ward: monday(day) for ward, day in design.starts.items()}
    own = pl.col("ward").cast(pl.String).replace_strict(first, default=None, return_dtype=pl.Date)
    began = pl.lit(next(iter(first.values()))) if len(set(first.values())) == 1 else own
    inside = (pl.col("period_start") >= began) & (pl.col("period_start") < began + timedelta(weeks=weeks))
    return inside.fill_null(False)


def first_week(by_ward: pl.DataFrame, design: Design) -> date:
    """The Monday of the first week to compare: week 0 of `as_panel`."""
    first: date = window(by_ward, design)["period_start"].min()  # type: ignore[assignment]
    return first


def weekly_values(metric: Metric, rows: pl.DataFrame) -> Array:
    """Weekly values on the scale that the card shows: a flow for each day or year."""
    scale = DAYS[metric.per] / 7 if metric.shape == "flow" else 1.0
    return rows["value"].cast(pl.Float64).fill_null(np.nan).to_numpy() * scale


def observed(metric: Metric, weekly: pl.DataFrame) -> pl.DataFrame:
    """The whole weeks as columns of DRAWN, nothing expected beside them."""
    rows = weekly.filter(~pl.col("partial"))
    seen = rows.select(pl.col("period_start").alias("date")).with_columns(
        value=pl.Series(weekly_values(metric, rows)).fill_nan(None)
    )
    return seen.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in ("expected", "low", "high"))


def expected(metric: Metric, weekly: pl.DataFrame, found: InterruptedSeries, days: list[date]) -> pl.DataFrame:
    """The observed weeks with what the model expects without the change, from its start on."""
    line, low, high = found.counterfactual()
    if metric.unit == "share":  # a line may run out of what a share can be; what is said of it may not
        line, low, high = (np.clip(part, 0.0, 1.0) for part in (line, low, high))
    dates = [days[0] + timedelta(weeks=int(week)) for week in found.weeks]
    after = found.weeks >= found.start
    band = pl.DataFrame(
        {"date": dates, "expected": line, "low": low, "high": high, "after": after},
        schema_overrides={"date": pl.Date},
    ).filter("after")
    seen = observed(metric, weekly).drop("expected", "low", "high")
    return seen.join(band.drop("after"), on="date", how="left").filter(pl.col("date") >= days[0])


def levelled(rows: Panel, first: date) -> pl.DataFrame:
    """The wards with the change on average, and as `expected` the comparison wards moved to their level before.

    By blocks of four weeks counted from the first start, since single weeks of single wards hide what happened.
    first: the Monday of week 0 of the panel. No band: how sure the difference is, is the verdict's to say.
    """
    seen, others = weekly_means(rows)
    before = rows.weeks < np.min(rows.start[rows.treated])
    both = before & np.isfinite(seen) & np.isfinite(others)
    apart = float(np.mean(seen[both] - others[both])) if both.any() else np.nan
    dates = [first + timedelta(weeks=int(week)) for week in rows.weeks]
    block = np.floor((rows.weeks - np.min(rows.start[rows.treated])) / BLOCK).astype(np.int64)
    values = {"date": dates, "value": seen, "expected": others + apart, "block": block}
    drawn = (
        pl.DataFrame(values, schema_overrides={"date": pl.Date}).fill_nan(None).group_by("block", maintain_order=True)
    )
    blank = pl.lit(None, dtype=pl.Float64)
    blocks = drawn.agg(pl.col("date").first(), pl.col("value", "expected").mean(), pl.len(), low=blank, high=blank)
    # The last block is drawn only once it is whole: half of one jumps about.
    return blocks.filter((pl.col("block") < pl.col("block").max()) | (pl.col("len") == BLOCK)).drop("block", "len")
