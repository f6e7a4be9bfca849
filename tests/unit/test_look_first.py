"""Where to look first: the rule's arithmetic, its order, its reasons and what it says is not known."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from metrics import catalogue
from metrics.look_first import READY_KNOWN, STATUS_KNOWN, VOLUME, Level, Ranking, Rule, look_first, variants
from metrics.matrix import Line
from pages.parts.look_first import gaps, reasons, rule_in_words, unknown, volume

MONDAY = date(2026, 1, 5)
DAYS, HOME = catalogue.metric("days_past_ctr"), catalogue.metric("home_share")
WEEKS = 30


def series(name: str, tops: list[float], people: float = 10.0) -> pl.DataFrame:
    """A weekly series of a ratio with `people` in every week."""
    return pl.DataFrame({
        "name": [name] * len(tops), "period_start": [MONDAY + timedelta(weeks=at) for at in range(len(tops))],
        "value": [top / people for top in tops], "numerator": tops, "denominator": [people] * len(tops),
        "partial": [False] * len(tops),
    })  # fmt: skip


def beside(ready: dict[str, float], status: dict[str, float], days: dict[str, float]) -> dict[str, pl.DataFrame]:
    """Completeness (of 10 a week) and bed days a week by ward."""
    return {
        READY_KNOWN: pl.concat([series(name, [10 * share] * WEEKS) for name, share in ready.items()]),
        STATUS_KNOWN: pl.concat([series(name, [10 * share] * WEEKS) for name, share in status.items()]),
        VOLUME: pl.concat([series(name, [each] * WEEKS) for name, each in days.items()]),
    }


WIGGLE = [10.0, 14.0]
STEADY = WIGGLE * 15  # 1.0 and 1.4 days in turn: mean 1.2, limits 1.2 -+ 2.66 x 0.4
HIGH = [40.0, 44.0] * 15  # the same variation at 4.2 days
RISING = [*WIGGLE * 14, 16.0, 60.0]  # far above its upper limit in the latest week


def ranking(rule: Rule | None = None, **changed: dict[str, float]) -> Ranking:
    wards = {"Ash": STEADY, "Birch": HIGH, "Cedar": RISING}
    same = dict.fromkeys(wards, 1.0)
    found = beside(
        changed.get("ready", same),
        changed.get("status", same),
        changed.get("days", {"Ash": 12.0, "Birch": 42.0, "Cedar": 19.0}),
    )
    line = Line(DAYS, pl.concat([series(name, tops) for name, tops in wards.items()]))
    level = Level(values=series("all", [12.0] * WEEKS))
    return look_first([line], {"days_past_ctr": level}, found, rule or Rule())


def test_the_order_and_the_points_of_a_small_hospital() -> None:
    found = ranking()
    assert [(ward.name, round(ward.score)) for ward in found.wards] == [("Cedar", 86), ("Birch", 50), ("Ash", 7)]
    cedar, birch, ash = found.wards
    # Cedar: 2.5 days against 1.2, more than 3 of its units of 0.35 days from the trust and from its own weeks before.
    assert {name: round(points, 1) for name, points in cedar.parts.items()} == {
        "signal": 37.5, "distance": 25.0, "worsening": 12.5, "volume": 11.3,
    }  # fmt: skip
    # Birch lies 3 days above the trust, more than 3 of its units of 0.35 days: full points, no signal, no worsening.
    assert {name: round(points, 1) for name, points in birch.parts.items()} == {
        "signal": 0.0, "distance": 25.0, "worsening": 0.0, "volume": 25.0,
    }  # fmt: skip
    assert ash.parts["volume"] == pytest.approx(100 * 2 / 8 * 12 / 42)
    assert found.silent == ()


def test_units_are_the_wards_own_variation() -> None:
    birch = ranking().wards[1].readings[0]
    assert birch.distance == pytest.approx((4.2 - 1.2) / (2.66 * 0.4 / 3), rel=1e-3)
    assert (birch.value, birch.reference, birch.is_target, birch.worsening) == (4.2, 1.2, False, pytest.approx(0.0))


def test_weights_change_the_order() -> None:
    assert [ward.name for ward in ranking(Rule(signal=0.0)).wards] == ["Birch", "Cedar", "Ash"]
    assert [ward.name for ward in ranking(Rule(signal=0, distance=0, worsening=0, volume=0)).wards] == [
        "Birch", "Cedar", "Ash",
    ]  # fmt: skip


def test_what_is_not_known_takes_off_a_stated_share_and_no_more() -> None:
    full, half = ranking(), ranking(ready={"Ash": 1.0, "Birch": 1.0, "Cedar": 0.5})
    score = {ward.name: ward.score for ward in half.wards}
    assert score["Cedar"] == pytest.approx(full.wards[0].score * 0.75)
    none = ranking(Rule(doubt=0.0), ready={"Ash": 1.0, "Birch": 1.0, "Cedar": 0.5})
    assert none.wards[0].score == pytest.approx(full.wards[0].score)


def test_a_target_goes_before_the_trusts_level() -> None:
    line = Line(DAYS, series("Ash", STEADY))
    found = look_first([line], {"days_past_ctr": Level(values=series("all", [50.0] * WEEKS), target=1.0)}, {}, Rule())
    reading = found.wards[0].readings[0]
    assert (reading.reference, reading.is_target) == (1.0, True)
    assert reasons(found.wards[0]) == ["Days past ready 1.2 days, target 1.0."]


def test_fewer_than_eight_people_are_not_judged_and_stand_apart() -> None:
    line = Line(DAYS, pl.concat([series("Ash", STEADY), series("Day", STEADY, people=1.0)]))
    found = look_first([line], {"days_past_ctr": Level(values=series("all", STEADY))}, {}, Rule())
    assert ([ward.name for ward in found.wards], [ward.name for ward in found.silent]) == (["Ash"], ["Day"])
    assert unknown(found.silent[0]) == ["fewer than 8 people: days past ready"]
    assert gaps(found)[-1] == "Too few people to judge: Day."


def test_for_a_share_where_more_is_better_less_is_the_worse_side() -> None:
    line = Line(HOME, pl.concat([series("Low", [5.0, 6.0] * 15), series("High", [9.0, 8.0] * 15)]))
    found = look_first([line], {"home_share": Level(values=series("all", [7.0] * WEEKS))}, {}, Rule())
    assert [(ward.name, round(ward.parts["distance"])) for ward in found.wards] == [("Low", 14), ("High", 0)]


def test_reasons_and_volume_are_short_sentences_with_numbers() -> None:
    cedar = ranking().wards[0]
    assert reasons(cedar) == [
        "Days past ready 2.5 days, trust 1.2, was 1.2 before; signal in the latest week: above the upper limit."
    ]
    assert volume(cedar, Rule()) == "76 bed days past ready in 4 weeks"
    assert reasons(ranking().wards[2]) == ["No signal for the worse, and no measure far from the trust's level."]


def test_what_is_not_known_is_said_of_the_ward_and_of_all() -> None:
    found = ranking(status={"Ash": 1.0, "Birch": 1.0, "Cedar": 0.69}, ready={"Ash": 1.0, "Birch": 0.9, "Cedar": 1.0})
    cedar = next(ward for ward in found.wards if ward.name == "Cedar")
    assert unknown(cedar) == ["status not recorded for 31% of board rows"]
    assert gaps(found) == ["Status not recorded, most on: Cedar 31%.", "Ready date not known, most on: Birch 10%."]
    assert gaps(ranking())[0] == "Status not recorded: under 5% on every ward."


def test_the_rule_is_said_with_its_weights() -> None:
    said = rule_in_words(ranking(Rule(signal=4.5)), ["days_past_ctr"])
    assert "change for the worse on its own chart (weight 4.5)" in said
    assert "takes off up to 50%" in said
    assert not {"worst", "failing", "league", "poor"} & set(said.lower().split())


def test_the_first_ward_is_tried_under_other_weights() -> None:
    found = ranking()
    assert (found.variants, len(variants(Rule(worsening=0.0)))) == (8, 6)
    assert [ward.steady for ward in found.wards] == [8, 8, 8]
