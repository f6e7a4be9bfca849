"""How often the 95% interval of an interrupted series holds the truth: 2,000 seeded series a cell.

The cells are those of the reference on methods, section 1, and so is the bar of 92%.
"""

from __future__ import annotations

import numpy as np
import pytest

from metrics.effects.autoregressive import TooPersistent
from metrics.effects.counts import interrupted_counts
from metrics.effects.design import YEAR, terms
from metrics.effects.segmented import segmented

pytestmark = pytest.mark.slow
RUNS, BAR = 2000, 0.92
CELLS = [
    (104, 72, 0.0), (104, 72, 0.2), (104, 72, 0.4), (104, 72, 0.6), (78, 52, 0.4), (78, 52, 0.6),
    (52, 36, 0.0), (52, 36, 0.4), (52, 36, 0.6),
]  # fmt: skip
# A refused series has no interval; of the shortest and most persistent ones about one in 24 is.
MOST_REFUSED = 0.06


def noise(runs: int, n: int, rho: float, seed: int) -> np.ndarray:
    """Stationary AR(1) series of variance 1, one a row."""
    found = np.random.default_rng(seed).standard_normal((runs, n))
    for i in range(1, n):
        found[:, i] = rho * found[:, i - 1] + np.sqrt(1 - rho**2) * found[:, i]
    return found


@pytest.mark.parametrize(("weeks", "start", "rho"), CELLS)
def test_the_average_effect_is_inside_its_interval(weeks: int, start: int, rho: float) -> None:
    t = np.arange(weeks)
    model = terms(t, start, 1, True)
    held = refused = 0
    for y in 6 + 0.01 * t + 0.6 * np.cos(2 * np.pi * (t - 3) / YEAR) + 0.45 * noise(RUNS, weeks, rho, 20260):
        try:
            average = segmented(model, y).average()
        except TooPersistent:
            refused += 1
            continue
        held += average.low <= 0 <= average.high
    assert refused <= MOST_REFUSED * RUNS
    assert held / (RUNS - refused) >= BAR


@pytest.mark.parametrize(("weeks", "start"), [(104, 72), (78, 52)])
def test_the_ratio_of_counts_is_inside_its_interval(weeks: int, start: int) -> None:
    """AR(1) noise of .1 on the log scale, rho .4, about 80 events a week; 1,500 series of 400 resamples each."""
    t = np.arange(weeks)
    exposure = np.full(weeks, 600.0)
    means = 80 * np.exp(0.001 * t + 0.12 * np.cos(2 * np.pi * t / YEAR) + 0.1 * noise(1500, weeks, 0.4, 77))
    drawn = np.random.default_rng(77).poisson(means).astype(float)
    found = [interrupted_counts(t, y, exposure, start, resamples=400).ratio for y in drawn]
    assert np.mean([ratio.low <= 1 <= ratio.high for ratio in found]) >= BAR
