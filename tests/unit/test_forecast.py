"""Expected discharges: what is learnt, what is said, how wide the ranges are, and who is counted as what."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from forecast_samples import FIRST, WARDS, drawn, steady
from small_hospital import hospital, january, on_board, spell

from data.access import DEMONSTRATION
from data.demo.calendar import bank_holidays
from metrics import forecast
from metrics.ask import Answers
from metrics.forecast import means
from metrics.forecast.document import NoSuchPlace, document
from metrics.forecast.forecast import forecast as make
from metrics.forecast.history import HORIZONS, MORNING, SCORED
from metrics.forecast.ranges import ranges, whole
from metrics.forecast.scores import score
from metrics.holidays import is_bank_holiday
from metrics.scope import Scope
from pages.parts import expected as said

BEDS = pl.DataFrame({"site": ["North", "North", "South"], "ward": ["A", "B", "C"], "beds_open": [24, 24, 24]})

# What is learnt


def test_a_hospital_that_never_changes_is_expected_to_go_on_as_it_did() -> None:
    past = steady(7 * 60 + 1)
    plain = [ahead for ahead in range(HORIZONS) if not past.holiday(ahead)[-1]]
    np.testing.assert_allclose(means.leaving(past)[-1][:, plain], 3.0, atol=0.03)
    np.testing.assert_allclose(means.coming(past)[-1][:, plain], 3.0)
    np.testing.assert_allclose(means.naive(past)[-1], 3.0)


def test_twice_the_people_in_hospital_are_expected_to_leave_twice_as_often() -> None:
    past = steady(7 * 60 + 1)
    before = means.leaving(past)[-1, :, 0]
    past.patients[-1] *= 2
    doubled = past.rows.with_columns(
        patients=pl.when(pl.col("t") == past.mornings - 1).then(40).otherwise(pl.col("patients"))
    )
    more = means.leaving(type(past)(**{**vars_of(past), "rows": doubled}))[-1, :, 0]
    np.testing.assert_allclose(more - before, 2.0, atol=0.02)  # of the 20 more, 2 leave that day


def vars_of(past: object) -> dict[str, object]:
    names = ("first", "places", "kinds", "rows", "patients", "leavers", "admitted")
    return {name: getattr(past, name) for name in names}


def test_before_eight_weeks_of_stays_nothing_is_expected_and_the_page_says_why() -> None:
    found = make(steady(50), BEDS)
    made = document(found)
    assert made["days"][0]["leaving"] == {"expected": None, "low": None, "high": None}
    assert made["scores"][0]["n"] is None
    assert said.lines(made) == [
        "A forecast needs 8 weeks of stays to learn from, and as many again for its range: 7 whole weeks of them are "
        "loaded. Load earlier spells and boards, or come back later."
    ]


def test_sums_over_the_same_weekday_leave_out_weeks_that_are_not_over() -> None:
    values = np.arange(30.0)[:, None]
    assert means.recent(values, 2, 1)[21, 0] == 14 + 7
    assert means.recent(values, 2, 2)[21, 0] == 7 + 0
    assert means.recent(values, 9, 1)[21, 0] == 14 + 7 + 0


@pytest.mark.parametrize("year", range(2024, 2035))
def test_bank_holidays_are_those_that_the_demonstration_hospital_keeps(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=at) for at in range(365)]
    assert {day for day in days if is_bank_holiday(day)} == bank_holidays(year) - {date(year, 12, 31)}


def test_one_off_bank_holidays_are_known() -> None:
    assert is_bank_holiday(date(2022, 9, 19))
    assert is_bank_holiday(date(2023, 5, 8))
    assert is_bank_holiday(date(2020, 5, 8))
    assert not is_bank_holiday(date(2020, 5, 4))


def test_a_bank_holiday_is_expected_to_go_as_a_sunday_until_this_hospital_has_had_some() -> None:
    past = drawn(7 * 15)  # from 6 January; Good Friday, 18 April 2025, is 102 days on
    friday = means.leaving(past)[102, :, 0].sum()
    week = past.leavers[60:101].sum(1)
    sundays, fridays = week[(np.arange(60, 101) % 7) == 6].mean(), week[(np.arange(60, 101) % 7) == 4].mean()
    assert abs(friday - sundays) < abs(friday - fridays)


# Ranges


def test_a_range_is_where_the_middle_eight_of_ten_misses_lay() -> None:
    past = steady(7 * 40)
    expected = np.full((past.mornings, 1), 4.0)
    happened = 4.0 + (np.arange(past.mornings)[:, None] % 11 - 5)  # misses -5 to 5, each as often
    low, high = ranges(past, expected, expected, happened, 1)
    assert (low[-1, 0], high[-1, 0]) == pytest.approx((0, 8), abs=0.2)


def test_whole_people_are_inside_and_never_fewer_than_none() -> None:
    low, high = whole(np.array([-1.2, 2.3, 0.4]), np.array([1.7, 4.9, 0.6]), np.array([0.5, 3.0, 0.5]))
    assert low.tolist() == [0, 3, 0]
    assert high.tolist() == [1, 4, 0]


def test_a_score_counts_what_was_inside_and_leaves_out_what_is_not_known_yet() -> None:
    found = make(drawn(7 * 70), BEDS)
    scored = score(found.leaving, [found.unit()], 7)
    assert scored is not None
    assert scored.n == SCORED - 7
    happened = found.leaving.happened[:, found.unit(), 7]
    inside = (found.leaving.low[:, -1, 7] <= happened) & (happened <= found.leaving.high[:, -1, 7])
    assert scored.held == pytest.approx(inside[np.isfinite(happened)].mean())


# What is said


def test_the_document_adds_up_and_holds_beds_only_where_they_are_known() -> None:
    found = make(drawn(7 * 70), BEDS.head(2))
    made = document(found)
    today = made["days"][0]
    assert today["day"] == FIRST + timedelta(days=7 * 70 - 1)
    assert made["beds_open"] == 48
    assert today["free"]["expected"] == pytest.approx(48 - today["staying"]["expected"])
    assert (today["free"]["low"], today["free"]["high"]) == (
        48 - today["staying"]["high"],
        48 - today["staying"]["low"],
    )
    assert made["in_hospital"] == sum(ward["in_hospital"] for ward in made["wards"])
    assert document(found, site="South")["beds_open"] is None
    assert "coming" not in document(found, site="North", ward="A")["days"][0]
    assert [ward["ward"] for ward in document(found, site="North")["wards"]] == ["A", "B"]
    assert len(made["wards"]) == len(WARDS)


def test_a_place_that_is_not_there_is_refused_with_those_that_are() -> None:
    found = make(drawn(7 * 20), BEDS)
    with pytest.raises(NoSuchPlace, match="no ward called C here: choose one of A, B"):
        document(found, site="North", ward="C")


# The facts behind it


def kinds_on(held: Answers, day: date) -> list[tuple[object, ...]]:
    columns = ["ward", "kind", "days_from", "supported", "patients", "left_0", "left_1", "left_7"]
    rows = held.fact(DEMONSTRATION, MORNING, columns, Scope(from_day=day, to_day=day)).select(columns)
    return sorted(rows.rows())


def test_a_morning_counts_who_was_there_by_what_the_first_board_said(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-10", "2025-01-15"),
        spell("S2", "2025-01-10", "2025-01-14"),
        spell("S3", "2025-01-10", "2025-01-21", ward="W2"),
        spell("S4", "2025-01-13", "2025-01-13 23:00"),  # no night: neither here that morning nor a leaver
        spell("S5", "2025-01-08", "2025-01-31"),
    ]
    board = [
        on_board("S1", "2025-01-13", "N", pathway="2"), on_board("S1", "2025-01-14", "N", pathway="2"),
        on_board("S1", "2025-01-14 16:00", "Y"),  # the first snapshot counts
        on_board("S2", "2025-01-14", "Y", expected_discharge_date="2025-01-12"),
        on_board("S3", "2025-01-14", "", ward="W2", expected_discharge_date="2025-03-30"),
        on_board("S5", "2025-01-14", "Y"),
    ]  # fmt: skip
    covers = {"covers_from": january(1), "covers_to": january(31)}
    held = hospital(tmp_path, options=covers, spells=rows, board=board)
    assert kinds_on(held, january(14)) == [
        ("W1", "dated", -1, 0, 1, 1, 0, 0),
        ("W1", "undated", 4, 0, 1, 0, 0, 0),
        ("W1", "waiting", 1, 1, 1, 0, 1, 0),
        ("W2", "dated", 8, 0, 1, 0, 0, 1),
    ]


def test_without_a_board_nights_count_and_readiness_is_not_guessed(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-10", "2025-01-15", discharge_ready_date="2025-01-11"),
        spell("S2", "2025-01-30"),
    ]
    held = hospital(tmp_path, options={"covers_from": january(1), "covers_to": january(31)}, spells=rows)
    assert kinds_on(held, january(14)) == [("W1", "undated", 4, 0, 1, 0, 1, 0)]
    assert kinds_on(held, date(2025, 2, 1)) == [("W1", "undated", 2, 0, 1, 0, 0, 0)]


def test_the_day_of_the_data_is_not_known_yet_and_is_forecast(demo_store: Path) -> None:
    from metrics.ask import answers

    held = answers(demo_store)
    found = forecast.expected(held, DEMONSTRATION)
    assert found is not None
    assert found is forecast.expected(held, DEMONSTRATION)
    assert held.version.as_at == datetime(2026, 11, 22, 8)
    assert found.past.last == date(2026, 11, 22)
    assert np.isnan(found.leaving.happened[-1]).all()
