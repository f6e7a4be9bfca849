"""Momentum: how many people enter how much each month, counted from the audit log; nobody is named."""

from __future__ import annotations

from datetime import date

import polars as pl
from sqlalchemy import func, select

from data.access import Right, require
from data.register.models import AuditRow
from pages.service.core import principal
from pages.service.entered import register

BY_HAND = ("added", "changed")
SCHEMA = {"period_start": pl.Date, "people": pl.Int64, "actions": pl.Int64}


def momentum() -> pl.DataFrame:
    """period_start (the first of each month), people who entered or changed anything, and how often; months in UTC.

    A file of entries that is read in counts as one person's doing of each entry in it. Months without any stand at 0.
    """
    require(principal(), Right.READ)
    month = func.substr(AuditRow.at, 1, 7)
    by = func.coalesce(func.nullif(AuditRow.subject, ""), AuditRow.who)
    counted = (
        select(month, func.count(by.distinct()), func.count())
        .where(AuditRow.action.in_(BY_HAND))
        .group_by(month)
        .order_by(month)
    )
    with register().reading() as session:
        rows = [(date.fromisoformat(f"{at}-01"), people, actions) for at, people, actions in session.execute(counted)]
    found = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    if found.is_empty():
        return found
    axis = pl.date_range(found["period_start"][0], found["period_start"][-1], "1mo", eager=True)
    every = pl.DataFrame({"period_start": axis}).join(found, on="period_start", how="left")
    return every.with_columns(pl.col("people", "actions").fill_null(0))
