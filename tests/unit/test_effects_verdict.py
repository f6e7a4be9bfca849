"""The five verdicts, rule by rule, and the parts of the sentence."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.effects.autoregressive import TooPersistent
from metrics.effects.design import TooFewWeeks
from metrics.effects.estimate import Estimate
from metrics.effects.series import interrupted
from metrics.effects.verdict import Evidence, judge, of_series

FALL, RISE, NOTHING = Estimate(-1.0, -1.5, -0.5), Estimate(1.0, 0.5, 1.5), Estimate(-0.2, -0.6, 0.2)


def evidence(estimate: Estimate | None = FALL, direction: str = "lower", **more: object) -> Evidence:
    return Evidence(estimate=estimate, direction=direction, method="means", **more)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (evidence(FALL, "lower"), "improved"),
        (evidence(FALL, "higher"), "worse"),
        (evidence(RISE, "higher"), "improved"),
        (evidence(RISE, "lower"), "worse"),
        (evidence(NOTHING, "lower"), "no clear change"),
        (evidence(NOTHING, "neither"), "no clear change"),
        (evidence(FALL, "neither"), "not comparable"),
        (evidence(Estimate(-1.0, -2.0, 0.0)), "no clear change"),
        (evidence(Estimate(0.8, 0.7, 0.9), scale="ratio"), "improved"),
        (evidence(Estimate(1.2, 0.9, 1.5), scale="ratio"), "no clear change"),
        (evidence(Estimate(1.2, 1.1, 1.5), scale="ratio"), "worse"),
        (evidence(None), "not enough data"),
        (evidence(Estimate(1.0, 0.5, float("inf"))), "not enough data"),
        (evidence(None, refused=TooFewWeeks(3, 4)), "not enough data"),
        (evidence(None, refused=TooPersistent(0.97)), "not comparable"),
        (evidence(completeness=(0.80, 0.85)), "improved"),
        (evidence(completeness=(0.80, 0.7499)), "not comparable"),
        (evidence(completeness=(0.80, 0.86)), "not comparable"),
        (evidence(failed=("A control ward moved.",)), "not comparable"),
        (evidence(None, refused=TooFewWeeks(3, 4), completeness=(0.5, 0.9)), "not comparable"),
    ],
)
def test_verdict(given: Evidence, kind: str) -> None:
    assert judge(given).kind == kind


def test_why_is_a_sentence() -> None:
    assert judge(evidence(completeness=(0.62, 0.9))).reasons == (
        "The share of patients with a known answer moved from 62% to 90%, more than 5 points, so the two periods "
        "count different patients.",
    )
    assert "needs 12 on each side" in judge(evidence(None, refused=TooFewWeeks(3, 4))).reasons[0]


def test_the_parts_hold_the_change_and_what_it_rests_on_and_no_p() -> None:
    parts = judge(evidence(percent=Estimate(-12.0, -18.0, -6.0), weeks=(52, 26), turned=("Independent weeks",))).parts()
    assert (parts["change"], parts["change_low"], parts["change_high"]) == (-1.0, -1.5, -0.5)
    assert (parts["percent"], parts["weeks"], parts["turned"]) == (-12.0, (52, 26), ("Independent weeks",))
    assert not [name for name in parts if name == "p" or name.endswith("_p")]


def test_an_unreadable_change_is_not_said() -> None:
    parts = judge(evidence(completeness=(0.5, 0.9), turned=("Independent weeks",))).parts()
    assert parts["change"] is None
    assert parts["turned"] == ()
    assert len(parts["reasons"]) == 1


def test_a_series_gives_its_own_evidence() -> None:
    weeks = np.arange(78)
    y = 6 - 2.0 * (weeks >= 52) + np.random.default_rng(4).normal(0, 0.3, 78)
    verdict = of_series(interrupted(weeks, y, 52), "lower", completeness=(0.9, 0.91))
    assert verdict.kind == "improved"
    assert verdict.evidence.allows_for == ("trend", "season")
    assert verdict.parts()["weeks"] == (52, 26)
    assert of_series(interrupted(weeks, y, 52), "lower", interim=True).parts()["interim"] is True
