"""What a person with fewer rights is given of a figure: added-up rows, their own residents or pathway, no small number.

Figures of wards and sites are exact on screen, as NHS boards see them. Split by a trait of the people, or for one
council's residents, they come by month at the least and pass the rule for small numbers; so nobody is found by taking
one selection from another: there is one fixed table for each trait, and none for two of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from metrics.asking import CannotSplit, PatientsOnly
from metrics.metric import CENSUS, DISCHARGE, Metric
from metrics.periods import Grain, period_end
from metrics.scope import Scope
from metrics.suppression import DEFAULT, counts_days, nature, policy, suppress

TRAITS: Final = ("age_band", "sex", "ethnicity", "imd_decile", "local_authority")
COARSE: Final = ("month", "quarter", "year", "window")
PLACES: Final = frozenset({"provider", "site"})
FOR_ALL: Final = frozenset(
    {"place", "cover_day", "calendar", "setting", "ward_source", "ready_ignored", "extract", "organisation"}
)
"""Tables that say nothing of anybody's residents: what a partner may read whole."""

Bound = tuple[tuple[str, tuple[str, ...]], ...]


def bound(limits: Mapping[str, frozenset[str] | None]) -> Bound:
    """A partner's own residents (local_authority) or pathways as pairs, sorted; empty for the hospital's own people."""
    return tuple((column, tuple(sorted(values))) for column, values in sorted(limits.items()) if values is not None)


def table_of(metric: Metric, scope: Scope, grain: Grain, by: str | None, limits: Bound, *, grouped: bool) -> str:
    """The table that answers: the fact's own, or the one of a trait where the store holds nothing finer.

    Raises CannotSplit where the fact can't be held to a partner's limits, PatientsOnly where the question is finer
    than the trait's table.
    """
    for column, _ in limits:
        if column not in metric.fact.splits:
            raise CannotSplit(metric, column)
    named = {by, *(column for column, _ in limits)} & set(TRAITS)
    if not grouped or not named:
        return metric.fact.name
    trait = named.pop()
    if named or metric.fact not in (DISCHARGE, CENSUS) or metric.shape == "weekend":
        raise PatientsOnly(f"{metric.label} by {trait}")
    if grain not in COARSE or (grain == "window" and metric.shape == "flow" and counts_days(metric)):
        raise PatientsOnly(f"{metric.label} by {trait} for less than a month")
    splits = {*scope.chosen(), by} - {None, trait}
    if not splits <= PLACES | {"pathway"}:
        raise PatientsOnly(f"{metric.label} by {trait} and {', '.join(sorted(str(one) for one in splits - PLACES))}")
    return f"{metric.fact.name}_by_{trait}"


def guarded(values: pl.DataFrame, metric: Metric, grain: Grain, by: str | None) -> pl.DataFrame:
    """The answer under the rule for small numbers, in its own shape, with `hidden`: why a number is not there."""
    start = pl.col("period_start")
    dated = values.with_columns(days=(period_end(start, grain) - start).dt.total_days().cast(pl.Float64))
    split = (by,) if by else ()
    safe = suppress(
        dated, policy(DEFAULT), nature(metric), by=split, within=("period_start",),
        days="days" if counts_days(metric) and metric.shape == "flow" else None,
    ).filter(pl.col("all_of").list.len() == 0)  # fmt: skip
    keys = ["period_start", *split]
    kept = values.drop("value", "numerator", "denominator")
    return kept.join(safe.drop("all_of"), on=keys, how="left", nulls_equal=True, maintain_order="left").select(
        *values.columns, "hidden"
    )


def inside(rows: pl.DataFrame, limits: Bound) -> pl.DataFrame:
    """The rows within a partner's limits; raises PatientsOnly where the table can't be held to them."""
    for column, values in limits:
        if column not in rows.columns:
            raise PatientsOnly("That list")
        rows = rows.filter(pl.col(column).cast(pl.String).is_in(list(values)))
    return rows
