"""The sentences of charts and cards: their words, and that they never claim more than the numbers bear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product

import polars as pl
import pytest

from metrics.baseline import freeze
from metrics.before_now import BeforeNow, Stretch
from metrics.catalogue import METRICS
from metrics.metric import Metric
from metrics.periods import Grain
from metrics.trend import Trend, trend
from pages.parts import sentences

MONDAY = date(2025, 1, 6)
DELAY, SHARE, COUNT, BEDS = (METRICS[key] for key in ("days_past_ctr", "nctr_share", "discharges", "nctr"))
STEADY = [10.0, 12.0] * 8
# No method here bears one of these words.
TOO_MUCH = ("significant", "proves", "because", "caused", "due to", "thanks to", "definitely", "likely")


def weekly(values: Sequence[float | None], partial: Sequence[int] = ()) -> pl.DataFrame:
    n = len(values)
    return pl.DataFrame(
        {
            "period_start": [MONDAY + timedelta(weeks=i) for i in range(n)],
            "value": pl.Series(values, dtype=pl.Float64),
            "numerator": pl.Series([None] * n, dtype=pl.Float64),
            "denominator": pl.Series([None] * n, dtype=pl.Float64),
            "partial": [i in partial for i in range(n)],
        }
    )


def read(values: Sequence[float | None], metric: Metric = DELAY, *, weeks_of_baseline: int = 0) -> Trend:
    rows = weekly(values)
    last = MONDAY + timedelta(weeks=weeks_of_baseline) - timedelta(days=1)
    frozen = freeze(rows, MONDAY, last, grain="week") if weeks_of_baseline else None
    return trend(metric, rows, "week", baseline=frozen)


# Over time


def test_within_the_usual_variation_no_change_is_claimed() -> None:
    assert sentences.trend(read(STEADY)) == (
        "Days past ready was 12.0 days in the week of 21 Apr 2025."
        " That is within the usual variation: no signal of change."
    )


def test_against_a_baseline_the_change_is_said_with_size_way_and_stretch() -> None:
    assert sentences.trend(read([*STEADY, 8.1], weeks_of_baseline=16)) == (
        "Days past ready was 8.1 days in the week of 28 Apr 2025,"
        " 2.9 days fewer than in the baseline (11.0 days, 6 Jan 2025 to 27 Apr 2025)."
        " That is within the usual variation: no signal of change."
    )
    assert ", no change from the baseline (11.0 days," in sentences.trend(read([*STEADY, 11.0], weeks_of_baseline=16))


@pytest.mark.parametrize(
    ("metric", "last", "words"),
    [
        (DELAY, 2.0, "That is a signal of change for the better: below the lower limit."),
        (DELAY, 30.0, "That is a signal of change for the worse: above the upper limit."),
        (COUNT, 30.0, "That is a signal of change: above the upper limit."),
    ],
)
def test_a_point_outside_its_limits_is_a_signal(metric: Metric, last: float, words: str) -> None:
    assert sentences.signal(read([*STEADY, last], metric)) == words


def test_a_run_is_named_by_its_points() -> None:
    found = read([*STEADY, *[8.0, 9.0] * 4], weeks_of_baseline=16)
    assert sentences.signal(found) == "That is a signal of change for the better: 7 points below the mean."


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([10.0, 12.0, 90.0], "There are too few points for limits, so this says nothing yet about change."),
        ([5.0] * 16, "Every value is the same."),
        ([0.0] * 14 + [3.0, 9.0], "Most values are 0, so limits would mislead: days between events tell more."),
    ],
)
def test_where_limits_should_not_be_read_the_sentence_says_so(values: Sequence[float], words: str) -> None:
    assert sentences.signal(read(values)) == words


def test_gaps_are_said_before_anything_else() -> None:
    found = read([*[10.0, 12.0, None] * 8, 11.0])
    assert sentences.signal(found) == (
        "Many periods are missing, so no signal here is no evidence that nothing changed."
    )


def test_no_whole_period_is_said_plainly() -> None:
    assert sentences.trend(read([None, None])) == "Days past ready: no whole week has a value yet."


@pytest.mark.parametrize(
    ("grain", "start", "words"),
    [
        ("day", date(2025, 1, 6), "was 10.0 days on Mon 6 Jan 2025."),
        ("week", date(2025, 1, 6), "was 10.0 days in the week of 6 Jan 2025."),
        ("month", date(2025, 1, 1), "was 10.0 days in Jan 2025."),
        ("quarter", date(2025, 1, 1), "was 10.0 days in Jan to Mar 2025."),
        ("year", date(2025, 4, 1), "was 10.0 days in 2025/26."),
    ],
)
def test_each_grain_has_its_own_words(grain: Grain, start: date, words: str) -> None:
    rows = weekly([10.0]).with_columns(period_start=pl.lit(start))
    assert f"Days past ready {words}" in sentences.trend(trend(DELAY, rows, grain))


# Beside a trend


def test_a_running_period_is_said_and_left_out() -> None:
    found = trend(DELAY, weekly([*STEADY, 3.0], partial=(16,)), "week")
    assert sentences.beside(found) == ["Not over yet, so left out of the limits: week of 28 Apr 2025, 3.0 days so far."]


def test_a_drifted_baseline_is_said() -> None:
    frozen = freeze(weekly(STEADY), MONDAY, MONDAY + timedelta(weeks=16), grain="week")
    found = trend(DELAY, weekly([*STEADY[:-1], 28.0]), "week", baseline=frozen)
    assert sentences.beside(found) == [
        "The baseline is as it was frozen; corrections since then changed 1 period of it (1.0 day more on average)."
    ]
    assert sentences.beside(trend(DELAY, weekly(STEADY), "week", baseline=frozen)) == []


# Before and now


def stretch(value: float | None, weeks: int = 10) -> Stretch:
    return Stretch(MONDAY, MONDAY, value, None, weeks, None)


def compared(
    before: float | None, now: float | None, low: float | None = None, high: float | None = None, weeks: int = 10
) -> BeforeNow:
    change = None if before is None or now is None else now - before
    return BeforeNow(stretch(before, weeks), stretch(now, weeks), change, low, high, None)


def test_a_clear_change_is_said_with_its_interval() -> None:
    assert sentences.before_now(DELAY, compared(12, 9.1, -4.0, -1.8)) == (
        "Days past ready is 9.1 days now and was 12.0 days before: 2.9 days fewer (95% interval 1.8 to 4.0 days fewer)."
    )
    assert sentences.before_now(SHARE, compared(0.2, 0.26, 0.03, 0.09)) == (
        "Share not meeting criteria is 26% now and was 20% before:"
        " 6 percentage points more (95% interval 3 to 9 percentage points more)."
    )


def test_an_interval_that_holds_0_claims_no_change() -> None:
    assert sentences.before_now(DELAY, compared(12, 9.1, -6.0, 0.2)) == (
        "Days past ready is 9.1 days now and was 12.0 days before:"
        " no clear change (95% interval 6.0 days fewer to 0.2 days more)."
    )


@pytest.mark.parametrize(("low", "high"), [(-6.0, 0.0), (0.0, 6.0), (0.0, 0.0), (-1.0, 1.0)])
def test_an_interval_that_touches_0_claims_nothing(low: float, high: float) -> None:
    assert ": no clear change (95% interval " in sentences.before_now(
        DELAY, compared(12, 12 + (low + high) / 2, low, high)
    )


def test_a_flow_is_said_a_day_or_a_year() -> None:
    said = sentences.before_now(COUNT, compared(40, 44, 2, 6))
    assert said == "Discharges is 44.0 a day now and was 40.0 a day before: 4.0 more (95% interval 2.0 to 6.0 more)."
    assert "900 a year now" in sentences.before_now(METRICS["admissions_avoided"], compared(800, 900, 2, 6))


def test_too_few_weeks_are_said() -> None:
    assert sentences.before_now(DELAY, compared(12, 9.1, weeks=3)) == (
        "Days past ready is 9.1 days now and was 12.0 days before."
        " Fewer than 4 whole weeks on one side: too few to say how sure that is."
    )


def test_enough_weeks_without_spread_are_not_called_too_few() -> None:
    said = sentences.before_now(DELAY, compared(12, 9, weeks=10))
    assert "Fewer than" not in said
    assert said == (
        "Days past ready is 9.0 days now and was 12.0 days before."
        " The weeks of each side are all alike, so there is no interval to say how sure that is."
    )


def test_a_side_without_data_is_named() -> None:
    assert (
        sentences.before_now(DELAY, compared(None, 9)) == "Days past ready: no data before, so nothing can be compared."
    )
    assert sentences.before_now(DELAY, compared(9, None)) == "Days past ready: no data now, so nothing can be compared."


# The paragraph


def test_the_paragraph_says_what_is_signal_noise_and_unknown() -> None:
    found = [read([*STEADY, 30.0]), read(STEADY, BEDS), read([None], SHARE), read([*STEADY, 1.0], METRICS["los_mean"])]
    assert sentences.paragraph(found) == (
        "A signal of change for the worse, to ask about first: days past ready."
        " A signal of change for the better: length of stay."
        " Within the usual variation: not meeting criteria to reside."
        " No data: share not meeting criteria."
    )


def test_the_paragraph_without_a_signal_says_that() -> None:
    assert sentences.paragraph([read(STEADY), read(STEADY, BEDS), read(STEADY, SHARE)]) == (
        "No headline measure shows a signal of change."
        " Within the usual variation: days past ready, not meeting criteria to reside and share not meeting criteria."
    )


def test_a_signal_that_is_neither_better_nor_worse_is_a_signal() -> None:
    said = sentences.paragraph([read([*STEADY, 30.0], COUNT), read(STEADY)])
    assert "No headline measure shows a signal of change" not in said
    assert "A signal of change, neither better nor worse in itself: discharges." in said


def test_too_few_points_are_neither_signal_nor_noise() -> None:
    assert sentences.paragraph([read([10.0, 90.0])]) == "No headline measure shows a signal of change."


# Never too much


def test_no_sentence_uses_a_word_that_no_method_here_bears() -> None:
    series: list[list[float | None]] = [
        [*STEADY],
        [*STEADY, 30.0],
        [*STEADY, 1.0],
        [5.0] * 16,
        [0.0] * 16,
        [1.0],
        [None],
    ]
    trends = [read(values, metric) for values, metric in product(series, METRICS.values())]
    said = [sentences.trend(found) for found in trends] + [sentences.paragraph(trends)]
    for metric, (low, high) in product(METRICS.values(), [(-3.0, -1.0), (-1.0, 1.0), (1.0, 3.0)]):
        said.append(sentences.before_now(metric, compared(5, 5 + (low + high) / 2, low, high)))
        said.append(sentences.before_now(metric, compared(5, 6)))
    assert len(said) > 400
    for sentence in said:
        assert not [word for word in TOO_MUCH if word in sentence.casefold()], sentence
        assert sentence.endswith(".")
        assert "None" not in sentence
        assert "nan" not in sentence.casefold().split()


def test_a_signal_in_a_gappy_series_is_said_with_its_gaps_and_named_in_the_paragraph() -> None:
    found = read([*[10.0, 12.0, None] * 8, 10.0, 30.0])
    assert (found.advice, found.latest and found.latest["shown_as"]) == ("gappy", "special_cause_concern")
    said = sentences.signal(found)
    assert said.startswith("That is a signal of change for the worse: above the upper limit.")
    assert said.endswith("Many periods are missing.")
    assert "for the worse, to ask about first: days past ready" in sentences.paragraph([found])
