"""Planning a test from a series whose noise is known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from metrics import catalogue
from metrics.effects.calc import BaselineTooShort, SeriesNoise, series_power
from metrics.effects.design import terms
from metrics.plan import NoChangeHopedFor, document, plan

METRIC = catalogue.metric("days_past_ctr")
MONDAY = date(2024, 1, 1)


def weekly(values: np.ndarray, n: float = 50.0) -> pl.DataFrame:
    days = [MONDAY + timedelta(weeks=place) for place in range(len(values))]
    columns = {"period_start": days, "value": values, "numerator": values * n, "denominator": [n] * len(values)}
    return pl.DataFrame(columns).with_columns(partial=pl.lit(False))


def noise(weeks: int, seed: int = 1, sd: float = 0.5) -> np.ndarray:
    return 6 + np.random.default_rng(seed).normal(0, sd, weeks)


def by_ward(wards: int) -> pl.DataFrame:
    frames = [weekly(noise(60, seed=ward)).with_columns(ward=pl.lit(f"W{ward:02}")) for ward in range(wards)]
    return pl.concat(frames)


def test_noise_comes_from_the_series_itself() -> None:
    found = plan(METRIC, weekly(noise(140)), 0.5)

    assert found.weeks == 104
    assert (found.first, found.last) == (MONDAY + timedelta(weeks=36), MONDAY + timedelta(weeks=139))
    assert found.noise.sd == pytest.approx(0.5, rel=0.15)
    assert abs(found.noise.rho) < 0.25


def test_the_lengths_are_those_of_the_calculator() -> None:
    found = plan(METRIC, weekly(noise(104)), 0.5)
    by_hand = series_power(104, 26, SeriesNoise(found.noise.sd, found.noise.rho, 2), 0.5)

    assert [length.weeks_after for length in found.table] == [4, 8, 12, 26, 52]
    assert found.table[3] == by_hand
    assert found.needed is not None
    powers = {length.weeks_after: length.power_average for length in found.by_weeks}
    assert powers[found.needed] >= 0.8
    assert all(powers[weeks] < 0.8 for weeks in range(12, found.needed, 2))


def test_a_change_too_small_for_a_year_has_no_length() -> None:
    found = plan(METRIC, weekly(noise(104)), 0.01)
    assert found.needed is None
    assert found.best.detectable > 0.01


def test_wards_are_counted_from_how_their_own_half_years_moved() -> None:
    found = plan(METRIC, weekly(noise(60)), 0.3, by_ward(10))

    assert found.wards is not None
    # A mean of 26 weeks of SD 0.5 less another: sqrt(2 / 26) x 0.5.
    assert found.wards.sd == pytest.approx(0.139, rel=0.5)
    assert (found.wards.there, found.wards.needed is not None and 4 <= found.wards.needed <= 20) == (10, True)


def test_a_flow_of_the_whole_trust_says_nothing_of_wards_and_is_planned_by_the_day() -> None:
    found = plan(catalogue.metric("discharges"), weekly(noise(60) * 7), 0.5, by_ward(10))
    assert found.wards is None
    assert found.level == pytest.approx(6, abs=0.3)


def test_a_partial_or_blank_week_is_left_out() -> None:
    rows = weekly(noise(60)).with_columns(partial=pl.col("period_start") == MONDAY)
    rows = rows.with_columns(value=pl.when(pl.col("period_start") != MONDAY + timedelta(weeks=5)).then("value"))
    assert plan(METRIC, rows, 0.5).weeks == 58


def test_what_cannot_be_planned() -> None:
    with pytest.raises(BaselineTooShort, match="20 whole weeks"):
        plan(METRIC, weekly(noise(20)), 0.5)
    with pytest.raises(BaselineTooShort):
        plan(METRIC, weekly(noise(0)), 0.5)
    with pytest.raises(NoChangeHopedFor):
        plan(METRIC, weekly(noise(60)), 0.0)


def test_the_document_has_no_objects() -> None:
    answer = document(plan(METRIC, weekly(noise(60)), 0.5))
    assert answer["metric"] == "days_past_ctr"
    assert (answer["by_weeks"][0]["weeks"], answer["by_weeks"][-1]["weeks"]) == (4, 52)
    assert answer["wards_needed"] is None


def test_only_weeks_before_a_go_live_measure_the_noise() -> None:
    values = noise(140)
    values[100:] -= 5  # what a test changed would look like noise
    live = MONDAY + timedelta(weeks=100)
    found = plan(METRIC, weekly(values), 0.5, live=live)
    assert (found.quiet, found.last) == (True, MONDAY + timedelta(weeks=99))
    assert found.noise.sd == pytest.approx(0.5, rel=0.15)
    early = plan(METRIC, weekly(values), 0.5, live=MONDAY + timedelta(weeks=20))
    assert (early.quiet, early.weeks) == (False, 104)


@pytest.mark.parametrize("rho", [-0.4, 0.0, 0.3, 0.9])
def test_power_from_whitened_rows_is_that_of_the_whole_matrix(rho: float) -> None:
    found = series_power(104, 26, SeriesNoise(0.45, rho, 2), 0.6)
    model = terms(np.arange(130), 104, 2, True)
    spread = 0.45**2 * np.array([[float(rho) ** abs(i - j) for j in range(130)] for i in range(130)])
    covariance = np.linalg.inv(model.x.T @ np.linalg.solve(spread, model.x))
    assert found.error_average == pytest.approx(float(np.sqrt(model.average @ covariance @ model.average)), rel=1e-10)
    assert found.error_level == pytest.approx(float(np.sqrt(covariance[2, 2])), rel=1e-10)
