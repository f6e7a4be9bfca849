"""Before and now: the difference of two stretches and its interval, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import sqrt

import polars as pl
import pytest

from metrics.before_now import BeforeNow, before_now
from metrics.catalogue import METRICS

MONDAY = date(2025, 1, 6)
RATIO, FLOW, STOCK = METRICS["days_past_ctr"], METRICS["discharges"], METRICS["nctr"]
YEARLY, QUANTILE = METRICS["admissions_avoided"], METRICS["los_median"]


def week(n: int) -> date:
    return MONDAY + timedelta(weeks=n)


def weekly(
    numerators: Sequence[float | None], denominators: Sequence[float | None] | None = None, partial: Sequence[int] = ()
) -> pl.DataFrame:
    n = len(numerators)
    return pl.DataFrame(
        {
            "period_start": [week(i) for i in range(n)],
            "numerator": pl.Series(numerators, dtype=pl.Float64),
            "denominator": pl.Series(denominators or [None] * n, dtype=pl.Float64),
            "partial": [i in partial for i in range(n)],
        }
    )


def stretch(first: int, weeks: int) -> tuple[date, date]:
    """The whole weeks from `first` on, both days inclusive."""
    return week(first), week(first + weeks) - timedelta(days=1)


FOUR_AND_FOUR = (stretch(0, 4), stretch(4, 4))


def test_a_ratio_is_sum_over_sum_with_weeks_as_the_units() -> None:
    # before 40 / 20 = 2, residuals 0 4 -4 0: error sqrt(4/3 * 32) / 20; now 24 / 20 = 1.2, residuals -1 -1 3 -1
    values = weekly([10, 14, 6, 10, 5, 5, 9, 5], [5] * 8)
    found = before_now(RATIO, values, *FOUR_AND_FOUR)

    assert (found.before.value, found.now.value) == (2, 1.2)
    assert found.before.error == pytest.approx(sqrt(4 / 3 * 32) / 20)
    assert found.now.error == pytest.approx(0.2)
    assert (found.before.weeks, found.before.n, found.now.n) == (4, 20, 20)
    # Welch: 4.97 degrees of freedom, t = 2.574848; half the width 2.574848 * sqrt(0.32660^2 + 0.2^2)
    assert found.change == pytest.approx(-0.8)
    assert found.low == pytest.approx(-0.8 - 2.574848 * sqrt(32 / 300 + 0.04), abs=1e-6)
    assert found.high == pytest.approx(-0.8 + 2.574848 * sqrt(32 / 300 + 0.04), abs=1e-6)
    assert found.better is None  # the interval holds 0


def test_weeks_of_unequal_size_weigh_by_their_size() -> None:
    # 12 / 12, not the mean of 2, 0.5, 0.5, 1
    found = before_now(RATIO, weekly([4, 2, 2, 4, 1, 1, 1, 1], [2, 4, 2, 4, 1, 1, 1, 1]), *FOUR_AND_FOUR)
    assert found.before.value == 1


def clear(metric_key: str, before: float, now: float) -> BeforeNow:
    """Two stretches that differ by much more than their spread."""
    tops = [before - 1, before + 1, before - 1, before + 1, now - 1, now + 1, now - 1, now + 1]
    return before_now(METRICS[metric_key], weekly(tops, [10] * 8), *FOUR_AND_FOUR)


def test_a_clear_change_is_judged_by_the_direction_of_the_metric() -> None:
    assert clear("days_past_ctr", 100, 50).better is True
    assert clear("days_past_ctr", 50, 100).better is False
    assert clear("home_share", 50, 100).better is True
    assert clear("home_share", 100, 50).better is False
    assert clear("discharges", 50, 100).better is None  # neither way is better
    found = clear("days_past_ctr", 100, 50)
    # errors sqrt(4/3 * 4) / 40 each; 6 degrees of freedom, t = 2.446912
    assert found.change == pytest.approx(-5)
    assert found.high == pytest.approx(-5 + 2.446912 * sqrt(2 * 16 / 3) / 40, abs=1e-6)


def test_a_test_area_can_judge_the_other_way() -> None:
    values = weekly([9, 11, 9, 11, 90, 91, 90, 91])
    assert before_now(FLOW, values, *FOUR_AND_FOUR).better is None
    assert before_now(FLOW, values, *FOUR_AND_FOUR, direction="higher").better is True
    assert before_now(FLOW, values, *FOUR_AND_FOUR, direction="lower").better is False


def test_a_flow_is_said_a_day_or_a_year() -> None:
    values = weekly([7, 14, 7, 14, 21, 28, 21, 28])
    daily = before_now(FLOW, values, *FOUR_AND_FOUR)
    assert (daily.before.value, daily.now.value, daily.change, daily.before.n) == (1.5, 3.5, 2, 42)
    yearly = before_now(YEARLY, values, *FOUR_AND_FOUR)
    assert yearly.before.value == pytest.approx(1.5 * 365)
    assert yearly.change == pytest.approx(730)


def test_a_stock_is_a_mean_of_days_and_rests_on_no_count() -> None:
    found = before_now(STOCK, weekly([70, 77, 70, 77, 35, 42, 35, 42], [7] * 8), *FOUR_AND_FOUR)
    assert (found.before.value, found.now.value, found.before.n) == (10.5, 5.5, None)


def test_only_whole_weeks_inside_a_stretch_count() -> None:
    values = weekly([1, 1, 1, 1, 1, 1, 1, 1], [1] * 8, partial=(1,))
    found = before_now(RATIO, values, (week(0) + timedelta(days=1), week(4)), (week(4), week(8) - timedelta(days=2)))
    assert (found.before.weeks, found.now.weeks) == (2, 3)


def test_fewer_than_four_weeks_have_no_interval() -> None:
    found = before_now(RATIO, weekly([10, 14, 6, 5, 5, 9, 5], [5] * 7), stretch(0, 3), stretch(3, 4))
    assert (found.before.value, found.change) == (2, pytest.approx(-0.8))
    assert (found.before.error, found.low, found.high, found.better) == (None, None, None, None)


def test_no_spread_at_all_gives_no_interval() -> None:
    found = before_now(RATIO, weekly([10] * 8, [5] * 8), *FOUR_AND_FOUR)
    assert (found.change, found.low, found.high, found.better) == (0, None, None, None)


def test_a_side_without_data_compares_nothing() -> None:
    values = weekly([0, 0, 0, 0, 5, 5, 9, 5], [0, 0, 0, 0, 5, 5, 5, 5])
    found = before_now(RATIO, values, *FOUR_AND_FOUR)
    assert (found.before.value, found.now.value, found.change, found.better) == (None, 1.2, None, None)
    later = before_now(RATIO, values, stretch(4, 4), stretch(20, 4))
    assert (later.now.value, later.now.weeks, later.change) == (None, 0, None)


def test_a_quantile_has_no_sum_to_compare() -> None:
    assert before_now(QUANTILE, weekly([None] * 8, [5] * 8), *FOUR_AND_FOUR).before.value is None


def test_a_flow_that_was_not_submitted_is_no_data_and_not_0() -> None:
    found = before_now(YEARLY, weekly([None, None, None, None, 21, 28, 21, 28]), *FOUR_AND_FOUR)
    assert (found.before.value, found.change) == (None, None)
