"""What must hold for any panel, cohort or match: shifts, scales, names, and bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from metrics.effects.cohort import CAUSES, Cohort, TooFewPeople, cohort
from metrics.effects.competing import cumulative_incidence
from metrics.effects.did import did
from metrics.effects.hazards import cause_specific_ratio, log_rank
from metrics.effects.length_bias import length_bias
from metrics.effects.matched import Allowed, greedy
from metrics.effects.panel import Panel, panel, two_way
from metrics.effects.staggered import imputed, staggered
from metrics.effects.survival import kaplan_meier
from metrics.effects.synthetic import simplex_weights

seeds = st.integers(0, 10**6)
WEEKS = 16


def table(number: int, gaps: float = 0.0) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Columns of a random panel: 6 to 9 wards, the first 2 to 4 starting in week 8."""
    rng = np.random.default_rng(number)
    wards, treated = int(rng.integers(6, 10)), int(rng.integers(2, 4))
    ward, week = (axis.ravel() for axis in np.indices((wards, WEEKS)))
    y = rng.normal(size=wards)[ward] + rng.normal(size=WEEKS)[week] + rng.normal(size=wards * WEEKS)
    y = np.where(rng.random(len(y)) < gaps, np.nan, y)
    return [f"ward {place}" for place in ward], week, y, np.where(ward < treated, 8.0, np.nan)


def random_cohort(number: int) -> Cohort:
    rng = np.random.default_rng(number)
    n = int(rng.integers(12, 80))
    days = np.round(rng.exponential(6, n), int(rng.integers(0, 3)))
    entry = np.where(rng.random(n) < 0.3, np.minimum(days, rng.integers(0, 4, n)) - 0.5, 0.0)
    return cohort(days, rng.integers(0, 4, n), entry)


@seed(1)
@settings(deadline=None, max_examples=25)
@given(seeds, st.floats(-50, 50), st.floats(0.1, 100), st.sampled_from([0.0, 0.1]))
def test_shifts_of_wards_and_weeks_change_nothing_and_units_scale(
    number: int, shift: float, scale: float, gaps: float
) -> None:
    ward, week, y, start = table(number, gaps)
    moved = scale * (y + shift * np.sin(week) + shift * np.array([len(name) + int(name[-1]) for name in ward]))

    then, now = (did(panel(ward, week, values, start)) for values in (y, moved))

    for name in ("cr1", "cr2", "cr3"):
        a, b = getattr(then, name), getattr(now, name)
        assert [b.value, b.low, b.high] == pytest.approx([scale * a.value, scale * a.low, scale * a.high], rel=1e-6)
    assert (then.wild.p, then.wild.n) == (now.wild.p, now.wild.n)
    assert gaps or then.permutation == now.permutation


@seed(1)
@settings(deadline=None, max_examples=25)
@given(seeds)
def test_the_order_of_rows_and_the_names_of_wards_do_not_matter(number: int) -> None:
    ward, week, y, start = table(number)
    order = np.random.default_rng(number).permutation(len(y))
    renamed = [f"{9 - int(name[-1])}" for name in ward]

    then = did(panel(ward, week, y, start))
    shuffled = did(panel([ward[row] for row in order], week[order], y[order], start[order]))
    now = did(panel(renamed, week, y, start))

    assert shuffled == then
    assert (now.wild.p, now.permutation.p) == (then.wild.p, then.permutation.p)
    assert now.cr2.low == pytest.approx(then.cr2.low, abs=1e-8)


@seed(1)
@settings(deadline=None, max_examples=25)
@given(seeds)
def test_a_balanced_common_start_has_one_effect_by_every_route(number: int) -> None:
    rows = panel(*table(number))
    result = did(rows)

    assert result.ward_change.value == pytest.approx(result.headline.value, abs=1e-10)
    assert staggered(rows).att.value == pytest.approx(result.headline.value, abs=1e-10)
    assert result.headline.low <= result.cr3.low < result.cr3.high <= result.headline.high
    assert result.headline.clear == (result.cr3.clear and result.wild.p <= 0.05)


@seed(1)
@settings(deadline=None, max_examples=25)
@given(seeds, st.floats(-5, 5))
def test_a_constant_effect_moves_every_estimate_by_itself(number: int, effect: float) -> None:
    rows = panel(*table(number, gaps=0.1))
    moved = Panel(rows.names, rows.weeks, rows.ward, rows.week, rows.y + effect * rows.on, rows.start)

    assert two_way(moved).effect == pytest.approx(two_way(rows).effect + effect, abs=1e-9)
    (then, used), (now, _) = imputed(rows), imputed(moved)
    assert now[used] == pytest.approx(then[used] + effect, abs=1e-9)


