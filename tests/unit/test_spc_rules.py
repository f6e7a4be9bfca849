"""Each XmR rule on short literal series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from spc_series import chart, frame, weeks

from metrics.spc import SpcOptions, spc
from metrics.spc.rules import shifts, trends, two_of_three


def trend_of(values: Sequence[float], starts: Sequence[int] = ()) -> tuple[list[int], list[int]]:
    """Places of the trend rows, and of the rising ones among them."""
    first = np.isin(np.arange(len(values)), [0, *starts])
    marked, rising = trends(np.array(values, dtype=float), first, 7)
    return np.flatnonzero(marked).tolist(), np.flatnonzero(rising).tolist()


def shift_of(sides: Sequence[int], starts: Sequence[int] = ()) -> list[int]:
    first = np.isin(np.arange(len(sides)), [0, *starts])
    return np.flatnonzero(shifts(np.array(sides, dtype=np.int8), first, 7)).tolist()


def two_of_three_of(sides: Sequence[int], close: Sequence[int], starts: Sequence[int] = ()) -> list[int]:
    first = np.isin(np.arange(len(sides)), [0, *starts])
    marked = two_of_three(np.array(sides, dtype=np.int8), np.array(close, dtype=bool), first)
    return np.flatnonzero(marked).tolist()


# --- limits


def test_limits_are_the_mean_and_2_66_average_moving_ranges() -> None:
    # mean 11, moving ranges 2, 4, 2, 4, 2: 2.8; 2.66 x 2.8 = 7.448
    row = chart([12, 14, 10, 12, 8, 10], screen_outliers=False).rows.row(0, named=True)

    assert row["mean"] == 11
    assert row["lpl"] == pytest.approx(11 - 7.448)
    assert row["upl"] == pytest.approx(11 + 7.448)


def test_a_large_moving_range_leaves_the_limits_but_not_the_mean() -> None:
    # moving ranges 1 eight times, then 20: mean 28/9, screen at 3.267 x 28/9 = 10.16 drops the 20
    row = chart([5, 6, 5, 6, 5, 6, 5, 6, 5, 25]).rows.row(0, named=True)

    assert row["mean"] == pytest.approx(7.4)
    assert row["upl"] == pytest.approx(7.4 + 2.66)


def test_a_gap_is_not_bridged() -> None:
    # 4 -> 6 and 20 -> 21 are moving ranges, 6 -> 20 over the gap is not
    row = chart([4, 6, None, 20, 21], screen_outliers=False).rows.row(0, named=True)

    assert row["upl"] - row["mean"] == pytest.approx(2.66 * 1.5)


def test_limits_fixed_on_the_first_twelve_hold_for_all_rows() -> None:
    rows = chart([10, 12] * 6 + [30] * 5, fix_after_n=12).rows

    assert rows["mean"].unique().to_list() == [11]
    assert rows["in_baseline"].to_list() == [True] * 12 + [False] * 5
    assert rows["special_cause_type"].to_list()[12:] == ["Above UCL"] * 5


def test_a_fraction_of_a_fixing_count_is_its_floor() -> None:
    assert chart([10, 12] * 8, fix_after_n=12.9).rows["in_baseline"].sum() == 12


def test_fifteen_times_a_tenth_has_a_tenth_as_its_mean() -> None:
    rows = chart([0.1] * 15, screen_outliers=False).rows

    assert rows["mean"].unique().to_list() == [0.1]
    assert rows["special_cause"].sum() == 0


def test_a_rebase_starts_a_segment_on_its_own_row() -> None:
    found = chart([10, 12] * 5 + [20, 22] * 5, rebase=[weeks(20)[10]])

    assert found.rows["rebase_group"].to_list() == [0] * 10 + [1] * 10
    assert found.groups["mean"].to_list() == [11, 21]
    assert found.unused_rebases == ()


def test_a_rebase_on_no_rows_date_does_nothing_and_is_named() -> None:
    between = weeks(20)[10] + timedelta(days=1)
    found = chart([10, 12] * 10, rebase=[between])

    assert found.rows["rebase_group"].unique().to_list() == [0]
    assert found.unused_rebases == (between,)


def test_a_plain_rebase_date_is_midnight_utc() -> None:
    midnight = pl.Series([datetime(2025, 1, day, tzinfo=UTC) for day in range(1, 15)])
    values = pl.DataFrame({"date": midnight, "value": [1.0, 2.0] * 7})
    options = SpcOptions(improvement="increase", rebase=[date(2025, 1, 8)])

    assert spc(values, options).rows["rebase_group"].to_list() == [0] * 7 + [1] * 7
    at_eight = values.with_columns(pl.col("date") + timedelta(hours=8))
    assert spc(at_eight, options).rows["rebase_group"].unique().to_list() == [0]


def test_twelve_rows_are_short_and_thirteen_are_not() -> None:
    assert chart([1, 2] * 6).rows["short_group_warning"].all()
    assert not chart([1, 2] * 6 + [1]).rows["short_group_warning"].any()


# --- trend: seven rows, six steps


def test_no_rows_or_six_rising_rows_are_no_trend() -> None:
    assert trend_of([1, 2, 3, 4, 5, 6]) == ([], [])


def test_seven_rising_rows_are_a_trend() -> None:
    assert trend_of([1, 2, 3, 4, 5, 6, 7]) == ([0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5, 6])


def test_seven_falling_rows_are_a_trend_that_does_not_rise() -> None:
    assert trend_of([9, 7, 6, 5, 4, 3, 2, 8]) == ([0, 1, 2, 3, 4, 5, 6], [])


def test_a_tie_breaks_a_trend() -> None:
    assert trend_of([1, 2, 3, 4, 4, 5, 6, 7, 8]) == ([], [])


def test_a_gap_in_the_window_is_no_trend() -> None:
    assert trend_of([1, 2, 3, math.nan, 5, 6, 7, 8, 9]) == ([], [])


def test_a_trend_does_not_reach_over_a_rebase() -> None:
    assert trend_of([1, 2, 3, 4, 5, 6, 7], starts=[3]) == ([], [])


def test_the_peak_takes_the_direction_of_the_fall() -> None:
    assert trend_of([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]) == (list(range(13)), [0, 1, 2, 3, 4, 5])


def test_a_rise_that_a_fall_follows_at_once_ends_falling() -> None:
    # 7, 7 is a tie: two trends next to each other, and the last of the rise is labelled by the step between them
    assert trend_of([1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1]) == (list(range(14)), [0, 1, 2, 3, 4, 5])


# --- shift: seven rows on one side


def test_six_on_one_side_are_no_shift_and_seven_are() -> None:
    assert shift_of([-1, 1, 1, 1, 1, 1, 1, -1]) == []
    assert shift_of([-1, 1, 1, 1, 1, 1, 1, 1, -1]) == [1, 2, 3, 4, 5, 6, 7]


def test_a_value_on_the_mean_breaks_a_shift() -> None:
    assert shift_of([1, 1, 1, 0, 1, 1, 1, 1]) == []


def test_seven_on_the_mean_are_no_shift() -> None:
    assert shift_of([0] * 9) == []


def test_a_shift_does_not_reach_over_a_rebase() -> None:
    assert shift_of([-1] * 8, starts=[4]) == []


# --- two of three


def test_two_close_of_three_mark_the_close_ones_only() -> None:
    assert two_of_three_of([1, 1, 1, -1], [1, 0, 1, 0]) == [0, 2]
    assert two_of_three_of([1, 1, 1, -1], [0, 1, 1, 0]) == [1, 2]


def test_the_third_must_lie_on_the_same_side() -> None:
    assert two_of_three_of([1, -1, 1, -1], [1, 0, 1, 0]) == []


def test_two_close_rows_alone_need_a_third() -> None:
    assert two_of_three_of([1, 1], [1, 1]) == []
    assert two_of_three_of([-1], [1]) == []


def test_two_of_three_does_not_reach_over_a_rebase() -> None:
    assert two_of_three_of([1, 1, 1, 1], [1, 0, 1, 0], starts=[2]) == []


# --- strictness, labels, icons


def test_a_value_on_a_limit_is_inside_and_close() -> None:
    # baseline 10, 12 in turn: mean 11, average range 2, limits 11 -/+ 5.32
    rows = chart([10, 12] * 6 + [11 + 2.66 * 2, 11 + 2.66 * 2 + 0.001], fix_after_n=12).rows

    assert rows["outside_limits"].to_list()[12:] == [False, True]
    assert rows["close_to_limits"].to_list()[12:] == [True, False]


def test_outside_goes_before_trend_in_the_label_but_both_are_listed() -> None:
    rows = chart([10, 12] * 6 + [11, 12, 13, 14, 15, 16, 30], fix_after_n=12).rows
    last = rows.row(-1, named=True)

    assert last["rules"] == ["outside_limits", "trend"]
    assert last["special_cause_type"] == "Above UCL"
    assert rows["special_cause_type"][-2] == "7 Point Trend (Increasing)"


@pytest.mark.parametrize(
    ("improvement", "kind", "icon"),
    [
        ("increase", "special_cause_improvement", "improvement_high"),
        ("decrease", "special_cause_concern", "concern_high"),
        ("neutral", "special_cause_neutral_high", "neutral_high"),
    ],
)
def test_a_high_last_point_by_direction(improvement: str, kind: str, icon: str) -> None:
    found = chart([10, 12] * 10 + [30], improvement=improvement).icons.row(0, named=True)

    assert (found["variation_point_type"], found["variation_icon"]) == (kind, icon)


def test_only_the_last_point_makes_the_variation_icon() -> None:
    found = chart([10, 12] * 5 + [20] + [10, 12] * 5)

    assert found.rows["special_cause_type"][10] == "Above UCL"
    assert found.icons["variation_icon"].to_list() == ["common_cause"]


@pytest.mark.parametrize(
    ("improvement", "target", "kind"),
    [
        ("increase", 17, "consistent_fail"),
        ("increase", 5, "consistent_pass"),
        ("decrease", 17, "consistent_pass"),
        ("decrease", 5, "consistent_fail"),
        ("increase", 11, "inconsistent"),
        ("neutral", 17, None),
        ("increase", None, None),
    ],
)
def test_assurance_compares_the_target_with_the_last_limits(
    improvement: str, target: float | None, kind: str | None
) -> None:
    # limits 5.68 to 16.32
    assert chart([10, 12] * 10, improvement=improvement, target=target).icons["assurance_type"].to_list() == [kind]


def test_run_lengths_are_settings() -> None:
    rising = [5.0, 1, 5, 1, 5, 1, 2, 3, 4, 5, 6, 1, 5, 1]

    assert "7 Point Trend (Increasing)" not in chart(rising).rows["special_cause_type"].to_list()
    assert "6 Point Trend (Increasing)" in chart(rising, trend_length=6).rows["special_cause_type"].to_list()


def test_a_single_series_has_no_facet_column_and_facets_are_sorted_by_code_point() -> None:
    values = frame([1, 2, 3], facet=["b", "B", "a"])

    assert "facet" not in chart([1, 2, 3]).rows.columns
    assert spc(values, SpcOptions(improvement="increase")).rows["facet"].to_list() == ["B", "a", "b"]
