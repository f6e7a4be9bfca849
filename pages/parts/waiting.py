"""What metrics.waiting found, in words: flags of the test areas in scope, the sentence, the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from metrics import catalogue
from metrics.scope import Scope
from metrics.waiting import COMPARED, Change, Comparison
from pages.parts import context, words
from pages.parts.figure import Marker
from pages.parts.table import Column

NAMES: Final = {"waiting_for": "What they wait for", "reason_group": "Reason group", "owner": "Who owns the next step"}
COLUMNS: Final = (
    Column("part", "What", heading=True),
    Column("now", "Now", align="end"),
    Column("before", "Before", align="end"),
    Column("change", "Change", align="end"),
)
SETTLED: Final = 3  # changes under so many percentage points are not put into the sentence


def markers(scope: Scope, parts: Iterable[str]) -> tuple[Marker, ...]:
    """Numbered flags of the test areas that are about waiting for any of the parts and whose scope is met."""
    found = {
        (marker.on, marker.name)
        for part in parts
        for marker in context.markers(scope, catalogue.metric(f"waiting_for_share{{{part}}}"))
        if not marker.event
    }
    return tuple(Marker(number=number, on=on, name=name) for number, (on, name) in enumerate(sorted(found), 1))


def whole_weeks(weeks: pl.DataFrame) -> date:
    """The last day of the last whole week of a weekly series; of one without any, a day before all data."""
    last = weeks.filter(~pl.col("partial"))["period_start"].max() if weeks.height else None
    return last + timedelta(days=6) if isinstance(last, date) else date.min


def compared_with(flags: Sequence[Marker], last: date) -> tuple[date, date, str]:
    """The weeks to compare: before which, from which on, and what the earlier ones are called.

    Against the weeks before the first go-live shown; without one, against the same weeks a year ago.
    """
    if flags:
        on = flags[0].on
        monday = on - timedelta(days=on.weekday())
        return monday, monday, f"before {flags[0].name} went live"
    return last - timedelta(weeks=51), last - timedelta(weeks=COMPARED - 1), "a year ago"


def sentence(found: Comparison, before: str) -> str:
    """The changes worth saying, biggest first: "Social work 14% then, 2% now ..."."""
    weeks = words.plural(found.weeks_before, "week")
    against = f"the last {words.plural(found.weeks_now, 'week')} against the {weeks} {before}"
    said = [one for one in found.changes if abs(one.size) * 100 >= SETTLED][:3]
    if not said:
        return f"No share has changed by {SETTLED} percentage points or more: {against}."
    listed = "; ".join(f"{one.part} {words.share(one.before)} then, {words.share(one.now)} now" for one in said)
    return f"{listed[:1].upper()}{listed[1:]}: {against}."


def flags(markers: Sequence[Marker]) -> str:
    """The numbered flags in words."""
    named = [f"**{flag.number}** {words.escaped(flag.name)}, {words.long_day(flag.on)}" for flag in markers]
    return f"Flags: {'; '.join(named)}"


def alt(shown: pl.DataFrame, by: str, where: str) -> str:
    """The chart in a sentence: what is drawn, where, and the shares of its last week."""
    last = shown.filter(pl.col("period_start") == pl.col("period_start").max())
    shares = [f"{row['part']} {words.share(row['value'])}" for row in last.to_dicts()]
    return (
        f"{NAMES[by]}, as a share of the people not meeting the criteria to reside, {where}; in the "
        f"{words.period(last['period_start'][0], 'week')}: {', '.join(shares)}."
    )


def row(one: Change) -> dict[str, Any]:
    """One part as the table says it."""
    return {
        "id": one.part,
        "part": one.part.capitalize(),
        "now": words.share(one.now),
        "before": words.share(one.before),
        "change": words.difference(one.size, "share"),
    }
