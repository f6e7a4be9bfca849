"""What is odd about returned counts, shown for what it is: runs of 0, days not submitted, impossible pairs."""

from __future__ import annotations

import polars as pl

LONG_RUN = 14
PART_OF = {"discharged": "nctr", "discharged_by_1700": "discharged", "remaining": "nctr", "stay_21_plus": "stay_7_plus",
           "beds_occupied": "beds_open"}  # fmt: skip


def oddities(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per provider and oddity: provider, measure, oddity, days, first_day, last_day; the most days first.

    rows: stat_date, provider, measure, return_value (no nulls: a day that was not submitted has no row). Oddities:
    "0 every day" a run of at least LONG_RUN submitted days of 0 that also has other values; "more than" a part that
    exceeds its whole on a day; "not submitted" days on which others returned the measure.
    """
    typed = rows.with_columns(pl.col("provider", "measure").cast(pl.String)).sort("provider", "measure", "stat_date")
    found = pl.concat([_runs_of_zero(typed), _impossible(typed), _not_submitted(typed)])
    return found.sort("days", "provider", "measure", descending=[True, False, False])


def _runs_of_zero(rows: pl.DataFrame) -> pl.DataFrame:
    keys = ["provider", "measure"]
    zero = rows.with_columns(zero=pl.col("return_value") == 0)
    runs = (
        zero.with_columns(run=(pl.col("zero") != pl.col("zero").shift()).fill_null(True).cum_sum().over(keys))
        .group_by(*keys, "run", "zero")
        .agg(days=pl.len(), first_day=pl.col("stat_date").min(), last_day=pl.col("stat_date").max())
    )
    varied = zero.group_by(keys).agg(varied=(~pl.col("zero")).any())
    long = runs.filter(pl.col("zero"), pl.col("days") >= LONG_RUN).join(varied.filter(pl.col("varied")), on=keys)
    return _told(long, pl.lit("0 every day"))


def _impossible(rows: pl.DataFrame) -> pl.DataFrame:
    wholes = pl.DataFrame({"measure": list(PART_OF), "whole": list(PART_OF.values())})
    values = rows.select("provider", "stat_date", "measure", "return_value")
    pairs = values.join(wholes, on="measure").join(
        values.rename({"measure": "whole", "return_value": "of"}), on=["provider", "stat_date", "whole"]
    )
    over = (
        pairs.filter(pl.col("return_value") > pl.col("of"))
        .group_by("provider", "measure", "whole")
        .agg(days=pl.len(), first_day=pl.col("stat_date").min(), last_day=pl.col("stat_date").max())
    )
    return _told(over, pl.format("more than {}", pl.col("whole")))


def _not_submitted(rows: pl.DataFrame) -> pl.DataFrame:
    """Days on which others returned the measure and the provider, between its own first and last day, did not."""
    keys = ["provider", "measure"]
    span = rows.group_by(keys).agg(first=pl.col("stat_date").min(), last=pl.col("stat_date").max())
    published = rows.select("measure", "stat_date").unique()
    due = span.join(published, on="measure").filter(pl.col("stat_date").is_between("first", "last"))
    missing = due.join(rows, on=[*keys, "stat_date"], how="anti").group_by(keys)
    return _told(
        missing.agg(days=pl.len(), first_day=pl.col("stat_date").min(), last_day=pl.col("stat_date").max()),
        pl.lit("not submitted"),
    )


def _told(found: pl.DataFrame, oddity: pl.Expr) -> pl.DataFrame:
    return found.select(
        "provider", "measure", oddity.alias("oddity"), pl.col("days").cast(pl.UInt32), "first_day", "last_day"
    )
