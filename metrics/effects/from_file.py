"""Any series or table of a file through the estimator of its family (contract, section 5: `compare --file`).

The columns say which family it is; the answer carries the fields of the method goldens beside the verdict.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from metrics.effects import (
    controlled, counts, did, length_bias, matched, means, proportions, rates, series, staggered, survival, synthetic,
)  # fmt: skip
from metrics.effects.cohort import Cohort, cohort
from metrics.effects.estimate import Array, Estimate, NotEnoughData
from metrics.effects.file_columns import Columns, columns
from metrics.effects.file_dates import Cut, before_after, cut
from metrics.effects.panel import Panel, panel
from metrics.effects.verdict import Evidence, Verdict, judge, of_series
from metrics.errors import MetricError
from metrics.metric import Direction

SIDES = ("before", "after")
TREATED = "TREATED"
WEEK = 7


class UnknownColumns(MetricError):
    """No family has these columns."""

    def __init__(self, names: frozenset[str]) -> None:
        wanted = "; ".join(", ".join(family.columns) for family in FAMILIES)
        super().__init__(
            f"The columns {', '.join(sorted(names))} are of no known comparison: give the columns of one of these: "
            f"{wanted}."
        )


class StartNeeded(MetricError):
    """The file does not say when the change began."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The file doesn't say {what}: give it with --start or --until, a date or a week number.")


class UnreadableStart(MetricError):
    """A start that is neither a date nor a week number, or not the kind that the file has."""

    def __init__(self, given: str, wanted: str) -> None:
        super().__init__(f"The start {given} is not {wanted}: correct it.")


class MethodNotOffered(MetricError):
    """A method that these columns can't be read by."""

    def __init__(self, given: str, methods: tuple[str, ...]) -> None:
        super().__init__(f"These columns can't be compared by the method {given}: choose {' or '.join(methods)}.")


class UnknownPeriod(MetricError):
    """Something other than before and after."""

    def __init__(self, found: str) -> None:
        super().__init__(f"The column period holds '{found}': it may hold before and after only.")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the file does not say. start, until: a date, or a whole number on the file's own axis of weeks or days.

    direction: None takes the family's usual one. method: None takes the strongest that the columns bear.
    """

    start: str | None = None
    until: str | None = None
    direction: Direction | None = None
    method: str | None = None


@dataclass(frozen=True)
class Found:
    """The family as the goldens name it, the verdict and the fields; notes are sentences on what was left out."""

    family: str
    verdict: Verdict
    fields: Mapping[str, float]
    notes: tuple[str, ...] = ()


Run = Callable[[Columns, Settings, Direction], Found]


@dataclass(frozen=True)
class Family:
    """Columns that make a file one of this family, and its methods, the one taken unasked first."""

    columns: tuple[str, ...]
    methods: Mapping[str, Run]
    direction: Direction = "lower"


def compare_file(rows: pl.DataFrame, settings: Settings) -> dict[str, Any]:
    """{"family", "verdict": the parts of its sentence, "notes", and the golden fields} of a text frame.

    A number that has no finite value is None. Raises a MetricError for columns, settings or data that no estimator
    takes, one sentence each.
    """
    given = columns(rows)
    family = next((family for family in FAMILIES if given.names >= set(family.columns)), None)
    if family is None:
        raise UnknownColumns(given.names)
    offered = tuple(family.methods)
    if settings.method is not None and settings.method not in offered:
        raise MethodNotOffered(settings.method, offered)
    run = family.methods[settings.method or offered[0]]
    found = run(given, settings, settings.direction or family.direction)
    fields = {name: float(value) if math.isfinite(value) else None for name, value in found.fields.items()}
    return {"family": found.family, "verdict": dict(found.verdict.parts()), "notes": list(found.notes), **fields}


def _judged(estimate: Estimate | None, direction: Direction, method: str, **rest: Any) -> Verdict:
    return judge(Evidence(estimate=estimate, direction=direction, method=method, **rest))


def _sides(given: Columns) -> tuple[Columns, Columns]:
    for period in given.words("period"):
        if period not in SIDES:
            raise UnknownPeriod(period)
    return given.where("period", "before"), given.where("period", "after")


def _means(given: Columns, _: Settings, direction: Direction) -> Found:
    before, after = (side.numbers("los_days") for side in _sides(given))
    change = means.compare_means(before, after)
    verdict = _judged(
        change.difference, direction, "simple before and after", percent=change.percent,
        patients=(len(before), len(after)),
    )  # fmt: skip
    return Found("means", verdict, means.fields(change))


def _shares(given: Columns, _: Settings, direction: Direction) -> Found:
    before, after = (side.flags("home") for side in _sides(given))
    change = proportions.compare_shares(before.sum(), len(before), after.sum(), len(after))
    verdict = _judged(
        change.difference, direction, "simple before and after", patients=(len(before), len(after))
    )  # fmt: skip
    return Found("proportions", verdict, proportions.fields(change))


def _rates(given: Columns, _: Settings, direction: Direction) -> Found:
    before, after = _sides(given)
    amounts = [side.numbers(name) for side in (before, after) for name in ("events", "bed_days")]
    change = rates.compare_rates(*amounts)
    verdict = _judged(change.shown, direction, "simple before and after", scale="ratio", weeks=change.weeks)
    return Found("rates", verdict, rates.fields(change))


def _series(given: Columns, settings: Settings, direction: Direction) -> Found:
    weeks, values, start = _weekly(given, settings, "y")
    result = series.interrupted(weeks, values, start)
    return Found("its", of_series(result, direction), series.fields(result))


def _series_simple(given: Columns, settings: Settings, direction: Direction) -> Found:
    weeks, values, start = _weekly(given, settings, "y")
    return _simple(Cut("week", weeks - start, values, None), direction)


def _counts(given: Columns, settings: Settings, direction: Direction) -> Found:
    weeks, events, start = _weekly(given, settings, "events")
    order = np.argsort(given.wholes("week_index"), kind="stable")
    result = counts.interrupted_counts(weeks, events, given.numbers("bed_days")[order], start)
    after = int(result.model.after.sum())
    allows = tuple(
        name for name, there in (("trend", result.model.trend), ("season", result.model.harmonics > 0)) if there
    )
    verdict = _judged(
        result.ratio, direction, "interrupted time series of counts", scale="ratio", allows_for=allows,
        weeks=(len(weeks) - after, after),
    )  # fmt: skip
    return Found("its_count", verdict, counts.fields(result))


def _weekly(given: Columns, settings: Settings, name: str) -> tuple[np.typing.NDArray[np.int64], Array, int]:
    weeks, values = given.wholes("week_index"), given.numbers(name, blanks=name == "y")
    order = np.argsort(weeks, kind="stable")
    return weeks[order], values[order], _week(given, settings.start)


def _week(given: Columns, start: str | None) -> int:
    """The start as a number of the file's week_index; a date is looked up in week_start."""
    if start is None:
        raise StartNeeded("in which week the change began")
    if start.lstrip("-").isdigit():
        return int(start)
    if "week_start" not in given.names:
        raise UnreadableStart(start, "a week number, and the file has no column week_start to find a date in")
    day = _day(start)
    later = [
        week for week, first in zip(given.wholes("week_index"), given.days("week_start"), strict=True) if first >= day
    ]
    if not later:
        raise UnreadableStart(start, "on or before the last week of the file")
    return int(min(later))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableStart(text, "a date such as 2026-03-31") from None


