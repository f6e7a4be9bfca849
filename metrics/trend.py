"""One measure over time as a chart needs it: limits against a frozen baseline, the latest whole period, the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from metrics.baseline import Drift, Frozen, NoPeriodsToCompare, drift
from metrics.metric import Direction, Metric
from metrics.periods import Grain, every_period, starts
from metrics.spc import IMPROVEMENT_OF, REFERENCE, Rules, SpcOptions, spc
from metrics.spc.options import FEWEST_FIXED

BESIDE = ("numerator", "denominator", "providers", "of")


@dataclass(frozen=True, eq=False)
class Trend:
    """A series read by the rules of metrics.spc.

    rows: one per whole period (a gap or a partial one inside keeps its place without a value): the fields of
    metrics.spc.ROW_FIELDS, shown_as, numerator, denominator and, for returns, providers and of. latest: the last row
    that has a value. running: the period that has begun and is not over, from the series, or None. advice: why limits
    should not be read, see metrics/spc/policy.py. variation, assurance: icon names or None. moved: drift of the
    baseline since it was frozen.
    """

    metric: Metric
    grain: Grain
    rows: pl.DataFrame
    latest: dict[str, Any] | None
    running: dict[str, Any] | None
    baseline: Frozen | None
    moved: Drift | None
    target: float | None
    advice: str | None
    variation: str | None
    assurance: str | None

    @property
    def change(self) -> float | None:
        """The latest value less the baseline's centre, in the metric's unit; None without either."""
        if self.latest is None or self.baseline is None:
            return None
        return self.latest["value"] - self.baseline.centre


def trend(
    metric: Metric,
    values: pl.DataFrame,
    grain: Grain,
    *,
    baseline: Frozen | None = None,
    target: float | None = None,
    rebases: Sequence[date] = (),
    direction: Direction | None = None,
    rules: Rules = REFERENCE,
) -> Trend:
    """Read `values` (period_start, value, numerator, denominator, partial) against a frozen baseline, if there is one.

    Limits are the baseline's and run on from its first period; without one they are of all points. A rebase starts new
    limits with the period that holds its date, and so does a break in the metric's definition. direction overrides the
    metric's own. Fewer than FEWEST_FIXED baseline periods can't carry limits: they then come from all points and the
    baseline is only a band and a centre.
    """
    whole, running = _whole(values)
    if whole.is_empty():
        return Trend(metric, grain, whole, None, running, baseline, None, target, "too_few_points", None, None)
    drawn = _as_frozen(whole, grain, baseline)
    options = SpcOptions(
        improvement=IMPROVEMENT_OF[direction or metric.direction],
        target=target,
        rebase=_starts(drawn, grain, baseline, [*metric.breaks, *rebases]),
        fix_after_n=_fixed(baseline),
        **asdict(rules),
    )
    chart = spc(drawn.rename({"period_start": "date"}), options)
    rows = chart.rows.join(
        whole.select(pl.col("period_start").alias("date"), *(name for name in BESIDE if name in whole.columns)),
        on="date",
        how="left",
    )
    # The newest number is one that the data hold: a frozen period after them is drawn and is not the latest.
    seen = rows.filter(pl.col("value").is_not_null(), pl.col("date") <= whole["period_start"][-1])
    guidance = chart.guidance.row(0, named=True)
    return Trend(
        metric, grain, rows, seen.row(-1, named=True) if seen.height else None, running, baseline,
        _drift(baseline, values), target,
        guidance["advice"], guidance["variation_icon"], guidance["assurance_icon"],
    )  # fmt: skip


def _whole(values: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Any] | None]:
    """Whole periods in order, without the partial ones at either end; and the last period where it is partial."""
    kept = values.with_columns(value=pl.when(~pl.col("partial")).then(pl.col("value")))
    there = kept.with_row_index().filter(pl.col("value").is_not_null())["index"]
    last = values.row(-1, named=True) if values.height else None
    running = last if last and last["partial"] and last["value"] is not None else None
    if there.is_empty():
        return kept.clear(), running
    return kept.slice(int(there[0]), int(there[-1]) - int(there[0]) + 1), running


def _starts(whole: pl.DataFrame, grain: Grain, baseline: Frozen | None, rebases: Sequence[date]) -> list[date] | None:
    """The first days of the periods that open a segment: the baseline's first, and those that hold a rebase."""
    first = [baseline.series[0][0]] if baseline is not None and _fixed(baseline) else []
    opening = whole["period_start"][0]
    return [day for day in [*first, *starts(rebases, grain)] if day != opening] or None


def _fixed(baseline: Frozen | None) -> int | None:
    if baseline is None or len(baseline.series) < FEWEST_FIXED:
        return None
    return len(baseline.series)


def _as_frozen(whole: pl.DataFrame, grain: Grain, baseline: Frozen | None) -> pl.DataFrame:
    """The series with the baseline's periods as they were frozen, so that centre and limits keep their digits.

    All of them, those too that the data no longer hold, each in its place: limits are fixed by counting rows.
    """
    if baseline is None or _fixed(baseline) is None:
        return whole
    then = pl.DataFrame(
        baseline.series, schema={"period_start": pl.Date, "frozen": pl.Float64}, orient="row"
    ).with_columns(was_frozen=True)
    axis = every_period(pl.concat([whole["period_start"], then["period_start"]]), grain)
    joined = axis.join(whole, on="period_start", how="left").join(then, on="period_start", how="left")
    return joined.with_columns(value=pl.when("was_frozen").then("frozen").otherwise("value"))


def _drift(baseline: Frozen | None, values: pl.DataFrame) -> Drift | None:
    if baseline is None:
        return None
    try:
        return drift(baseline, values)
    except NoPeriodsToCompare:
        return None
