"""Curves of waiting: worked by hand, late entry, competing ways of leaving, and refusals."""

from __future__ import annotations

import numpy as np
import pytest
from effects_samples import people

from metrics.effects.cohort import CAUSES, Cohort, NotFollowed, TooFewPeople, cohort
from metrics.effects.competing import cumulative_incidence
from metrics.effects.hazards import cause_specific_ratio, log_rank
from metrics.effects.survival import FollowUpTooShort, fields, kaplan_meier, survival, waiting

# Ten people: one still in at day 2 and one at day 30, the others leave.
DAYS = [0, 0, 1, 2, 3, 3, 5, 8, 25, 30]
EVENT = [1, 2, 1, 0, 1, 3, 1, 1, 2, 0]


def weighted(sample: Cohort, cause: int, day: float, weights: np.ndarray) -> float:
    """The incidence with a weight for each person, time by time."""
    still, share = 1.0, 0.0
    for time in np.unique(sample.days[sample.event > 0]):
        if time > day:
            break
        at_risk = weights[(sample.entry < time) & (sample.days >= time)].sum()
        here = sample.days == time
        share += still * weights[here & (sample.event == cause)].sum() / at_risk
        still *= 1 - weights[here & (sample.event > 0)].sum() / at_risk
    return share


def test_a_curve_by_hand_keeps_people_who_left_at_once() -> None:
    curve = kaplan_meier(cohort(DAYS, EVENT))

    assert curve.risk.times.tolist() == [0, 1, 3, 5, 8, 25]
    assert curve.risk.at_risk.tolist() == [10, 8, 6, 4, 3, 2]
    assert curve.survival == pytest.approx([0.8, 0.7, 0.7 * 4 / 6, 0.35, 0.7 / 3, 0.35 / 3])
    assert curve.drawn.tolist() == [True, True, False, False, False, False]
    assert curve.median == 3


def test_limits_are_log_log() -> None:
    share = kaplan_meier(cohort(DAYS, EVENT)).at(0.5)
    assert share is not None

    reach = 1.959964 * np.sqrt(2 / (10 * 8)) / -np.log(0.8)
    assert share.low == pytest.approx(0.8 ** np.exp(reach), rel=1e-6)
    assert share.high == pytest.approx(0.8 ** np.exp(-reach), rel=1e-6)


def test_the_mean_within_is_the_area_and_its_error_greenwoods() -> None:
    curve = kaplan_meier(cohort(DAYS, EVENT))
    steps = [0.8 * 1, 0.7 * 2, 0.7 * 4 / 6 * 2, 0.35 * 3, 0.7 / 3 * 13]
    left = np.cumsum(steps[::-1])[::-1]
    terms = [2 / 80, 1 / 56, 2 / 24, 1 / 12, 1 / 6]

    mean = curve.mean_within(21)

    assert mean.value == pytest.approx(sum(steps))
    assert mean.error == pytest.approx(np.sqrt(np.sum(left**2 * terms)))


def test_a_median_at_exactly_a_half_lies_mid_way_to_the_next_step() -> None:
    assert kaplan_meier(cohort([1, 1, 2, 2, 4, 4, 5, 5], [1] * 8)).median == 3


def test_a_cohort_where_most_are_still_in_has_no_median() -> None:
    assert kaplan_meier(cohort([1, *[30] * 8], [1, *[0] * 8])).median is None


def test_the_curve_ends_where_the_follow_up_does() -> None:
    curve = kaplan_meier(cohort([1, 2, *[10] * 8], [1, 1, *[0] * 8]))

    assert curve.at(10) is not None
    assert curve.at(11) is None
    with pytest.raises(FollowUpTooShort) as refusal:
        curve.mean_within(21)
    assert str(refusal.value) == (
        "The cohort is followed for 10 days at most, which says nothing about day 21. Use fewer days, or wait until "
        "the cohort has matured."
    )


def test_when_everybody_has_left_the_curve_is_0_for_ever() -> None:
    curve = kaplan_meier(cohort(list(range(1, 11)), [1] * 10))
    last = curve.at(100)
    before = curve.at(9)
    assert last is not None and before is not None

    assert (last.value, last.low, last.high) == (0.0, 0.0, before.high)
    assert curve.mean_within(21).value == pytest.approx(5.5)


def test_before_the_first_step_everybody_is_in() -> None:
    share = kaplan_meier(cohort(list(range(5, 15)), [1] * 10)).at(2)

    assert share is not None and (share.value, share.low, share.high) == (1, 1, 1)


def test_late_entry_counts_from_entry_and_drops_those_never_seen() -> None:
    sample = cohort([*range(1, 11), 4, 4], [1] * 12, [0] * 10 + [2, 4])

    assert len(sample.days) == 11
    assert sample.at_risk(np.array([1.0, 2.0, 3.0, 4.0])).tolist() == [10, 9, 9, 8]


