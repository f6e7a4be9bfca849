"""Groups of a file: patients before and after, wards with the change and without, one area against others."""

from __future__ import annotations

import math

import numpy as np

from metrics.effects import (
    controlled,
    did,
    length_bias,
    matched,
    means,
    proportions,
    rates,
    staggered,
    survival,
    synthetic,
)
from metrics.effects.cohort import Cohort, cohort
from metrics.effects.estimate import Estimate
from metrics.effects.file_answer import SIMPLE, Found, Settings, StartNeeded, UnreadableStart, judged, week_of
from metrics.effects.file_columns import Columns
from metrics.effects.panel import Panel, panel
from metrics.effects.verdict import Verdict
from metrics.errors import MetricError
from metrics.metric import Direction

SIDES = ("before", "after")
TREATED = "TREATED"


class UnknownPeriod(MetricError):
    """Something other than before and after."""

    def __init__(self, found: str) -> None:
        super().__init__(f"The column period holds '{found}': it may hold before and after only.")


def by_means(given: Columns, _: Settings, direction: Direction) -> Found:
    """Days of stay of patients before and after."""
    before, after = (side.numbers("los_days") for side in _sides(given))
    change = means.compare_means(before, after)
    verdict = judged(
        change.difference, direction, SIMPLE, percent=change.percent,
        patients=(len(before), len(after)),
    )  # fmt: skip
    return Found("means", verdict, means.fields(change))


def by_shares(given: Columns, _: Settings, direction: Direction) -> Found:
    """Patients who went home before and after."""
    before, after = (side.flags("home") for side in _sides(given))
    change = proportions.compare_shares(before.sum(), len(before), after.sum(), len(after))
    verdict = judged(
        change.difference, direction, SIMPLE, patients=(len(before), len(after))
    )  # fmt: skip
    return Found("proportions", verdict, proportions.fields(change))


def by_rates(given: Columns, _: Settings, direction: Direction) -> Found:
    """Weekly events over bed days before and after."""
    before, after = _sides(given)
    amounts = [side.numbers(name) for side in (before, after) for name in ("events", "bed_days")]
    change = rates.compare_rates(*amounts)
    verdict = judged(change.shown, direction, SIMPLE, scale="ratio", weeks=change.weeks)
    return Found("rates", verdict, rates.fields(change))


def by_wards(given: Columns, settings: Settings, direction: Direction) -> Found:
    """Wards against wards; a roll-out where they started in different weeks."""
    rows = _panel(given, settings)
    if len(np.unique(rows.start[rows.treated])) > 1:
        return by_staggered(given, settings, direction)
    result = did.did(rows)
    verdict = _of_wards(rows, result.headline, direction, "difference in differences between wards")
    fields = did.fields(result)
    try:
        fields |= controlled.fields(controlled.controlled(rows))
    except MetricError as refusal:
        return Found("did", verdict, fields, (str(refusal),))
    return Found("did", verdict, fields)


def by_staggered(given: Columns, settings: Settings, direction: Direction) -> Found:
    """A roll-out over wards."""
    rows = _panel(given, settings)
    result = staggered.staggered(rows)
    return Found(
        "staggered", _of_wards(rows, result.headline, direction, "staggered roll-out"), staggered.fields(result)
    )


def by_controlled(given: Columns, settings: Settings, direction: Direction) -> Found:
    """The difference between wards with the change and without as one series."""
    rows = _panel(given, settings)
    result = controlled.controlled(rows)
    treated = int(rows.treated.sum())
    verdict = judged(
        result.headline.average(), direction, "controlled time series", allows_for=("trend", "season", "other areas"),
        weeks=result.series.sides, wards=(treated, len(rows.names) - treated),
        turned=tuple(alternative.words for alternative in result.series.turned),
    )  # fmt: skip
    return Found("did", verdict, controlled.fields(result))


def by_synthetic(given: Columns, settings: Settings, direction: Direction) -> Found:
    """One area against a mixture of others."""
    start = float(week_of(given, settings.start))
    units = given.words("unit")
    starts = [start if unit.upper() == TREATED else math.nan for unit in units]
    rows = panel(units, given.wholes("week_index"), given.numbers("y", blanks=True), starts)
    result = synthetic.of_panel(rows)
    return Found(
        "synth", _of_wards(rows, result.headline, direction, "synthetic control"), synthetic.fields(result),
        (f"With {len(result.donors)} comparison areas the placebo test can't reach below {result.smallest_p:.2f}.",),
    )  # fmt: skip


def by_survival(given: Columns, _: Settings, direction: Direction) -> Found:
    """Waits from ready to leaving of two cohorts."""
    before, after = (_followed(side) for side in _sides(given))
    result = survival.survival(before, after)
    verdict = judged(
        result.headline, direction, "waiting times of two cohorts", patients=(len(before.days), len(after.days))
    )
    return Found("survival", verdict, survival.fields(result))


def by_matched(given: Columns, _: Settings, direction: Direction) -> Found:
    """Treated people against the most similar others; all further columns are characteristics."""
    names = [name for name in given.text.columns if name not in ("id", "treated", "los_days")]
    covariates = {name: given.numbers(name, blanks=True) for name in names}
    result = matched.matched(given.flags("treated"), given.numbers("los_days", blanks=True), covariates)
    failed = () if result.balanced else ("The matched people still differ by a tenth of a standard deviation or more.",)
    pairs = len(result.pairs)
    verdict = judged(result.headline, direction, "matched cohort", patients=(pairs, pairs), failed=failed)
    return Found("matched", verdict, matched.fields(result))


def by_window(given: Columns, settings: Settings, direction: Direction) -> Found:
    """Waits seen in one window of days: described, not compared."""
    if settings.start is None or settings.until is None:
        raise StartNeeded("from when to when people are counted")
    ends = [_moment(text) for text in (settings.start, settings.until)]
    result = length_bias.length_bias(
        given.numbers("ready_t"), given.numbers("end_t", blanks=True), (ends[0], ends[1])
    )  # fmt: skip
    only = "One window of dates has nothing to be compared with: these numbers describe it."
    verdict = judged(None, direction, "waiting times of one window", failed=(only,))
    return Found("lengthbias", verdict, length_bias.fields(result))


def _sides(given: Columns) -> tuple[Columns, Columns]:
    for period in given.words("period"):
        if period not in SIDES:
            raise UnknownPeriod(period)
    return given.where("period", "before"), given.where("period", "after")


def _panel(given: Columns, _: Settings) -> Panel:
    return panel(
        given.words("ward"), given.wholes("week_index"), given.numbers("y", blanks=True),
        given.numbers("start_week", blanks=True),
    )  # fmt: skip


def _of_wards(rows: Panel, estimate: Estimate | None, direction: Direction, method: str) -> Verdict:
    treated = int(rows.treated.sum())
    return judged(
        estimate, direction, method, allows_for=("trend", "season", "other areas"),
        wards=(treated, len(rows.names) - treated),
    )  # fmt: skip


def _followed(side: Columns) -> Cohort:
    return cohort(side.numbers("days_since_ready"), side.wholes("event"))


def _moment(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UnreadableStart(text, "a day number like those of ready_t") from None
