"""What wards say, laid over the board: the later word wins, blanks are filled, and who left is reconciled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.board_entries import GROUPS, LEFT, SAID, STEPS, Entries, alone, merged

BOARD_AT = datetime(2025, 1, 20, 8)
AFTER, BEFORE = BOARD_AT + timedelta(hours=1, minutes=12), BOARD_AT - timedelta(hours=1)
ROWS: dict[str, Any] = {
    "provider": pl.String, "spell_id": pl.String, "snapshot_at": pl.Datetime, "delay_reason": pl.String,
    "reason_group": pl.String, "waiting_for": pl.String, "owner": pl.String, "expected_discharge_date": pl.Date,
    "has_left": pl.Int32,
}  # fmt: skip
OWN = {
    "provider": "RX1", "spell_id": "S1", "snapshot_at": BOARD_AT, "delay_reason": "Old reason", "reason_group": "Old",
    "waiting_for": "transport", "owner": "Ward", "expected_discharge_date": date(2025, 1, 25), "has_left": 0,
}  # fmt: skip


def frame(schema: dict[str, Any], *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def board(*changes: dict[str, Any]) -> pl.DataFrame:
    return frame(ROWS, *({**OWN, **change} for change in changes or ({},)))


def entry(**said: Any) -> dict[str, Any]:
    return {"provider": "RX1", "spell_id": "S1", "at": AFTER, "by": "Ann Hall", **said}


def one(rows: pl.DataFrame, **entries: pl.DataFrame) -> dict[str, Any]:
    found = merged(rows, Entries(**entries), BOARD_AT)
    assert found.height == 1
    return found.row(0, named=True)


def said(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(SAID, *rows)


def left(at: datetime) -> pl.DataFrame:
    return frame(LEFT, entry(at=at, left_on=at.date(), left_at="07:30"))


def test_nothing_said_leaves_the_board_as_it_is() -> None:
    rows = board({}, {"spell_id": "S2", "has_left": 1})
    groups = frame(GROUPS, {"delay_reason": "Old reason", "reason_group": "Old"})
    quiet = alone(rows)
    assert quiet.equals(merged(rows, Entries(groups=groups), BOARD_AT).select(quiet.columns))
    assert alone(rows)["left_how"].to_list() == [None, "extract"]


def test_what_is_said_after_the_snapshot_wins_and_says_by_whom() -> None:
    groups = frame(GROUPS, {"delay_reason": "New reason", "reason_group": "New"})
    new = {"delay_reason": "New reason", "owner": "Hub", "expected_discharge_date": date(2025, 1, 22)}
    row = one(board(), said=said(entry(**new)), groups=groups)
    assert (row["delay_reason"], row["reason_group"]) == ("New reason", "New")
    assert (row["owner"], row["expected_discharge_date"]) == ("Hub", date(2025, 1, 22))
    assert (row["entered_at"], row["entered_by"]) == (AFTER, "Ann Hall")
    assert row["waiting_for"] == "transport"  # not said, so the board's


@pytest.mark.parametrize("at", [BEFORE, BOARD_AT])
def test_an_earlier_word_only_fills_what_the_board_leaves_blank(at: datetime) -> None:
    row = one(board({"owner": None}), said=said(entry(at=at, owner="Hub", waiting_for="medicines")))
    assert (row["owner"], row["waiting_for"], row["entered_by"]) == ("Hub", "transport", "Ann Hall")


def test_an_entry_of_which_nothing_shows_is_not_named() -> None:
    row = one(board(), said=said(entry(at=BEFORE, owner="Hub")))
    assert (row["owner"], row["entered_at"], row["entered_by"]) == ("Ward", None, None)


def test_the_next_action_is_known_from_entries_alone() -> None:
    row = one(board(), said=said(entry(at=BEFORE, next_action="Panel", due=date(2025, 1, 22))))
    assert (row["next_action"], row["due"], row["entered_at"]) == ("Panel", date(2025, 1, 22), BEFORE)


def test_of_several_entries_the_newest_counts_whole() -> None:
    row = one(board(), said=said(entry(owner="Hub"), entry(at=AFTER - timedelta(minutes=5), owner="Old", due=None)))
    assert row["owner"] == "Hub"


def test_an_entry_reaches_its_own_patient_only() -> None:
    rows = board({}, {"spell_id": "S2"}, {"provider": "RX2"})
    found = merged(rows, Entries(said=said(entry(owner="Hub"))), BOARD_AT)
    assert found["owner"].to_list() == ["Hub", "Ward", "Ward"]


def test_a_site_without_a_board_is_as_old_as_the_data() -> None:
    bare = board({"snapshot_at": None, "owner": None})
    assert one(bare, said=said(entry(at=AFTER, expected_discharge_date=date(2025, 1, 21))))[
        "expected_discharge_date"
    ] == date(2025, 1, 21)
    assert one(bare, left=left(AFTER))["left_how"] == "said"


def test_an_open_action_is_the_next_step_where_the_round_named_none() -> None:
    later = {"text": "Later", "owner": "Later", "due": date(2025, 1, 30)}
    sooner = {"text": "Panel", "owner": "Manager", "due": date(2025, 1, 21)}
    undated = {"text": "Some day", "owner": "Nobody", "due": None}
    steps = frame(STEPS, *(entry(**step) for step in (later, sooner, undated)))
    row = one(board({"owner": None}), steps=steps)
    assert (row["next_action"], row["owner"], row["due"]) == ("Panel", "Manager", date(2025, 1, 21))
    both = one(board(), steps=steps, said=said(entry(next_action="Call family")))
    assert (both["next_action"], both["owner"], both["due"]) == ("Call family", "Ward", None)


@pytest.mark.parametrize(
    ("has_left", "at", "how"),
    [(0, AFTER, "said"), (0, BEFORE, "still"), (0, BOARD_AT, "still"), (1, AFTER, "extract"), (1, BEFORE, "extract")],
)
def test_a_departure_is_held_against_the_next_board(has_left: int, at: datetime, how: str) -> None:
    row = one(board({"has_left": has_left}), left=left(at))
    assert (row["left_how"], row["left_at"], row["left_by"]) == (how, "07:30", "Ann Hall")


def test_a_departure_of_somebody_not_on_the_board_is_gone() -> None:
    found = merged(board({"spell_id": "S2"}), Entries(left=left(AFTER)), BOARD_AT)
    assert found["left_how"].to_list() == [None]


SPELLS = st.sampled_from(["S1", "S2", "S3"])
TEXTS = st.none() | st.sampled_from(["Hub", "Panel"])
DAYS = st.none() | st.dates(date(2025, 1, 18), date(2025, 1, 25))
MOMENTS = st.datetimes(BOARD_AT - timedelta(days=2), BOARD_AT + timedelta(days=2))


@given(
    st.lists(st.fixed_dictionaries({"spell_id": SPELLS, "at": MOMENTS, "owner": TEXTS, "next_action": TEXTS})),
    st.lists(st.fixed_dictionaries({"spell_id": SPELLS, "at": MOMENTS})),
    st.lists(st.fixed_dictionaries({"spell_id": SPELLS, "text": TEXTS, "owner": TEXTS, "due": DAYS})),
)  # fmt: skip
def test_no_entry_adds_moves_or_loses_a_patient(
    entries: list[dict[str, Any]], gone: list[dict[str, Any]], steps: list[dict[str, Any]]
) -> None:
    rows = board({}, {"spell_id": "S2", "owner": None}, {"spell_id": "S4"})
    found = merged(
        rows,
        Entries(
            said=said(*({**entry(), **row} for row in entries)),
            left=frame(LEFT, *({**entry(), **row} for row in gone)),
            steps=frame(STEPS, *({**entry(), **row} for row in steps)),
        ),
        BOARD_AT,
    )
    assert found["spell_id"].to_list() == ["S1", "S2", "S4"]
    assert (
        found.filter(pl.col("spell_id") == "S4")
        .select(*ROWS)
        .drop("reason_group")
        .equals(rows.tail(1).drop("reason_group"))
    )
