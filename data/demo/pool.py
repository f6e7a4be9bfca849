"""People waiting to be admitted, drawn all at once: for each ward a queue of stays not yet tied to a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from data.demo import effects
from data.demo.calendar import Calendar, Flags, Floats, Ints
from data.demo.draws import even, even_gamma
from data.demo.places import JUNIPER, SITES, WARDS, of_kind, ward_numbers

HOME, DIED, MOVED = 0, 1, 2
NO_PATHWAY = -1
PATHWAY_SPLIT = np.array([0.67, 0.20, 0.13])  # of people who need support: pathways 1, 2, 3
HUB_SHARE = 0.40  # of people of 65 and over who need support
LONGER = np.array([1.0, 1.35, 1.6, 1.75, 1.2])  # nights by pathway; the last is for people who die or move
DELAYED = np.array([0.04, 0.52, 0.60, 0.70])  # share with any delay, by pathway, outside the hub
DELAY_MEAN = np.array([2.6, 5.0, 6.2, 9.5])  # days, of those
JUNIPER_DELAYED, JUNIPER_MEAN = 0.24, 6.5
LONGEST = 170.0
FULL, FULL_JUNIPER = 0.978, 1.0  # of the patients a ward wants, those it has: full days turn people away
BLOCK = 50  # nights are stratified in runs of so many people, which keeps a ward's pace near what it is given


@dataclass(frozen=True, kw_only=True)
class Pool:
    """One place per person; the queue of ward w is `start[w]` to `start[w + 1]`."""

    start: Ints
    ward: Ints
    age: Ints
    fate: Ints
    pathway: Ints
    hub: Flags
    nights: Floats  # beyond the first, before any effect
    delay: Floats  # days past ready, before any effect and any winter
    rounding: Floats  # two columns of uniforms
    quiet: Floats  # two blocks of three uniforms: moving readiness and leaving off quiet days
    pace_before: Floats  # by ward: multiplies nights
    pace_now: Floats


def make_pool(calendar: Calendar, wanted: Floats, rng: np.random.Generator) -> Pool:
    """Enough people for every ward over every day of the calendar."""
    days = calendar.last + 1
    sizes = np.ceil(wanted.mean(axis=1) / of_kind("nights") * days * 1.3 + 300).astype(np.int64)
    ward = np.repeat(np.arange(len(WARDS)), sizes)
    size = len(ward)
    age = np.clip(rng.normal(of_kind("age")[ward], of_kind("age_spread")[ward]), 18, 103).astype(np.int64)
    fate = _fates(ward, age, rng)
    pathway, hub = _pathways(ward, age, fate, rng)
    nights = _nights(ward, pathway, rng)
    delay = _delays(ward, pathway, hub, rng)
    return Pool(
        start=np.concatenate([[0], np.cumsum(sizes)]),
        ward=ward,
        age=age,
        fate=fate,
        pathway=pathway,
        hub=hub,
        nights=nights,
        delay=delay,
        rounding=rng.random((size, 2)),
        quiet=rng.random((size, 6)),
        pace_before=_paces(0, ward, fate, nights, delay, hub, wanted),
        pace_now=_paces(1, ward, fate, nights, delay, hub, wanted),
    )


def _fates(ward: Ints, age: Ints, rng: np.random.Generator) -> Ints:
    dies = of_kind("died")[ward] * np.clip((age / of_kind("age")[ward]) ** 3, 0.1, 2)
    draw = rng.random(len(ward))
    return np.where(draw < dies, DIED, np.where(draw > 1 - of_kind("moved")[ward], MOVED, HOME)).astype(np.int64)


def _pathways(ward: Ints, age: Ints, fate: Ints, rng: np.random.Generator) -> tuple[Ints, Flags]:
    """The pathway of each person, and who of them belongs to the discharge hub."""
    chance = np.clip(of_kind("frail")[ward] / (1 + np.exp((94.5 - age) / 14)), 0, 0.85)
    needs = (fate == HOME) & (rng.random(len(ward)) < chance)
    hub = needs & (age >= 65) & (ward != JUNIPER) & (rng.random(len(ward)) < HUB_SHARE)
    draw = rng.random(len(ward))
    draw[hub] = even(rng, int(hub.sum()))
    kind = 1 + np.searchsorted(np.cumsum(PATHWAY_SPLIT)[:2], draw, side="right")
    return np.where(fate != HOME, NO_PATHWAY, np.where(needs, kind, 0)).astype(np.int64), hub


def _nights(ward: Ints, pathway: Ints, rng: np.random.Generator) -> Floats:
    spread = of_kind("spread")[ward]
    mean = (of_kind("nights")[ward] - 1) * LONGER[pathway]
    return np.minimum(mean * np.exp(spread * ndtri(even(rng, len(ward), BLOCK)) - spread**2 / 2), LONGEST)


def _delays(ward: Ints, pathway: Ints, hub: Flags, rng: np.random.Generator) -> Floats:
    known = np.maximum(pathway, 0)
    chance = np.where(ward == JUNIPER, JUNIPER_DELAYED, DELAYED[known])
    mean = np.where(ward == JUNIPER, JUNIPER_MEAN, DELAY_MEAN[known])
    some = 1 + rng.gamma(0.9, 1, len(ward)) / 0.9 * (mean - 1)
    usual = np.where(rng.random(len(ward)) < chance, some, 0.0)
    complex_ = np.zeros(len(ward))
    complex_[hub] = even_gamma(rng, int(hub.sum()), shape=1.5, mean=effects.HUB_DELAY_BEFORE)
    return np.where(pathway == NO_PATHWAY, 0.0, np.where(hub, complex_, usual))


def _paced() -> dict[int, tuple[float, float]]:
    """Wards whose discharges a day are given: before, now."""
    board = ward_numbers(*effects.BOARD_ROUND_WARDS)
    beds = np.array([WARDS[ward].beds for ward in board])
    shares = beds / beds.sum()
    paced = {
        int(ward): (effects.BOARD_ROUNDS_BEFORE * share, effects.BOARD_ROUNDS_NOW * share)
        for ward, share in zip(board, shares, strict=True)
    }
    return paced | {JUNIPER: (effects.JUNIPER_BEFORE, effects.JUNIPER_NOW)}


def _paces(step: int, ward: Ints, fate: Ints, nights: Floats, delay: Floats, hub: Flags, wanted: Floats) -> Floats:
    """Multipliers of nights at which full wards discharge at the given pace (patients = admissions x stay)."""
    paces = np.ones(len(WARDS))
    past = np.where(hub & (step == 1), delay * effects.HUB_DELAY_NOW / effects.HUB_DELAY_BEFORE, delay)
    for number, pace in _paced().items():
        here = ward == number
        admissions = pace[step] / (fate[here] == HOME).mean()
        full = FULL_JUNIPER if number == JUNIPER else FULL
        stay = full * wanted[number].mean() / admissions
        paces[number] = (stay - 1 - past[here].mean()) / nights[here].mean()
    return paces


def site_of(ward: Ints) -> Ints:
    """Places in `SITES` of the wards' sites."""
    return np.array([SITES.index(place.site) for place in WARDS])[ward]
