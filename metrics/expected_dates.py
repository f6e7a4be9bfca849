"""Expected discharge dates, read for a chart: how far from the first one people leave, and how often it moved.

Works on rows of sql/36_expected_stay.sql. The measures themselves are in metrics/catalogue/expected_dates.py.
"""

from __future__ import annotations

from typing import Final

import polars as pl

COLUMNS: Final = ["first_expected_on", "slips", "patients"]
FROM, TO = -7, 14  # days at the ends of the histogram stand for all beyond
MOST_SLIPS: Final = 4


def days_late(rows: pl.DataFrame) -> pl.DataFrame:
    """days (FROM to TO, the ends with all beyond), patients, share: from the first expected date to the leaving."""
    late = (pl.col("stat_date") - pl.col("first_expected_on")).dt.total_days().clip(FROM, TO)
    counted = (
        rows.filter(pl.col("first_expected_on").is_not_null())
        .group_by(late.cast(pl.Int64).alias("days"))
        .agg(pl.col("patients").sum())
    )
    return _shares(pl.DataFrame({"days": range(FROM, TO + 1)}), counted, "days")


def slips(rows: pl.DataFrame) -> pl.DataFrame:
    """slips (0 to MOST_SLIPS, the last with all beyond), patients, share: moves of the expected date to a later day."""
    counted = (
        rows.filter(pl.col("slips").is_not_null())
        .group_by(pl.col("slips").clip(0, MOST_SLIPS).cast(pl.Int64))
        .agg(pl.col("patients").sum())
    )
    return _shares(pl.DataFrame({"slips": range(MOST_SLIPS + 1)}), counted, "slips")


def _shares(axis: pl.DataFrame, counted: pl.DataFrame, key: str) -> pl.DataFrame:
    found = axis.join(counted, on=key, how="left").with_columns(pl.col("patients").fill_null(0)).sort(key)
    total = int(found["patients"].sum())
    share = pl.col("patients") / total if total else pl.lit(None, dtype=pl.Float64)
    return found.with_columns(share=share)
