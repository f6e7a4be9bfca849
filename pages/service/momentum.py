"""Momentum: how many people enter how much each month; nobody is named."""

from __future__ import annotations

import polars as pl

from data.register.momentum import by_month
from pages.service.core import principal
from pages.service.entered import register

SCHEMA = {"period_start": pl.Date, "people": pl.Int64, "actions": pl.Int64}


def momentum() -> pl.DataFrame:
    """period_start (the first of each month), people, actions; months without any in between stand at 0."""
    found = pl.DataFrame(by_month(register(), principal()), schema=SCHEMA, orient="row")
    if found.is_empty():
        return found
    axis = pl.date_range(found["period_start"][0], found["period_start"][-1], "1mo", eager=True)
    every = pl.DataFrame({"period_start": axis}).join(found, on="period_start", how="left")
    return every.with_columns(pl.col("people", "actions").fill_null(0))
