"""A comparison from its inputs: which weeks count, which method answers, what is checked beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from metrics import catalogue
from metrics.checks import CHANCE, Check
from metrics.compare import Comparison, Inputs, UnknownMethod, compare
from metrics.tried import Design, window
from pages.parts import checks, sentences

DELAY = catalogue.metric("days_past_ctr")
WAITING = catalogue.metric("waiting_for_share{social work}")
MONDAY = date(2024, 1, 1)
START = 78
LAST = 104


def day(week: int, days: int = 0) -> date:
    return MONDAY + timedelta(weeks=week, days=days)


def weekly(values: np.ndarray, n: float = 100.0) -> pl.DataFrame:
    days = [day(week) for week in range(len(values))]
    columns = {"period_start": days, "value": values, "numerator": values * n, "denominator": [n] * len(values)}
    return pl.DataFrame(columns).with_columns(partial=pl.lit(False))


def noise(seed: int, weeks: int = LAST, sd: float = 0.4) -> np.ndarray:
    return 6 + np.random.default_rng(seed).normal(0, sd, weeks)


def design(**changes: object) -> Design:
    whole = Design(
        name="Hub", direction="lower", before=(day(START - 52), day(START, -1)), now=(day(START), day(LAST, -1)),
        first=day(START), settled=day(START), starts={},
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def panel(effect: float, wards: tuple[str, ...], treated: tuple[str, ...]) -> pl.DataFrame:
    frames = []
    shared = np.random.default_rng(99).normal(0, 1.0, LAST)
    for seed, ward in enumerate(wards):
        values = noise(seed, sd=0.2) + shared + seed * 0.1
        values[START:] += effect if ward in treated else 0.0
        frames.append(weekly(values).with_columns(ward=pl.lit(ward)))
    return pl.concat(frames).with_columns(pl.col("ward").cast(pl.Categorical))


def check(found: Comparison, name: str) -> Check:
    return next(one for one in found.checks if one.name == name)


# Which weeks count


def test_a_before_window_that_ends_early_leaves_the_weeks_up_to_the_start_out_of_every_method() -> None:
    early = design(before=(day(20), day(70, -1)))
    assert early.left_out == (day(70), day(START, -1))
    assert design().left_out is None
    starts = window(weekly(noise(1)), early)["period_start"].to_list()
    assert day(69) in starts and day(START) in starts
    assert not {day(week) for week in range(70, START)} & set(starts)


def test_a_week_in_which_the_change_began_half_way_belongs_to_neither_side() -> None:
    tuesday = day(START, 1)
    midweek = design(first=tuesday, settled=tuesday, before=(day(20), day(START)))
    assert day(START) not in window(weekly(noise(1)), midweek)["period_start"].to_list()
    by_ward = panel(0.0, ("A", "B"), ("A",))
    rows = window(by_ward, replace(midweek, starts={"A": tuesday}, others=("B",)))
    kept = {ward: rows.filter(pl.col("ward") == ward)["period_start"].to_list() for ward in ("A", "B")}
    assert (day(START) in kept["A"], day(START) in kept["B"]) == (False, True)


def test_wards_that_settle_count_on_neither_side_between_wards_too() -> None:
    wards = ("A", "B", "C", "D", "E", "F")
    rows = panel(0.0, wards, ("A", "B"))
    # A wild month just after the start would be an effect, if it counted.
    wild = (pl.col("period_start") >= day(START)) & (pl.col("period_start") < day(START + 4))
    rows = rows.with_columns(value=pl.when(wild & pl.col("ward").is_in(["A", "B"])).then(60.0).otherwise("value"))
    plan = design(starts={"A": day(START), "B": day(START)}, others=wards[2:])
    settled = replace(plan, settled=day(START + 4), now=(day(START + 4), day(LAST, -1)))
    inputs = Inputs(weekly(noise(1)), rows)
    assert compare(DELAY, plan, inputs).verdict.parts()["change"] > 5
    assert compare(DELAY, settled, inputs).verdict.kind == "no clear change"


# Which method answers


def test_between_wards_the_chart_has_the_comparison_wards_at_the_level_from_before() -> None:
    wards = ("A", "B", "C", "D", "E", "F")
    plan = design(starts={"A": day(START), "B": day(START)}, others=wards[2:])
    found = compare(DELAY, plan, Inputs(weekly(noise(1)), panel(-2.0, wards, ("A", "B"))))
    assert (found.method, found.verdict.kind) == ("wards", "improved")
    assert found.verdict.evidence.weeks == (78, 26)
    before, after = found.series.filter(pl.col("date") < day(START)), found.series.filter(pl.col("date") >= day(START))
    assert (before["value"] - before["expected"]).mean() == pytest.approx(0, abs=0.1)
    assert (after["value"] - after["expected"]).mean() == pytest.approx(-2, abs=0.2)
    assert check(found, "one_ward").facts == {"wards": 2}
    assert check(found, "parallel").state == "fine"


def test_a_synthetic_control_with_few_wards_says_its_place_and_falls_back() -> None:
    wards = tuple("ABCDEFGHIJKL")
    plan = design(starts={"F": day(START)}, others=tuple(ward for ward in wards if ward != "F"))
    found = compare(DELAY, plan, Inputs(weekly(noise(1)), panel(-2.0, wards, ("F",))), method="synthetic")
    assert (found.method, found.why[:53]) == ("before_after", "A synthetic control puts the area at place 1 of 12 by")
    with pytest.raises(UnknownMethod, match="choose one of series, controlled"):
        compare(DELAY, plan, Inputs(weekly(noise(1))), method="magic")


# Which way is better


def test_the_direction_of_the_design_rules_where_the_catalogue_has_none() -> None:
    values = np.clip(noise(3) / 20, 0, 1)
    values[START:] -= 0.1
    given = Inputs(weekly(values))
    assert WAITING.direction == "neither"
    assert compare(WAITING, design(), given).verdict.kind == "improved"
    assert compare(WAITING, design(direction="higher"), given).verdict.kind == "worse"
    neither = compare(WAITING, design(direction="neither"), given)
    assert (neither.verdict.kind, neither.verdict.undirected) == ("not comparable", True)
    said = sentences.verdict(neither)
    assert said.startswith("Changed, and nothing says which way is better: waiting for social work is 1")
    assert "less than expected without the change (95% interval" in said


# Chosen on bad weeks


def chosen_on_bad_weeks() -> pl.DataFrame:
    """No effect at all: a level of 6 but for the eight weeks before the start, for which the area was chosen."""
    values = noise(5)
    values[START - 8 : START] += 2.0
    return weekly(values)


def test_bad_weeks_just_before_the_start_are_seen_and_the_change_without_them_said() -> None:
    found = compare(DELAY, design(), Inputs(chosen_on_bad_weeks()), method="before_after")
    seen = check(found, CHANCE)
    assert seen.state == "care"
    assert seen.facts["apart"] == pytest.approx(2.0, abs=0.5)
    change = found.verdict.parts()["change"]
    assert change == pytest.approx(-0.3, abs=0.25)
    assert seen.facts["without"] > change
    said = checks.sentence(CHANCE, "care", seen.facts, "days")
    assert said.startswith("The last 8 weeks before the start were worse than the 44 before them (")
    assert "With those weeks left out the change is" in said


def test_left_out_of_before_they_raise_no_doubt_any_more() -> None:
    early = design(before=(day(START - 60), day(START - 8, -1)))
    found = compare(DELAY, early, Inputs(chosen_on_bad_weeks()))
    assert check(found, CHANCE).state == "fine"
    assert check(found, "left_out").facts["days"] == 56
    assert found.verdict.kind == "no clear change"


def test_a_reason_that_speaks_of_recent_weeks_is_care_unless_they_are_left_out() -> None:
    given = Inputs(weekly(noise(7)))
    reason = "Delays got worse over the last months."
    assert check(compare(DELAY, design(reason=reason), given), CHANCE).facts["named"] == 1
    assert check(compare(DELAY, design(reason=reason), given), CHANCE).state == "care"
    assert check(compare(DELAY, design(reason="It has waited longest for years."), given), CHANCE).state == "fine"
    early = design(reason=reason, before=(day(10), day(START - 8, -1)))
    assert check(compare(DELAY, early, given), CHANCE).state == "fine"


def test_bad_is_by_direction() -> None:
    higher = compare(DELAY, design(direction="higher"), Inputs(chosen_on_bad_weeks()))
    assert check(higher, CHANCE).state == "fine"
    neither = compare(DELAY, design(direction="neither"), Inputs(chosen_on_bad_weeks()))
    assert check(neither, CHANCE).state == "care"


def test_a_test_area_that_is_still_to_begin_has_nothing_to_compare() -> None:
    ahead = design(first=day(LAST + 4), settled=day(LAST + 4), now=(day(LAST + 4), day(LAST, -1)),
                   before=(day(LAST - 48), day(LAST + 4, -1)))  # fmt: skip
    found = compare(DELAY, ahead, Inputs(weekly(noise(1))))
    assert (found.method, found.verdict.kind) == ("before_after", "not enough data")
