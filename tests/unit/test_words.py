from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from pages.parts import words


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "no data"), (float("nan"), "no data"), (0, "0"), (999, "999"), (1204.4, "1,204"), (2.5, "3"), (-0.4, "0")],
)
def test_counts_are_whole_with_thousands_separated(value: float | None, said: str) -> None:
    assert words.count(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "no data"),
        (0, "0%"),
        (1, "100%"),
        (0.614, "61%"),
        (0.615, "62%"),
        (0.004, "under 1%"),
        (0.997, "over 99%"),
    ],
)
def test_shares_are_whole_per_cent_and_never_rounded_to_none_or_all(value: float | None, said: str) -> None:
    assert words.share(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "no data"),
        (9.06, "9.1 days"),
        (1.0, "1.0 day"),
        (2.25, "2.3 days"),
        (1204.0, "1,204.0 days"),
        (0, "0.0 days"),
    ],
)
def test_days_have_one_decimal_and_a_unit(value: float | None, said: str) -> None:
    assert words.days(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "no data"),
        (0, "£0"),
        (0.5, "£0.50"),
        (9.876, "£9.88"),
        (851.4, "£851"),
        (1234, "£1,230"),
        (999_600, "£1.00 million"),
        (16_280_000, "£16.3 million"),
        (-3_840_000, "-£3.84 million"),
        (123_400_000, "£123 million"),
    ],
)
def test_pounds_have_three_figures(value: float | None, said: str) -> None:
    assert words.pounds(value) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.614, "share", "61%"),
        (142, "count", "142"),
        (7.25, "beds", "7.3 beds"),
        (0.8765, "ratio", "0.88"),
        (2.0, "calls", "2.0 calls a day"),
        (None, "beds", "no data"),
    ],
)
def test_an_amount_has_its_unit(value: float | None, unit: str, said: str) -> None:
    assert words.amount(value, unit) == said


def test_an_interval_says_both_ends() -> None:
    assert words.interval(9.1, 8.4, 9.8) == "9.1 (8.4 to 9.8)"
    assert words.interval(0.61, 0.58, 0.64, "share") == "61% (58% to 64%)"


def test_an_interval_without_an_end_is_the_value_alone() -> None:
    assert words.interval(9.1, None, 9.8) == "9.1"
    assert words.interval(None, 8.4, 9.8) == "no data"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (-2.9, "days", "2.9 days fewer"),
        (0.06, "share", "6 percentage points more"),
        (-0.01, "share", "1.0 percentage points less"),
        (0.004, "share", "0.4 percentage points more"),
        (0.0004, "share", "no change"),
        (0.02, "days", "no change"),
        (18, "count", "18 more"),
        (-12.5, "pounds", "£12.50 less"),
        (None, "days", "no data"),
    ],
)
def test_a_difference_says_size_and_way(value: float | None, unit: str, said: str) -> None:
    assert words.difference(value, unit) == said


@pytest.mark.parametrize(
    ("low", "high", "unit", "said"),
    [
        (-4.0, -1.8, "days", "1.8 to 4.0 days fewer"),
        (0.02, 0.051, "share", "2 to 5 percentage points more"),
        (-0.5, 1.0, "days", "0.5 days fewer to 1.0 day more"),
        (0.01, 2.0, "days", "no change to 2.0 days more"),
        (-109.2, -54.3, "pounds", "£109 less to £54.30 less"),
        (None, 1.0, "days", "no data"),
    ],
)
def test_the_interval_of_a_change(low: float | None, high: float | None, unit: str, said: str) -> None:
    assert words.reach(low, high, unit) == said


def test_a_plural_follows_its_number() -> None:
    assert [words.plural(n, "patient") for n in (0, 1, 1204)] == ["0 patients", "1 patient", "1,204 patients"]
    assert words.plural(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("grain", "said"),
    [
        ("day", "Wed 1 Apr 2026"),
        ("week", "week of 1 Apr 2026"),
        ("month", "Apr 2026"),
        ("quarter", "Apr to Jun 2026"),
        ("year", "2026/27"),
    ],
)
def test_a_period_is_named_by_its_first_day(grain: str, said: str) -> None:
    assert words.period(date(2026, 4, 1), grain) == said


def test_dates_and_times() -> None:
    assert words.day(date(2026, 11, 20)) == "Fri 20 Nov"
    assert words.long_day(date(2026, 11, 2)) == "2 Nov 2026"
    assert words.time(datetime(2026, 11, 20, 6, 12)) == "06:12"
    assert (words.day(None), words.long_day(None), words.time(None)) == ("no data",) * 3


def test_freshness_names_the_load_s_day_when_it_is_another() -> None:
    as_at = datetime(2026, 11, 20, 23, 59)
    assert words.freshness(as_at, datetime(2026, 11, 21, 6, 12)) == "Data to Fri 20 Nov, loaded 06:12"
    assert words.freshness(as_at, datetime(2026, 11, 23, 6, 12)) == "Data to Fri 20 Nov, loaded Mon 23 Nov 06:12"
    board = datetime(2026, 11, 21, 8, 0)
    assert words.freshness(board, datetime(2026, 11, 21, 8, 12)) == "Data to 08:00 Sat 21 Nov, loaded 08:12"
    old = words.freshness(datetime(2025, 8, 31), datetime(2026, 11, 21, 8, 12))
    assert old == "Data to Sun 31 Aug 2025, loaded Sat 21 Nov 08:12"


def test_data_are_stale_only_beyond_their_limit() -> None:
    as_at, limit = datetime(2026, 11, 20, 6, 0), timedelta(hours=26)
    assert words.stale(as_at, as_at + limit, limit) is None
    assert words.stale(as_at, as_at + timedelta(hours=27), limit) == (
        "These data are 27 hours old (to Fri 20 Nov 06:00): load the latest extracts before acting on them."
    )
    assert "3 days old" in (words.stale(as_at, as_at + timedelta(days=3, hours=5), limit) or "")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Common Cause", ""),
        ("Above UCL", "above the upper limit"),
        ("7 Point Trend (Increasing)", "7 points rising"),
        ("7 Points Below CL", "7 points below the mean"),
        ("2 in 3 Below CL", "two of three near the lower limit"),
    ],
)
def test_a_cause_is_said_in_plain_words(name: str, said: str) -> None:
    assert words.cause(name) == said
