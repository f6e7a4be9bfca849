"""Equity: a measure by age, sex, ethnicity, deprivation and council, and which differences are beyond chance.

Each group is held against everybody who is not in it; the difference is then said from the whole, which holds the group
too. Of all groups of all traits together at most one in ten of those kept is expected to be chance (Benjamini and
Hochberg 1995). A count of people, or of their days, has no difference: nothing here says how many people of the group
live in the area, so more of them is no finding.

Intervals: Wilson for shares of people; for means the linearised ratio with people as units; for what counts people on
many days the same with whole months as units, widened by how far a month is like the one before it, since a long stay
reaches over several; Garwood's Poisson interval for counts of people. No resampling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import polars as pl
from scipy import stats

from metrics.ask import Answers, PatientsOnly
from metrics.catalogue import METRICS
from metrics.effects.many import KEPT, adjusted
from metrics.effects.proportions import wilson
from metrics.limited import TRAITS
from metrics.metric import CENSUS, DISCHARGE, EXPECTED_STAY, Metric
from metrics.scope import Scope
from metrics.split_sums import FEWEST_MONTHS, Sums, error, summed, together, widening
from metrics.suppression import DEFAULT, counts_days, nature, policy, suppress

PEOPLE: Final = (DISCHARGE, EXPECTED_STAY)
NOT_RECORDED: Final = "not recorded"
FEWEST = 20


@dataclass(frozen=True, kw_only=True)
class Group:
    """One group of a trait. value and n as the rule for small numbers lets them be; hidden: why they are not there.

    difference, its ends: the group less the whole; None where nothing is compared. chance: of a difference as large by
    chance alone; adjusted: that value when all groups are looked at together; beyond: whether it is kept.
    """

    trait: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    n: float | None
    hidden: str | None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    chance: float | None = None
    adjusted: float | None = None
    beyond: bool = False


@dataclass(frozen=True, kw_only=True)
class Equity:
    """A measure by trait between two days, both inclusive. whole: of everybody."""

    metric: Metric
    first: date
    last: date
    whole: float | None
    groups: tuple[Group, ...]

    def of(self, trait: str) -> list[Group]:
        """The groups of a trait in their natural order: deciles by number, what is not recorded last."""
        mine = [one for one in self.groups if one.trait == trait]
        return sorted(
            mine, key=lambda one: (one.name == NOT_RECORDED, one.name.zfill(3) if one.name.isdigit() else one.name)
        )

    @property
    def judged(self) -> int:
        """Groups that were held against everybody else."""
        return sum(one.chance is not None for one in self.groups)


def measures() -> dict[str, Metric]:
    """The measures of people that have all traits, by label: ratios, flows and stocks."""
    return {
        metric.label: metric
        for metric in METRICS.values()
        if metric.fact in (*PEOPLE, CENSUS) and metric.shape in ("ratio", "flow", "stock")
    }


def equity(held: Answers, who: Any, metric: Metric, scope: Scope) -> Equity:
    """The measure in every group of every trait; the scope names its first and last day.

    To somebody who may not see patients the answers come added up by trait already: shares get intervals from the
    rounded counts, anything else none. A trait that can't be answered is left out.
    """
    assert scope.from_day is not None and scope.to_day is not None
    found: list[Group] = []
    for trait in held.splits(metric.fact):
        if trait not in TRAITS:
            continue
        try:
            found += _trait(held, who, metric, scope, trait)
        except PatientsOnly:
            continue
    whole = held.window(who, metric.key, scope).value
    return Equity(
        metric=metric, first=scope.from_day, last=scope.to_day, whole=whole, groups=tuple(_kept(found))
    )  # fmt: skip


def _trait(held: Answers, who: Any, metric: Metric, scope: Scope, trait: str) -> list[Group]:
    rows = held.series(who, metric.key, scope, "window", trait)
    if "hidden" in rows.columns:
        return [_from_rounded(metric, trait, row) for row in rows.to_dicts()]
    days = (scope.to_day - scope.from_day).days + 1  # type: ignore[operator]
    safe = _safe(rows, metric, trait, days)
    summed = _people if metric.fact in PEOPLE else _months
    sums = summed(held, who, metric, scope, trait)
    return [_group(metric, trait, row, sums) for row in safe.to_dicts()]


def _safe(rows: pl.DataFrame, metric: Metric, trait: str, days: int) -> pl.DataFrame:
    """The rows under the rule for small numbers, whoever looks."""
    dated = rows.with_columns(days=pl.lit(float(days)))
    return suppress(
        dated, policy(DEFAULT), nature(metric), by=(trait,), within=("period_start",),
        days="days" if counts_days(metric) and metric.shape == "flow" else None,
    ).filter(pl.col("all_of").list.len() == 0)  # fmt: skip


def _people(held: Answers, who: Any, metric: Metric, scope: Scope, trait: str) -> dict[str | None, Sums]:
    """Sums by group with people as units: a row of the fact is one person's stay."""
    rows = held.fact(who, metric.fact, [*metric.columns(), trait], scope)
    x = metric.numerator.cast(pl.Float64)
    y = pl.lit(1.0) if metric.denominator is None else metric.denominator.cast(pl.Float64)
    kept = rows if metric.where is None else rows.filter(metric.where)
    parts = kept.select(pl.col(trait).cast(pl.String), x=x, y=y).filter((pl.col("y") > 0) | (pl.col("x") > 0))
    return summed(parts, trait)


