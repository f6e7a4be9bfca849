"""Synthetic control: exact weights, what the placebo test can and cannot say, and refusals."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.effects.autoregressive import NothingVaries
from metrics.effects.estimate import Array
from metrics.effects.panel import panel
from metrics.effects.synthetic import (
    GapsInWeeks,
    OneDonor,
    PoorFit,
    SeveralTreated,
    Synthetic,
    TooFewDonors,
    TooShortBefore,
    of_panel,
    simplex_weights,
    synthetic,
)

WEEKS, START = np.arange(60), 45


def areas(donors: int, seed: int = 1) -> Array:
    """Random walks about 7, one column a donor."""
    rng = np.random.default_rng(seed)
    return 7 + 0.3 * np.cumsum(rng.normal(size=(60, donors)), axis=0)


def mixed(x: Array, effect: float = -0.7, noise: float = 0.1) -> Array:
    """Half the first, 0.3 the second, 0.2 the third, and the effect from the start."""
    rng = np.random.default_rng(9)
    return x[:, :3] @ [0.5, 0.3, 0.2] + noise * rng.normal(size=60) + effect * (WEEKS >= START)


def answer(y: Array, x: Array) -> Synthetic:
    return synthetic(y, x, [f"C{j:02d}" for j in range(x.shape[1])], WEEKS, START)


def test_a_mixture_without_noise_is_found() -> None:
    x = areas(10)

    result = answer(mixed(x, noise=0.0), x)

    assert result.mixture.weights == pytest.approx([0.5, 0.3, 0.2, *[0.0] * 7], abs=1e-6)
    assert result.att == pytest.approx(-0.7, abs=1e-6)


def test_weights_meet_the_conditions_of_the_optimum() -> None:
    """With w at its best no donor's slope is below the mixture's own, and used donors' slopes are equal to it."""
    x = areas(12, seed=4)
    y = mixed(x, noise=0.5)

    weights = simplex_weights(x, y)
    slopes = x.T @ (x @ weights - y)

    assert weights.sum() == pytest.approx(1, abs=1e-12)
    assert (weights >= 0).all()
    assert (slopes - weights @ slopes >= -1e-8).all()
    assert np.abs((slopes - weights @ slopes)[weights > 0]).max() < 1e-8


def test_units_do_not_change_weights() -> None:
    x = areas(9)
    y = mixed(x, noise=0.3)

    assert simplex_weights(1e6 * x, 1e6 * y) == pytest.approx(simplex_weights(x, y), abs=1e-9)


def test_ten_donors_cannot_reach_five_per_cent() -> None:
    x = areas(10)

    result = answer(mixed(x), x)

    assert (result.rank, result.p, result.smallest_p) == (1, 1 / 11, 1 / 11)
    assert result.headline is None


def test_the_interval_of_many_donors_inverts_the_placebo_test() -> None:
    x = areas(39)
    y = mixed(x)
    found = answer(y, x).headline
    assert found is not None

    assert found.low < found.value < found.high
    for end, way in ((found.low, -1), (found.high, 1)):
        inside, outside = (answer(y - (end + side * way * 1e-6) * (WEEKS >= START), x).p for side in (-1, 1))
        assert (inside > 0.05, outside > 0.05) == (True, False)


def test_few_donors_are_refused() -> None:
    x = areas(7)
    with pytest.raises(TooFewDonors) as refusal:
        answer(mixed(x), x)

    assert str(refusal.value) == (
        "A synthetic control needs 8 comparison areas; there are 7. Add areas without the intervention, or use the "
        "difference series."
    )


@pytest.mark.parametrize(("start", "said"), [(39, "there are 39 and 21"), (60, "there are 60 and 0")])
def test_short_sides_are_refused(start: int, said: str) -> None:
    x = areas(9)
    with pytest.raises(TooShortBefore, match=said):
        synthetic(mixed(x), x, ["A"] * 9, WEEKS, start)


def test_a_poor_fit_is_refused() -> None:
    with pytest.raises(PoorFit, match="more than half the area's own standard deviation"):
        answer(20 + np.sin(WEEKS), areas(9))


def test_a_single_donor_is_no_mixture() -> None:
    x = areas(9)
    with pytest.raises(OneDonor, match=r"area C04 alone has 100% of the weight"):
        answer(x[:, 4], x)


def test_a_blank_is_named() -> None:
    x = areas(9)
    x[12, 3] = np.nan
    with pytest.raises(GapsInWeeks, match="Area C03 has no value in week 12"):
        answer(mixed(areas(9)), x)


def test_a_flat_area_is_refused() -> None:
    with pytest.raises(NothingVaries):
        answer(np.full(60, 7.0), areas(9))


def test_a_panel_with_two_treated_areas_is_refused() -> None:
    rows = panel(["A", "A", "B", "B"], [0, 1, 0, 1], [1.0, 2.0, 3.0, 4.0], [1.0] * 4)
    with pytest.raises(SeveralTreated, match="here are 2"):
        of_panel(rows)
