"""What a change was worth: by hand, below 0 where it got worse, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from metrics import catalogue
from metrics.before_now import BeforeNow, Stretch
from metrics.benefits import Claim, Cost, Found, NoClaim, as_document, claim, counted_once, overlap, same_resource
from metrics.effects.estimate import Estimate
from metrics.effects.verdict import Evidence, judge
from metrics.metric import Direction

BEFORE = Stretch(date(2025, 1, 6), date(2026, 1, 4), 12.0, 0.3, 52, 1500.0)
NOW = Stretch(date(2026, 1, 5), date(2026, 7, 5), 10.0, 0.3, 26, 1000.0)
COSTS = {name: Cost(name, 240.0, 345.0, 480.0, "Made up") for name in ("acute bed day", "community bed day")}
YEARLY = 1000 / 182 * 365


def found(key: str, change: tuple[float, float, float], direction: Direction = "lower", **rest: Any) -> Found:
    evidence = Evidence(estimate=Estimate(*change), direction=direction, method="simple before and after")
    simple = BeforeNow(BEFORE, NOW, change[0], change[1], change[2], None)
    return Found(
        metric=catalogue.metric(key), direction=direction, verdict=judge(evidence), simple=simple, **rest
    )  # fmt: skip


def claimed(one: Found) -> Claim:
    answer = claim(one, COSTS)
    assert isinstance(answer, Claim)
    return answer


def refused(one: Found) -> str:
    answer = claim(one, COSTS)
    assert isinstance(answer, NoClaim)
    return answer.reason


def test_bed_days_beds_and_pounds_by_hand() -> None:
    one = claimed(found("days_past_ctr", (-2.0, -3.0, -1.0), potential=8.0, occupancy=0.92))

    assert one.released == pytest.approx({"low": YEARLY, "central": 2 * YEARLY, "high": 3 * YEARLY})
    assert one.pounds == pytest.approx({"low": 240 * YEARLY, "central": 690 * YEARLY, "high": 1440 * YEARLY})
    assert one.beds is not None and one.beds["central"] == pytest.approx(2 * YEARLY / 365)
    assert one.beds_at_occupancy is not None
    assert one.beds_at_occupancy["central"] == pytest.approx(2 * YEARLY / 365 / 0.92)
    # Four days a person were identified, two have been realised.
    assert one.identified == pytest.approx((4 * YEARLY, 4 * 345 * YEARLY))
    assert as_document(one)["realised_share"] == pytest.approx(0.5)


def test_what_got_worse_or_may_have_stands_below_nothing() -> None:
    worse = claimed(found("ic_days_mean", (5.0, 2.0, 8.0)))
    assert worse.verdict == "worse"
    assert worse.released["central"] == pytest.approx(-5 * YEARLY)
    assert max(worse.pounds.values()) < 0
    unclear = claimed(found("days_past_ctr", (-1.0, -3.0, 1.0)))
    assert unclear.pounds["low"] < 0 < unclear.pounds["central"]


def test_admissions_count_the_year_themselves_and_care_cost_is_its_own_price() -> None:
    costs = COSTS | {"emergency admission": Cost("emergency admission", 1400.0, 2100.0, 3100.0)}
    avoided = claim(found("admissions_avoided", (1000.0, 800.0, 1200.0), "higher"), costs)
    assert isinstance(avoided, Claim)
    assert (avoided.pounds["central"], avoided.beds) == (pytest.approx(2_100_000), None)

    care = claimed(found("weekly_care_cost_mean", (-60.0, -100.0, -20.0)))
    assert care.cost is None
    assert care.pounds["central"] == pytest.approx(60 * YEARLY)


def test_no_pounds_without_a_reason_for_them() -> None:
    assert "no pounds are claimed" in refused(found("home_share", (0.1, 0.05, 0.15), "higher"))
    assert "not bed days" in refused(found("ic_days_mean", (-2.0, -3.0, -1.0), in_beds=False))
    assert "no unit cost called emergency admission" in refused(found("admissions_avoided", (9.0, 1.0, 20.0), "higher"))
    gone = found("days_past_ctr", (-2.0, -3.0, -1.0))
    evidence = replace(gone.verdict.evidence, completeness=(0.9, 0.7))
    assert "not comparable" in refused(replace(gone, verdict=judge(evidence)))
    nobody = replace(gone.simple, now=replace(NOW, weeks=0, n=None))
    assert "Nobody has been counted" in refused(replace(gone, simple=nobody))


def test_areas_that_share_people_count_once() -> None:
    big, small = (claimed(found("days_past_ctr", (-size, -size - 1, -size + 1))) for size in (3.0, 2.0))
    hub, ward, site = {"cohort": ("hub",)}, {"site": ("North",), "ward": ("B4",)}, {"site": ("South",)}

    assert counted_once([("ward", ward, small), ("hub", hub, big)]) == [("hub", big)]
    assert counted_once([("ward", ward, small), ("site", site, big)]) == [("site", big), ("ward", small)]
    assert (overlap(ward, site), overlap(ward, hub), overlap(ward, {})) == (False, True, True)
    assert same_resource(["days_past_ctr", "home_share"], ["days_past_ctr"]) == ["bed days"]
    assert same_resource(["days_past_ctr"], ["ic_days_mean"]) == []


def test_a_large_loss_is_not_hidden_behind_a_smaller_gain() -> None:
    gain, loss = (claimed(found("days_past_ctr", (size, size - 1, size + 1))) for size in (-2.0, 4.0))
    assert counted_once([("gain", {}, gain), ("loss", {}, loss)]) == [("loss", loss)]
