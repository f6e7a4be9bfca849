"""Size, power, many measures, benefits: worked values beside the goldens, and refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from metrics.effects import answers
from metrics.effects.benefits import Inputs, NotABenefit, Span, benefit
from metrics.effects.calc import (
    BaselineTooShort,
    NotAQuestion,
    SeriesNoise,
    exposure_for_rates,
    noise_of,
    patients_for_means,
    patients_for_shares,
    power_table,
    series_power,
    wards_needed,
)
from metrics.effects.many import NotChances, adjusted, kept

GIVEN = Inputs(
    saved=Span(-0.1, 0.5, 1.1),
    uptake=Span(0.5, 0.8, 1.0),
    unit_cost=Span(200, 400, 600),
    discharges=1000,
    occupancy=0.92,
    running_cost=50_000,
)


def test_wards_needed_is_the_fewest_that_reach_the_power() -> None:
    wards = wards_needed(1.0, 3.8, 40, 0.03)
    assert wards == 28

    def reached(count: int) -> bool:
        error = np.sqrt(4 * 3.8**2 * 2.17 / (40 * count))
        return (stats.t.ppf(0.975, count - 2) + stats.t.ppf(0.8, count - 2)) * error <= 1.0

    assert reached(wards)
    assert not reached(wards - 2)


def test_the_table_looks_at_five_lengths_and_more_weeks_show_smaller_effects() -> None:
    table = power_table(104, SeriesNoise(0.45, 0.3, 2), -0.6)
    assert [row.weeks_after for row in table] == [4, 8, 12, 26, 52]
    assert table[-1].power_average == pytest.approx(series_power(104, 52, SeriesNoise(0.45, 0.3, 2), 0.6).power_average)
    assert all(row.detectable == pytest.approx(2.801585 * row.error_average) for row in table)


def test_noise_comes_from_the_baseline_itself() -> None:
    shocks = np.random.default_rng(7).normal(0, 1, 400)
    for i in range(1, 400):
        shocks[i] = 0.5 * shocks[i - 1] + np.sqrt(0.75) * shocks[i]
    found = noise_of(np.arange(400), 6 + 0.01 * np.arange(400) + 0.45 * shocks)
    assert found.harmonics == 2
    assert found.sd == pytest.approx(0.45, abs=0.06)
    assert found.rho == pytest.approx(0.5, abs=0.12)
    with pytest.raises(BaselineTooShort, match=r"25 whole weeks; .* needs 26"):
        noise_of(np.arange(25), shocks[:25])


def test_questions_without_an_answer_are_refused() -> None:
    with pytest.raises(NotAQuestion, match="effect must not be 0"):
        patients_for_means(0, 3.8)
    with pytest.raises(NotAQuestion, match="two different shares"):
        patients_for_shares(0.5, 0.5)
    with pytest.raises(NotAQuestion, match="ratio not 1"):
        exposure_for_rates(0.04, 1.0)
    with pytest.raises(NotAQuestion, match="power must be"):
        patients_for_means(1, 3.8, power=1.0)
    with pytest.raises(NotAQuestion, match="even 1000 wards"):
        wards_needed(0.001, 3.8, 40, 0.03)
    with pytest.raises(NotAQuestion, match="two or more on each side"):
        series_power(52, 1, SeriesNoise(1, 0, 0), 1)


def test_many_measures() -> None:
    assert adjusted([0.01, 0.04, 0.03]).tolist() == pytest.approx([0.03, 0.04, 0.04])
    assert adjusted([0.01, 0.04, 0.03], "holm").tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert kept([0.001, 0.5, 0.06]) == [True, False, True]
    assert adjusted([]).tolist() == []
    with pytest.raises(NotChances, match="from 0 to 1"):
        adjusted([0.2, float("nan")])


def test_an_interval_that_spans_nothing_gives_a_low_case_below_nothing() -> None:
    found = benefit(GIVEN)
    assert found.cases["low"].bed_days == pytest.approx(-50)
    assert found.cases["central"].bed_days == pytest.approx(400)
    assert found.cases["central"].beds_freed == pytest.approx(400 / 365)
    assert found.cases["central"].beds_at_occupancy == pytest.approx(400 / 365 / 0.92)
    assert found.cases["central"].net == pytest.approx(110_000)
    assert found.cases["high"].capacity_value == pytest.approx(660_000)


def test_the_draws_are_seeded_and_surround_the_central_case() -> None:
    found = benefit(GIVEN)
    assert found == benefit(GIVEN)
    assert found.bed_days_90 != benefit(GIVEN, seed=2).bed_days_90
    low, high = found.bed_days_90
    assert low < 400 < high
    # Normal effect (mean .5, SD .306) x 1000 x triangular uptake (mean .767): 5% and 95% near 383 -+ 1.645 x 240.
    assert (low, high) == pytest.approx((-1, 785), abs=40)
    assert found.net_90[0] == pytest.approx(found.capacity_value_90[0] - 50_000)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"saved": Span(1, 0, 2)}, "effect are not in order"),
        ({"uptake": Span(0.5, 0.8, 1.2)}, "uptake must lie"),
        ({"occupancy": 0.0}, "occupancy must be above 0"),
    ],
)
def test_impossible_inputs_are_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(NotABenefit, match=words):
        benefit(Inputs(**{**GIVEN.__dict__, **change}))


def test_questions_may_be_missing() -> None:
    assert answers.fields({"deff": [{"m": 40, "icc": 0.03}]}) == {"deff_1": pytest.approx(2.17)}
