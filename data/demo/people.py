"""Who the stays belong to: people come back, some within thirty days, and keep their sex, council and the rest."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.demo.calendar import Anything, Calendar, Flags, Floats, Ints
from data.demo.draws import choose
from data.demo.places import COUNCILS, KESTREL
from data.demo.pool import DIED, MOVED
from data.demo.times import DAY

BACK_SOON = 0.118  # of adults who leave after a night or more, those back as an emergency within 30 days
BACK_LATER = 0.22  # ... and those back between a month and a year after
AGE_GAP = 3  # years by which a matched stay's age may differ before it takes on the person's age
ETHNICITY = {
    "White": 0.79,
    "Asian or Asian British": 0.085,
    "Black or Black British": 0.04,
    "Mixed": 0.02,
    "Other ethnic group": 0.02,
    "Not stated": 0.045,
}
DECILES = (0.13, 0.12, 0.115, 0.11, 0.1, 0.095, 0.09, 0.085, 0.08, 0.075)


def with_people(stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """Adds person (a number), sex, ethnicity, imd_decile, local_authority; rows keep their order.

    A person's later stays take the age of the first one, with the years gone since.
    """
    first = _first_stay(_stay_before(stays, rng))
    admitted = stays["admit_day"].to_numpy()
    age = stays["age"].to_numpy()
    years = (admitted - admitted[first]) // 365
    traits = _traits(stays, rng)
    followed = traits.select(pl.all().gather(pl.Series(first)))
    number = rng.permutation(stays.height)[first]
    return stays.with_columns(
        age=pl.Series(np.where(first == np.arange(len(first)), age, np.minimum(age[first] + years, 105))),
        person=pl.Series(number),
    ).hstack(followed)


def _traits(stays: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    size = stays.height
    women = stays["specialty"].is_in(["Gynaecology", "Obstetrics"]).to_numpy()
    older = np.clip((stays["age"].to_numpy() - 70) / 120, 0, 0.25)
    sex = np.where(women | (rng.random(size) < 0.49 + older), "Female", "Male")
    near_kestrel = stays["site"].to_numpy() == KESTREL
    here = choose(rng, dict(zip((*COUNCILS, "Other"), (0.68, 0.1, 0.18, 0.04), strict=True)), size)
    there = choose(rng, dict(zip((*COUNCILS, "Other"), (0.15, 0.62, 0.19, 0.04), strict=True)), size)
    return pl.DataFrame(
        {
            "sex": pl.Series(sex, dtype=pl.String),
            "ethnicity": pl.Series(choose(rng, ETHNICITY, size), dtype=pl.String),
            "imd_decile": 1 + np.searchsorted(np.cumsum(DECILES)[:-1], rng.random(size), side="right"),
            "local_authority": pl.Series(np.where(near_kestrel, here, there), dtype=pl.String),
        }
    )


def _stay_before(stays: pl.DataFrame, rng: np.random.Generator) -> Ints:
    """For each stay the same person's stay before it, or -1. Every stay follows and is followed at most once."""
    age, admit, leave = (stays[name].to_numpy() for name in ("age", "admit_day", "leave_day"))
    adult = (age >= 18) & (stays["specialty"] != "Obstetrics").to_numpy()
    ordinary = adult & (stays["patient_classification"] == "1").to_numpy()
    urgent = ordinary & stays["admission_method"].str.starts_with("2").to_numpy()
    alive = ordinary & (stays["fate"].to_numpy() != DIED) & (stays["fate"].to_numpy() != MOVED)
    gap = _gaps(alive & (leave > admit), age, stays["pathway"].to_numpy(), rng)
    gap[(stays["left"].to_numpy() // DAY) != leave] = 0
    return _match(np.where(gap > 0, leave + gap, -1), np.where(urgent, admit, -1), age)


def _gaps(may: Flags, age: Ints, pathway: Ints, rng: np.random.Generator) -> Ints:
    """Days until the person is back, 0 for never."""
    size = len(age)
    soon = BACK_SOON * (0.8 + 0.4 * np.clip((age - 40) / 50, 0, 1)) * np.where(pathway > 0, 1.35, 0.97)
    draw = rng.random(size)
    early = 1 + np.floor(29 * rng.beta(0.9, 1.5, size)).astype(np.int64)
    late = rng.integers(31, 365, size)
    return np.where(may & (draw < soon), early, np.where(may & (draw < soon + BACK_LATER), late, 0))


def _match(wants: Ints, offers: Ints, age: Ints) -> Ints:
    """Pair people due back on a day with emergency admissions of that day, nearest in age, in order of age."""
    before = np.full(len(age), -1)
    due, open_ = _by_day(wants, age), _by_day(offers, age)
    for day, people in due.items():
        beds = open_.get(day)
        if beds is None:
            continue
        pairs = np.maximum.accumulate(np.searchsorted(age[beds], age[people]) - np.arange(len(people)))
        pairs = pairs + np.arange(len(people))
        fits = pairs < len(beds)
        people, pairs = people[fits], beds[pairs[fits]]
        close = np.abs(age[people] - age[pairs]) <= AGE_GAP
        before[pairs[close]] = people[close]
    return before


def _by_day(days: Ints, age: Ints) -> dict[int, Ints]:
    """Rows of each day in order of age; rows with a negative day are left out."""
    order = np.lexsort((age, days))
    order = order[days[order] >= 0]
    starts = np.flatnonzero(np.diff(days[order], prepend=-1))
    return {int(days[rows[0]]): rows for rows in np.split(order, starts[1:])}


def _first_stay(before: Ints) -> Ints:
    """Follow each chain back to its beginning, halving the way at each step."""
    first = np.where(before >= 0, before, np.arange(len(before)))
    while True:
        further = first[first]
        if np.array_equal(further, first):
            return first
        first = further


def pseudonyms(person: Ints) -> Anything:
    """Text that stands for a person: letters and seven figures, so that it can't be taken for an NHS number."""
    return np.char.add("DM", np.char.zfill((person + 1_000_000).astype(str), 7))


def share_known(values: pl.Series, share: float, rng: np.random.Generator) -> pl.Series:
    """The same values with 1 - `share` of them blanked."""
    known: Floats = rng.random(len(values))
    return values.set(pl.Series(known >= share), None)
