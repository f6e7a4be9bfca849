"""Simple before and after: means, medians, shares, rates; worked values and refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from metrics.effects.bootstrap import TooFewBlocks, days_per_hundred, difference_of_medians, ratio_of_means
from metrics.effects.means import NoSpread, NotAmounts, TooFewPatients, compare_means, median
from metrics.effects.proportions import NotAShare, TooFewForShare, compare_shares, fields, wilson
from metrics.effects.rates import NotARate, TooFewWeeksOfEvents, compare_rates, garwood
from metrics.effects.rates import fields as rate_fields

TEN = np.arange(10.0)


def delays(n: int, scale: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.where(rng.random(n) < 0.4, 0.0, np.round(rng.lognormal(1.0, 1.0, n) * scale, 2))


def test_means_of_ten_and_ten() -> None:
    change = compare_means(TEN, TEN + 2)
    assert change.difference.value == 2
    # Equal variances 55/6: SE = sqrt(2 x 55/60), df = 18, t(.975, 18) = 2.100922.
    assert change.difference.error == pytest.approx(math.sqrt(55 / 30))
    assert change.difference.df == pytest.approx(18)
    assert change.difference.high == pytest.approx(2 + 2.100922 * math.sqrt(55 / 30), abs=1e-5)
    assert change.standardised == pytest.approx(2 / math.sqrt(55 / 6))
    assert change.percent.value == pytest.approx(100 * 2 / 4.5)
    assert change.long_after == 0.5


def test_the_normal_ratio_is_shown_from_400_a_side_only() -> None:
    large = compare_means(delays(400, 1.0, 1), delays(450, 0.8, 2))
    assert large.ratio == large.ratio_normal
    small = compare_means(delays(60, 1.0, 1), delays(60, 0.8, 2))
    assert small.ratio.value == pytest.approx(small.ratio_normal.value)
    assert small.ratio.high != small.ratio_normal.high


def test_without_a_delay_before_there_is_no_ratio() -> None:
    change = compare_means(np.zeros(12), TEN)
    assert change.ratio is None
    assert change.percent is None
    assert change.standardised is None
    assert change.difference.value == 4.5


def test_the_median_interval_is_two_order_statistics() -> None:
    # qbinom(.025, 10, .5) = 2: the 2nd and the 9th of ten.
    assert median(TEN) == pytest.approx(median(TEN[::-1]))
    found = median(TEN)
    assert (found.value, found.low, found.high) == (4.5, 1.0, 8.0)


def test_medians_drawn_without_resampling_are_those_of_resampling() -> None:
    rng = np.random.default_rng(3)
    for n in (20, 21):
        before, after = rng.exponential(3, n), rng.exponential(2, n)
        picks = [side[rng.integers(0, n, (40_000, n))] for side in (before, after)]
        drawn = np.median(picks[1], axis=1) - np.median(picks[0], axis=1)
        found = difference_of_medians(before, after)
        assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, (0.025, 0.975))), abs=0.25)


def test_a_seed_gives_the_same_digits() -> None:
    before, after = delays(90, 1.0, 5), delays(80, 1.0, 6)
    assert compare_means(before, after) == compare_means(before, after)
    assert compare_means(before, after, seed=2) != compare_means(before, after)
    assert ratio_of_means(before, after, 9) == ratio_of_means(before, after, 9)


def test_days_per_hundred_discharges_resample_ward_weeks() -> None:
    discharges = np.array([10.0, 20.0] * 6)
    days = discharges * np.array([2.0, 2.0, 4.0] * 4)
    difference, ratio = days_per_hundred(days, discharges, days / 2, discharges)
    assert difference.value == pytest.approx(-100 * days.sum() / 180 / 2)
    assert ratio.value == pytest.approx(0.5)
    assert ratio.low < 0.5 < ratio.high < 1
    with pytest.raises(TooFewBlocks, match="7 ward-weeks before and 12 after"):
        days_per_hundred(days[:7], discharges[:7], days, discharges)


def test_shares_of_a_published_example() -> None:
    """Newcombe (1998), method 10: 56/70 less 48/80 is .2 (.0524 to .3339)."""
    change = compare_shares(48, 80, 56, 70)
    assert change.difference.value == pytest.approx(0.2)
    assert (change.difference.low, change.difference.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_score_interval_of_a_published_example() -> None:
    """R's PropCIs::diffscoreci(7, 34, 1, 34)."""
    change = compare_shares(1, 34, 7, 34)
    assert (change.score.low, change.score.high) == pytest.approx((0.0270416, 0.3452912), abs=1e-6)
    assert change.score_reference != change.score


def test_a_share_of_nothing_has_no_ratio_and_still_an_interval() -> None:
    change = compare_shares(0, 40, 0, 50)
    assert change.relative is None
    assert "rr" not in fields(change)
    assert change.difference.low < 0 < change.difference.high
    assert change.score.low < 0 < change.score.high
    everyone = compare_shares(40, 40, 50, 50)
    assert everyone.after_exact.high == 1
    assert wilson(40, 40).high == 1


def test_garwood_of_published_tables() -> None:
    """0 events: 0 to 3.689; 10 events: 4.795 to 18.390 (Garwood 1936)."""
    none, ten = garwood(0, 1000), garwood(10, 1000)
    assert (none.low, none.high) == pytest.approx((0, 3.689), abs=5e-4)
    assert (ten.low, ten.high) == pytest.approx((4.795, 18.390), abs=1e-3)


def test_the_quasi_interval_is_shown_where_weeks_vary_more_than_chance() -> None:
    wild = compare_rates([2, 40, 3, 35], [500] * 4, [1, 30, 2, 28], [500] * 4)
    assert wild.dispersion > 1.2
    assert wild.shown == wild.quasi
    calm = compare_rates([20, 21, 19, 20], [500] * 4, [15, 14, 16, 15], [500] * 4)
    assert calm.shown == calm.exact
    assert calm.exact.value == pytest.approx(0.75)


def test_rates_without_an_event_in_a_period() -> None:
    found = compare_rates([0] * 4, [500] * 4, [1, 2, 0, 1], [500] * 4)
    assert found.quasi is None
    assert math.isinf(found.exact.high)
    assert "qp_lo" not in rate_fields(found)
    assert found.shown == found.exact


def test_refusals() -> None:
    with pytest.raises(TooFewPatients, match=r"9 patients before and 10 after; .* needs 10 in each"):
        compare_means(TEN[:9], TEN)
    with pytest.raises(NoSpread, match="are the same"):
        compare_means(np.ones(10), np.ones(10))
    with pytest.raises(NotAmounts, match="0 or more"):
        compare_means([*TEN, math.nan], TEN)
    with pytest.raises(NotAmounts):
        compare_means(TEN - 1, TEN)
    with pytest.raises(TooFewForShare, match="19 patients before and 30 after"):
        compare_shares(3, 19, 3, 30)
    with pytest.raises(NotAShare, match="between 0 and its total"):
        compare_shares(31, 30, 3, 30)
    with pytest.raises(NotARate, match="whole numbers"):
        compare_rates([1.5] * 4, [1] * 4, [1] * 4, [1] * 4)
    with pytest.raises(TooFewWeeksOfEvents, match="3 weeks before and 4 after, with 7 events"):
        compare_rates([1] * 3, [1] * 3, [1] * 4, [1] * 4)
