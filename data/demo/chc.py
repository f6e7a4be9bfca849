"""Continuing healthcare referrals: from the positive checklist to the decision, and where the assessment took place."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.demo import effects
from data.demo.calendar import Calendar
from data.demo.draws import even
from data.demo.places import PROVIDER

A_WEEKDAY = 2.6  # positive checklists
LATE = (29, 75)  # days from the checklist where the 28 are missed, from, to
IN_TIME = (5, 28)


def make_chc(calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """One row per referral that was open on a day shown; those decided after the last day have no decision yet."""
    days = np.arange(calendar.first - LATE[1], calendar.last + 1)
    checklists = np.repeat(days, np.where(calendar.quiet[days], 0, rng.poisson(A_WEEKDAY, len(days))))
    size = len(checklists)
    in_time = even(rng, size) < effects.CHC_28_DAYS
    took = np.where(in_time, rng.integers(IN_TIME[0], IN_TIME[1] + 1, size), rng.integers(LATE[0], LATE[1] + 1, size))
    acute = even(rng, size) < effects.CHC_ACUTE
    decided = checklists + took
    shown = pl.Series(decided >= calendar.first)
    rows = pl.DataFrame(
        {
            "checklist_on": [calendar.day(int(day)) for day in checklists],
            "decided_on": [calendar.day(int(day)) if day <= calendar.last else None for day in decided],
            "setting": ["acute" if there else "other" for there in acute],
        },
        schema_overrides={"decided_on": pl.Date},
    ).filter(shown)
    number = pl.int_range(1, rows.height + 1, eager=True).cast(pl.String).str.zfill(5)
    return rows.select(
        pl.lit(PROVIDER).alias("provider"),
        ("C" + number).alias("referral_id"),
        "checklist_on",
        "decided_on",
        setting=pl.when(pl.col("decided_on").is_not_null()).then("setting"),
    )
