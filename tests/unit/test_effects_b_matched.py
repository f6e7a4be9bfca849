"""Matched cohorts: caliper and exact labels are honoured, refusals, and the logit against a general optimiser."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from metrics.effects.estimate import Array
from metrics.effects.matched import (
    Allowed,
    BlankCharacteristic,
    Matched,
    SameForAll,
    TooFewPairs,
    TooFewPeople,
    e_value,
    fields,
    greedy,
    matched,
)
from metrics.effects.propensity import Decided, propensity

N = 400
RNG = np.random.default_rng(11)
AGE = RNG.normal(80, 8, N)
FRAILTY = RNG.integers(1, 9, N).astype(float)
TREATED = (RNG.random(N) < 1 / (1 + np.exp(2.5 - 0.05 * (AGE - 80) - 0.25 * FRAILTY))).astype(float)
STAY = 2 + 0.05 * AGE + 0.6 * FRAILTY - 1.5 * TREATED + RNG.normal(0, 1, N)
SPECIALTY = RNG.choice(["medicine", "surgery"], N)
DAY = RNG.integers(0, 365, N)


def answer(**given: object) -> Matched:
    return matched(TREATED, STAY, {"age": AGE, "frailty": FRAILTY}, **given)  # type: ignore[arg-type]


def test_the_effect_is_found_and_the_arms_are_alike() -> None:
    result = answer()

    assert result.att.low < -1.5 < result.att.high
    assert result.adjusted.low < -1.5 < result.adjusted.high
    assert result.unadjusted > -1.0
    assert result.balanced
    assert 0.5 < result.matched_share <= 1


def test_nobody_is_used_twice_or_beyond_the_caliper() -> None:
    result = answer()
    score = propensity(np.column_stack([AGE, FRAILTY]), TREATED).score
    treated, partners = result.pairs.T

    assert len(set(partners)) == len(partners) and len(set(treated)) == len(treated)
    assert (TREATED[treated] == 1).all() and (TREATED[partners] == 0).all()
    assert np.abs(score[treated] - score[partners]).max() <= result.caliper
    assert (np.diff(score[treated]) <= 0).all()


def test_partners_share_a_label_and_lie_within_28_days() -> None:
    result = answer(exact=SPECIALTY, days=DAY)
    treated, partners = result.pairs.T

    assert (SPECIALTY[treated] == SPECIALTY[partners]).all()
    assert np.abs(DAY[treated] - DAY[partners]).max() <= 28
    assert len(result.pairs) < len(answer().pairs)


def test_the_highest_score_chooses_first_and_ties_go_to_the_first_row() -> None:
    score = np.array([0.0, 1.0, 0.9, 0.9, 0.5])
    treated = np.array([True, True, False, False, False])

    pairs = greedy(score, treated, Allowed(0.6, None, None))

    assert pairs.tolist() == [[1, 2], [0, 4]]


def test_no_partner_within_the_caliper_means_no_pair() -> None:
    pairs = greedy(np.array([0.0, 1.0]), np.array([True, False]), Allowed(0.5, None, None))

    assert pairs.shape == (0, 2)


def test_the_logit_is_the_maximum_likelihood() -> None:
    x = np.column_stack([AGE, FRAILTY])

    def loss(b: Array) -> float:
        score = b[0] + (x - x.mean(0)) @ b[1:]
        return float(np.logaddexp(0, score).sum() - TREATED @ score)

    best = optimize.minimize(loss, np.zeros(3), method="BFGS", options={"gtol": 1e-4}).x

    assert propensity(x, TREATED).coefficients[1:] == pytest.approx(best[1:], rel=1e-4)


def test_fields_carry_the_names_of_the_covariates() -> None:
    assert {"smd_before_age", "smd_after_frailty", "logit_age", "logit_frailty"} <= set(fields(answer()))


def test_the_e_value_of_a_ratio_and_of_its_inverse() -> None:
    assert e_value(2.0) == pytest.approx(2 + 2**0.5)
    assert e_value(0.5) == e_value(2.0)
    assert e_value(1.0) == 1.0


def test_a_characteristic_that_decides_is_refused() -> None:
    with pytest.raises(Decided, match="decide alone who was treated"):
        matched(TREATED, STAY, {"age": AGE, "team": TREATED})


def test_a_characteristic_that_repeats_another_is_refused() -> None:
    with pytest.raises(Decided):
        matched(TREATED, STAY, {"age": AGE, "months": 12 * AGE})


def test_a_characteristic_that_is_the_same_for_all_is_named() -> None:
    with pytest.raises(SameForAll, match="ward is the same for everybody"):
        matched(TREATED, STAY, {"age": AGE, "ward": np.ones(N)})


def test_a_blank_is_named_and_counted() -> None:
    blank = np.where(np.arange(N) < 3, np.nan, AGE)

    with pytest.raises(BlankCharacteristic, match="age is blank for 3 people"):
        matched(TREATED, STAY, {"age": blank})


def test_small_arms_are_refused() -> None:
    few = np.arange(N) < 9
    with pytest.raises(TooFewPeople, match="9 are treated and 391 are not"):
        matched(few.astype(float), STAY, {"age": AGE})


def test_arms_without_common_people_are_refused() -> None:
    apart = np.where(TREATED == 1, "own", "other")
    with pytest.raises(TooFewPairs, match=r"Only 0 of \d+ treated people"):
        answer(exact=apart)
