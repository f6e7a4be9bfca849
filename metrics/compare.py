"""Did it work: the method chosen by rules from the design and the data, one verdict, and what it rests on.

The estimators are in metrics/effects; here is which of them answers, why, and what they are given (reference methods,
sections 1 to 5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from metrics import checks
from metrics.before_now import BeforeNow, before_now
from metrics.checks import Check
from metrics.effects.controlled import NoDifference, PreTrend, controlled, difference, pre_trend
from metrics.effects.did import did
from metrics.effects.estimate import Estimate, NotEnoughData
from metrics.effects.panel import Panel
from metrics.effects.sensitivity import Alternative
from metrics.effects.series import InterruptedSeries, interrupted
from metrics.effects.staggered import staggered
from metrics.effects.synthetic import NoPlaceboInterval, of_panel
from metrics.effects.verdict import Evidence, Verdict, judge, of_series
from metrics.errors import MetricError
from metrics.metric import Metric
from metrics.tried import Design, monday, window
from metrics.weekly import DRAWN, as_panel, expected, first_week, levelled, observed, weekly_values, weights

Method = Literal["series", "controlled", "wards", "staggered", "synthetic", "before_after"]
METHODS: tuple[Method, ...] = ("series", "controlled", "wards", "staggered", "synthetic", "before_after")
BETWEEN_WARDS: tuple[Method, ...] = ("controlled", "wards", "staggered", "synthetic")
FEWEST_TREATED, FEWEST_OTHERS = 2, 3


class UnknownMethod(MetricError):
    """Not a method of a comparison."""

    def __init__(self, given: str) -> None:
        super().__init__(f"There is no method called {given}: choose one of {', '.join(METHODS)}.")


class NoComparisonWards(NotEnoughData):
    """A method between wards was asked for where none are named."""

    def __init__(self) -> None:
        super().__init__("This needs wards with the change and comparison wards without it: choose a ward and others.")


@dataclass(frozen=True)
class Inputs:
    """What a comparison is made of, and nothing else: the weekly series, the same by ward, completeness.

    weekly, by_ward: as metrics.compute gives them; by_ward (a column `ward` more) holds the wards with the change and
    the comparison wards, None where there are none. completeness: share of known answers before and now.
    """

    weekly: pl.DataFrame
    by_ward: pl.DataFrame | None = None
    completeness: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Comparison:
    """The answer: method and the sentence why it was chosen, the verdict, the simple comparison beside it.

    series: date, value, expected, low, high by week. In a time series expected starts with the change; between wards
    value is the mean of those with the change, expected the others moved to their level before, without low and high.
    alternatives: the same effect under other assumptions, or why it could not be had. checks: what the answer rests on.
    """

    metric: Metric
    method: Method
    why: str
    verdict: Verdict
    simple: BeforeNow
    series: pl.DataFrame
    alternatives: tuple[Alternative, ...]
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, eq=False)
class _Found:
    """What one method found."""

    verdict: Verdict
    series: pl.DataFrame
    alternatives: tuple[Alternative, ...] = ()
    before: PreTrend | None = None


def compare(metric: Metric, design: Design, inputs: Inputs, *, method: str | None = None) -> Comparison:
    """Compare by `method`, or by the one that the rules choose; where data are few, by the simple comparison.

    Raises UnknownMethod.
    """
    if method is not None and method not in METHODS:
        raise UnknownMethod(method)
    chosen, why = _choose(design) if method is None else (method, "Chosen by hand.")
    simple = before_now(metric, inputs.weekly, design.before, design.now, design.direction)
    try:
        found = _run(chosen, metric, design, inputs)
    except NotEnoughData as refusal:
        chosen, why = "before_after", str(refusal)
        found = _simple(metric, design, inputs)
    except MetricError as refusal:
        evidence = Evidence(estimate=None, direction=design.direction, method=chosen, refused=refusal)
        found = _Found(judge(evidence), observed(metric, inputs.weekly))
    looked = _checks(chosen, metric, design, inputs, found)
    return Comparison(metric, chosen, why, found.verdict, simple, found.series, found.alternatives, looked)


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


def _run(chosen: str, metric: Metric, design: Design, inputs: Inputs) -> _Found:
    if chosen == "before_after":
        return _simple(metric, design, inputs)
    if chosen == "series":
        series, days = _series(metric, design, inputs.weekly)
        verdict = of_series(series, design.direction, completeness=inputs.completeness)
        return _Found(verdict, expected(metric, inputs.weekly, series, days), series.alternatives)
    if inputs.by_ward is None or not design.starts or not design.others:
        raise NoComparisonWards
    rows = as_panel(metric, design, inputs.by_ward)
    evidence, alternatives = _BETWEEN[chosen](rows, design)
    wards = (int(rows.treated.sum()), int((~rows.treated).sum()))
    start = np.min(rows.start[rows.treated])
    weeks = (int(np.sum(rows.weeks < start)), int(np.sum(rows.weeks >= start)))
    verdict = judge(replace(evidence, wards=wards, weeks=weeks, completeness=inputs.completeness))
    drawn = levelled(rows, first_week(inputs.by_ward, design))
    return _Found(verdict, drawn, alternatives, _moved_alike(rows))


def _controlled(rows: Panel, design: Design) -> tuple[Evidence, tuple[Alternative, ...]]:
    """The difference series; what all wards share, season too, is no longer in it, nor is there a level to share."""
    found = controlled(rows).series
    evidence = of_series(found, design.direction).evidence
    allows = (*evidence.allows_for, "season", "other areas")
    return replace(evidence, method="controlled time series", allows_for=allows, percent=None), found.alternatives


def _between(name: str, effect: Callable[[Panel], Estimate]) -> Callable[[Panel, Design], tuple[Evidence, tuple[()]]]:
    """A method between wards, from its headline."""

    def run(rows: Panel, design: Design) -> tuple[Evidence, tuple[()]]:
        allows = ("trend", "season", "other areas")
        return Evidence(estimate=effect(rows), direction=design.direction, method=name, allows_for=allows), ()

    return run


def _mixture(rows: Panel) -> Estimate:
    """The synthetic control's effect; raises NoPlaceboInterval with too few comparison wards for an interval."""
    found = of_panel(rows)
    if found.headline is None:
        raise NoPlaceboInterval(found)
    return found.headline


