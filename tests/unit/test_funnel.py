"""Funnel limits against brute force, and what lies where."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from scipy import stats

from metrics import catalogue
from metrics.funnel import FEWEST, KEPT, exact_limits, funnel, method_of
from pages.parts import funnel_plot

HOME, DAYS = catalogue.metric("home_share"), catalogue.metric("days_past_ctr")
MONDAY = date(2026, 1, 5)


def groups(found: dict[str, tuple[list[float], list[float]]]) -> pl.DataFrame:
    """A split weekly series from numerators and denominators."""
    parts = []
    for name, (tops, bottoms) in found.items():
        weeks = [MONDAY + timedelta(weeks=at) for at in range(len(tops))]
        parts.append(pl.DataFrame({
            "name": [name] * len(tops), "period_start": weeks, "numerator": tops, "denominator": bottoms,
            "partial": [False] * len(tops),
        }, schema_overrides={"numerator": pl.Float64, "denominator": pl.Float64}))  # fmt: skip
    return pl.concat(parts)


def mid_p(r: int, n: int, share: float) -> float:
    """P(R < r) + P(R = r) / 2, added up term by term."""
    terms = [float(stats.binom.pmf(k, n, share)) for k in range(r + 1)]
    return sum(terms[:-1]) + terms[-1] / 2


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.95])
@pytest.mark.parametrize("n", [8, 21, 137])
def test_a_count_is_outside_exactly_when_its_mid_p_tail_is_smaller_than_the_limits(n: int, share: float) -> None:
    limits = {name: float(values[0]) * n for name, values in exact_limits(share, np.array([float(n)])).items()}
    for r in range(n + 1):
        below = mid_p(r, n, share)
        assert (r < limits["low_95"] - 1e-9) == (below < 0.025)
        assert (r < limits["low_998"] - 1e-9) == (below < 0.001)
        assert (r > limits["high_95"] + 1e-9) == (1 - below < 0.025)
        assert (r > limits["high_998"] + 1e-9) == (1 - below < 0.001)


def test_limits_of_a_worked_example() -> None:
    # R binomial(20, 0.5): G(5) = P(R < 5) + P(R = 5) / 2 = 0.013302, G(6) = 0.039177; so 5.4521 of 20.
    low = 5 + (0.025 - mid_p(5, 20, 0.5)) / (mid_p(6, 20, 0.5) - mid_p(5, 20, 0.5))
    limits = exact_limits(0.5, np.array([20.0]))
    assert limits["low_95"][0] * 20 == pytest.approx(low)
    assert limits["low_95"][0] == pytest.approx(0.272605, abs=1e-6)
    assert limits["high_95"][0] == pytest.approx(1 - 0.272605, abs=1e-6)


def test_exact_limits_hold_what_they_promise() -> None:
    # Over all counts the two tails together hold about their 5%, whatever n: never more than a count's share off.
    for n in (30, 200, 1000):
        limits = exact_limits(0.2, np.array([float(n)]))
        outside = 1 - (
            stats.binom.cdf(limits["high_95"][0] * n, n, 0.2) - stats.binom.cdf(limits["low_95"][0] * n - 1e-9, n, 0.2)
        )
        assert 0.03 < outside < 0.065


def test_groups_lie_where_their_counts_put_them_and_few_people_are_not_judged() -> None:
    found = funnel(HOME, groups({
        "usual": ([40.0] * 5, [50.0] * 5), "much lower": ([25.0] * 5, [50.0] * 5),
        "a little higher": ([45.0] * 5, [50.0] * 5),
        "other": ([40.0] * 30, [50.0] * 30), "few": ([0.0], [7.0]), "none of eight": ([0.0], [8.0]),
    }))  # fmt: skip
    assert found is not None
    assert (found.method, found.overall) == ("exact", pytest.approx(1750 / 2265))
    assert dict(found.groups.select("name", "lies").iter_rows()) == {
        "usual": "within", "much lower": "low_998", "a little higher": "high_998", "other": "high_95", "few": None,
        "none of eight": "low_998",
    }  # fmt: skip
    assert found.judged == 5
    assert found.lying("low_998") == ["none of eight", "much lower"]


def test_a_share_of_none_or_all_has_nothing_to_judge() -> None:
    found = funnel(HOME, groups({"A": ([20.0], [20.0]), "B": ([30.0], [30.0])}))
    assert found is not None
    assert found.judged == 0


def test_none_of_a_rare_thing_is_never_too_few() -> None:
    found = funnel(HOME, groups({"A": ([0.0], [FEWEST]), "B": ([10.0], [500.0])}))
    assert found is not None
    assert dict(found.groups.select("name", "lies").iter_rows()) == {"A": "within", "B": "within"}


def weekly(level: float, people: int, weeks: int, seed: int) -> tuple[list[float], list[float]]:
    delays = np.random.default_rng(seed).exponential(level, (weeks, people)).sum(axis=1)
    return delays.tolist(), [float(people)] * weeks


def test_chance_and_the_spread_between_groups_are_told_apart() -> None:
    # Exponential delays of mean 2: the variance of one is 4. 30 wards of 26 x 20 people, ward levels with SD 0.5.
    rng = np.random.default_rng(1)
    same = {f"W{at}": weekly(2.0, 20, 26, at) for at in range(30)}
    levels = np.maximum(0.5, 2 + 0.5 * rng.standard_normal(30))
    varied = {f"W{at}": weekly(level, 20, 26, at) for at, level in enumerate(levels)}
    alike, apart = funnel(DAYS, groups(same)), funnel(DAYS, groups(varied))
    assert alike is not None and apart is not None
    assert (alike.method, apart.method) == ("spread", "spread")
    half = float(alike.groups["high_95"][0]) - alike.overall
    assert alike.between is not None and alike.between < 0.1
    assert half == pytest.approx(1.96 * np.sqrt(4 / 520 + alike.between**2), rel=0.05)
    assert apart.between == pytest.approx(float(levels.std()), rel=0.25)
    assert apart.dispersion is not None and apart.dispersion > 10
    assert len(apart.lying("high_998", "low_998")) <= 1


def test_what_drawing_in_takes_from_normal_differences() -> None:
    z = np.random.default_rng(3).standard_normal(1_000_000)
    assert pytest.approx(float(np.mean(np.clip(z, *np.quantile(z, (0.1, 0.9))) ** 2)), abs=2e-3) == KEPT


def test_a_ward_unlike_the_rest_stays_outside_limits_that_allow_for_their_spread() -> None:
    wards = {f"W{at}": weekly(2.0 + 0.1 * (at % 5), 20, 26, at) for at in range(30)} | {"far": weekly(6.0, 20, 26, 99)}
    found = funnel(DAYS, groups(wards))
    assert found is not None
    assert found.lying("high_998") == ["far"]


def test_few_groups_are_held_against_chance_alone() -> None:
    found = funnel(DAYS, groups({"A": weekly(2.0, 20, 26, 1), "B": weekly(4.0, 20, 26, 2)}))
    assert found is not None
    assert (found.between, sorted(found.lying("high_998", "low_998"))) == (None, ["A", "B"])
    assert "too few groups" in funnel_plot.method(found, DAYS)


def test_only_ratios_have_a_funnel_and_patient_days_are_not_people() -> None:
    found = {
        key: method_of(catalogue.metric(key)) for key in ("home_share", "nctr_share", "days_past_ctr", "discharges")
    }
    assert found == {"home_share": "exact", "nctr_share": "spread", "days_past_ctr": "spread", "discharges": None}
    assert funnel(HOME, groups({"A": ([1.0], [20.0])})) is None


def test_the_sentence_says_how_many_and_which() -> None:
    wards = {f"W{at:02}": ([40.0] * 5, [50.0] * 5) for at in range(20)} | {
        "Ash": ([20.0] * 5, [50.0] * 5),
        "Day": ([2.0], [3.0]),
    }
    found = funnel(HOME, groups(wards))
    assert found is not None
    assert funnel_plot.sentence(found, HOME, groups="wards", people="discharges") == (
        "1 of 21 wards lies outside what chance alone explains (99.8% limits; by chance 1 in 500 would): "
        "below: Ash 40%. Not judged, with fewer than 8 discharges: Day."
    )
    drawn = funnel_plot.funnel_plot(found, HOME, people="discharges")
    assert drawn["data"][-1]["hovertext"][0].startswith("Ash: 40%, 250 discharges<br>below the 99.8% limit")
    assert [entry["text"] for entry in drawn["layout"]["annotations"] if entry["text"] == "Ash"] == ["Ash"]


def test_none_outside_is_said_as_none() -> None:
    found = funnel(HOME, groups({f"W{at}": ([40.0] * 5, [50.0] * 5) for at in range(20)}))
    assert found is not None
    assert funnel_plot.sentence(found, HOME, groups="wards", people="discharges") == (
        "None of 20 wards lies outside what chance alone explains (99.8% limits; by chance 1 in 500 would)."
    )