@seed(1)
@settings(deadline=None, max_examples=60)
@given(seeds, st.floats(0, 40))
def test_ways_of_leaving_and_those_still_in_make_one(number: int, day: float) -> None:
    sample = random_cohort(number)
    still = kaplan_meier(sample).at(day)
    shares = [cumulative_incidence(sample, cause, day) for cause in CAUSES.values()]

    if still is None:
        assert shares == [None, None, None]
        return
    assert sum(share.value for share in shares if share) + still.value == pytest.approx(1, abs=1e-12)
    assert 0 <= still.low <= still.value <= still.high <= 1


@seed(1)
@settings(deadline=None, max_examples=60)
@given(seeds)
def test_a_curve_falls_and_its_area_lies_within_the_horizon(number: int) -> None:
    curve = kaplan_meier(random_cohort(number))
    horizon = min(5.0, curve.followed)
    mean = curve.mean_within(horizon)

    assert (np.diff(curve.survival) <= 0).all()
    assert 0 <= mean.value <= horizon
    assert curve.median is None or curve.survival[-1] <= 0.5 + 1e-9


@seed(1)
@settings(deadline=None, max_examples=40)
@given(seeds, st.floats(0.1, 20))
def test_tests_of_two_cohorts_turn_with_them_and_ignore_the_clock(number: int, scale: float) -> None:
    before, after = random_cohort(number), random_cohort(number + 1)
    there, back = (cause_specific_ratio(*pair, 1) for pair in ((before, after), (after, before)))
    scaled = [Cohort(scale * people.days, people.event, scale * people.entry) for people in (before, after)]

    assert log_rank(after, before).statistic == pytest.approx(log_rank(before, after).statistic, abs=1e-9)
    assert log_rank(scaled[0], scaled[1]).statistic == pytest.approx(log_rank(before, after).statistic, abs=1e-9)
    if there is not None and back is not None:
        assert there.value * back.value == pytest.approx(1, rel=1e-8)


@seed(1)
@settings(deadline=None, max_examples=60)
@given(seeds, st.integers(1, 15), st.integers(2, 40))
def test_weights_are_a_mixture_that_no_other_mixture_beats(number: int, donors: int, weeks: int) -> None:
    rng = np.random.default_rng(number)
    x, y = rng.normal(size=(weeks, donors)), rng.normal(size=weeks)
    weights = simplex_weights(x, y)
    others: Any = rng.dirichlet(np.full(donors, 0.3), 50)

    assert (weights >= 0).all() and weights.sum() == pytest.approx(1)
    best = np.sum((y - x @ weights) ** 2)
    assert (np.sum((y[:, None] - x @ others.T) ** 2, axis=0) >= best - 1e-9).all()


@seed(1)
@settings(deadline=None, max_examples=60)
@given(seeds, st.floats(0.01, 2))
def test_pairs_keep_the_caliper_and_leave_nobody_who_could_be_paired(number: int, caliper: float) -> None:
    rng = np.random.default_rng(number)
    score, treated = rng.normal(size=60), rng.random(60) < 0.4
    pairs = greedy(score, treated, Allowed(caliper, None, None))

    mine, theirs = pairs.T
    assert len(set(theirs)) == len(theirs)
    assert (np.abs(score[mine] - score[theirs]) <= caliper).all()
    alone = set(np.flatnonzero(treated)) - set(mine)
    free = list(set(np.flatnonzero(~treated)) - set(theirs))
    assert all(np.min(np.abs(score[free] - score[person]), initial=np.inf) > caliper for person in alone)


@seed(1)
@settings(deadline=None, max_examples=60)
@given(seeds, st.floats(20, 60), st.floats(5, 60))
def test_bed_days_are_the_mean_census_times_the_window(number: int, first: float, length: float) -> None:
    rng = np.random.default_rng(number)
    ready = rng.uniform(0, 120, 300)
    end = ready + rng.exponential(6, 300)
    try:
        found = length_bias(ready, end, (first, first + length))
    except TooFewPeople:
        return
    times = np.linspace(first, first + length, 4001)
    census = (ready[:, None] <= times) & (times < end[:, None])

    assert found.mean_census == pytest.approx(census.sum(0).mean(), rel=0.02)
    assert found.people == found.discharged + found.census
