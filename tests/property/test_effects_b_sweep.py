"""How often a true null is rejected with few wards: the second table of reference methods, equal noise.

Three lines of that table are left out on purpose: unequal noise (no method here allows for it) and one treated ward
(refused).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from metrics.effects.few_wards import jackknife
from metrics.effects.panel import Panel, panel, two_way
from metrics.effects.wild import wild_p

RUNS, WEEKS, START, RHO = 2_000, 60, 36, 0.35
WANTED = 0.07
# wards, treated, seed
ROWS = [(6, 2, 62), (8, 2, 82), (10, 3, 103), (10, 5, 105)]


def no_effect(wards: int, treated: int, rng: np.random.Generator) -> Panel:
    """Ward levels, a shared walk, AR(1) noise, the sizes of golden set S06, and no effect."""
    noise = rng.normal(0, 0.7, (wards, WEEKS))
    noise[:, 0] /= np.sqrt(1 - RHO**2)
    for week in range(1, WEEKS):
        noise[:, week] += RHO * noise[:, week - 1]
    y = rng.normal(7, 1, (wards, 1)) + rng.normal(0, 0.3, WEEKS) + noise
    names, week = np.repeat(np.arange(wards), WEEKS), np.tile(np.arange(WEEKS), wards)
    return panel(list(names), week, y.ravel(), np.where(names < treated, START, np.nan))


@cache
def rejected(wards: int, treated: int, number: int) -> tuple[float, float, float]:
    """Shares rejected at 5% by CR3, by the wild bootstrap, and by both, which is what the headline interval does."""
    rng = np.random.default_rng(number)
    verdicts = np.array([verdict(no_effect(wards, treated, rng)) for _ in range(RUNS)])
    return float(verdicts[:, 0].mean()), float(verdicts[:, 1].mean()), float(verdicts.all(axis=1).mean())


def verdict(rows: Panel) -> tuple[bool, bool]:
    fit = two_way(rows)
    return jackknife(rows, lambda some: two_way(some).effect, fit.effect).clear, wild_p(rows, fit) <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize(("wards", "treated", "number"), ROWS)
def test_a_true_null_is_rejected_at_most_seven_times_in_a_hundred(wards: int, treated: int, number: int) -> None:
    cr3, wild, both = rejected(wards, treated, number)
    print(f"{wards} ({treated}): CR3 {cr3:.3f}, wild bootstrap {wild:.3f}, both {both:.3f}")

    assert wild <= WANTED
    assert both <= WANTED
    # CR3 on t(G-1) alone keeps to it but for two treated wards of eight or more: see Did.headline.
    assert cr3 <= WANTED or (wards, treated) == (8, 2)
