"""Groups of a split: each by its own limits, in its latest whole period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
import pytest

from metrics.catalogue import METRICS
from metrics.groups import Groups, groups
from metrics.metric import Direction

MONDAY = date(2025, 1, 6)
METRIC = METRICS["days_past_ctr"]
STEADY = [10.0, 12.0] * 8


def week(n: int) -> date:
    return MONDAY + timedelta(weeks=n)


def split(partial: Sequence[int] = (), **wards: Sequence[float | None]) -> pl.DataFrame:
    """A weekly series by ward; the ward called `nothing` is null."""
    return pl.concat(
        pl.DataFrame(
            {
                "period_start": [week(i) for i in range(len(values))],
                "ward": pl.Series([None if ward == "nothing" else ward] * len(values), dtype=pl.String),
                "value": pl.Series(values, dtype=pl.Float64),
                "numerator": pl.Series(values, dtype=pl.Float64),
                "denominator": [float(i) for i in range(len(values))],
                "partial": [i in partial for i in range(len(values))],
            }
        )
        for ward, values in wards.items()
    )


def read(values: pl.DataFrame, direction: Direction | None = None) -> Groups:
    found = groups(METRIC, values, "ward", direction)
    assert found is not None
    return found


def test_the_highest_latest_value_comes_first_then_the_name() -> None:
    found = read(split(Elm=STEADY, Ash=STEADY, Oak=[v + 5 for v in STEADY])).latest
    assert found.select("name", "value", "date", "n", "mean").rows() == [
        ("Oak", 17, week(15), 15, 16),
        ("Ash", 12, week(15), 15, 11),
        ("Elm", 12, week(15), 15, 11),
    ]


def test_each_group_is_judged_by_its_own_limits() -> None:
    found = read(split(Ash=[*STEADY[:-1], 30.0], Oak=[v + 20 for v in STEADY])).latest
    assert dict(found.select("name", "shown_as").iter_rows()) == {"Ash": "special_cause_concern", "Oak": "common_cause"}


def test_the_direction_can_be_overridden() -> None:
    found = read(split(Ash=[*STEADY[:-1], 30.0]), "higher").latest
    assert found["shown_as"].to_list() == ["special_cause_improvement"]


def test_a_partial_period_is_left_out() -> None:
    found = read(split(partial=(15,), Ash=[*STEADY[:-1], 99.0])).latest
    assert found.select("value", "date").rows() == [(10, week(14))]


def test_a_group_that_was_never_known_is_left_out_and_one_without_a_name_has_one() -> None:
    found = read(split(Ash=[None] * 16, nothing=STEADY)).latest
    assert found["name"].to_list() == ["not recorded"]


def test_a_group_silent_of_late_shows_its_last_value_with_its_date() -> None:
    found = read(split(Ash=[*STEADY[:10], *[None] * 6])).latest
    assert found.select("value", "date").rows() == [(12, week(9))]


def test_no_group_with_a_value_is_nothing_to_read() -> None:
    for values in (split(Ash=STEADY).clear(), split(Ash=[None] * 3), split(partial=range(16), Ash=STEADY)):
        assert groups(METRIC, values, "ward") is None


def test_few_periods_say_so_and_have_no_icon() -> None:
    assert read(split(Ash=STEADY[:5])).latest.select("advice", "variation").rows() == [("too_few_points", None)]
    assert read(split(Ash=STEADY)).latest.select("advice", "variation").rows() == [(None, "common_cause")]


def test_every_whole_period_of_every_group_has_its_limits() -> None:
    rows = read(split(partial=(15,), Ash=STEADY, Oak=[v + 5 for v in STEADY])).rows
    assert rows.group_by("facet").len().sort("facet").rows() == [("Ash", 15), ("Oak", 15)]
    assert rows.filter(pl.col("facet") == "Oak")["mean"].unique().to_list() == [pytest.approx(239 / 15)]