def test_differences_of_decimal_days_are_the_same_moment() -> None:
    sample = cohort([0.3, 0.1 + 0.2, *[1.0] * 8], [1] * 10)

    assert sample.left.times.tolist() == [0.3, 1.0]


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("cause", [1, 2, 3])
def test_the_error_of_an_incidence_is_the_infinitesimal_jackknife(late: bool, cause: int) -> None:
    """Against numerical derivatives in each person's weight."""
    sample = people(60, late=late)
    one, step = np.ones(len(sample.days)), 1e-5
    slopes = [
        (weighted(sample, cause, 7, one + step * up) - weighted(sample, cause, 7, one - step * up)) / (2 * step)
        for up in np.eye(len(one))
    ]

    found = cumulative_incidence(sample, cause, 7)

    assert found is not None
    assert found.value == pytest.approx(weighted(sample, cause, 7, one), abs=1e-12)
    assert found.error == pytest.approx(np.linalg.norm(slopes), rel=1e-6)


def test_incidences_and_those_still_in_make_one() -> None:
    sample = people(200, late=True)
    shares = [cumulative_incidence(sample, cause, 7) for cause in CAUSES.values()]
    still = kaplan_meier(sample).at(7)

    assert still is not None
    assert sum(share.value for share in shares if share) + still.value == pytest.approx(1)


def test_an_incidence_before_anybody_left_is_0_and_beyond_the_follow_up_unknown() -> None:
    sample = cohort([5] * 6 + [9] * 4, [1] * 6 + [0] * 4)
    early = cumulative_incidence(sample, 1, 3)

    assert early is not None and (early.value, early.error) == (0, 0)
    assert cumulative_incidence(sample, 1, 14) is None


def test_the_log_rank_test_by_hand() -> None:
    before, after = cohort([1, 2, *[9] * 6], [1, 1, *[0] * 6]), cohort([1, 3, 3, *[9] * 5], [1, 1, 1, *[0] * 5])
    # Times 1 (2 of 16, 8 after), 2 (1 of 14, 7), 3 (2 of 13, 7).
    apart = 3 - (2 * 8 / 16 + 7 / 14 + 2 * 7 / 13)
    variance = 2 / 4 * 14 / 15 + 1 / 4 + 2 * 7 * 6 / 169 * 11 / 12

    assert log_rank(before, after).statistic == pytest.approx(apart**2 / variance)


def test_two_cohorts_where_nobody_left_do_not_differ() -> None:
    still = cohort([9] * 8, [0] * 8)

    assert (log_rank(still, still).statistic, log_rank(still, still).p) == (0, 1)
    assert cause_specific_ratio(still, still, 1) is None


def test_a_cohort_against_itself_has_a_ratio_of_one() -> None:
    sample = people(100)

    found = survival(sample, sample)

    assert found.home_ratio is not None and found.home_ratio.value == pytest.approx(1)
    assert found.difference.value == 0
    assert found.log_rank.statistic == pytest.approx(0, abs=1e-12)


def test_cohorts_that_leave_one_after_the_other_have_no_ratio() -> None:
    """The likelihood rises for ever: there is no best ratio."""
    assert cause_specific_ratio(cohort([1] * 8, [1] * 8), cohort([2] * 8, [1] * 8), 1) is None


def test_fields_beyond_the_follow_up_are_left_out() -> None:
    short = cohort([1, 2, *[8] * 8], [1, 1, *[0] * 8])

    found = fields(survival(short, short, horizon=7))

    assert "S_before_7" in found and "S_before_14" not in found
    assert "rmst7_diff" in found and "rmst21_diff" not in found
    assert "cif_home_after_7" in found and "cif_home_after_14" not in found
    assert "median_before" not in found


def test_the_mean_of_those_who_left_is_there_to_show_its_bias() -> None:
    waits = waiting(cohort(DAYS, EVENT))

    assert waits.people.discharged_mean == pytest.approx(45 / 8)
    assert cohort([9] * 8, [0] * 8).discharged_mean is None


def test_seven_people_are_refused() -> None:
    with pytest.raises(TooFewPeople, match="needs 8 people at risk; there are 7"):
        cohort([1] * 7, [1] * 7)


@pytest.mark.parametrize(
    ("days", "event", "said"),
    [(-1.0, 1, "left before being ready"), (float("nan"), 1, "no length of wait"), (1.0, 4, "in an unknown way")],
)
def test_impossible_people_are_named(days: float, event: int, said: str) -> None:
    with pytest.raises(NotFollowed, match=rf"Person 9 of the cohort.*{said}"):
        cohort([1.0] * 8 + [days], [1] * 8 + [event])
