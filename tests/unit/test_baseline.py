"""Baselines: what is frozen, that it stays so, and how far the data have moved since."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from metrics.baseline import drift, freeze
from metrics.errors import MetricError

START = date(2025, 1, 6)


def week(i: int) -> date:
    return START + timedelta(weeks=i)


def weeks(values: list[float | None], partial: tuple[int, ...] = ()) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "period_start": [week(i) for i in range(len(values))],
            "value": pl.Series(values, dtype=pl.Float64),
            "partial": [i in partial for i in range(len(values))],
        }
    )


def test_centre_and_limits_come_from_the_periods_between_the_dates() -> None:
    # 10, 12, 10, 12: mean 11, average moving range 2, limits 11 -/+ 5.32
    frozen = freeze(weeks([99, 10, 12, 10, 12, 99]), week(1), week(4))

    assert (frozen.centre, frozen.n, frozen.start, frozen.end) == (11, 4, week(1), week(4))
    assert frozen.lower == pytest.approx(5.68)
    assert frozen.upper == pytest.approx(16.32)
    assert frozen.series == ((week(1), 10), (week(2), 12), (week(3), 10), (week(4), 12))


def test_a_partial_period_is_left_out_and_not_bridged() -> None:
    # moving ranges 10 -> 12 and 20 -> 22; 12 -> 20 over the partial week is none
    frozen = freeze(weeks([10, 12, 1, 20, 22], partial=(2,)), week(0), week(4))

    assert (frozen.centre, frozen.n) == (16, 4)
    assert frozen.upper == pytest.approx(16 + 2.66 * 2)
    assert frozen.series[2] == (week(2), None)


def test_with_a_grain_a_period_must_end_by_the_last_day() -> None:
    values = weeks([10, 12, 10, 12])

    assert freeze(values, week(0), week(3), grain="week").n == 3
    assert freeze(values, week(0), week(4) - timedelta(days=1), grain="week").n == 4
    assert freeze(values, week(0) + timedelta(days=1), week(4), grain="week").n == 3


def test_the_hash_says_what_went_in() -> None:
    values = weeks([10, 12, 10, 12])
    frozen = freeze(values, week(0), week(3))

    assert freeze(values.reverse(), week(0), week(3)) == frozen
    assert freeze(weeks([10, 12, 10, 12, 50]), week(0), week(3)).input_hash == frozen.input_hash
    assert freeze(weeks([10, 12, 10, 12.000000001]), week(0), week(3)).input_hash != frozen.input_hash
    assert freeze(values, week(0), week(3), screen_outliers=False).input_hash != frozen.input_hash
    assert frozen.input_hash == "41963d04825a07df1ebb68a4aba85190a53a8acee187f8951a8aecec37917faa"


def test_a_constant_baseline_has_a_centre_and_no_limits() -> None:
    frozen = freeze(weeks([5, 5, 5]), week(0), week(2))

    assert (frozen.centre, frozen.lower, frozen.upper) == (5, None, None)


def test_unchanged_data_have_not_drifted() -> None:
    values = weeks([10.1, 12.3, 10.7])
    found = drift(freeze(values, week(0), week(2)), values)

    assert (found.moved, found.changed, found.compared, found.lost) == (0, 0, 3, ())
    assert found.share_of_width == 0


def test_a_correction_shows_as_drift_and_leaves_the_baseline() -> None:
    frozen = freeze(weeks([10, 12, 10, 12]), week(0), week(3))
    found = drift(frozen, weeks([10, 12, 14, 12, 80]))

    assert (frozen.centre, found.centre_then, found.centre_now, found.moved) == (11, 11, 12, 1)
    assert (found.compared, found.changed, found.lost) == (4, 1, ())
    assert found.share_of_width == pytest.approx(1 / 5.32)


def test_a_lost_period_is_named_and_moves_nothing() -> None:
    frozen = freeze(weeks([10, 12, 20, 12]), week(0), week(3))
    found = drift(frozen, weeks([10, 12, None, 12], partial=(3,)))

    assert (found.centre_then, found.centre_now, found.moved) == (11, 11, 0)
    assert (found.compared, found.lost) == (2, (week(2), week(3)))


def test_a_period_partial_at_freezing_does_not_join_later() -> None:
    frozen = freeze(weeks([10, 12, 50], partial=(2,)), week(0), week(2))

    assert drift(frozen, weeks([10, 12, 50])).compared == 2


def test_drift_without_limits_has_no_share_of_them() -> None:
    assert drift(freeze(weeks([5, 5]), week(0), week(1)), weeks([5, 7])).share_of_width is None


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (week(2), week(0), "The baseline ends on 2025-01-06, before it starts on 2025-01-20: swap the dates"),
        (week(8), week(9), "No whole period with a value lies from 2025-03-03 to 2025-03-10"),
        (week(2), week(2), "No whole period with a value lies from 2025-01-20 to 2025-01-20"),
        (week(3), week(3), "No whole period with a value lies from 2025-01-27 to 2025-01-27"),
    ],
)
def test_dates_without_a_baseline_are_refused(start: date, end: date, words: str) -> None:
    with pytest.raises(MetricError, match=words):
        freeze(weeks([10, 12, 10, None], partial=(2,)), start, end)


def test_a_split_series_is_refused() -> None:
    twice = pl.concat([weeks([10, 12]), weeks([20, 22])])

    with pytest.raises(MetricError, match="The date 2025-01-06 stands twice"):
        freeze(twice, week(0), week(1))


def test_drift_against_another_time_altogether_is_refused() -> None:
    frozen = freeze(weeks([10, 12]), week(0), week(1))

    with pytest.raises(MetricError, match="hold no whole period of the baseline from 2025-01-06 to 2025-01-13"):
        drift(frozen, weeks([None, None]))
