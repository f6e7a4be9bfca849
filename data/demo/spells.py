"""The spells extract, and the stays behind it that the board and the other extracts are made from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from data.demo import effects
from data.demo.calendar import Calendar
from data.demo.codes import with_admission_method, with_discharge
from data.demo.other_stays import other_stays
from data.demo.people import pseudonyms, share_known, with_people
from data.demo.places import PROVIDER, WARDS, beds_open, wanted
from data.demo.pool import HOME, make_pool
from data.demo.stays import simulate
from data.demo.support import expected_on, with_expected_date, with_support
from data.demo.times import DAY, with_times

NO_READY_DATE = 0.06  # of people with no delay, whose ready date the guidance lets blank
LOST_READY_DATE, LOST_BY_HUB = 0.03, 0.004  # of people with a delay
TIME_KNOWN = 0.9


def make_stays(
    calendar: Calendar, rngs: list[np.random.Generator], progress: Callable[[float], None]
) -> tuple[pl.DataFrame, np.ndarray]:
    """Every stay that touches the days shown, in order of admission, and the beds open by ward and day."""
    beds = beds_open(calendar, rngs[0])
    want = wanted(calendar, beds)
    adults = simulate(make_pool(calendar, want, rngs[1]), calendar, beds, want, rngs[2], progress)
    adults = _with_places(with_admission_method(adults, calendar, rngs[3]))
    stays = pl.concat([adults, other_stays(calendar, rngs[4]).select(adults.columns)])
    stays = with_times(stays, rngs[5])
    stays = stays.filter(pl.col("leave_day") >= calendar.first).sort("admitted", maintain_order=True)
    stays = with_people(with_discharge(stays, calendar, rngs[6]), calendar, rngs[7])
    stays = with_support(with_expected_date(stays, rngs[8]), rngs[8])
    still_in = pl.col("leave_day") > calendar.last
    return stays.with_row_index("number", offset=1).with_columns(still_in=still_in), beds


def _with_places(adults: pl.DataFrame) -> pl.DataFrame:
    ward = adults["ward"]
    named = {
        "site": [place.site for place in WARDS],
        "ward": [place.name for place in WARDS],
        "specialty": [place.kind.specialty for place in WARDS],
    }
    columns = [pl.Series(name, values).gather(ward) for name, values in named.items()]
    return adults.drop("ward").select(*columns, pl.all())


def spell_ids(number: pl.Expr) -> pl.Expr:
    """The spell_id of a stay's number."""
    return pl.lit("S") + number.cast(pl.String).str.zfill(7)


def moment(minutes: pl.Expr, calendar: Calendar) -> pl.Expr:
    """A timestamp from minutes since the origin."""
    return pl.lit(calendar.origin).cast(pl.Datetime("ms")) + pl.duration(minutes=minutes)


def day(number: pl.Expr, calendar: Calendar) -> pl.Expr:
    """A date from a day number."""
    return pl.lit(calendar.origin) + pl.duration(days=number)


def make_spells(stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """The extract as at midnight after the last day: what happens later is not in it yet."""
    end = (calendar.last + 1) * DAY
    gone = ~pl.col("still_in")
    ready = pl.col("ready") < end
    stays = _with_blanks(stays, rng)
    dated = ready & pl.col("has_ready") & ~pl.col("ready_blank")
    return stays.select(
        provider=pl.lit(PROVIDER),
        site="site",
        ward="ward",
        spell_id=spell_ids(pl.col("number")),
        person_id="person_id",
        age="age",
        sex="sex",
        ethnicity="ethnicity",
        imd_decile="imd_decile",
        local_authority="local_authority",
        specialty="specialty",
        cohort=pl.when(pl.col("hub") & ready).then(pl.lit(effects.HUB)),
        admission_method="admission_method",
        patient_classification="patient_classification",
        admitted_at=moment(pl.col("admitted"), calendar),
        expected_discharge_date=pl.when(pl.col("expected_set") < end).then(
            day(expected_on(pl.min_horizontal("leave_day", pl.lit(calendar.last))), calendar)
        ),
        expected_date_set_at=pl.when(pl.col("expected_set") < end).then(moment(pl.col("expected_set"), calendar)),
        discharge_ready_date=pl.when(dated).then(day(pl.col("ready") // DAY, calendar)),
        criteria_not_met_at=pl.when(ready & pl.col("has_ready") & pl.col("ready_timed")).then(
            moment(pl.col("ready"), calendar)
        ),
        discharged_at=pl.when(gone).then(moment(pl.col("left"), calendar)),
        discharge_method=pl.when(gone).then("discharge_method"),
        discharge_destination=pl.when(gone).then("discharge_destination"),
        pathway=pl.when((gone | ready) & pl.col("pathway_known")).then(pl.col("pathway")),
        support_started_at=pl.when(pl.col("support") < end).then(moment(pl.col("support"), calendar)),
        weekly_care_cost=pl.when(gone).then("cost"),
    )


def _with_blanks(stays: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Which entries nobody made. People who die or move were never ready, and have no pathway."""
    home = (stays["fate"] == HOME).to_numpy()
    delayed = (stays["ready"] // DAY < stays["leave_day"]).to_numpy()
    lost = np.where(stays["hub"].to_numpy(), LOST_BY_HUB, LOST_READY_DATE)
    blank = rng.random(stays.height) < np.where(delayed, lost, NO_READY_DATE)
    timed = rng.random(stays.height) < np.where(delayed, TIME_KNOWN, 0.75)
    return stays.with_columns(
        has_ready=pl.Series(home),
        ready_blank=pl.Series(blank),
        ready_timed=pl.Series(timed & (~blank | delayed)),
        pathway_known=pl.Series(home & (rng.random(stays.height) < 0.985)),
        person_id=share_known(pl.Series(pseudonyms(stays["person"].to_numpy())), 0.992, rng),
        imd_decile=share_known(stays["imd_decile"], 0.97, rng),
        local_authority=share_known(stays["local_authority"], 0.985, rng),
    )
