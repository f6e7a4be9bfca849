"""Did it work: the method chosen by rules from the design and the data, one verdict, and what it rests on.

The estimators are in metrics/effects; here is which of them answers, why, and what they are given (reference methods,
sections 1 to 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np
import polars as pl

from metrics.before_now import DAYS, BeforeNow, before_now
from metrics.effects.controlled import controlled
from metrics.effects.did import did
from metrics.effects.estimate import Array, Estimate, NotEnoughData
from metrics.effects.panel import Panel, panel
from metrics.effects.sensitivity import Alternative
from metrics.effects.series import FEWEST_IN_A_SHARE, InterruptedSeries, interrupted
from metrics.effects.staggered import staggered
from metrics.effects.verdict import Evidence, Verdict, judge, of_series
from metrics.errors import MetricError
from metrics.metric import Direction, Metric

Method = Literal["series", "controlled", "wards", "staggered", "before_after"]
METHODS: tuple[Method, ...] = ("series", "controlled", "wards", "staggered", "before_after")
FEWEST_TREATED, FEWEST_OTHERS, MOST_BEFORE = 2, 3, 104
EMPTY = {"date": pl.Date, "value": pl.Float64, "expected": pl.Float64, "low": pl.Float64, "high": pl.Float64}


class UnknownMethod(MetricError):
    """Not a method of a comparison."""

    def __init__(self, given: str) -> None:
        super().__init__(f"There is no method called {given}: choose one of {', '.join(METHODS)}.")


class NoComparisonWards(NotEnoughData):
    """A method between wards was asked for where none are named."""

    def __init__(self) -> None:
        super().__init__("This needs wards with the change and comparison wards without it: choose a ward and others.")


class NoGoLive(MetricError):
    """Nothing has a date from which to compare."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has no go-live date, so there is no before and after: add one to the test area.")


@dataclass(frozen=True, kw_only=True)
class Design:
    """What was tried where and when.

    starts: ward -> first day, for the wards with the change; empty when the scope is not of wards. before, now: the
    stretches of the simple comparison, both ends inclusive. first, settled: the first day of the roll-out, and the day
    from which all of it counts. others: comparison wards.
    """

    name: str
    direction: Direction
    before: tuple[date, date]
    now: tuple[date, date]
    first: date
    settled: date
    starts: dict[str, date]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Comparison:
    """The answer: method and the sentence why it was chosen, the verdict, the simple comparison beside it.

    series: date, value, expected, low, high by week, the last three null before the start and for methods without a
    counterfactual line. alternatives: the same effect under other assumptions, or why it could not be had.
    """

    metric: Metric
    method: Method
    why: str
    verdict: Verdict
    simple: BeforeNow
    series: pl.DataFrame
    alternatives: tuple[Alternative, ...]


def compare(
    metric: Metric,
    design: Design,
    weekly: pl.DataFrame,
    by_ward: pl.DataFrame | None = None,
    *,
    method: str | None = None,
    completeness: tuple[float, float] | None = None,
) -> Comparison:
    """Compare by `method`, or by the one that the rules choose; where data are few, by the simple comparison.

    weekly: the area's weekly series as metrics.compute gives it; by_ward: the same split by ward, with the area's wards
    and the comparison wards. completeness: share of known answers before and now. Raises UnknownMethod.
    """
    if method is not None and method not in METHODS:
        raise UnknownMethod(method)
    chosen, why = _choose(design) if method is None else (method, "Chosen by hand.")
    simple = before_now(metric, weekly, design.before, design.now, design.direction)
    try:
        found = _run(chosen, metric, design, weekly, by_ward, completeness)
    except NotEnoughData as refusal:
        chosen, why = "before_after", str(refusal)
        found = _simple(metric, design, simple, completeness)
    except MetricError as refusal:
        evidence = Evidence(estimate=None, direction=design.direction, method=chosen, refused=refusal)
        found = judge(evidence), _observed(metric, weekly), ()
    return Comparison(metric, chosen, why, found[0], simple, found[1], found[2])


Found = tuple[Verdict, pl.DataFrame, tuple[Alternative, ...]]


def _choose(design: Design) -> tuple[Method, str]:
    """The strongest method that the design can carry (reference methods, section 1)."""
    treated, others = len(design.starts), len(design.others)
    if others and treated >= FEWEST_TREATED and others >= FEWEST_OTHERS:
        if len(set(design.starts.values())) > 1:
            return "staggered", f"{treated} wards started at different times, {others} did not start."
        return "wards", f"{treated} wards with the change are set against {others} without it."
    if others and treated:
        return "controlled", "Too few wards to compare ward by ward, so their difference is read as one series."
    return "series", "There are no comparison wards, so the area's own trend and season stand in for them."


def _run(
    chosen: str, metric: Metric, design: Design, weekly: pl.DataFrame, by_ward: pl.DataFrame | None,
    completeness: tuple[float, float] | None,
) -> Found:  # fmt: skip
    if chosen == "before_after":
        simple = before_now(metric, weekly, design.before, design.now, design.direction)
        return _simple(metric, design, simple, completeness)
    if chosen == "series":
        found, days = _series(metric, design, weekly)
        verdict = of_series(found, design.direction, completeness=completeness)
        return verdict, _expected(metric, weekly, found, days), found.alternatives
    if by_ward is None or not design.starts:
        raise NoComparisonWards
    rows = _panel(metric, design, by_ward)
    return _by_wards(chosen, design, rows, completeness), _observed(metric, weekly), ()


