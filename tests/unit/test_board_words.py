"""What the board, the wall screen and the huddle sheet say of a patient."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from metrics import board
from metrics.scope import Scope
from pages.parts import board_rows, huddle, wall
from pages.service.core import Freshness
from pages.service.today import Morning

TAKEN = datetime(2026, 11, 20, 8)
DAY = TAKEN.date()
TYPES: dict[str, Any] = {
    "expected_discharge_date": pl.Date, "ready_date": pl.Date, "due": pl.Date, "left_on": pl.Date,
    "entered_at": pl.Datetime, "snapshot_at": pl.Datetime,
}  # fmt: skip
TEXTS = (
    "meets_criteria_to_reside", "local_id", "bed", "waiting_for", "delay_reason", "reason_group", "owner", "pathway",
    "next_action", "entered_by", "left_how", "left_at", "left_by",
)  # fmt: skip


def patient(spell_id: str, days: int | None = None, **given: Any) -> dict[str, Any]:
    blank = dict.fromkeys([*TYPES, *TEXTS])
    status = "N" if days is not None else "Y"
    ready = None if days is None else DAY - timedelta(days=days)
    return blank | {
        "provider": "RX1", "site": "North", "ward": "B4", "spell_id": spell_id, "admitted_on": DAY - timedelta(days=40),
        "has_left": 0, "snapshot_at": TAKEN, "meets_criteria_to_reside": status, "ready_date": ready,
        "local_id": f"K{spell_id}", "bed": f"Bed {spell_id}", "owner": "Hub", "waiting_for": "social work",
    } | given  # fmt: skip


def morning(*people: dict[str, Any]) -> Morning:
    frame = pl.DataFrame(list(people), schema_overrides=TYPES | dict.fromkeys(TEXTS, pl.String))
    fresh = Freshness(TAKEN, TAKEN, "facts-000001.duckdb", "abc", 26, 50, False)
    rounds = pl.DataFrame(schema=board.ROUNDS)
    return Morning(rows=board.prioritised(frame, DAY), rounds=rounds, taken=TAKEN, fresh=fresh, data_version="abc")


def only(found: Morning) -> dict[str, Any]:
    return found.rows.row(0, named=True)


def test_whom_to_chase_first_is_a_place_a_wait_and_a_reason() -> None:
    found = morning(patient("12", 34, owner=None), patient("7", 3, expected_discharge_date=DAY - timedelta(days=1)))
    assert board_rows.chase(found.rows) == (
        "**Chase first: B4, Bed 12 \\(K12\\), 34 days past ready, nobody owns the next step.** "
        "Then B4, Bed 7 \\(K7\\), 3 days past ready, the expected date has passed."
    )


def test_where_nobody_is_to_be_chased_the_board_says_so() -> None:
    assert board_rows.chase(morning(patient("1", 3)).rows).startswith("Nobody to chase first: everybody waiting has")
    assert board_rows.chase(morning(patient("1")).rows) == "Nobody here is known to be waiting to leave."


def test_what_is_missing_has_a_word_and_a_mark() -> None:
    row = board_rows.row(only(morning(patient("1", 3, owner=None, waiting_for=None))), TAKEN)
    assert row["owner"] == {"text": "Nobody yet", "shape": "ring", "tone": "amber"}
    assert row["waiting"] == {"text": "Not recorded", "shape": "ring", "tone": "amber"}
    unknown = board_rows.row(only(morning(patient("1", meets_criteria_to_reside=None))), TAKEN)
    assert unknown["waiting"] == {"text": "No status recorded", "shape": "diamond", "tone": "amber"}


def test_the_national_reason_stands_behind_its_group() -> None:
    named = {"delay_reason": "Awaiting patient transport services", "reason_group": "Hospital process"}
    row = board_rows.row(only(morning(patient("1", 3, **named))), TAKEN)
    assert row["group"] == {"text": "Hospital process", "title": "Awaiting patient transport services"}


@pytest.mark.parametrize(
    ("due", "said"),
    [(DAY, "Panel, today"), (DAY + timedelta(days=4), "Panel, by Tue 24 Nov"), (None, "Panel")],
)
def test_a_next_action_says_by_when(due: date | None, said: str) -> None:
    assert board_rows.next_action(patient("1", 3, next_action="Panel", due=due), DAY) == said


def test_an_entry_of_another_day_says_its_day() -> None:
    row = patient("1", 3, entered_at=datetime(2026, 11, 19, 16, 5), entered_by="Ann Hall")
    assert board_rows.entered(row, DAY) == "entered Thu 19 Nov 16:05 by Ann Hall"


def test_two_providers_may_have_a_spell_of_one_number() -> None:
    assert board_rows.key(patient("1"), several=True) == "RX1 1"
    assert board_rows.key(patient("1")) == "1"


@pytest.mark.parametrize("shown", board_rows.SHOWN)
def test_every_list_can_be_asked_for(shown: str) -> None:
    condition = board_rows.SHOWN[shown]
    rows = morning(patient("1", 3), patient("2")).rows
    assert (rows if condition is None else rows.filter(condition)).height <= 2


def test_every_tile_leads_to_a_list() -> None:
    found = morning(patient("1", 3))
    made = board_rows.tiles(board.counts(found.rows), board.wards(found.rows, found.rounds))
    assert all(board_rows.choice(str(tile.id))["show"] in board_rows.SHOWN for tile in made)
    assert board_rows.choice("21 days or more") == {"show": "Not meeting criteria", "stay": "21 days or more"}


def test_one_sites_old_board_is_named_and_all_old_data_are_one_sentence() -> None:
    times = pl.DataFrame({"site": ["North", "South"], "taken": [datetime(2026, 11, 17, 8), TAKEN]})
    whole, sites = board_rows.older(times, TAKEN, TAKEN + timedelta(hours=1), 50)
    assert whole is None
    assert sites == [
        "The board of North is 3 days old, of 08:00 Tue 17 Nov: load its latest board before acting on it."
    ]
    whole, sites = board_rows.older(times, TAKEN, TAKEN + timedelta(hours=51), 50)
    assert (whole or "").startswith("These data are 2 days old") and sites == []


def test_a_wall_says_who_waits_by_row_and_the_rest_as_counts() -> None:
    found = morning(
        patient("1", 34, owner=None), patient("2", 5, due=DAY - timedelta(days=1), next_action="Panel"), patient("3"),
        patient("4", meets_criteria_to_reside=None), patient("5", 2, left_how="said"),
    )  # fmt: skip
    body = wall.body(found, Scope(ward="B4"))
    assert (body["title"], body["clock"], body["day"], body["wide"]) == ("B4, North", "08:00", "Fri 20 Nov", True)
    assert [(row["days"], row["bed"], row["patient"], row["flag"]) for row in body["rows"]] == [
        ("34 d", "Bed 1", "K1", "no owner"), ("5 d", "Bed 2", "K2", "late"),
    ]  # fmt: skip
    assert {one["label"]: one["value"] for one in body["counts"]}["waiting"] == "2"
    assert body["rest"] == "1 meet criteria; 1 left; round not completed today"


def test_a_wall_has_two_columns_beyond_fifteen_and_says_how_many_more() -> None:
    body = wall.body(morning(*(patient(str(n), n) for n in range(33))), Scope())
    assert (body["wide"], len(body["rows"]), body["each"]) == (False, 30, 15)
    assert body["rest"].startswith("3 more waiting; 0 meet criteria")
    assert wall.body(morning(*(patient(str(n), n) for n in range(15))), Scope())["wide"] is True


def test_a_wall_of_a_site_names_the_ward_of_each() -> None:
    body = wall.body(morning(patient("1", 3), patient("2", 4, ward="B5")), Scope(site="North"))
    assert body["title"] == "North"
    assert [column["key"] for column in body["columns"]][:3] == ["days", "ward", "bed"]


def test_a_sheet_has_a_part_for_each_ward_and_leaves_out_who_left() -> None:
    found = morning(
        patient("1", 3, reason_group="Capacity"), patient("2", 4, ward="B5", owner=None),
        patient("3", 1, left_how="said"),
        patient("4", meets_criteria_to_reside=None, ward="B5"), patient("5"),
    )  # fmt: skip
    sheets = huddle.sheets(found, board.WAITING | board.NO_STATUS)
    assert [sheet["title"] for sheet in sheets] == [
        "B4, North: huddle sheet, Fri 20 Nov 2026", "B5, North: huddle sheet, Fri 20 Nov 2026",
    ]  # fmt: skip
    assert [[row["patient"] for row in sheet["rows"]] for sheet in sheets] == [["K1"], ["K2", "K4"]]
    assert sheets[0]["rows"][0]["waiting"] == "Social work (Capacity)"
    assert sheets[1]["said"] == (
        "1 of 2 patients not meeting the criteria; 1 with nobody owning the next step; 1 with no status recorded."
    )


def test_a_sheet_says_when_by_whom_and_from_which_data() -> None:
    found = morning(patient("1", 3))
    assert huddle.stamp(found, "Ann Hall", datetime(2026, 11, 20, 8, 40), 17) == (
        "Printed 08:40 Fri 20 Nov 2026 by Ann Hall, number 17 in the log; "
        "board of 08:00 Fri 20 Nov 2026, data version abc."
    )
    assert huddle.stamp(found, "Ann Hall", TAKEN, None).startswith("Not printed yet; board of")