_BETWEEN: dict[str, Callable[[Panel, Design], tuple[Evidence, tuple[Alternative, ...]]]] = {
    "controlled": _controlled,
    "wards": _between("difference in differences between wards", lambda rows: did(rows).headline),
    "staggered": _between("staggered roll-out", lambda rows: staggered(rows).headline),
    "synthetic": _between("synthetic control", _mixture),
}


def _moved_alike(rows: Panel) -> PreTrend | None:
    """How area and comparison wards moved against each other before the first start."""
    try:
        weeks, apart = difference(rows)
        return pre_trend(weeks, apart, int(np.min(rows.start[rows.treated])))
    except (MetricError, NoDifference):
        return None


def _simple(metric: Metric, design: Design, inputs: Inputs) -> _Found:
    found = before_now(metric, inputs.weekly, design.before, design.now, design.direction)
    estimate = None
    if found.change is not None and found.low is not None and found.high is not None:
        estimate = Estimate(found.change, found.low, found.high)
    weeks = (found.before.weeks, found.now.weeks)
    evidence = Evidence(
        estimate=estimate, direction=design.direction, method="simple before and after", weeks=weeks,
        completeness=inputs.completeness,
    )  # fmt: skip
    return _Found(judge(evidence), pl.DataFrame(schema=DRAWN))


def _checks(chosen: Method, metric: Metric, design: Design, inputs: Inputs, found: _Found) -> tuple[Check, ...]:
    evidence = found.verdict.evidence
    looked: list[Check | None] = [*checks.of_verdict(found.verdict, design)]
    recent = checks.before_start(inputs.weekly, weekly_values(metric, window(inputs.weekly, design)), design)
    again = None
    if recent is not None and checks.worse(recent.apart, design.direction):
        again = _effect_without(chosen, metric, checks.without_recent(design, recent.weeks), inputs)
    looked += [checks.chance(recent, design, again), checks.few_people(metric, inputs.weekly, design)]
    if found.before is not None:
        looked += [checks.parallel(found.before, evidence.estimate), checks.few_wards((evidence.wards or (0, 0))[0])]
    if found.alternatives:
        looked.append(checks.turned(evidence, len(found.alternatives)))
    return tuple(check for check in looked if check is not None)


def _effect_without(chosen: Method, metric: Metric, design: Design, inputs: Inputs) -> Estimate | None:
    try:
        return _run(chosen, metric, design, inputs).verdict.evidence.estimate
    except MetricError:
        return None


def _series(metric: Metric, design: Design, weekly: pl.DataFrame) -> tuple[InterruptedSeries, list[date]]:
    """The interrupted series of the weeks to compare, its settling weeks left out."""
    rows = window(weekly, design)
    days = rows["period_start"].to_list()
    weeks = np.array([(day - days[0]).days // 7 for day in days] if days else [], dtype=np.int64)
    start = (monday(design.first) - days[0]).days // 7 if days else 0
    wash_in = max(0, (monday(design.settled) - monday(design.first)).days // 7)
    found = interrupted(weeks, weekly_values(metric, rows), start, wash_in=wash_in, denominators=weights(metric, rows))
    return found, days
