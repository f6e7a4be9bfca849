"""What must hold of every effect: units, order and labels don't matter, intervals hold their estimates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.effects.estimate import Estimate
from metrics.effects.many import adjusted
from metrics.effects.means import compare_means
from metrics.effects.proportions import compare_shares
from metrics.effects.rates import compare_rates
from metrics.effects.series import interrupted
from metrics.effects.verdict import Evidence, judge
from metrics.errors import MetricError

SEEDS = st.integers(0, 10**6)
CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=30)
OTHER_WAY = {"improved": "worse", "worse": "improved"}


def inside(estimate: Estimate) -> bool:
    return estimate.low <= estimate.value <= estimate.high


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, scale=st.floats(0.01, 1000), shift=st.floats(-50, 50))
def test_a_series_in_another_unit_gives_the_same_effect_in_that_unit(seed: int, scale: float, shift: float) -> None:
    y = np.random.default_rng(seed).normal(6, 1, 78)
    try:
        one = interrupted(np.arange(78), y, 52).headline
        other = interrupted(np.arange(100, 178), scale * (y + shift), 152).headline
    except MetricError:
        return
    # Its own week 0 turns the seasonal waves and no more.
    assert other.rho == pytest.approx(one.rho, abs=1e-5)
    assert other.average().value == pytest.approx(scale * one.average().value, rel=1e-4, abs=1e-6 * scale)
    assert other.level().error == pytest.approx(scale * one.level().error, rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, up=st.floats(-5, 5))
def test_a_step_added_to_a_series_is_added_to_its_effect(seed: int, up: float) -> None:
    weeks = np.arange(60)
    y = np.random.default_rng(seed).normal(6, 1, 60)
    try:
        one, other = (interrupted(weeks, v, 40).headline for v in (y, y + up * (weeks >= 40)))
    except MetricError:
        return
    assert other.average().value == pytest.approx(one.average().value + up, abs=1e-5)
    assert other.average().error == pytest.approx(one.average().error, rel=1e-4)


@settings(max_examples=60, deadline=None)
@given(x0=st.integers(0, 60), x1=st.integers(0, 80), more0=st.integers(20, 60), more1=st.integers(20, 60))
def test_shares_the_other_way_round_change_the_sign(x0: int, x1: int, more0: int, more1: int) -> None:
    one, other = compare_shares(x0, x0 + more0, x1, x1 + more1), compare_shares(x1, x1 + more1, x0, x0 + more0)
    for a, b in ((one.difference, other.difference), (one.score, other.score)):
        assert (a.low, a.value, a.high) == pytest.approx((-b.high, -b.value, -b.low), abs=1e-9)
        assert inside(a)
        assert -1 <= a.low <= a.high <= 1
    assert inside(one.before)
    assert inside(one.after_exact)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_patients_in_another_order_are_the_same_patients(seed: int) -> None:
    rng = np.random.default_rng(seed)
    before, after = rng.exponential(3, 40), rng.exponential(2, 30)
    one, other = compare_means(before, after), compare_means(before[::-1], rng.permutation(after))
    assert other.difference.value == pytest.approx(one.difference.value)
    assert other.median_difference == pytest.approx(one.median_difference)
    assert all(inside(e) for e in (one.difference, one.geometric, one.before.median, one.after.median))


@settings(max_examples=40, deadline=None)
@given(
    before=st.lists(st.integers(0, 40), min_size=4, max_size=12),
    after=st.lists(st.integers(1, 40), min_size=4, max_size=12),
    unit=st.floats(0.1, 100),
)
def test_a_rate_ratio_does_not_know_the_unit_of_exposure(before: list[int], after: list[int], unit: float) -> None:
    one = compare_rates(before, [500.0] * len(before), after, [480.0] * len(after))
    other = compare_rates(before, [500.0 * unit] * len(before), after, [480.0 * unit] * len(after))
    assert inside(one.exact)
    assert (other.exact.low, other.exact.high) == pytest.approx((one.exact.low, one.exact.high))
    assert inside(one.before)


@given(chances=CHANCES)
def test_adjusted_values_keep_the_order_and_are_never_smaller(chances: list[float]) -> None:
    p = np.array(chances)
    found = {how: adjusted(p, how) for how in ("bh", "by", "holm")}
    order = np.argsort(p, kind="stable")
    for values in found.values():
        assert np.all(values >= p - 1e-12)
        assert np.all(np.diff(values[order]) >= -1e-12)
        assert np.all(values <= 1)
    assert np.all(found["bh"] <= found["by"] + 1e-12)
    assert np.all(found["bh"] <= found["holm"] + 1e-12)


@given(value=st.floats(-5, 5), reach=st.floats(0, 5))
def test_the_other_direction_turns_a_verdict_round(value: float, reach: float) -> None:
    estimate = Estimate(value, value - reach, value + reach)
    lower, higher = (
        judge(Evidence(estimate=estimate, direction=direction, method="means")).kind
        for direction in ("lower", "higher")
    )
    assert OTHER_WAY.get(lower, lower) == higher