def _months(held: Answers, who: Any, metric: Metric, scope: Scope, trait: str) -> dict[str | None, Sums]:
    """Sums by group with whole months as units: one person counts on many days, which are no new people."""
    monthly = held.series(who, metric.key, scope, "month", trait).filter(~pl.col("partial"))
    parts = monthly.select("period_start", pl.col(trait).cast(pl.String), x="numerator", y="denominator").drop_nulls(
        ["x", "y"]
    )
    found, widen = summed(parts, trait), widening(parts, trait)
    return {name: replace(one, widen=widen) for name, one in found.items()}


def _group(metric: Metric, trait: str, row: dict[str, Any], sums: dict[str | None, Sums]) -> Group:
    name = NOT_RECORDED if row[trait] is None else str(row[trait])
    mine = sums.get(None if row[trait] is None else str(row[trait]))
    plain = Group(
        trait=trait, name=name, value=row["value"], low=None, high=None, n=_n(metric, row), hidden=row["hidden"]
    )  # fmt: skip
    if row["hidden"] is not None or row["value"] is None or mine is None:
        return plain
    low, high = _interval(metric, mine)
    told = replace(plain, low=low, high=high)
    others = together([one for key, one in sums.items() if one is not mine])
    return _against(metric, told, mine, others) if metric.shape == "ratio" and others else told


def _interval(metric: Metric, mine: Sums) -> tuple[float | None, float | None]:
    """The group's own 95% interval, on the scale of its value."""
    if metric.shape == "flow" and metric.fact in PEOPLE and metric.unit == "count":
        return _garwood(mine.x)
    if metric.shape != "ratio":
        return None, None
    if _share_of_people(metric):
        found = wilson(mine.x, mine.y)
        return found.low, found.high
    spread = error(mine, _fewest(metric))
    if spread is None:
        return None, None
    value, reach = mine.x / mine.y, _reach(mine.units) * spread
    return value - reach, value + reach


def _against(metric: Metric, group: Group, mine: Sums, others: Sums) -> Group:
    """The group with its difference from the whole, judged against everybody else."""
    own, rest = mine.x / mine.y, others.x / others.y
    part = 1 - mine.y / (mine.y + others.y)  # the whole holds the group itself
    if min(mine.y, others.y) < FEWEST or part == 0:
        return group
    if _share_of_people(metric):
        a, b = wilson(mine.x, mine.y), wilson(others.x, others.y)
        low = own - rest - math.hypot(own - a.low, b.high - rest)
        high = own - rest + math.hypot(a.high - own, rest - b.low)
        chance = _two_shares(mine, others)
    else:
        errors = error(mine, _fewest(metric)), error(others, _fewest(metric))
        if errors[0] is None or errors[1] is None or not math.hypot(*errors):  # type: ignore[arg-type]
            return group
        spread, units = math.hypot(errors[0], errors[1]), min(mine.units, others.units)
        low, high = own - rest - _reach(units) * spread, own - rest + _reach(units) * spread
        chance = 2 * float(stats.t.sf(abs(own - rest) / spread, units - 1))
    return replace(
        group, difference=(own - rest) * part, difference_low=low * part, difference_high=high * part, chance=chance
    )


def _two_shares(mine: Sums, others: Sums) -> float:
    """Two-sided chance of two shares as far apart, with the share of both together (score test)."""
    both = (mine.x + others.x) / (mine.y + others.y)
    spread = math.sqrt(both * (1 - both) * (1 / mine.y + 1 / others.y))
    return 1.0 if not spread else 2 * float(stats.norm.sf(abs(mine.x / mine.y - others.x / others.y) / spread))


def _garwood(count: float) -> tuple[float, float]:
    low = float(stats.chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    return low, float(stats.chi2.ppf(0.975, 2 * count + 2)) / 2


def _fewest(metric: Metric) -> int:
    return FEWEST if metric.fact in PEOPLE else FEWEST_MONTHS


def _reach(units: int) -> float:
    return float(stats.t.ppf(0.975, units - 1))


def _share_of_people(metric: Metric) -> bool:
    return metric.fact in PEOPLE and metric.unit == "share"


def _from_rounded(metric: Metric, trait: str, row: dict[str, Any]) -> Group:
    """A group as the file without patients gives it: a share's interval is of its rounded counts."""
    name = NOT_RECORDED if row[trait] is None else str(row[trait])
    low = high = None
    x, y = row["numerator"], row["denominator"]
    if _share_of_people(metric) and x is not None and y and 0 <= x <= y:
        found = wilson(x, y)
        low, high = found.low, found.high
    return Group(
        trait=trait, name=name, value=row["value"], low=low, high=high, n=_n(metric, row), hidden=row["hidden"]
    )  # fmt: skip


def _n(metric: Metric, row: dict[str, Any]) -> float | None:
    """What the value rests on: a stock's days are no number of people."""
    return None if metric.shape == "stock" else row["denominator"] or row["numerator"]


def _kept(found: list[Group]) -> list[Group]:
    """The groups with their adjusted values: those that stay when all are looked at together are beyond chance."""
    judged = [at for at, one in enumerate(found) if one.chance is not None]
    if not judged:
        return found
    values = adjusted([found[at].chance or 0.0 for at in judged])
    for at, value in zip(judged, values, strict=True):
        found[at] = replace(found[at], adjusted=float(value), beyond=bool(value <= KEPT))
    return found
