"""Difference-in-differences: against plain dummy regression, refusals, and what few wards cannot say."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from effects_samples import NEVER, of_table, wards

from metrics.effects.autoregressive import NothingVaries
from metrics.effects.controlled import NoDifference, controlled, difference
from metrics.effects.design import TooFewWeeks
from metrics.effects.did import OneSided, OneWard, SeveralStarts, TooFewComparisons, did, permutation
from metrics.effects.estimate import Array, Estimate
from metrics.effects.event_study import event_study
from metrics.effects.panel import NothingSwitchedOn, Panel, TwoStarts, WardWeekTwice, panel, parts, two_way

FOUR_OF_TEN = [20.0] * 4 + [NEVER] * 6


def dummies(rows: Panel) -> Array:
    """on, wards, weeks but the first: the regression written out."""
    on = rows.on[:, None]
    ward = (rows.ward[:, None] == np.arange(len(rows.names))).astype(float)
    week = (rows.week[:, None] == np.arange(1, len(rows.weeks))).astype(float)
    return np.hstack([on, ward, week])


def fitted(rows: Panel) -> Array:
    coefficients: Array = np.linalg.lstsq(dummies(rows), rows.y, rcond=None)[0]
    return coefficients


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_the_effect_is_that_of_dummy_regression(gaps: float) -> None:
    rows = wards(FOUR_OF_TEN, effect=-0.8, gaps=gaps)

    assert rows.balanced == (gaps == 0)
    assert two_way(rows).effect == pytest.approx(fitted(rows)[0], abs=1e-10)


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_errors_are_those_written_out_in_full(gaps: float) -> None:
    rows = wards([6.0, 6.0, NEVER, NEVER, NEVER], weeks=12, effect=-0.8, gaps=gaps)
    x = dummies(rows)
    n, k = x.shape
    bread = np.linalg.inv(x.T @ x)
    residuals = rows.y - x @ fitted(rows)
    scores = np.array([x[rows.ward == g].T @ residuals[rows.ward == g] for g in range(5)])
    one = np.sqrt((scores @ bread[0]) @ (scores @ bread[0]) * 5 / 4 * (n - 1) / (n - k))
    moves = [fitted(rows.without(g))[0] - fitted(rows)[0] for g in range(5)]

    result = did(rows)

    assert result.k == k
    assert result.cr1.error == pytest.approx(one, rel=1e-8)
    assert result.cr3.error == pytest.approx(np.sqrt(4 / 5 * np.dot(moves, moves)), rel=1e-8)
    assert (result.cr2.error, result.cr2.df) == pytest.approx(bell_mccaffrey(rows), rel=1e-8)


def bell_mccaffrey(rows: Panel) -> tuple[float, float]:
    """Standard error and Satterthwaite's df from the whole N by N matrices."""
    x = dummies(rows)
    bread = np.linalg.inv(x.T @ x)
    left = np.eye(len(x)) - x @ bread @ x.T
    residuals, columns = left @ rows.y, []
    for g in range(len(rows.names)):
        own = np.flatnonzero(rows.ward == g)
        values, vectors = np.linalg.eigh(left[np.ix_(own, own)])
        root = sum(np.outer(v, v) / np.sqrt(w) for w, v in zip(values, vectors.T, strict=True) if w > 1e-10)
        column = np.zeros(len(x))
        column[own] = root @ x[own] @ bread[0]
        columns.append(column)
    weights = np.array(columns)
    products = weights @ left @ weights.T
    return float(np.linalg.norm(weights @ residuals)), float(np.trace(products) ** 2 / np.sum(products**2))


