"""Interrupted weekly counts: the bootstrap, what it rests on, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.effects.counts import Noise, NotCounts, TooFewEvents, fields, interrupted_counts
from metrics.effects.design import TooFewWeeks
from metrics.effects.poisson import poisson, poisson_many

WEEKS = np.arange(78)
EXPOSURE = np.full(78, 600.0)


def counted(ratio: float = 0.7, seed: int = 9) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(60 * np.where(WEEKS >= 52, ratio, 1.0) * np.exp(0.08 * rng.standard_normal(78))).astype(float)


def test_a_fall_is_found_and_averted_events_follow_from_it() -> None:
    result = interrupted_counts(WEEKS, counted(), EXPOSURE, 52)
    assert result.ratio.low < 0.7 < result.ratio.high < 1
    assert result.fitted_with == pytest.approx(result.observed_after)
    assert result.averted.value == pytest.approx(result.expected_without - result.fitted_with)
    assert result.averted.low == pytest.approx(result.fitted_with * (1 / result.ratio.high - 1))
    assert result.averted.low < result.averted.value < result.averted.high


def test_a_seed_gives_the_same_digits() -> None:
    first, again, other = (interrupted_counts(WEEKS, counted(), EXPOSURE, 52, seed=seed) for seed in (1, 1, 2))
    assert first.ratio == again.ratio
    assert first.ratio.low != other.ratio.low
    assert first.ratio.value == other.ratio.value


def test_noise_beyond_chance_widens_the_interval() -> None:
    still = np.random.default_rng(2).poisson(60, 78).astype(float)
    loud = np.round(60 * np.exp(np.random.default_rng(2).normal(0, 0.4, 78)))
    calm, wild = (interrupted_counts(WEEKS, y, EXPOSURE, 52) for y in (still, loud))
    assert wild.noise.sd > 0.3
    assert calm.noise.sd < 0.1
    assert wild.ratio.high / wild.ratio.low > 2 * calm.ratio.high / calm.ratio.low
    assert isinstance(calm.noise, Noise)


def test_many_series_at_once_are_the_same_as_one_by_one() -> None:
    x = np.column_stack([np.ones(78), WEEKS, WEEKS >= 52]).astype(float)
    series = np.stack([counted(seed=seed) for seed in (1, 2, 3)])
    together = poisson_many(x, series, EXPOSURE)
    for row, y in zip(together, series, strict=True):
        one = poisson(x, y, EXPOSURE)
        assert one.coefficients == pytest.approx(row)
        assert x.T @ (y - one.fitted) == pytest.approx(np.zeros(3), abs=1e-5)


def test_a_series_without_any_event_does_not_break_the_others() -> None:
    x = np.column_stack([np.ones(78), WEEKS >= 52]).astype(float)
    found = poisson_many(x, np.stack([np.zeros(78), counted()]), EXPOSURE)
    assert np.all(np.isfinite(found))
    assert np.exp(found[1, 1]) == pytest.approx(counted()[52:].mean() / counted()[:52].mean())


def test_a_short_series_before_has_no_slope() -> None:
    result = interrupted_counts(WEEKS[:40], counted()[:40], EXPOSURE[:40], 20)
    assert result.slope is None
    assert not [name for name in fields(result) if "slope" in name]
    assert len(result.newey_west) == 1


def test_refusals() -> None:
    with pytest.raises(NotCounts, match="0 or more"):
        interrupted_counts(WEEKS, -counted(), EXPOSURE, 52)
    with pytest.raises(NotCounts):
        interrupted_counts(WEEKS, counted(), 0 * EXPOSURE, 52)
    with pytest.raises(TooFewEvents, match="needs 10 on each side"):
        interrupted_counts(WEEKS, np.where(WEEKS >= 52, 0.0, 50.0), EXPOSURE, 52)
    with pytest.raises(TooFewWeeks):
        interrupted_counts(WEEKS, counted(), EXPOSURE, 70)
