"""A measure's series and stretches as they may leave the trust: through the small-number policy, from one fixed table.

A site's figures are protected together with the other sites' and the total of each period, so that the papers of two
sites and of the trust can't be subtracted from each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from metrics.ask import Answers
from metrics.before_now import BeforeNow, Stretch
from metrics.metric import DISCHARGE, Metric
from metrics.periods import Grain, period_end
from metrics.scope import Scope
from metrics.suppression import Policy, counts_days, nature, suppress
from metrics.trend import Trend
from pages import service

_DECIMALS: Final = {"ratio": 3, "pounds": 0}
_PARTS: Final = ("value", "numerator", "denominator")


def decimals(unit: str) -> int:
    """The most digits a mean leaves with: one more than it is said with, for its chart."""
    return _DECIMALS.get(unit, 2)


def series(
    held: Answers, who: service.Principal, metric: Metric, scope: Scope, grain: Grain, rule: Policy
) -> pl.DataFrame:
    """period_start, value, numerator, denominator, hidden: the series of `scope` as it may leave."""
    whole = held.series(who, metric.key, scope, grain)
    chosen = scope.chosen().get("site", ())
    alone = "site" not in metric.fact.splits or len(chosen) > 1 or bool({"ward", "cohort"} & set(scope.chosen()))
    if whole.is_empty() or alone:
        return _kept(held, who, metric, scope, grain, rule).select("period_start", *_PARTS, "hidden")
    cube = _kept(held, who, metric, replace(scope, site=None), grain, rule, "site")
    mine = cube.filter(pl.col("site") == chosen[0]) if chosen else cube.filter(pl.col("all_of").list.len() == 1)
    rows = whole.select("period_start").join(mine, on="period_start", how="left", maintain_order="left")
    if nature(metric) == "mean":  # a mean or median of all sites comes from the series itself
        itself = _kept(held, who, metric, scope, grain, rule)["value"]
        rows = rows.with_columns(value=pl.when(pl.col("hidden").is_null()).then(itself))
    return rows.select("period_start", *_PARTS, "hidden")


def _kept(
    held: Answers, who: service.Principal, metric: Metric, scope: Scope, grain: Grain, rule: Policy,
    by: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """The series through the policy: every period is a table of its own, so this is most of the work of a paper."""

    def make() -> pl.DataFrame:
        values = held.series(who, metric.key, scope, grain, by)
        named = [] if by is None else [by]
        return _suppressed(values.with_columns(pl.col(named).cast(pl.String)), metric, grain, rule, named)

    return held.kept(who, ("as it may leave", metric.key, scope, grain, rule, by), make)


def _suppressed(values: pl.DataFrame, metric: Metric, grain: Grain, rule: Policy, by: list[str]) -> pl.DataFrame:
    start = pl.col("period_start")
    dated = values.with_columns(days=(period_end(start, grain) - start).dt.total_days())
    return suppress(dated, rule, nature(metric), by=by, within=["period_start"],
                    days="days" if counts_days(metric) else None, decimals=decimals(metric.unit))  # fmt: skip


def guard(found: Trend, told: pl.DataFrame) -> Trend:
    """The trend with its points as they may leave.

    Limits, signals and icons stay those of the true points: the rule asks nothing of models, and with no point hidden
    no point can be worked out from them. What is beside the series (a running period, drift) is left out.
    """
    plain = found.rows.drop(*_PARTS, "hidden", strict=False)
    rows = plain.join(told, left_on="date", right_on="period_start", how="left").select(*found.rows.columns, "hidden")
    day = None if found.latest is None else found.latest["date"]
    latest = rows.filter(pl.col("date") == day).row(0, named=True) if day is not None else None
    return replace(found, rows=rows, latest=latest, running=None, moved=None)


def is_hidden(found: Trend) -> bool:
    """Whether any point of a guarded trend is hidden."""
    return "hidden" in found.rows.columns and bool(found.rows["hidden"].count())


@dataclass(frozen=True)
class Guarded:
    """Two stretches as they may leave, and why each is hidden, None where it is shown."""

    found: BeforeNow
    before_hidden: str | None
    now_hidden: str | None


def stretches(
    held: Answers, who: service.Principal, metric: Metric, scope: Scope, found: BeforeNow, rule: Policy
) -> Guarded:
    """Before and now as they may leave; the change is that of the two numbers shown, its interval the model's."""
    question = ("stretches as they may leave", metric.key, scope, found, rule)
    return held.kept(who, question, lambda: _stretches(held, who, metric, scope, found, rule))


def _stretches(
    held: Answers, who: service.Principal, metric: Metric, scope: Scope, found: BeforeNow, rule: Policy
) -> Guarded:
    before, before_hidden = _stretch(held, who, metric, scope, found.before, rule)
    now, now_hidden = _stretch(held, who, metric, scope, found.now, rule)
    if before.value is None or now.value is None:
        return Guarded(BeforeNow(before, now, None, None, None, None), before_hidden, now_hidden)
    change = now.value - before.value
    return Guarded(replace(found, before=before, now=now, change=change), before_hidden, now_hidden)


def _stretch(
    held: Answers, who: service.Principal, metric: Metric, scope: Scope, stretch: Stretch, rule: Policy
) -> tuple[Stretch, str | None]:
    if stretch.value is None:
        return stretch, None
    kind = nature(metric)
    bottom, n = _n(held, who, metric, scope, stretch)
    row = {"stretch": 0, "value": stretch.value, "numerator": stretch.value * n, "denominator": bottom,
           "days": stretch.weeks * 7}  # fmt: skip
    if metric.shape == "flow":
        row["numerator"] = n
    told = suppress(
        pl.DataFrame([row], schema_overrides={"denominator": pl.Float64}), rule, kind, within=["stretch"],
        days="days" if counts_days(metric) else None, decimals=decimals(metric.unit),
    ).row(0, named=True)  # fmt: skip
    value = told["value"]
    if metric.shape == "flow" and value is not None:
        value = stretch.value * value / n if n else 0.0
    return replace(stretch, value=value, n=_shown_n(metric, told)), told["hidden"]


def _n(
    held: Answers, who: service.Principal, metric: Metric, scope: Scope, stretch: Stretch
) -> tuple[float | None, float]:
    """What the policy reads as the denominator, and the number that the value is multiplied by or that was counted."""
    if metric.shape == "flow":
        return None, stretch.n or 0.0
    if metric.shape == "stock":
        return stretch.weeks * 7.0, stretch.weeks * 7.0
    if stretch.n is not None:
        return stretch.n, stretch.n
    days = replace(scope, from_day=stretch.first, to_day=stretch.last)
    people = held.window(who, "discharges" if metric.fact is DISCHARGE else metric.key, days)
    return people.denominator or people.numerator or 0.0, people.denominator or people.numerator or 0.0


def _shown_n(metric: Metric, told: dict[str, Any]) -> float | None:
    if metric.shape == "flow":
        return told["numerator"]
    return told["denominator"] if metric.shape == "ratio" else None