@pytest.mark.parametrize("gaps", [0.0, 0.15])
def test_the_wild_bootstrap_is_that_of_refitting_every_sign_vector(gaps: float) -> None:
    rows = wards([5.0, 5.0, 5.0, NEVER, NEVER, NEVER], weeks=10, effect=-0.4, gaps=gaps)
    x = dummies(rows)
    null = x[:, 1:] @ np.linalg.lstsq(x[:, 1:], rows.y, rcond=None)[0]
    sizes = []
    for signs in product([1.0, -1.0], repeat=6):
        y = null + np.array(signs)[rows.ward] * (rows.y - null)
        again = Panel(rows.names, rows.weeks, rows.ward, rows.week, y, rows.start)
        fit = two_way(again)
        sizes.append(abs(fit.effect) / np.linalg.norm(again.ward_sums(fit.regressor * fit.residuals)))

    result = did(rows).wild

    assert result.n == 64
    assert result.p == np.mean([size >= sizes[0] * (1 - 1e-9) for size in sizes])


def test_the_wild_interval_ends_where_the_test_starts_to_reject() -> None:
    rows = wards(FOUR_OF_TEN, effect=-0.8)
    wild = did(rows).wild
    assert wild.low is not None and wild.high is not None

    for end, outwards in ((wild.low, -1), (wild.high, 1)):
        inside, outside = (did(moved(rows, end + way * outwards * 1e-6)).wild.p for way in (-1, 1))
        assert (inside > 0.05, outside > 0.05) == (True, False)


def moved(rows: Panel, effect: float) -> Panel:
    """The panel less a constant effect, so that the test of 0 is the test of that effect."""
    return Panel(rows.names, rows.weeks, rows.ward, rows.week, rows.y - effect * rows.on, rows.start)


def test_five_wards_have_no_bootstrap_interval_and_the_jackknife_stands_alone() -> None:
    result = did(wards([20.0] * 2 + [NEVER] * 3, effect=-0.8))

    assert (result.wild.low, result.wild.high) == (None, None)
    assert result.headline == result.cr3


def test_the_headline_takes_the_wider_end_of_jackknife_and_bootstrap() -> None:
    result = did(wards(FOUR_OF_TEN, effect=-0.8))
    assert result.wild.low is not None and result.wild.high is not None

    low, high = min(result.cr3.low, result.wild.low), max(result.cr3.high, result.wild.high)
    assert result.headline == Estimate(result.cr3.value, low, high, result.cr3.error)


def test_more_than_fourteen_wards_draw_signs_from_the_seed() -> None:
    rows = wards([20.0] * 7 + [NEVER] * 8, effect=-0.3)

    assert did(rows, seed=3).wild == did(rows, seed=3).wild
    assert did(rows).wild.n == 9_999


def test_allocations_are_drawn_where_there_are_too_many() -> None:
    changes = np.random.default_rng(1).normal(size=24)
    treated = np.arange(24) < 12

    assert permutation(changes, treated).n == 20_000
    assert permutation(changes, treated, seed=2) == permutation(changes, treated, seed=2)


def test_a_permutation_among_few_wards_says_that_it_cannot_reach_five_per_cent() -> None:
    result = did(wards([20.0] * 2 + [NEVER] * 4, effect=-5.0)).permutation

    assert (result.p, result.n, result.usable) == (1 / 15, 15, False)


def test_one_treated_ward_is_refused_in_so_many_words() -> None:
    with pytest.raises(OneWard) as refusal:
        did(wards([20.0] + [NEVER] * 9))

    assert str(refusal.value) == (
        "An interval between wards needs 2 wards with the intervention; here is one ward: no between-ward uncertainty "
        "can be estimated. Use the difference series (controlled time series) and a synthetic control."
    )


def test_no_treated_ward_is_refused() -> None:
    with pytest.raises(OneWard, match="no ward has the intervention"):
        did(wards([NEVER] * 6))


def test_two_comparison_wards_are_refused() -> None:
    with pytest.raises(TooFewComparisons) as refusal:
        did(wards([20.0] * 4 + [NEVER] * 2))

    assert str(refusal.value) == (
        "An interval between wards needs 3 comparison wards; there are 2. Add wards that never had the intervention."
    )


def test_several_starts_are_sent_to_the_staggered_method() -> None:
    with pytest.raises(SeveralStarts, match=r"different weeks \(20, 24\).*staggered roll-out method"):
        did(wards([20.0, 24.0, NEVER, NEVER, NEVER]))


