"""Staggered roll-out: imputation on panels with a known answer, its checks, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from effects_samples import NEVER, of_table, wards
from scipy import optimize

from metrics.effects.autoregressive import NothingVaries
from metrics.effects.did import OneWard
from metrics.effects.hussey_hughes import hussey_hughes
from metrics.effects.panel import Panel, two_way
from metrics.effects.staggered import (
    NothingToImpute,
    TooFewWards,
    callaway_santanna,
    fields,
    imputed,
    staggered,
    start_permutation,
)

STARTS = [8.0, 8.0, 14.0, 14.0, 20.0, NEVER, NEVER]


def still(effect: np.ndarray, starts: list[float]) -> Panel:
    """Ward levels and a shared wave without noise, plus the effect of each ward and week."""
    wave = np.cos(np.arange(effect.shape[1]) / 5)
    return of_table(np.arange(len(starts))[:, None] + wave + effect, starts)


def test_growing_effects_are_found_exactly_without_noise() -> None:
    since = np.arange(30) - np.array(STARTS)[:, None]
    effect = np.where(since >= 0, -0.1 * (since + 1), 0.0)

    result = staggered(still(effect, STARTS))

    assert result.cells == 22 + 22 + 16 + 16 + 10
    assert result.att.value == pytest.approx(effect[since >= 0].mean(), abs=1e-10)
    assert [event.effect for event in result.events] == pytest.approx([-0.1 * (h + 1) for h in range(22)], abs=1e-10)
    assert [event.wards for event in result.events][9:11] == [5, 4]
    assert result.callaway_santanna == pytest.approx(result.att.value, abs=1e-10)


def test_two_way_regression_is_wrong_where_effects_grow() -> None:
    """Why it is a warning comparison: wards that already started count as controls."""
    since = np.arange(30) - np.array(STARTS)[:, None]
    effect = np.where(since >= 0, -0.1 * (since + 1), 0.0)

    result = staggered(still(effect, STARTS))

    assert result.two_way.value > result.att.value + 0.2


def test_weeks_when_every_ward_has_started_are_left_out() -> None:
    starts = [8.0, 8.0, 14.0, 14.0, 20.0]
    since = np.arange(30) - np.array(starts)[:, None]

    result = staggered(still(np.where(since >= 0, -1.0, 0.0) + noise(5, 30), starts))

    assert result.cells == 12 + 12 + 6 + 6
    assert result.callaway_santanna is None
    assert "cs_simple_att" not in fields(result)


def noise(count: int, weeks: int) -> np.ndarray:
    return 0.3 * np.random.default_rng(5).normal(size=(count, weeks))


def test_a_ward_that_always_had_it_is_never_imputed() -> None:
    rows = wards([0.0, *STARTS], weeks=30, effect=-1.0)

    effects, used = imputed(rows)

    assert not used[rows.ward == 0].any()
    assert np.isnan(effects[~used]).all()


def test_with_one_start_the_imputation_is_difference_in_differences() -> None:
    rows = wards([20.0] * 3 + [NEVER] * 4, effect=-0.7)

    assert staggered(rows).att.value == pytest.approx(two_way(rows).effect, abs=1e-10)


def test_callaway_santanna_skips_wards_without_a_base_week() -> None:
    table = np.array([[9.0, 1.0, 2.0], [NEVER, NEVER, 5.0], [9.0, 1.0, 1.5]])

    assert callaway_santanna(of_table(table, [2.0, 2.0, NEVER])) == pytest.approx(0.5)


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_the_mixed_model_is_generalised_least_squares_at_its_best_ratio(gaps: float) -> None:
    rows = wards(STARTS, weeks=26, effect=-0.7, gaps=gaps)
    weeks = (rows.week[:, None] == np.arange(len(rows.weeks))).astype(float)
    x = np.column_stack([weeks, rows.on])
    same = (rows.ward[:, None] == rows.ward).astype(float)

    def fit(log_ratio: float) -> tuple[float, float, float]:
        v = np.eye(len(x)) + np.exp(log_ratio) * same
        inverse = np.linalg.inv(v)
        information = x.T @ inverse @ x
        b = np.linalg.solve(information, x.T @ inverse @ rows.y)
        rss = (rows.y - x @ b) @ inverse @ (rows.y - x @ b)
        df = len(x) - x.shape[1]
        criterion = df * np.log(rss) + np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
        return criterion, b[-1], float(np.sqrt(rss / df * np.linalg.inv(information)[-1, -1]))

    best = optimize.minimize_scalar(lambda at: fit(at)[0], bounds=(-4, 6), method="bounded", options={"xatol": 1e-8}).x
    result = hussey_hughes(rows)

    assert (result.value, result.error) == pytest.approx(fit(best)[1:], rel=1e-6)


def test_wards_that_do_not_differ_have_no_ward_variance() -> None:
    """The ratio 0 wins: the mixed model is then ordinary least squares with week effects."""
    table = noise(7, 30)
    table = table - table.mean(1, keepdims=True)
    rows = of_table(table, STARTS)
    x = np.column_stack([(rows.week[:, None] == np.arange(30)).astype(float), rows.on])

    assert hussey_hughes(rows).value == pytest.approx(np.linalg.lstsq(x, rows.y, rcond=None)[0][-1], abs=1e-9)


def test_a_drawn_order_is_tested_by_dealing_the_starts_anew() -> None:
    clear, nothing = (wards(STARTS, weeks=30, effect=effect) for effect in (-2.0, 0.0))

    assert start_permutation(clear, draws=99, seed=1) <= 0.05
    assert start_permutation(nothing, draws=99, seed=1) > 0.05
    assert start_permutation(clear, draws=99, seed=1) == start_permutation(clear, draws=99, seed=1)


def test_one_ward_that_starts_is_refused() -> None:
    with pytest.raises(OneWard, match="one ward"):
        staggered(wards([20.0, NEVER, NEVER, NEVER, NEVER]))


def test_four_wards_are_refused() -> None:
    with pytest.raises(TooFewWards) as refusal:
        staggered(wards([20.0, 24.0, NEVER, NEVER]))

    assert str(refusal.value) == (
        "A staggered roll-out needs 5 wards for an interval; there are 4. Add wards that started later or never."
    )


def test_one_ward_as_the_only_comparison_is_named() -> None:
    with pytest.raises(NothingToImpute, match="once ward W04 is left out"):
        staggered(wards([20.0, 20.0, 20.0, 20.0, NEVER]))


def test_values_without_noise_are_refused() -> None:
    with pytest.raises(NothingVaries):
        staggered(wards(STARTS, noise=0.0, effect=-1.0))
