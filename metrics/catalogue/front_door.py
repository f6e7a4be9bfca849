"""Metrics of the front door and of planned discharges that did not happen."""

from datetime import date

import polars as pl

from metrics.metric import FRONT_DOOR, PLANNED_DISCHARGE, Direction, Metric

REVIEWED = date(2026, 11, 22)


def _share(key: str, label: str, part: str, whole: str, definition: str, source: str) -> Metric:
    """A share of two counts of the feed; a day on which either was not submitted stays out of both."""
    both = pl.col(part).is_not_null() & pl.col(whole).is_not_null()
    return Metric(
        key=key,
        label=label,
        fact=FRONT_DOOR,
        shape="ratio",
        numerator=pl.col(part),
        denominator=pl.col(whole),
        where=both,
        unit="share",
        direction="higher",
        definition=definition,
        formula=f"{part.replace('_', ' ')} / {whole.replace('_', ' ')}",
        source=source,
        reviewed=REVIEWED,
    )


def _flow(key: str, label: str, direction: Direction, definition: str, source: str) -> Metric:
    return Metric(
        key=key,
        label=label,
        fact=FRONT_DOOR,
        shape="flow",
        numerator=pl.col(key),
        per="year",
        unit="count",
        direction=direction,
        definition=definition,
        formula=f"sum of {key.replace('_', ' ')}",
        source=source,
        reviewed=REVIEWED,
    )


HANDOVER = "NHS Standard Contract 2022-23: 65% within 15 minutes, 95% within 30"
FAILED_DISCHARGE_SHARE = Metric(
    key="failed_discharge_share",
    label="Failed discharges",
    fact=PLANNED_DISCHARGE,
    shape="ratio",
    numerator=pl.col("failed"),
    denominator=pl.col("failed") + pl.col("eligible"),
    feeds=("failed_discharges", "spells"),
    unit="share",
    direction="lower",
    definition="Share of planned discharges that did not happen on the day.",
    formula="failed planned discharges / (failed + eligible discharges), on days that both feeds cover",
    source="Lincolnshire, reasons for failed discharges; Homeward contract, section 3",
    reviewed=REVIEWED,
)
METRICS = (
    _share(
        "four_hour_share", "Within 4 hours", "within_4_hours", "attendances",
        "Share of emergency attendances admitted, transferred or discharged within 4 hours of arrival.",
        "NHS constitution, 4-hour standard",
    ),
    _share(
        "handover_15_share", "Handover within 15 minutes", "handovers_within_15", "handovers",
        "Share of ambulance handovers completed within 15 minutes of arrival.", HANDOVER,
    ),
    _share(
        "handover_30_share", "Handover within 30 minutes", "handovers_within_30", "handovers",
        "Share of ambulance handovers completed within 30 minutes of arrival.", HANDOVER,
    ),
    _share(
        "handover_60_share", "Handover within 60 minutes", "handovers_within_60", "handovers",
        "Share of ambulance handovers completed within 60 minutes of arrival.", "NHS Standard Contract 2022-23: 100%",
    ),
    _flow(
        "admissions_avoided", "Admissions avoided", "higher",
        "People who would have been admitted and were supported at home instead, as the front-door team counts.",
        "Birmingham, hospital front door",
    ),
    _flow(
        "social_care_referrals", "Referrals to social care", "lower",
        "Referrals from the hospital to adult social care.", "East Surrey, referrals to adult social care",
    ),
    FAILED_DISCHARGE_SHARE,
)  # fmt: skip
