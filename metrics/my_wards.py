"""A sponsor's wards on a day, from counts alone: nobody needs the right to see patients to look after a ward."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

COLUMNS: Final = ["site", "ward", "not_meeting", "stay_days", "owner", "patients"]
_WAITING: Final = pl.col("not_meeting") == 1


def on_day(census: pl.DataFrame, day: date) -> pl.DataFrame:
    """By ward: site, ward, patients, not_meeting, longest (stay in days of those not meeting), no_owner.

    census: rows of sql/12_census.sql with COLUMNS and stat_date. longest is null where everybody meets the criteria.
    """
    weight = pl.col("patients")
    return (
        census.filter(pl.col("stat_date") == day)
        .with_columns(pl.col("site", "ward").cast(pl.String))
        .group_by("site", "ward")
        .agg(
            patients=weight.sum(),
            not_meeting=weight.filter(_WAITING).sum(),
            longest=pl.col("stay_days").filter(_WAITING).max(),
            no_owner=weight.filter(_WAITING & pl.col("owner").is_null()).sum(),
        )
    )