def test_a_ward_without_weeks_before_the_start_is_named() -> None:
    rows = wards(FOUR_OF_TEN)
    late = rows.take((rows.ward != 7) | (rows.weeks[rows.week] >= 20))

    with pytest.raises(OneSided, match="Ward W07 has no weeks on one side of the start"):
        did(late)


def test_values_without_noise_have_no_interval() -> None:
    with pytest.raises(NothingVaries):
        did(wards(FOUR_OF_TEN, noise=0.0, effect=-1.0))


def test_one_row_a_ward_and_week() -> None:
    with pytest.raises(WardWeekTwice, match="Ward A has two rows for week 3"):
        panel(["A", "B", "A"], [3, 3, 3], [1.0, 2.0, 3.0], [NEVER] * 3)


def test_one_start_a_ward() -> None:
    with pytest.raises(TwoStarts, match="Ward B has more than one start week"):
        panel(["A", "B", "B"], [3, 3, 4], [1.0, 2.0, 3.0], [NEVER, NEVER, 4.0])


def test_blank_weeks_are_left_out() -> None:
    rows = panel(["A", "A", "B"], [1, 2, 1], [1.0, NEVER, 2.0], [NEVER] * 3)

    assert (list(rows.y), rows.names, list(rows.weeks)) == ([1.0, 2.0], ("A", "B"), [1])


def test_wards_that_share_no_week_are_apart() -> None:
    rows = panel(["A", "A", "B"], [1, 2, 3], [1.0, 2.0, 2.0], [NEVER] * 3)

    assert list(parts(rows)) == [0, 0, 1]
    assert rows.rank == 2 + 3 - 2


def test_an_intervention_everywhere_at_once_cannot_be_told_from_the_week() -> None:
    with pytest.raises(NothingSwitchedOn):
        two_way(wards([20.0] * 4))


def test_an_event_study_of_blocks_is_differences_of_means() -> None:
    rows = wards(FOUR_OF_TEN, effect=-0.8)
    table = rows.y.reshape(10, 40)
    apart = table[:4].mean(0) - table[4:].mean(0)

    blocks = event_study(rows)

    assert [(block.first, block.last) for block in blocks] == [(k, k + 3) for k in range(-20, 20, 4)]
    assert blocks[4].effect is None
    for block in (*blocks[:4], *blocks[5:]):
        weeks = slice(20 + block.first, 20 + block.last + 1)
        assert block.effect is not None and block.effect.error is not None
        assert block.effect.value == pytest.approx(apart[weeks].mean() - apart[16:20].mean(), abs=1e-10)
        assert block.effect.df == 9


def test_an_event_study_needs_weeks_before() -> None:
    with pytest.raises(OneSided):
        event_study(wards([0.0] * 2 + [NEVER] * 3))


def test_the_difference_series_weighs_wards_the_same_and_skips_weeks_of_one_kind() -> None:
    blank = NEVER
    table = np.array([[1.0, 2.0, 3.0], [3.0, blank, 5.0], [0.0, 1.0, blank]])

    weeks, z = difference(of_table(table, [1.0, 1.0, NEVER]))

    assert (list(weeks), list(z)) == ([0, 1], [2.0, 1.0])


def test_one_treated_ward_has_a_controlled_series_that_says_so() -> None:
    result = controlled(wards([20.0] + [NEVER] * 9, effect=-0.8))

    assert result.one_ward
    assert result.headline.average().value == pytest.approx(-0.8, abs=0.4)
    trend = result.pre_trend
    assert trend.largest_bias == pytest.approx(max(abs(trend.reml.low), abs(trend.reml.high)) * 9.5)


def test_a_controlled_series_needs_both_kinds_of_ward() -> None:
    with pytest.raises(NoDifference, match=r"with the intervention \(4\) and without \(0\)"):
        controlled(wards([20.0] * 4))


def test_a_short_controlled_series_is_refused() -> None:
    with pytest.raises(TooFewWeeks):
        controlled(wards([6.0] * 2 + [NEVER] * 3, weeks=40))
