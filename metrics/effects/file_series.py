"""One series of a file: weeks by number, or dates, as an interrupted series or a simple comparison."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from metrics.effects import counts, series
from metrics.effects.estimate import Array, NotEnoughData
from metrics.effects.file_answer import SIMPLE, Found, MethodNotOffered, Settings, StartNeeded, day_of, judged, week_of
from metrics.effects.file_columns import Columns
from metrics.effects.file_dates import Cut, before_after, cut
from metrics.effects.verdict import of_series
from metrics.errors import MetricError
from metrics.metric import Direction


def by_series(given: Columns, settings: Settings, direction: Direction) -> Found:
    """The interrupted series of week_index and y."""
    weeks, values, start = _weekly(given, settings, "y")
    result = series.interrupted(weeks, values, start)
    return Found("its", of_series(result, direction), series.fields(result))


def by_series_simple(given: Columns, settings: Settings, direction: Direction) -> Found:
    """The same weeks as a simple comparison."""
    weeks, values, start = _weekly(given, settings, "y")
    return _simple(Cut("week", weeks - start, values, None), direction)


def by_counts(given: Columns, settings: Settings, direction: Direction) -> Found:
    """The interrupted series of events over bed_days."""
    weeks, events, start = _weekly(given, settings, "events")
    order = np.argsort(given.wholes("week_index"), kind="stable")
    result = counts.interrupted_counts(weeks, events, given.numbers("bed_days")[order], start)
    after = int(result.model.after.sum())
    allows = tuple(
        name for name, there in (("trend", result.model.trend), ("season", result.model.harmonics > 0)) if there
    )
    verdict = judged(
        result.ratio, direction, "interrupted time series of counts", scale="ratio", allows_for=allows,
        weeks=(len(weeks) - after, after),
    )  # fmt: skip
    return Found("its_count", verdict, counts.fields(result))


def by_dates(given: Columns, settings: Settings, direction: Direction) -> Found:
    """The interrupted series where there are weeks enough, else the simple comparison and why."""
    found = _cut(given, settings)
    if found.step == "month":
        note = "A series by month is too coarse for a time-series model, so this is the simple comparison."
        return _simple(found, direction, note)
    try:
        return by_dates_series(given, settings, direction)
    except NotEnoughData as refusal:
        return _simple(found, direction, str(refusal))


def by_dates_series(given: Columns, settings: Settings, direction: Direction) -> Found:
    """The interrupted series of dates and values, the simple comparison's fields beside it."""
    found = _cut(given, settings)
    if found.step == "month":
        raise MethodNotOffered("series", ("before_after",))
    # Season runs on the calendar: numbers counted from the start only shift its phase, which the model fits anyway.
    result = series.interrupted(found.numbers, found.values, 0)
    fields = series.fields(result)
    with suppress(MetricError):
        fields |= before_after(found)[1]
    return Found("its", of_series(result, direction), fields, _left_out(found))


def by_dates_simple(given: Columns, settings: Settings, direction: Direction) -> Found:
    """Dates and values as a simple comparison."""
    return _simple(_cut(given, settings), direction)


def _weekly(given: Columns, settings: Settings, name: str) -> tuple[np.typing.NDArray[np.int64], Array, int]:
    weeks, values = given.wholes("week_index"), given.numbers(name, blanks=name == "y")
    order = np.argsort(weeks, kind="stable")
    return weeks[order], values[order], week_of(given, settings.start)


def _cut(given: Columns, settings: Settings) -> Cut:
    if settings.start is None:
        raise StartNeeded("on which day the change began")
    return cut(given.days("date"), given.numbers("value", blanks=True), day_of(settings.start))


def _simple(found: Cut, direction: Direction, *notes: str) -> Found:
    change, fields = before_after(found)
    before, after = found.sides
    weeks = (len(before), len(after)) if found.step == "week" else None
    verdict = judged(change, direction, SIMPLE, weeks=weeks)
    return Found("before_after", verdict, fields, (*notes, *_left_out(found)))


def _left_out(found: Cut) -> tuple[str, ...]:
    if found.left_out is None:
        return ()
    return (f"The {found.step} that began on {found.left_out} holds the start itself and is left out.",)
