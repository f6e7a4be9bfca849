"""Periods: where they start, and when they are partial."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from metrics.periods import GRAINS, Grain, coverage, period_end, period_start


def start_of(day: date, grain: Grain) -> date:
    return pl.DataFrame({"day": [day]}).select(period_start(pl.col("day"), grain)).item()


def covered(provider: str, first: date, last: date, **columns: str | None) -> pl.DataFrame:
    days = pl.date_range(first, last, "1d", eager=True).alias("stat_date")
    return pl.DataFrame({"stat_date": days}).with_columns(
        provider=pl.lit(provider), **{name: pl.lit(value, dtype=pl.String) for name, value in columns.items()}
    )


def table(cover: pl.DataFrame, grain: Grain, *columns: str, **options: object) -> list[tuple[object, ...]]:
    found = coverage(cover, grain, **options)  # type: ignore[arg-type]
    keys = [name for name in found.columns if name in ("ward", "provider_group")]
    return found.sort(*keys, "period_start", nulls_last=True).select(*keys, "period_start", *columns).rows()


@pytest.mark.parametrize(
    ("grain", "day", "start"),
    [
        ("day", date(2025, 3, 31), date(2025, 3, 31)),
        ("week", date(2025, 3, 31), date(2025, 3, 31)),
        ("week", date(2025, 4, 6), date(2025, 3, 31)),
        ("week", date(2025, 1, 1), date(2024, 12, 30)),
        ("month", date(2024, 2, 29), date(2024, 2, 1)),
        ("quarter", date(2025, 3, 31), date(2025, 1, 1)),
        ("quarter", date(2025, 4, 1), date(2025, 4, 1)),
        ("quarter", date(2025, 12, 31), date(2025, 10, 1)),
        ("year", date(2025, 3, 31), date(2024, 4, 1)),
        ("year", date(2025, 4, 1), date(2025, 4, 1)),
        ("year", date(2024, 2, 29), date(2023, 4, 1)),
        ("window", date(2025, 4, 1), date(1, 1, 1)),
    ],
)
def test_the_first_day_of_a_period(grain: Grain, day: date, start: date) -> None:
    assert start_of(day, grain) == start


@pytest.mark.parametrize(
    ("grain", "start", "end"),
    [
        ("day", date(2025, 3, 31), date(2025, 4, 1)), ("week", date(2024, 12, 30), date(2025, 1, 6)),
        ("month", date(2024, 2, 1), date(2024, 3, 1)), ("quarter", date(2025, 1, 1), date(2025, 4, 1)),
        ("year", date(2023, 4, 1), date(2024, 4, 1)),
    ],
)  # fmt: skip
def test_the_first_day_after_a_period(grain: Grain, start: date, end: date) -> None:
    assert pl.DataFrame({"start": [start]}).select(period_end(pl.col("start"), grain)).item() == end


def test_every_day_of_twelve_years_lies_in_its_period() -> None:
    days = pl.DataFrame({"day": pl.date_range(date(2019, 1, 1), date(2030, 12, 31), "1d", eager=True)})
    for grain in GRAINS:
        starts = days.with_columns(start=period_start(pl.col("day"), grain))
        inside = starts.filter(pl.col("start") <= pl.col("day"), pl.col("day") < period_end(pl.col("start"), grain))
        assert inside.height == days.height
        assert starts.select((period_start(pl.col("start"), grain) == pl.col("start")).all()).item()


def test_a_period_is_partial_until_every_day_of_it_is_covered() -> None:
    cover = covered("RX1", date(2025, 1, 7), date(2025, 1, 26))
    assert table(cover, "week", "covered_days", "weekend_days", "weekdays", "partial") == [
        (date(2025, 1, 6), 6, 2, 4, True),
        (date(2025, 1, 13), 7, 2, 5, False),
        (date(2025, 1, 20), 7, 2, 5, False),
    ]


def test_a_period_is_partial_unless_every_provider_covers_all_of_it() -> None:
    cover = pl.concat(
        [covered("RX1", date(2025, 1, 6), date(2025, 1, 19)), covered("RX2", date(2025, 1, 9), date(2025, 1, 19))]
    )
    assert table(cover, "week", "covered_days", "providers", "partial") == [
        (date(2025, 1, 6), 7, 2, True),
        (date(2025, 1, 13), 7, 2, False),
    ]


def test_a_provider_that_is_silent_all_period_is_left_out_of_returns_only() -> None:
    cover = pl.concat(
        [covered("RX1", date(2025, 1, 6), date(2025, 1, 19)), covered("RX2", date(2025, 1, 13), date(2025, 1, 19))]
    )
    assert table(cover, "week", "partial") == [(date(2025, 1, 6), True), (date(2025, 1, 13), False)]
    assert table(cover, "week", "providers", "of", "partial", silent_left_out=True) == [
        (date(2025, 1, 6), 1, 2, False),
        (date(2025, 1, 13), 2, 2, False),
    ]


def test_a_period_in_a_gap_is_there_without_days() -> None:
    cover = pl.concat(
        [covered("RX1", date(2025, 1, 6), date(2025, 1, 12)), covered("RX1", date(2025, 1, 20), date(2025, 1, 26))]
    )
    assert table(cover, "week", "covered_days", "weekdays", "providers", "of", "partial") == [
        (date(2025, 1, 6), 7, 5, 1, 1, False),
        (date(2025, 1, 13), 0, 0, 0, 1, True),
        (date(2025, 1, 20), 7, 5, 1, 1, False),
    ]


def test_each_place_has_its_own_days_the_one_not_recorded_too() -> None:
    cover = pl.concat(
        [
            covered("RX1", date(2025, 1, 6), date(2025, 1, 12), ward="Ash"),
            covered("RX1", date(2025, 1, 6), date(2025, 1, 12), ward=None),
            covered("RX2", date(2025, 1, 6), date(2025, 1, 8), ward="Elm"),
        ]
    )
    assert table(cover, "week", "covered_days", "of", "partial", by="ward") == [
        ("Ash", date(2025, 1, 6), 7, 1, False),
        ("Elm", date(2025, 1, 6), 3, 1, True),
        (None, date(2025, 1, 6), 7, 1, False),
    ]


def test_a_place_of_two_providers_is_whole_when_both_cover_it() -> None:
    cover = pl.concat(
        [
            covered("RX1", date(2025, 1, 6), date(2025, 1, 12), ward="Ash"),
            covered("RX2", date(2025, 1, 6), date(2025, 1, 8), ward="Ash"),
        ]
    )
    assert table(cover, "week", "covered_days", "providers", "of", "partial", by="ward") == [
        ("Ash", date(2025, 1, 6), 7, 2, 2, True)
    ]


def test_a_window_is_one_period_and_partial_where_days_are_missing() -> None:
    whole = covered("RX1", date(2025, 1, 8), date(2025, 2, 11))
    assert table(whole, "window", "covered_days", "partial") == [(date(1, 1, 1), 35, False)]
    gap = whole.filter(pl.col("stat_date") != date(2025, 1, 8) + timedelta(days=3))
    assert table(gap, "window", "covered_days", "partial") == [(date(1, 1, 1), 34, True)]


def test_the_financial_year_needs_all_its_days() -> None:
    assert table(covered("RX1", date(2023, 4, 1), date(2024, 3, 31)), "year", "covered_days", "partial") == [
        (date(2023, 4, 1), 366, False)
    ]
    assert table(covered("RX1", date(2024, 4, 1), date(2025, 3, 30)), "year", "covered_days", "partial") == [
        (date(2024, 4, 1), 364, True)
    ]
