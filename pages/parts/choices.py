"""What the scope bar offers: the places and cohorts that the store holds."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from metrics.ask import Answers
from metrics.metric import Metric
from pages import service

SPLITS: Final = {
    "provider": "Provider",
    "site": "Site",
    "ward": "Ward",
    "specialty": "Specialty",
    "pathway": "Pathway",
    "age_band": "Age",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "imd_decile": "Deprivation decile",
    "local_authority": "Council",
    "cohort": "Cohort",
    "delay_reason": "Reason",
    "reason_group": "Reason group",
    "owner": "Owner",
    "waiting_for": "Waiting for",
    "service": "Service",
    "setting": "Setting",
}


def places(held: Answers, who: service.Principal) -> dict[str, Any]:
    """The arguments of filters.place that name places: providers, sites, wards by site, cohorts."""
    known = held.places(who).with_columns(pl.all().cast(pl.String))
    wards = known.filter(pl.col("ward").is_not_null()).group_by("site").agg(pl.col("ward").unique().sort())
    return {
        "providers": _values(known, "provider"),
        "sites": _values(known, "site"),
        "wards": dict(wards.sort("site").iter_rows()),
        "cohorts": _values(known, "cohort"),
    }


def splits(metric: Metric) -> dict[str, str]:
    """The splits that the metric has, key -> label."""
    return {key: label for key, label in SPLITS.items() if key in metric.fact.splits}


def _values(known: pl.DataFrame, column: str) -> list[str]:
    return known[column].drop_nulls().unique().sort().to_list()
