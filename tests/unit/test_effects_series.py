"""Interrupted time series: what goes in, what is refused, what stands beside the headline."""

from __future__ import annotations

import time

import numpy as np
import pytest

from metrics.effects.autoregressive import NothingVaries, TooPersistent, effective_df, prais_winsten, reml, whiten
from metrics.effects.design import TooFewWeeks, design, season_pairs
from metrics.effects.linear import TermsNotSeparable, cluster_sums, hac, newey_west_lag, ols
from metrics.effects.segmented import segmented
from metrics.effects.series import NotASeries, WeeksTooSmall, interrupted

WEEKS = np.arange(78)


def noisy(n: int, *, rho: float = 0.3, sd: float = 0.4, seed: int = 11) -> np.ndarray:
    """AR(1) noise of standard deviation sd."""
    shocks = np.random.default_rng(seed).normal(0, 1, n)
    for i in range(1, n):
        shocks[i] = rho * shocks[i - 1] + np.sqrt(1 - rho**2) * shocks[i]
    return sd * shocks


def stepped(step: float = -2.0) -> np.ndarray:
    return 6 + 0.01 * WEEKS + step * (WEEKS >= 52) + noisy(78)


def exhaustive_rho(x: np.ndarray, y: np.ndarray, weeks: np.ndarray) -> float:
    """REML the long way: the whole covariance matrix at each of 971 values of rho."""
    best = (np.inf, 0.0)
    for rho in np.linspace(-0.95, 0.99, 971):
        v = np.power(rho, np.abs(weeks[:, None] - weeks[None, :])) if rho else np.eye(len(weeks))
        inverse = np.linalg.inv(v)
        information = x.T @ inverse @ x
        left = y - x @ np.linalg.solve(information, x.T @ inverse @ y)
        parts = [np.linalg.slogdet(v)[1], np.linalg.slogdet(information)[1]]
        value = (len(y) - x.shape[1]) / 2 * np.log(left @ inverse @ left) + 0.5 * sum(parts)
        best = min(best, (value, rho))
    return best[1]


@pytest.mark.parametrize("missing", [[], [10, 11, 40, 60]])
def test_reml_is_the_minimum_over_the_whole_range_with_weeks_missing_or_not(missing: list[int]) -> None:
    weeks = np.setdiff1d(WEEKS, missing)
    y = stepped()[weeks]
    model = design(weeks, 52)
    assert reml(model.x, y, weeks).rho == pytest.approx(exhaustive_rho(model.x, y, weeks), abs=1.1e-3)


def test_generalised_least_squares_across_a_gap_uses_rho_to_the_power_of_the_weeks_between() -> None:
    weeks = np.array([0, 1, 4, 5, 7])
    v = np.power(0.5, np.abs(weeks[:, None] - weeks[None, :]))
    y = np.array([1.0, 3.0, 2.0, 5.0, 4.0])
    whitened = whiten(np.column_stack([np.ones(5), y]), 0.5, np.diff(weeks))
    expected = np.column_stack([np.ones(5), y]).T @ np.linalg.inv(v) @ np.column_stack([np.ones(5), y])
    assert whitened.T @ whitened == pytest.approx(expected * (1 - 0.5**2))


def test_a_step_is_found() -> None:
    result = interrupted(WEEKS, stepped(-1.5), 52)
    average = result.headline.average()
    assert average.low < -1.5 < average.high < 0
    assert average.clear
    assert result.sides == (52, 26)
    assert result.detectable == pytest.approx(2.801585 * average.error)


def test_the_interval_is_on_effective_degrees_of_freedom() -> None:
    fit = interrupted(WEEKS, stepped(), 52).headline
    assert fit.df == 72
    assert fit.average().df == pytest.approx(72 * (1 - fit.rho) / (1 + fit.rho))
    assert effective_df(72, -0.4) == 72
    assert effective_df(5, 0.9) == 3


def test_the_counterfactual_meets_the_average_effect() -> None:
    result = interrupted(WEEKS, stepped(), 52)
    line, low, high = result.counterfactual()
    assert np.mean(line[52:]) == pytest.approx(result.headline.counterfactual_mean)
    assert np.all((low < line) & (line < high))
    percent = result.headline.percent()
    assert percent.value == pytest.approx(100 * result.headline.average().value / np.mean(line[52:]))


def test_sensitivities_are_named_and_none_is_missing() -> None:
    found = {a.name: a.average is not None for a in interrupted(WEEKS, stepped(), 52).alternatives}
    assert found == dict.fromkeys(
        (
            "newey_west", "prais_winsten", "ols", "one_more_season", "start_earlier", "start_later",
            "largest_left_out",
        ),
        True,
    )  # fmt: skip


def test_an_alternative_with_the_other_sign_is_said() -> None:
    y = noisy(78, rho=0.0, sd=0.1) - 0.3 * (WEEKS >= 52)
    y[[53, 58, 64, 69, 75]] += 3
    result = interrupted(WEEKS, y, 52)
    assert result.headline.average().value > 0
    assert "largest_left_out" in [a.name for a in result.turned]
    assert all(a.average.value < 0 for a in result.turned)


