"""One measure over time: frozen limits, the running period, the latest signal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
import pytest

from metrics.baseline import Frozen, freeze
from metrics.catalogue import METRICS
from metrics.trend import Trend, trend

MONDAY = date(2025, 1, 6)
METRIC = METRICS["days_past_ctr"]
# twelve weeks of 10, 12, 10 ...: mean 11, moving range 2, limits 11 -/+ 5.32; then eight weeks of 4, 5, 4 ...
BEFORE, AFTER = [10.0, 12.0] * 6, [4.0, 5.0] * 4


def week(n: int) -> date:
    return MONDAY + timedelta(weeks=n)


def weekly(values: Sequence[float | None], partial: Sequence[int] = (), first: int = 0) -> pl.DataFrame:
    n = len(values)
    return pl.DataFrame(
        {
            "period_start": [week(first + i) for i in range(n)],
            "value": pl.Series(values, dtype=pl.Float64),
            "numerator": pl.Series(values, dtype=pl.Float64),
            "denominator": pl.Series([1.0] * n),
            "partial": [i in partial for i in range(n)],
        }
    )


def frozen_of(values: pl.DataFrame, first: int = 0, weeks: int = 12) -> Frozen:
    return freeze(values, week(first), week(first + weeks) - timedelta(days=1), grain="week")


def limits(found: Trend, at: int) -> tuple[float, float, float]:
    row = found.rows.row(at, named=True)
    return row["lpl"], row["mean"], row["upl"]


def frozen_limits(frozen: Frozen) -> tuple[float | None, float, float | None]:
    return frozen.lower, frozen.centre, frozen.upper


def test_without_a_baseline_limits_are_of_all_points() -> None:
    found = trend(METRIC, weekly([10.0, 12.0] * 10), "week")
    assert limits(found, 0) == limits(found, 19) == (pytest.approx(5.68), 11, pytest.approx(16.32))
    assert (found.change, found.advice, found.running) == (None, None, None)
    assert found.latest is not None
    assert (found.latest["value"], found.latest["shown_as"]) == (12, "common_cause")
    assert found.variation == "common_cause"


def test_a_baselines_limits_run_on_and_the_change_is_against_its_centre() -> None:
    values = weekly(BEFORE + AFTER)
    found = trend(METRIC, values, "week", baseline=frozen_of(values))
    assert limits(found, 0) == limits(found, 19) == (pytest.approx(5.68), 11, pytest.approx(16.32))
    assert found.change == -6
    assert found.latest is not None
    assert (found.latest["value"], found.latest["shown_as"]) == (5, "special_cause_improvement")
    assert (found.moved.moved, found.moved.changed) == (0, 0)  # type: ignore[union-attr]


def test_the_direction_can_be_overridden() -> None:
    values = weekly(BEFORE + AFTER)
    found = trend(METRIC, values, "week", baseline=frozen_of(values), direction="higher")
    assert found.latest is not None
    assert found.latest["shown_as"] == "special_cause_concern"


def test_frozen_limits_keep_their_digits_when_the_data_change() -> None:
    frozen = frozen_of(weekly([10.1, 12.3, 10.7, 12.9, 10.1, 12.2, 10.3, 12.4, 10.6, 12.8, 10.9, 12.1]))
    now = weekly([99.0, 1.0] * 6 + AFTER)
    found = trend(METRIC, now, "week", baseline=frozen)
    for at in (0, 11, 12, 19):
        assert limits(found, at) == frozen_limits(frozen)
    assert found.rows["value"].to_list()[:3] == [10.1, 12.3, 10.7]  # as they were frozen
    assert found.rows["value"].to_list()[12:] == AFTER
    assert found.moved is not None
    assert (found.moved.changed, found.moved.compared) == (12, 12)
    assert found.moved.centre_now == 50


def test_frozen_limits_begin_where_the_baseline_begins() -> None:
    values = weekly([50.0, 60.0, 50.0, 60.0, *BEFORE, *AFTER])
    frozen = frozen_of(values, first=4)
    found = trend(METRIC, values, "week", baseline=frozen)
    assert limits(found, 3) != frozen_limits(frozen)
    assert limits(found, 4) == limits(found, 23) == frozen_limits(frozen)


def test_frozen_limits_hold_when_a_period_of_the_baseline_is_lost() -> None:
    values = weekly(BEFORE + AFTER)
    frozen = frozen_of(values)
    lost = weekly([*BEFORE[:5], None, *BEFORE[6:], *AFTER], partial=(3,))
    found = trend(METRIC, lost, "week", baseline=frozen)
    assert limits(found, 0) == limits(found, 19) == frozen_limits(frozen)
    assert found.moved is not None
    assert found.moved.lost == (week(3), week(5))


def test_frozen_limits_hold_when_the_first_periods_of_the_baseline_are_gone() -> None:
    frozen = frozen_of(weekly(BEFORE + AFTER))
    later = weekly(BEFORE[4:] + AFTER, first=4)
    assert limits(trend(METRIC, later, "week", baseline=frozen), -1) == frozen_limits(frozen)


def test_frozen_limits_hold_when_the_first_period_of_the_baseline_was_partial() -> None:
    values = weekly([1.0, *BEFORE, *AFTER], partial=(0,))
    frozen = frozen_of(values, weeks=13)
    assert frozen.centre == 11
    assert limits(trend(METRIC, values, "week", baseline=frozen), -1) == frozen_limits(frozen)


def test_frozen_limits_hold_when_the_whole_baseline_lies_before_the_data() -> None:
    frozen = frozen_of(weekly(BEFORE + AFTER))
    found = trend(METRIC, weekly(AFTER * 2, first=14), "week", baseline=frozen)
    assert limits(found, -1) == frozen_limits(frozen)


def test_fewer_than_twelve_frozen_periods_carry_no_limits() -> None:
    values = weekly(BEFORE + AFTER)
    frozen = frozen_of(values, weeks=8)
    found = trend(METRIC, values, "week", baseline=frozen)
    assert limits(found, 0) == limits(found, 19) == limits(trend(METRIC, values, "week"), 0)
    assert found.change == -6  # the centre is still a centre


def test_a_rebase_opens_new_limits_with_the_period_that_holds_its_day() -> None:
    values = weekly(BEFORE + AFTER + AFTER)
    found = trend(METRIC, values, "week", rebases=[week(12) + timedelta(days=3)])
    assert found.rows["rebase_group"].to_list() == [0] * 12 + [1] * 16
    assert limits(found, 12)[1] == 4.5


def test_a_partial_last_period_is_running_and_stays_out() -> None:
    found = trend(METRIC, weekly([*BEFORE, 3.0], partial=(12,)), "week")
    assert found.rows.height == 12
    assert found.latest is not None
    assert found.latest["date"] == week(11)
    assert found.running is not None
    assert (found.running["period_start"], found.running["value"]) == (week(12), 3)


def test_a_partial_first_period_stays_out_and_one_inside_keeps_its_place() -> None:
    found = trend(METRIC, weekly([1.0, *BEFORE[:6], 99.0, *BEFORE[6:]], partial=(0, 7)), "week")
    assert found.rows["date"].to_list() == [week(n) for n in range(1, 14)]
    assert found.rows["value"].to_list() == [*BEFORE[:6], None, *BEFORE[6:]]
    assert found.running is None


def test_no_whole_period_is_no_trend() -> None:
    for values in (weekly([1.0]).clear(), weekly([None, None]), weekly([5.0], partial=(0,))):
        found = trend(METRIC, values, "week")
        assert (found.latest, found.change, found.advice, found.variation) == (None, None, "too_few_points", None)
        assert found.rows.is_empty()


def test_few_points_are_drawn_grey_and_advised_on() -> None:
    found = trend(METRIC, weekly([10.0, 12.0, 50.0]), "week")
    assert found.advice == "too_few_points"
    assert found.rows["shown_as"].unique().to_list() == ["common_cause"]


def test_a_target_stands_on_every_row() -> None:
    found = trend(METRIC, weekly(BEFORE * 2), "week", target=20)
    assert found.rows["target"].unique().to_list() == [20]
    assert found.target == 20
    assert found.assurance is not None


def test_rows_carry_what_a_number_rests_on() -> None:
    found = trend(METRIC, weekly(BEFORE), "week")
    assert found.rows.select("numerator", "denominator").row(0) == (10, 1)
