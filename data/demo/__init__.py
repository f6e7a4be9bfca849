"""The demonstration hospital: a two-site trust that never was, with effects that are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from data.demo.bad_rows import with_bad_spells, with_bad_status
from data.demo.beds import make_beds
from data.demo.board import make_board
from data.demo.calendar import Calendar, make_calendar
from data.demo.case_reviews import make_case_reviews
from data.demo.chc import make_chc
from data.demo.delayed_days import make_delayed_days
from data.demo.failed import make_failed
from data.demo.front_door import make_front_door
from data.demo.intermediate_care import make_intermediate_care
from data.demo.registers import registers
from data.demo.returns import make_returned
from data.demo.spells import make_spells, make_stays
from data.demo.truth import truth
from data.demo.write import write_extract, write_json, write_toml

RESIDENTS = 512_000  # aged 18 and over, of the three councils
STREAMS = 21  # independent sources of chance: a change to one extract leaves the others as they were


def generate(
    out: Path,
    *,
    seed: int = 1,
    years: int = 3,
    last_day: date,
    progress: Callable[[str, float], None] | None = None,
) -> None:
    """Write CSV extracts, registers.toml and truth.json into `out`, for `years` whole years to `last_day` inclusive.

    The same seed, years and last day give the same bytes. Go-lives count back from the last day, up to 60 weeks: for a
    year of "before" ask for three years. `progress` is told what is being done and the share that is done.
    """
    tell = progress or (lambda message, share: None)
    calendar = make_calendar(last_day=last_day, years=years)
    rngs = [np.random.default_rng([seed, stream]) for stream in range(STREAMS)]
    tell("Filling the wards", 0.0)
    stays, beds = make_stays(calendar, rngs, lambda share: tell("Filling the wards", 0.3 * share))
    rows, bad_spells = _write_extracts(out, stays, beds, calendar, seed, rngs, tell)
    first_day = calendar.day(calendar.first)
    write_toml(registers(first_day, last_day), out / "registers.toml")
    write_json(
        truth(seed=seed, first_day=first_day, last_day=last_day, rows=rows, bad_spells=bad_spells), out / "truth.json"
    )
    tell("Done", 1.0)


def _write_extracts(
    folder: Path,
    stays: pl.DataFrame,
    beds: np.ndarray,
    calendar: Calendar,
    seed: int,
    rngs: list[np.random.Generator],
    tell: Callable[[str, float], None],
) -> tuple[dict[str, int], list[dict[str, str]]]:
    """One extract after the other, so that only one is held at a time."""
    tell("Writing the spells", 0.3)
    good = make_spells(stays, calendar, rngs[10])
    spells, bad_spells = with_bad_spells(good, rngs[11])
    rows = {"spells": write_extract(spells, folder, "spells")}
    tell("Reading the boards", 0.4)
    board = with_bad_status(make_board(stays, calendar, seed), rngs[12])
    tell("Writing the boards", 0.8)
    rows["board"] = write_extract(board, folder, "board")
    del board
    tell("Writing the rest", 0.95)
    rest = {
        "beds": make_beds(beds, calendar),
        "front_door": make_front_door(stays, calendar, rngs[13]),
        "failed_discharges": make_failed(stays, calendar, rngs[14]),
        "intermediate_care": make_intermediate_care(stays, calendar, rngs[15]),
        "delayed_days": make_delayed_days(calendar, rngs[16]),
        "case_reviews": make_case_reviews(stays, calendar, rngs[17]),
        "chc": make_chc(calendar, rngs[18]),
    }
    rest |= make_returned(good, rest["beds"], rest["front_door"], calendar, rngs[19:21])
    return rows | {name: write_extract(extract, folder, name) for name, extract in rest.items()}, bad_spells
