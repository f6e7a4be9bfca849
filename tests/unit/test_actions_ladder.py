"""Actions: what is open and late, at which level they are resolved, and a sponsor's wards."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from metrics import my_wards
from metrics.actions import ROWS, by_level, last_contact, of_wards, open_on, resolved, resolved_by_month

TODAY = date(2025, 3, 10)


def action(name: str, level: str = "team", raised: int = 1, **given: Any) -> dict[str, Any]:
    began = date(2025, 3, raised)
    return dict.fromkeys(ROWS) | {
        "id": name, "version": 1, "about": "ward", "site": "A", "ward": "Ash", "level": level, "raised": began,
        "stepped": began, **given,
    }  # fmt: skip


def frame(*actions: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(actions), schema=ROWS)


MARCH = frame(
    action("late", due=date(2025, 3, 7)),
    action("later", due=date(2025, 3, 9), raised=4),
    action("today", due=TODAY, level="manager", stepped=date(2025, 3, 6)),
    action("undated", raised=2),
    action("closed", closed=date(2025, 3, 5), level="coordinator"),
    action("closed today", closed=TODAY, level="team"),
    action("tomorrow", raised=11),
)


def test_what_is_open_stands_by_how_late_it_is() -> None:
    found = open_on(MARCH, TODAY)
    assert found.select("id", "late", "overdue", "age", "at_level").rows() == [
        ("late", 3, True, 9, 9), ("later", 1, True, 6, 6), ("today", None, False, 9, 4), ("undated", None, False, 8, 8),
    ]  # fmt: skip


def test_a_day_in_the_past_shows_what_was_open_then() -> None:
    assert open_on(MARCH, date(2025, 3, 4))["id"].sort().to_list() == [
        "closed", "closed today", "late", "later", "today", "undated",
    ]  # fmt: skip


def test_levels_count_what_is_open_with_each() -> None:
    found = by_level(open_on(MARCH, TODAY))
    assert found.select("level", "actions", "overdue", "oldest").rows() == [
        ("team", 3, 2, 9), ("coordinator", 0, 0, None), ("manager", 1, 0, 9), ("executive", 0, 0, None),
    ]  # fmt: skip


def test_resolution_is_shared_among_the_levels_that_closed() -> None:
    found = resolved(MARCH, date(2025, 3, 1), TODAY)
    assert found.select("level", "actions", "share", "median_open").rows() == [
        ("team", 1, 0.5, 9.0), ("coordinator", 1, 0.5, 4.0), ("manager", 0, 0.0, None), ("executive", 0, 0.0, None),
    ]  # fmt: skip
    assert resolved(MARCH, date(2025, 4, 1), date(2025, 4, 2))["share"].to_list() == [None] * 4


def test_months_hold_all_four_levels_in_the_ladders_order() -> None:
    rows = pl.concat([MARCH, frame(action("april", raised=3, closed=date(2025, 4, 2), level="executive"))])
    found = resolved_by_month(rows)
    assert found.rows() == [
        (date(2025, 3, 1), "team", 1.0), (date(2025, 3, 1), "coordinator", 1.0), (date(2025, 3, 1), "manager", 0.0),
        (date(2025, 3, 1), "executive", 0.0), (date(2025, 4, 1), "team", 0.0), (date(2025, 4, 1), "coordinator", 0.0),
        (date(2025, 4, 1), "manager", 0.0), (date(2025, 4, 1), "executive", 1.0),
    ]  # fmt: skip
    assert resolved_by_month(frame()).is_empty()


def test_wards_say_what_is_escalated_and_when_somebody_last_acted() -> None:
    assert of_wards(open_on(MARCH, TODAY)).rows() == [("A", "Ash", 4, 1, 9, 2)]
    assert last_contact(MARCH).rows() == [("A", "Ash", date(2025, 3, 6))]
    assert last_contact(frame(action("one"))).is_empty()


def test_a_sponsors_ward_is_counted_on_its_day() -> None:
    census = pl.DataFrame(
        {
            "stat_date": [TODAY, TODAY, TODAY, date(2025, 3, 9)],
            "site": ["A"] * 4,
            "ward": ["Ash"] * 4,
            "not_meeting": [1, 1, 0, 1],
            "stay_days": [12, 30, 40, 99],
            "owner": ["Hub", None, None, None],
            "patients": [1, 2, 1, 1],
        }
    )
    found = my_wards.on_day(census, TODAY)
    assert found.select("patients", "not_meeting", "longest", "no_owner").rows() == [(4, 3, 30, 2)]
