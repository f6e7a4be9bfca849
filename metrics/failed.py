"""Planned discharges that did not happen: why, how often again, and the bed days until the next plan or the leaving.

Works on rows of sql/34_failed_plan.sql. A bed day counts once: it belongs to the plan that failed last before it, so
that reasons add up; of a stay's only failed plan the days run to the discharge, or to the day of the data.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from metrics.metric import Fact
from metrics.periods import period_end, period_start

FAILED_PLAN: Final = Fact("failed_plan", "failed_discharges", ("provider", "site", "ward", "reason", "owner"))
COLUMNS: Final = [
    "site", "ward", "reason", "owner", "attempt", "days_to_next", "days_to_leaving", "in_hospital", "spell_known",
    "patients",
]  # fmt: skip
AGAIN: Final = pl.col("attempt") > 1


def with_days(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """The rows with days_lost: from the planned day to the next plan that failed, the discharge, or `on`.

    null where the spell is not loaded, or it ended without a time; never below 0: some leave before the planned day.
    """
    until = pl.min_horizontal("days_to_next", "days_to_leaving")
    so_far = pl.when(pl.col("in_hospital") == 1).then((pl.lit(on) - pl.col("stat_date")).dt.total_days())
    return rows.with_columns(days_lost=pl.coalesce(until, so_far).clip(0))


def causes(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """One row per reason, owner, ward ...: plans, again (not the stay's first), days; most plans first.

    rows: of `with_days`. Days are of the plans whose end is known.
    """
    return (
        rows.group_by(pl.col(by).cast(pl.String))
        .agg(
            plans=pl.col("patients").sum(),
            again=pl.col("patients").filter(AGAIN).sum(),
            days=pl.col("days_lost").sum(),
        )
        .sort("plans", by, descending=[True, False])
    )


def attempts(rows: pl.DataFrame) -> dict[int, int]:
    """How many plans were the stay's first, second ... to fail; what came before the rows' days counts too."""
    return dict(rows.group_by("attempt").agg(pl.col("patients").sum()).sort("attempt").iter_rows())


def monthly(rows: pl.DataFrame, by: str, first: date, last: date) -> pl.DataFrame:
    """period_start, `by`, value (plans): the whole months between the first and last covered day, in order."""
    month = period_start(pl.col("stat_date"), "month")
    counted = rows.group_by(month.alias("period_start"), pl.col(by).cast(pl.String)).agg(value=pl.col("patients").sum())
    whole = (pl.col("period_start") >= first) & (
        period_end(pl.col("period_start"), "month").dt.offset_by("-1d") <= last
    )
    return counted.filter(whole).sort("period_start", by)


def stays(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per stay: plans, last_planned, reasons (in order, each once), owner (the last), days, in_hospital.

    rows: of `with_days`, with provider and spell_id. Those still in hospital first, then most plans, then most days.
    """
    return (
        rows.sort("stat_date")
        .group_by("provider", "spell_id", maintain_order=True)
        .agg(
            site=pl.col("site").last(),
            ward=pl.col("ward").last(),
            plans=pl.col("attempt").max(),
            last_planned=pl.col("stat_date").last(),
            reasons=pl.col("reason").drop_nulls().unique(maintain_order=True),
            owner=pl.col("owner").last(),
            days=pl.col("days_lost").sum(),
            in_hospital=pl.col("in_hospital").last(),
        )
        .sort("in_hospital", "plans", "days", "spell_id", descending=[True, True, True, False])
    )
