"""What the scope bar offers: the places and cohorts that the store holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from metrics.ask import Answers
from metrics.catalogue import METRICS
from metrics.metric import CENSUS, Fact, Metric
from pages import service
from pages.parts.filters import Place

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
    "reason": "Reason",
    "attributable_to": "Attributable to",
    "decision_point": "Decision point",
}


def places(held: Answers, who: service.Principal, metric: Metric | None = None) -> dict[str, Any]:
    """The arguments of filters.place that name places: providers, sites, wards by site, cohorts.

    With a metric, only those that its fact knows: attendances have no ward, and only returned counts have the providers
    of whom nothing else is held.
    """
    return held.kept(who, ("offered places", metric and metric.fact), lambda: _offered(held, who, metric))


def _offered(held: Answers, who: service.Principal, metric: Metric | None) -> dict[str, Any]:
    known = held.places(who).with_columns(pl.all().cast(pl.String))
    returned = metric is not None and metric.fact.returned
    has = metric.fact.splits if metric else ("provider", "site", "ward", "cohort")
    wards = known.filter(pl.col("ward").is_not_null()).group_by("site").agg(pl.col("ward").unique().sort())
    return {
        "providers": _values(known, "provider") if returned else held.choices(who, "provider"),
        "sites": _values(known, "site") if "site" in has else (),
        "wards": dict(wards.sort("site").iter_rows()) if "ward" in has else {},
        "cohorts": _values(known, "cohort") if "cohort" in has else (),
    }


def only_last_ward(held: Answers, who: service.Principal, metric: Metric, place: Place) -> bool:
    """Whether wards are asked for of a census that knows only the last ward of each stay."""
    asked = place.by == "ward" or "ward" in place.scope.chosen()
    return asked and metric.fact is CENSUS and held.by_last_ward(who)


def measures(held: Answers, who: service.Principal, *, comparable: bool = False) -> dict[str, Metric]:
    """Every metric by its label, those first whose feeds are loaded; with `comparable`, without quantiles."""
    there = held.feeds(who)
    found = [metric for metric in METRICS.values() if not (comparable and metric.shape == "quantile")]
    return {
        metric.label: metric for metric in sorted(found, key=lambda metric: not there.issuperset(metric.covered_by))
    }


def splits(held: Answers, metric: Metric) -> dict[str, str]:
    """The splits that the metric has in this store, key -> label."""
    return {key: label for key, label in SPLITS.items() if key in held.splits(metric.fact)}


def kept(held: Answers, fact: Fact, offered: Mapping[str, str]) -> dict[str, str]:
    """Of splits offered, label -> key, those that this store has of the fact; all where it has none.

    Asking for one that is not there then says why.
    """
    return {label: key for label, key in offered.items() if key in held.splits(fact)} or dict(offered)


def _values(known: pl.DataFrame, column: str) -> list[str]:
    return known[column].drop_nulls().unique().sort().to_list()