def _dated(given: Columns, settings: Settings, direction: Direction) -> Found:
    """The interrupted series where there are weeks enough, else the simple comparison and why."""
    found = _cut(given, settings)
    if found.step == "month":
        note = "A series by month is too coarse for a time-series model, so this is the simple comparison."
        return _simple(found, direction, note)
    try:
        return _dated_series(given, settings, direction)
    except NotEnoughData as refusal:
        return _simple(found, direction, str(refusal))


def _dated_series(given: Columns, settings: Settings, direction: Direction) -> Found:
    found = _cut(given, settings)
    if found.step == "month":
        raise MethodNotOffered("series", ("before_after",))
    # Season runs on the calendar: numbers counted from the start only shift its phase, which the model fits anyway.
    result = series.interrupted(found.numbers, found.values, 0)
    fields = series.fields(result)
    try:
        fields |= before_after(found)[1]
    except MetricError:
        pass
    return Found("its", of_series(result, direction), fields, _left_out(found))


def _dated_simple(given: Columns, settings: Settings, direction: Direction) -> Found:
    return _simple(_cut(given, settings), direction)


def _cut(given: Columns, settings: Settings) -> Cut:
    if settings.start is None:
        raise StartNeeded("on which day the change began")
    return cut(given.days("date"), given.numbers("value", blanks=True), _day(settings.start))


def _simple(found: Cut, direction: Direction, *notes: str) -> Found:
    change, fields = before_after(found)
    before, after = found.sides
    weeks = (len(before), len(after)) if found.step == "week" else None
    verdict = _judged(change, direction, "simple before and after", weeks=weeks)
    return Found("before_after", verdict, fields, (*notes, *_left_out(found)))


def _left_out(found: Cut) -> tuple[str, ...]:
    if found.left_out is None:
        return ()
    return (f"The {found.step} that began on {found.left_out} holds the start itself and is left out.",)


def _panel(given: Columns, _: Settings) -> Panel:
    return panel(
        given.words("ward"), given.wholes("week_index"), given.numbers("y", blanks=True),
        given.numbers("start_week", blanks=True),
    )  # fmt: skip


def _of_wards(rows: Panel, estimate: Estimate | None, direction: Direction, method: str) -> Verdict:
    treated = int(rows.treated.sum())
    return _judged(
        estimate, direction, method, allows_for=("trend", "season", "other areas"),
        wards=(treated, len(rows.names) - treated),
    )  # fmt: skip