def _by_wards(chosen: str, design: Design, rows: Panel, completeness: tuple[float, float] | None) -> Verdict:
    treated = int(rows.treated.sum())
    if chosen == "controlled":
        verdict = of_series(controlled(rows).series, design.direction, completeness=completeness)
        evidence = replace(
            verdict.evidence, method="controlled time series", wards=(treated, len(rows.names) - treated)
        )
        return judge(evidence)
    estimate = staggered(rows).headline if chosen == "staggered" else did(rows).headline
    names = {"staggered": "staggered roll-out", "wards": "difference in differences between wards"}
    return judge(
        Evidence(
            estimate=estimate,
            direction=design.direction,
            method=names[chosen],
            allows_for=("trend", "season", "other areas"),
            wards=(treated, len(rows.names) - treated),
            completeness=completeness,
        )
    )


def _simple(metric: Metric, design: Design, found: BeforeNow, completeness: tuple[float, float] | None) -> Found:
    estimate = None
    if found.change is not None and found.low is not None and found.high is not None:
        estimate = Estimate(found.change, found.low, found.high)
    weeks = (found.before.weeks, found.now.weeks)
    evidence = Evidence(
        estimate=estimate, direction=design.direction, method="simple before and after", weeks=weeks,
        completeness=completeness,
    )  # fmt: skip
    return judge(evidence), pl.DataFrame(schema=EMPTY), ()


def _series(metric: Metric, design: Design, weekly: pl.DataFrame) -> tuple[InterruptedSeries, list[date]]:
    """The interrupted series from at most MOST_BEFORE weeks before the roll-out, its settling weeks left out."""
    rows = _window(weekly, design)
    days = rows["period_start"].to_list()
    weeks = np.array([(day - days[0]).days // 7 for day in days] if days else [], dtype=np.int64)
    start = (_monday(design.first) - days[0]).days // 7 if days else 0
    wash_in = max(0, (_monday(design.settled) - _monday(design.first)).days // 7)
    found = interrupted(weeks, _values(metric, rows), start, wash_in=wash_in, denominators=_weights(metric, rows))
    return found, days


def _weights(metric: Metric, rows: pl.DataFrame) -> Array | None:
    """Weekly denominators of a share, where every week has enough of them to weigh by."""
    if metric.unit != "share" or rows.is_empty():
        return None
    sizes = rows["denominator"].fill_null(0.0).to_numpy()
    return sizes if sizes.min() >= FEWEST_IN_A_SHARE else None


def _panel(metric: Metric, design: Design, by_ward: pl.DataFrame) -> Panel:
    rows = _window(by_ward, design).filter(pl.col("ward").is_in([*design.starts, *design.others]))
    first: date = rows["period_start"].min()  # type: ignore[assignment]
    weeks = [(day - first).days // 7 for day in rows["period_start"].to_list()]
    starts = [
        (_monday(design.starts[ward]) - first).days // 7 if ward in design.starts else np.nan
        for ward in rows["ward"].to_list()
    ]
    return panel(rows["ward"].to_list(), weeks, _values(metric, rows), starts)


def _window(weekly: pl.DataFrame, design: Design) -> pl.DataFrame:
    """Whole weeks from at most MOST_BEFORE weeks before the roll-out, without those that settle."""
    earliest = _monday(design.first) - timedelta(weeks=MOST_BEFORE)
    return weekly.filter(~pl.col("partial"), pl.col("period_start") >= earliest)


def _values(metric: Metric, rows: pl.DataFrame) -> Array:
    """Weekly values on the scale that the card shows: a flow for each day or year."""
    scale = DAYS[metric.per] / 7 if metric.shape == "flow" else 1.0
    return rows["value"].cast(pl.Float64).fill_null(np.nan).to_numpy() * scale


def _observed(metric: Metric, weekly: pl.DataFrame) -> pl.DataFrame:
    rows = weekly.filter(~pl.col("partial"))
    seen = rows.select(pl.col("period_start").alias("date")).with_columns(
        value=pl.Series(_values(metric, rows)).fill_nan(None)
    )
    return seen.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in ("expected", "low", "high"))


def _expected(metric: Metric, weekly: pl.DataFrame, found: InterruptedSeries, days: list[date]) -> pl.DataFrame:
    """The observed weeks with what the model expects without the change, from its start on."""
    line, low, high = found.counterfactual()
    dates = [days[0] + timedelta(weeks=int(week)) for week in found.weeks]
    after = found.weeks >= found.start
    band = pl.DataFrame(
        {"date": dates, "expected": line, "low": low, "high": high, "after": after},
        schema_overrides={"date": pl.Date},
    ).filter("after")
    seen = _observed(metric, weekly).drop("expected", "low", "high")
    return seen.join(band.drop("after"), on="date", how="left").filter(pl.col("date") >= days[0])


def _monday(day: date) -> date:
    """The first Monday not before `day`: a week in which the change began half-way belongs to neither side."""
    return day + timedelta(days=(7 - day.weekday()) % 7)


def starts_of(wards: Sequence[str], stages: Sequence[tuple[date, tuple[str, ...]]]) -> dict[str, date]:
    """For each ward of the area the first stage that names it, or the first stage of all where none names wards."""
    first = min((day for day, _ in stages), default=None)
    found = {}
    for ward in wards:
        named = [day for day, where in stages if ward in where]
        day = min(named, default=first)
        if day is not None:
            found[ward] = day
    return found
