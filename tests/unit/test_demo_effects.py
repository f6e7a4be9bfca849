"""Each effect of the demonstration hospital, measured from its files by the contract's definitions."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from demo_hospital import LAST_DAY, Demo, hospital, windows

from data.demo.test_areas import TEST_AREAS


@pytest.fixture(scope="module")
def demo() -> Demo:
    return hospital()


def test_front_door_gains_a_thousand_a_year(demo: Demo) -> None:
    rows = demo.rows("front_door").rename({"date": "day"}).filter(pl.col("site") == "Kestrel Park")
    before, now = (
        window.rows["admissions_avoided"].sum() / window.days * 365.25
        for window in windows(demo.area("front-door"), rows)
    )
    assert before == pytest.approx(2400, rel=0.05)
    assert now == pytest.approx(3400, rel=0.05)


def test_hub_shortens_waits_and_cheapens_care_and_sends_as_many_home(demo: Demo) -> None:
    area = demo.area("discharge-hub")
    before, now = (window.rows for window in windows(area, demo.eligible.filter(pl.col("cohort") == "discharge hub")))
    assert before["delay"].mean() == pytest.approx(12, abs=0.7)
    assert now["delay"].mean() == pytest.approx(9, abs=0.7)
    assert now["weekly_care_cost"].mean() / before["weekly_care_cost"].mean() == pytest.approx(0.84, abs=0.04)
    for rows in (before, now):
        assert (rows["pathway"].drop_nulls() <= 1).mean() == pytest.approx(0.67, abs=0.03)
    first, both = (date.fromisoformat(step["date"]) for step in area["go_live"])
    assert both - first == timedelta(weeks=8)


def test_juniper_discharges_one_more_and_waits_for_other_things(demo: Demo) -> None:
    area = demo.area("juniper")
    pace = [w.rows.height / w.days for w in windows(area, demo.eligible.filter(pl.col("ward") == "Juniper"))]
    assert pace == pytest.approx([6, 7], abs=0.25)
    waits = demo.board.filter((pl.col("ward") == "Juniper") & (pl.col("meets_criteria_to_reside") == "N"))
    social = [(w.rows["waiting_for"] == "social work").sum() / w.rows.height for w in windows(area, waits)]
    treatment = [(w.rows["waiting_for"] == "active treatment").sum() / w.rows.height for w in windows(area, waits)]
    assert social == pytest.approx([0.14, 0.02], abs=0.025)
    assert treatment == pytest.approx([0.30, 0.58], abs=0.05)


def test_midday_board_rounds_discharge_one_more_a_day(demo: Demo) -> None:
    area = demo.area("midday-board-rounds")
    pace, other = (
        [w.rows.height / w.days for w in windows(area, demo.eligible.filter(pl.col("ward").is_in(wards)))]
        for wards in (area["scope"]["ward"], area["comparison_wards"])
    )
    assert pace == pytest.approx([7, 8], abs=0.3)
    assert other[1] - other[0] == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize(
    ("name", "service", "home", "days"),
    [
        ("intermediate-beds", "Millrace House", [0.28, 0.45], [45, 51]),
        ("community-team", "Community team", [0.80, 0.80], [30, 30]),
    ],
)
def test_intermediate_care(demo: Demo, name: str, service: str, home: list[float], days: list[float]) -> None:
    rows = demo.rows("intermediate_care").filter(pl.col("service") == service)
    rows = rows.with_columns(
        day=pl.col("ended_at").dt.date(),
        days=(pl.col("ended_at").dt.date() - pl.col("started_at").dt.date()).dt.total_days(),
    )
    found = [window.rows for window in windows(demo.area(name), rows)]
    assert [(rows["destination"] == "home").mean() for rows in found] == pytest.approx(home, abs=0.05)
    assert [rows["days"].mean() for rows in found] == pytest.approx(days, abs=2.5)


def test_community_team_takes_two_care_calls_away(demo: Demo) -> None:
    rows = demo.rows("intermediate_care").filter(pl.col("service") == "Community team")
    rows = rows.with_columns(
        day=pl.col("ended_at").dt.date(), change=pl.col("care_calls_end") - pl.col("care_calls_start")
    )
    change = [window.rows["change"].mean() for window in windows(demo.area("community-team"), rows)]
    assert change == pytest.approx([0, -2], abs=0.1)


def test_weekend_discharge_has_no_effect(demo: Demo) -> None:
    area = demo.area("weekend-criteria-led-discharge")
    assert area["any_effect"] is False
    assert [area["primary"]["effect"], *(effect["effect"] for effect in area["balancing"])] == [0, 0, 0]
    ratios = []
    for window in windows(area, demo.eligible.filter(pl.col("ward").is_in(area["scope"]["ward"]))):
        weekend = (window.rows["day"].dt.weekday() >= 6).sum()
        ratios.append((weekend / 2) / ((window.rows.height - weekend) / 5))
    assert ratios[1] - ratios[0] == pytest.approx(0, abs=0.08)


def test_go_lives_leave_a_year_before_and_five_months_after() -> None:
    first_day = date(2023, 6, 1)
    for area in TEST_AREAS:
        window = area.before(first_day, LAST_DAY)
        assert window is not None
        before_from, before_to = window
        assert (before_from.weekday(), (before_to - before_from).days) == (0, 363)
        assert before_from > first_day
        assert (LAST_DAY - max(step.on(LAST_DAY) for step in area.go_live)).days >= 150
