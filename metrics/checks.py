"""What a comparison rests on, looked at in the data: each check with its state and its numbers, no words.

States: fine; care (read the result with it in mind); failed (the verdict is "not comparable"). Reference methods,
sections 3, 4 and 10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, Literal

import numpy as np
import polars as pl

from metrics.effects.controlled import PreTrend
from metrics.effects.design import FEWEST_A_SIDE
from metrics.effects.estimate import Estimate
from metrics.effects.recent import RECENT, RecentWeeks, recent_weeks
from metrics.effects.series import FEWEST_IN_A_SHARE
from metrics.effects.verdict import Evidence, Verdict
from metrics.errors import MetricError
from metrics.metric import Direction, Metric
from metrics.tried import Design, window

State = Literal["fine", "care", "failed"]
Facts = dict[str, float | int | str]
CHANCE: Final = "recent_weeks"
_RECENTLY: Final = re.compile(
    r"\b(recent\w*|lately|last (few )?(weeks|months)|this (winter|month|autumn|spring|summer)|spik\w+|surge\w*|"
    r"deteriorat\w+|worsen\w*|g[eo]t(ting)? worse|got worse|worst (week|month)s?|bad (week|month)s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Check:
    """One check: its name, how it came out, and the numbers behind it, in the metric's unit."""

    name: str
    state: State
    facts: Facts = field(default_factory=dict)


def of_verdict(found: Verdict, design: Design) -> list[Check]:
    """How many weeks, whether completeness moved, season, weeks left out: what the verdict itself knows."""
    evidence = found.evidence
    checks = [_weeks(evidence), _completeness(evidence), _season(evidence), _left_out(design)]
    return [check for check in checks if check is not None]


def turned(evidence: Evidence, others: int) -> Check:
    """Whether the effect keeps its sign under `others` other assumptions."""
    return Check(
        "assumptions", "care" if evidence.turned else "fine", {"others": others, "turned": len(evidence.turned)}
    )


def parallel(trend: PreTrend, effect: Estimate | None) -> Check:
    """Whether area and comparison wards moved alike before: reported, never a gate (reference methods, section 4)."""
    large = effect is not None and trend.largest_bias >= abs(effect.value)
    moved: Facts = {
        "slope": trend.reml.value,
        "low": trend.reml.low,
        "high": trend.reml.high,
        "bias": trend.largest_bias,
    }
    return Check("parallel", "care" if large and trend.reml.clear else "fine", moved)


def few_people(metric: Metric, weekly: pl.DataFrame, design: Design) -> Check | None:
    """Whether a typical week of a share counts enough people; None for a measure that is no share."""
    sizes = window(weekly, design)["denominator"].drop_nulls()
    if metric.unit != "share" or metric.shape != "ratio" or sizes.is_empty():
        return None
    typical = float(np.median(sizes.to_numpy()))
    return Check("few_people", "care" if typical < FEWEST_IN_A_SHARE else "fine", {"typical": round(typical)})


def few_wards(treated: int) -> Check:
    """One ward alone says nothing about how much wards differ."""
    return Check("one_ward", "care" if treated == 1 else "fine", {"wards": treated})


def chance(found: RecentWeeks | None, design: Design, without: Estimate | None) -> Check | None:
    """Regression to the mean: were the last weeks before the start worse than the rest, or does the reason say so?

    without: the effect with those weeks left out. None where there are too few weeks to look at.
    """
    named = bool(_RECENTLY.search(design.reason)) and design.left_out is None
    if found is None:
        return Check(CHANCE, "care", {"weeks": RECENT, "named": 1}) if named else None
    bad = worse(found.apart, design.direction)
    facts: Facts = {
        "weeks": found.weeks, "others": found.others, "apart": found.apart.value, "low": found.apart.low,
        "high": found.apart.high, "season": int(found.season), "named": int(named), "bad": int(bad),
    }  # fmt: skip
    if without is not None:
        facts |= {"without": without.value, "without_low": without.low, "without_high": without.high}
    return Check(CHANCE, "care" if bad or named else "fine", facts)


def before_start(weekly: pl.DataFrame, values: np.typing.NDArray[np.float64], design: Design) -> RecentWeeks | None:
    """The last weeks of "before" against the rest of it; values: one for each row of window(weekly, design)."""
    rows = window(weekly, design).select("period_start").with_columns(value=pl.Series(values).fill_nan(None))
    first, last = design.before
    sunday = pl.col("period_start") + timedelta(days=6)
    rows = rows.filter(pl.col("period_start") >= first, sunday <= last, pl.col("value").is_not_null())
    if rows.is_empty():
        return None
    days = rows["period_start"].to_list()
    weeks = np.array([(day - days[0]).days // 7 for day in days], dtype=np.int64)
    try:
        return recent_weeks(weeks, rows["value"].to_numpy().astype(float))
    except MetricError:
        return None  # a stretch without noise, or one long drift, has no interval to judge by


def worse(apart: Estimate, direction: Direction) -> bool:
    """Whether the last weeks were clearly worse; clearly other, for a measure without a better direction."""
    if direction == "neither":
        return apart.clear
    return apart.low > 0 if direction == "lower" else apart.high < 0


def without_recent(design: Design, weeks: int = RECENT) -> Design:
    """The same design with the last weeks before the roll-out left out."""
    end = design.before[1] - timedelta(weeks=weeks)
    return replace(design, before=(min(design.before[0], end), end))


def _weeks(evidence: Evidence) -> Check | None:
    if evidence.weeks is None:
        return None
    before, after = evidence.weeks
    return Check(
        "weeks", "fine" if min(evidence.weeks) >= FEWEST_A_SIDE else "care", {"before": before, "after": after}
    )


def _completeness(evidence: Evidence) -> Check | None:
    if evidence.completeness is None:
        return None
    before, after = evidence.completeness
    state: State = "failed" if evidence.completeness_moved else "fine"
    return Check("completeness", state, {"before": before, "after": after})


def _season(evidence: Evidence) -> Check:
    return Check("season", "fine" if "season" in evidence.allows_for else "care")


def _left_out(design: Design) -> Check | None:
    if design.left_out is None:
        return None
    first, last = design.left_out
    facts: Facts = {"from": first.isoformat(), "to": last.isoformat(), "days": (last - first).days + 1}
    return Check("left_out", "fine", facts)
