"""One window sampled four ways: counted by hand, and refusals."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.effects.cohort import TooFewPeople
from metrics.effects.length_bias import EndsBeforeReady, NobodyInWindow, WindowBackwards, fields, length_bias

STILL_IN = float("nan")
# The window is [100, 130): one gone before, three there at its start, six ready inside it, one ready after it.
READY = [80.0, 90.0, 95.0, 99.0, 100.0, 104.0, 110.0, 118.0, 125.0, 128.0, 131.0]
END = [95.0, 102.0, 140.0, 100.0, 103.0, 104.0, 115.0, 120.0, STILL_IN, 130.0, 135.0]


def test_the_window_is_counted_by_hand() -> None:
    found = length_bias(READY, END, (100, 130))

    assert (found.people, found.discharged, found.census) == (9, 6, 3)
    assert found.mean_by_discharge == pytest.approx((12 + 1 + 3 + 0 + 5 + 2) / 6)
    assert found.incident_discharged_mean == pytest.approx((3 + 0 + 5 + 2) / 4)
    assert found.mean_elapsed == pytest.approx((35 + 5 + 2) / 3)
    assert found.share_long == pytest.approx(1 / 3)
    assert found.bed_days == 2 + 30 + 0 + 3 + 0 + 5 + 2 + 5 + 2
    assert found.mean_census == pytest.approx(49 / 30)


def test_people_ready_inside_a_window_may_be_too_few() -> None:
    """Nothing is said of a curve of six; the counts of the window stand."""
    found = length_bias(READY, END, (100, 130))

    assert (found.incidents, found.incident) == (6, None)
    assert len(found.delayed.people.days) == 8


def test_late_entry_undoes_what_length_bias_does() -> None:
    rng = np.random.default_rng(2)
    ready = rng.uniform(0, 400, 4000)
    delay = rng.lognormal(1, 1, 4000)
    found = length_bias(ready, ready + delay, (250, 310))
    truth = np.minimum(delay, 21).mean()

    assert found.headline is not None and found.headline.low < truth < found.headline.high
    assert found.incident_discharged_mean is not None and found.incident_discharged_mean < delay.mean()


def test_a_short_window_has_no_mean_within_21_days_of_those_ready_inside_it() -> None:
    ready = [100.0 + i / 4 for i in range(40)]
    end = [day + 2 for day in ready[:-8]] + [STILL_IN] * 8

    found = length_bias(ready, end, (100, 110))

    assert found.incident is not None and found.incident.mean is None
    assert "km_incident_rmst21" not in fields(found)
    assert "km_delayed_entry_S_1" in fields(found)


def test_an_empty_sample_of_leavers_has_no_mean() -> None:
    found = length_bias([100.0] * 9, [STILL_IN] * 9, (90, 110))

    assert (found.discharged, found.mean_by_discharge, found.census) == (0, None, 9)


def test_a_window_backwards_is_refused() -> None:
    with pytest.raises(WindowBackwards, match="ends at 100, not after its start at 130"):
        length_bias(READY, END, (130, 100))


@pytest.mark.parametrize("ready", [200.0, STILL_IN])
def test_a_spell_that_cannot_be_is_named(ready: float) -> None:
    with pytest.raises(EndsBeforeReady, match="Row 2 ends before it is ready"):
        length_bias([100.0, ready], [105.0, 110.0], (90, 120))


def test_a_window_nobody_was_in_is_refused() -> None:
    with pytest.raises(NobodyInWindow, match="between 500 and 510"):
        length_bias(READY, [end if end == end else 140.0 for end in END], (500, 510))


def test_eight_people_are_needed() -> None:
    with pytest.raises(TooFewPeople):
        length_bias([100.0] * 3, [105.0] * 3, (90, 120))
