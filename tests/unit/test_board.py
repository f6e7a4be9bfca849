"""The board of the morning: the order of what needs doing, and what it adds up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import polars as pl

from metrics.board import ROUNDS, Counts, counts, prioritised, times, wards

TODAY = date(2025, 1, 20)


def patient(spell_id: str, status: str | None, **given: Any) -> dict[str, Any]:
    return {
        "provider": "RX1", "site": "A", "ward": "Ash", "spell_id": spell_id, "meets_criteria_to_reside": status,
        "owner": "Hub", "expected_discharge_date": None, "ready_date": None, "admitted_on": date(2025, 1, 10),
        "has_left": 0, "due": None, "left_how": None, **given,
    }  # fmt: skip


def board(*patients: dict[str, Any]) -> pl.DataFrame:
    dates = dict.fromkeys(("expected_discharge_date", "ready_date", "admitted_on", "due"), pl.Date)
    texts = dict.fromkeys(("meets_criteria_to_reside", "owner", "ward", "left_how"), pl.String)
    return pl.DataFrame(list(patients), schema_overrides={**texts, **dates})


def ready(day: int) -> dict[str, date]:
    return {"ready_date": date(2025, 1, day)}


MORNING = board(
    patient("S1", "Y"),
    patient("S2", None, admitted_on=date(2025, 1, 1)),
    patient("S3", "N", **ready(12)),
    patient("S4", "N", **ready(18)),
    patient("S5", "N", owner=None, **ready(19)),
    patient("S6", "N", expected_discharge_date=date(2025, 1, 19), **ready(11), ward="Elm"),
    patient(
        "S7", "N", owner=None, expected_discharge_date=date(2025, 1, 1), **ready(19), admitted_on=date(2024, 12, 30)
    ),
    patient("S8", "Y", expected_discharge_date=date(2025, 1, 1), owner=None),
    patient("S9", None, ward="Elm"),
)


def test_the_order_is_what_needs_doing_first() -> None:
    rows = prioritised(MORNING, TODAY)
    assert rows.select("spell_id", "tier").rows() == [
        ("S6", 1), ("S7", 1), ("S5", 1),  # 9 days past, then 1 day past with the longer stay
        ("S3", 2), ("S4", 2), ("S2", 3), ("S9", 3), ("S1", 4), ("S8", 4),
    ]  # fmt: skip


def test_each_row_says_why() -> None:
    why = dict(prioritised(MORNING, TODAY).select("spell_id", "why").iter_rows())
    assert why == {
        "S1": "", "S2": "no status recorded", "S3": "", "S4": "", "S5": "nobody owns the next step",
        "S6": "the expected date has passed", "S7": "nobody owns the next step and the expected date has passed",
        "S8": "", "S9": "no status recorded",
    }  # fmt: skip


def test_days_past_and_stay_are_midnights_to_the_day_of_the_board() -> None:
    rows = prioritised(MORNING, TODAY).sort("spell_id")
    assert rows["days_past"].to_list() == [None, None, 8, 2, 1, 9, 1, None, None]
    assert rows["stay_days"].to_list() == [10, 19, 10, 10, 10, 10, 21, 10, 10]


def test_a_patient_expected_today_is_not_overdue() -> None:
    rows = prioritised(board(patient("S1", "N", expected_discharge_date=TODAY, **ready(19))), TODAY)
    assert rows.select("overdue", "tier").rows() == [(False, 2)]


def test_only_those_not_meeting_criteria_are_overdue() -> None:
    assert prioritised(MORNING, TODAY).filter("overdue")["spell_id"].sort().to_list() == ["S6", "S7"]


def test_an_unknown_ready_date_comes_last_in_its_tier() -> None:
    rows = prioritised(
        board(patient("S1", "N"), patient("S2", "N", **ready(20)), patient("S3", "N", **ready(18))), TODAY
    )
    assert rows["spell_id"].to_list() == ["S3", "S2", "S1"]


def test_equal_patients_stand_in_order_of_their_spell() -> None:
    rows = prioritised(board(patient("S2", "Y"), patient("S1", "Y")), TODAY)
    assert rows["spell_id"].to_list() == ["S1", "S2"]


NOBODY = Counts(
    patients=0, not_meeting=0, stay_7=0, stay_14=0, stay_21=0, no_status=0, no_owner=0, overdue=0, late=0, left=0,
    still=0, wards_no_status=0,
)  # fmt: skip


def test_the_counts_add_up() -> None:
    assert counts(prioritised(MORNING, TODAY)) == replace(
        NOBODY, patients=9, not_meeting=5, stay_7=5, stay_14=1, stay_21=1, no_status=2, no_owner=2, overdue=2,
        wards_no_status=2,
    )  # fmt: skip


def test_who_has_left_is_last_and_counted_as_nothing_else() -> None:
    rows = prioritised(
        board(
            patient("S1", "N", left_how="said", owner=None, due=date(2025, 1, 1), **ready(2)),
            patient("S2", None, left_how="extract"),
            patient("S3", "Y"),
        ),
        TODAY,
    )
    assert rows.select("spell_id", "tier", "why", "late").rows() == [
        ("S3", 4, "", False), ("S1", 5, "", False), ("S2", 5, "", False),
    ]  # fmt: skip
    assert counts(rows) == replace(NOBODY, patients=1, left=2)
    assert wards(rows).select("patients", "not_meeting", "longest", "no_status").rows() == [(1, 0, None, 0)]


def test_who_was_marked_as_left_and_is_still_there_comes_first() -> None:
    rows = prioritised(board(patient("S1", "N", **ready(1)), patient("S2", "N", left_how="still", **ready(19))), TODAY)
    assert rows.select("spell_id", "tier", "why").rows() == [
        ("S2", 1, "marked as left but still on the board"), ("S1", 2, ""),
    ]  # fmt: skip
    assert counts(rows) == replace(NOBODY, patients=2, not_meeting=2, still=1, stay_7=2)


def test_a_next_action_is_late_on_the_day_after_it_was_due() -> None:
    rows = prioritised(
        board(
            patient("S1", "N", due=date(2025, 1, 19), **ready(19)),
            patient("S2", "N", due=TODAY, **ready(18)),
            patient("S3", "Y", due=date(2025, 1, 1)),
        ),
        TODAY,
    )
    assert rows.select("spell_id", "tier", "late", "why").rows() == [
        ("S1", 1, True, "the next action is late"), ("S2", 2, False, ""), ("S3", 4, False, ""),
    ]  # fmt: skip
    assert counts(rows).late == 1


def test_rows_that_nobody_said_anything_about_need_no_more_columns() -> None:
    bare = MORNING.drop("due", "left_how")
    rows = prioritised(bare, TODAY)
    assert rows["tier"].to_list() == prioritised(MORNING, TODAY)["tier"].to_list()
    assert rows.select("next_action", "due", "left_how").null_count().row(0) == (9, 9, 9)


def test_long_stays_are_at_or_above() -> None:
    rows = board(*(patient(f"S{day}", "N", admitted_on=date(2025, 1, day)) for day in (6, 7, 13, 14)))
    found = counts(prioritised(rows, TODAY))
    assert (found.stay_7, found.stay_14, found.stay_21) == (3, 1, 0)


def test_wards_stand_busiest_first() -> None:
    found = wards(prioritised(MORNING, TODAY))
    assert found.select("ward", "patients", "not_meeting", "longest", "no_status", "no_owner").rows() == [
        ("Ash", 7, 4, 8, 1, 2),
        ("Elm", 2, 1, 9, 1, 0),
    ]


def test_wards_of_one_name_at_two_sites_are_two() -> None:
    rows = board(patient("S1", None), patient("S2", None, site="B"))
    assert wards(prioritised(rows, TODAY)).height == 2
    assert counts(prioritised(rows, TODAY)).wards_no_status == 2


def test_a_ward_is_done_when_it_has_completed_a_round() -> None:
    rounds = pl.DataFrame(
        [
            ("RX1", "A", "Ash", "midday", datetime(2025, 1, 20, 12, 30)),
            ("RX1", "A", "Ash", "morning", datetime(2025, 1, 20, 9, 12)),
            ("RX1", "B", "Elm", "morning", datetime(2025, 1, 20, 9, 0)),
        ],
        schema=ROUNDS, orient="row",
    )  # fmt: skip
    found = wards(prioritised(MORNING, TODAY), rounds)
    assert found.select("ward", "slot", "at").rows() == [
        ("Ash", "midday", datetime(2025, 1, 20, 12, 30)), ("Elm", None, None),
    ]  # fmt: skip


def test_each_site_has_its_own_time_the_oldest_first() -> None:
    rows = pl.DataFrame(
        [("A", datetime(2025, 1, 20, 8)), ("A", datetime(2025, 1, 20, 8)), ("B", datetime(2025, 1, 19)), ("C", None)],
        schema={"site": pl.String, "snapshot_at": pl.Datetime}, orient="row",
    )  # fmt: skip
    assert times(rows, datetime(2025, 1, 18)).rows() == [
        ("C", datetime(2025, 1, 18)), ("B", datetime(2025, 1, 19)), ("A", datetime(2025, 1, 20, 8)),
    ]  # fmt: skip


def test_an_empty_board_counts_nobody() -> None:
    rows = prioritised(MORNING.clear(), TODAY)
    assert counts(rows) == NOBODY
    assert wards(rows).is_empty()
