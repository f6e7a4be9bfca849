"""Red and green days as the board rounds coloured them: counts of patients, without saying who."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.register import RoundEntry, read_days
from metrics.red_green import SCHEMA
from pages.service.core import principal
from pages.service.entered import register


def coloured_days(first: date, last: date) -> pl.DataFrame:
    """One row for each patient and day that a round coloured, both days inclusive: the columns of metrics.red_green.

    reason: why the day is red in the ward's words, else the delay reason, null where neither is said. To somebody who
    may not see the ward's patients the ward's own words are blank, and the delay reason stands in for them.
    """
    found = [
        (entry.day, entry.provider, entry.site, entry.ward, entry.day_colour, _reason(entry))
        for entry in read_days(register(), principal(), RoundEntry, first, last)
        if entry.day_colour
    ]
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def _reason(entry: RoundEntry) -> str | None:
    return (entry.red_reason.strip() or entry.delay_reason or None) if entry.day_colour == "red" else None