def test_a_refused_alternative_is_listed_with_its_sentence() -> None:
    result = interrupted(np.arange(52), noisy(52, rho=0.9, seed=1), 36)
    assert {a.name: a.refused[:33] for a in result.alternatives if a.average is None} == {
        "one_more_season": "The series is too persistent to s"
    }
    assert len(result.alternatives) == 7


@pytest.mark.parametrize(
    ("before", "pairs", "trend", "warnings"),
    [(25, 0, False, ("no_season", "no_trend")), (26, 0, True, ("no_season",)), (52, 1, True, ()), (104, 2, True, ())],
)
def test_the_terms_follow_the_length_before(before: int, pairs: int, trend: bool, warnings: tuple[str, ...]) -> None:
    result = interrupted(np.arange(before + 20), 5 + noisy(before + 20), before)
    assert (result.headline.design.harmonics, result.headline.design.trend) == (pairs, trend)
    assert season_pairs(before) == pairs
    assert result.warnings == warnings
    assert (result.headline.slope() is None) is not trend


def test_missing_weeks_and_a_wash_in_are_left_out() -> None:
    y = stepped()
    y[[5, 20]] = np.nan
    result = interrupted(WEEKS, y, 52, wash_in=3)
    assert result.sides == (50, 23)
    assert not set(result.weeks) & {5, 20, 52, 53, 54}
    assert result.headline.design.weeks_since == pytest.approx(14)


def test_a_share_weighs_weeks_by_their_denominator() -> None:
    share = np.clip(0.5 + 0.1 * (WEEKS >= 52) + noisy(78, sd=0.03), 0, 1)
    even = interrupted(WEEKS, share, 52)
    same = interrupted(WEEKS, share, 52, denominators=np.full(78, 40.0))
    assert same.headline.average().value == pytest.approx(even.headline.average().value)
    uneven = interrupted(WEEKS, share, 52, denominators=np.where(WEEKS % 2, 20.0, 400.0))
    assert uneven.headline.average().value != pytest.approx(even.headline.average().value, abs=1e-6)


def test_refusals_say_what_and_what_to_do() -> None:
    with pytest.raises(TooFewWeeks, match=r"52 whole weeks before the start and 11 after it; .* needs 12"):
        interrupted(np.arange(63), noisy(63), 52)
    with pytest.raises(NotASeries, match="not in order"):
        interrupted([0, 2, 1], [1.0, 2.0, 3.0], 1)
    with pytest.raises(NotASeries, match="3 weeks but 2 values"):
        interrupted([0, 1, 2], [1.0, 2.0], 1)
    with pytest.raises(NotASeries, match="infinite"):
        interrupted([0, 1], [1.0, np.inf], 1)
    with pytest.raises(NothingVaries, match="doesn't vary"):
        interrupted(WEEKS, 3 + 0.5 * WEEKS, 52)
    with pytest.raises(WeeksTooSmall, match="smallest week has 19"):
        interrupted(WEEKS, stepped(), 52, denominators=np.where(WEEKS == 3, 19.0, 50.0))


def test_a_series_without_a_level_of_its_own_is_refused() -> None:
    with pytest.raises(TooPersistent, match=r"too persistent to separate level from trend .*limit 0.95"):
        interrupted(WEEKS, np.cumsum(np.cumsum(np.random.default_rng(1).normal(size=78))), 52)


def test_terms_that_say_the_same_are_refused() -> None:
    with pytest.raises(TermsNotSeparable, match="can't be told apart"):
        ols(np.column_stack([np.ones(9), 2 * np.ones(9)]), np.arange(9.0))


def test_newey_west_counts_a_missing_week_as_a_week() -> None:
    x = np.ones((4, 1))
    residuals = np.array([1.0, -2.0, 3.0, -2.0])
    whole = hac(x, residuals, 1)
    apart = hac(x, residuals, 1, np.array([0, 2, 4, 6]))
    assert whole[0, 0] == pytest.approx((18 + 2 * 0.5 * (-2 - 6 - 6)) / 16 * 4 / 3)
    assert apart[0, 0] == pytest.approx(18 / 16 * 4 / 3)
    assert (newey_west_lag(104), newey_west_lag(78)) == (4, 3)


def test_cluster_sums() -> None:
    scores = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert cluster_sums(scores, np.array(["b", "a", "b"])).tolist() == [[3.0, 4.0], [6.0, 8.0]]


def test_prais_winsten_settles_on_its_own_equation() -> None:
    model = design(WEEKS, 52)
    y = stepped()
    fit = prais_winsten(model.x, y)
    left = y - model.x @ fit.coefficients
    assert fit.rho == pytest.approx(left[1:] @ left[:-1] / (left[:-1] @ left[:-1]), abs=1e-9)


def test_a_percentage_of_nothing_is_not_given() -> None:
    fit = segmented(design(WEEKS, 52), stepped() - 20)
    assert fit.counterfactual_mean < 0
    assert fit.percent() is None


def test_three_years_of_weeks_with_sensitivities_take_under_a_third_of_a_second() -> None:
    y = 6 + noisy(156)
    interrupted(np.arange(156), y, 104)
    began = time.process_time()
    interrupted(np.arange(156), y, 104)
    assert time.process_time() - began < 0.3