def _wards(given: Columns, settings: Settings, direction: Direction) -> Found:
    """Wards against wards; a roll-out where they started in different weeks."""
    rows = _panel(given, settings)
    if len(np.unique(rows.start[rows.treated])) > 1:
        return _staggered(given, settings, direction)
    result = did.did(rows)
    verdict = _of_wards(rows, result.headline, direction, "difference in differences between wards")
    fields = did.fields(result)
    try:
        fields |= controlled.fields(controlled.controlled(rows))
    except MetricError as refusal:
        return Found("did", verdict, fields, (str(refusal),))
    return Found("did", verdict, fields)


def _staggered(given: Columns, settings: Settings, direction: Direction) -> Found:
    rows = _panel(given, settings)
    result = staggered.staggered(rows)
    return Found(
        "staggered", _of_wards(rows, result.headline, direction, "staggered roll-out"), staggered.fields(result)
    )


def _controlled(given: Columns, settings: Settings, direction: Direction) -> Found:
    rows = _panel(given, settings)
    result = controlled.controlled(rows)
    treated = int(rows.treated.sum())
    verdict = _judged(
        result.headline.average(), direction, "controlled time series", allows_for=("trend", "season", "other areas"),
        weeks=result.series.sides, wards=(treated, len(rows.names) - treated),
        turned=tuple(alternative.words for alternative in result.series.turned),
    )  # fmt: skip
    return Found("did", verdict, controlled.fields(result))


def _synthetic(given: Columns, settings: Settings, direction: Direction) -> Found:
    start = float(_week(given, settings.start))
    units = given.words("unit")
    starts = [start if unit.upper() == TREATED else math.nan for unit in units]
    rows = panel(units, given.wholes("week_index"), given.numbers("y", blanks=True), starts)
    result = synthetic.of_panel(rows)
    return Found(
        "synth", _of_wards(rows, result.headline, direction, "synthetic control"), synthetic.fields(result),
        (f"With {len(result.donors)} comparison areas the placebo test can't reach below {result.smallest_p:.2f}.",),
    )  # fmt: skip


def _survival(given: Columns, _: Settings, direction: Direction) -> Found:
    before, after = (_followed(side) for side in _sides(given))
    result = survival.survival(before, after)
    verdict = _judged(
        result.headline, direction, "waiting times of two cohorts", patients=(len(before.days), len(after.days))
    )
    return Found("survival", verdict, survival.fields(result))


def _followed(side: Columns) -> Cohort:
    return cohort(side.numbers("days_since_ready"), side.wholes("event"))


def _matched(given: Columns, _: Settings, direction: Direction) -> Found:
    names = [name for name in given.text.columns if name not in ("id", "treated", "los_days")]
    covariates = {name: given.numbers(name, blanks=True) for name in names}
    result = matched.matched(given.flags("treated"), given.numbers("los_days", blanks=True), covariates)
    failed = () if result.balanced else ("The matched people still differ by a tenth of a standard deviation or more.",)
    pairs = len(result.pairs)
    verdict = _judged(result.headline, direction, "matched cohort", patients=(pairs, pairs), failed=failed)
    return Found("matched", verdict, matched.fields(result))


def _window(given: Columns, settings: Settings, direction: Direction) -> Found:
    if settings.start is None or settings.until is None:
        raise StartNeeded("from when to when people are counted")
    ends = [_moment(text) for text in (settings.start, settings.until)]
    result = length_bias.length_bias(
        given.numbers("ready_t"), given.numbers("end_t", blanks=True), (ends[0], ends[1])
    )  # fmt: skip
    only = "One window of dates has nothing to be compared with: these numbers describe it."
    verdict = _judged(None, direction, "waiting times of one window", failed=(only,))
    return Found("lengthbias", verdict, length_bias.fields(result))


def _moment(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UnreadableStart(text, "a day number like those of ready_t") from None


# The first whose columns are all there is taken, so the ones with more columns stand before those they contain.
FAMILIES = (
    Family(("ready_t", "end_t"), {"window": _window}),
    Family(("period", "days_since_ready", "event"), {"survival": _survival}),
    Family(("period", "events", "bed_days"), {"before_after": _rates}),
    Family(("period", "home"), {"before_after": _shares}, "higher"),
    Family(("period", "los_days"), {"before_after": _means}),
    Family(("treated", "age", "frailty", "non_elective", "prior_admissions", "los_days"), {"matched": _matched}),
    Family(
        ("ward", "week_index", "y", "start_week"), {"wards": _wards, "staggered": _staggered, "controlled": _controlled}
    ),
    Family(("unit", "week_index", "y"), {"synthetic": _synthetic}),
    Family(("week_index", "events", "bed_days"), {"series": _counts}),
    Family(("week_index", "y"), {"series": _series, "before_after": _series_simple}),
    Family(("date", "value"), {"auto": _dated, "series": _dated_series, "before_after": _dated_simple}),
)
