"""One stay as it went: its events in order, and its days past ready by who had to act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from metrics.timeline import Event, Stay, by_owner, events, slips, waits
from pages.parts.timeline import line, summary

SPELL: dict[str, Any] = {
    "admitted_at": datetime(2025, 1, 2, 10, 0), "discharged_at": None, "discharge_ready_date": date(2025, 1, 6),
    "criteria_not_met_at": datetime(2025, 1, 6, 15, 30), "support_started_at": None, "admission_method": "21",
    "discharge_destination": None, "expected_discharge_date": date(2025, 1, 8),
    "expected_date_set_at": datetime(2025, 1, 3, 9, 0), "pathway": "1",
}  # fmt: skip


def snapshot(day: int, status: str | None = "N", expected: int | None = 8, **said: Any) -> dict[str, Any]:
    return {
        "snapshot_at": datetime(2025, 1, day, 8, 0), "site": "A", "ward": "Ash", "meets_criteria_to_reside": status,
        "expected_discharge_date": date(2025, 1, expected) if expected else None, "waiting_for": None,
        "delay_reason": None, "owner": None, **said,
    }  # fmt: skip


def said_in_round(day: int, **said: Any) -> dict[str, Any]:
    return {
        "day": date(2025, 1, day), "said_at": datetime(2025, 1, day, 9, 12), "changed_by": "Ann", "owner": "",
        "waiting_for": "", "delay_reason": "", "next_action": "", "due": None, "day_colour": "", "red_reason": "",
        "expected_discharge_date": None, **said,
    }  # fmt: skip


def stay(**given: Any) -> Stay:
    return Stay(spell=SPELL | given.pop("spell", {}), last_day=date(2025, 1, 12), **given)


def happened(one: Stay) -> list[tuple[str, str]]:
    return [(str(event.day), event.kind) for event in events(one)]


def test_days_past_ready_add_up_to_the_midnights_since_the_ready_date() -> None:
    found = waits(stay(board=[snapshot(7, owner="Hub"), snapshot(10, owner="Council"), snapshot(12, owner="Hub")]))
    assert found.select("owner", "from_day", "to_day", "days").rows() == [
        ("Hub", date(2025, 1, 7), date(2025, 1, 9), 3),  # the last known owner carries on
        ("Council", date(2025, 1, 10), date(2025, 1, 11), 2),
        ("Hub", date(2025, 1, 12), date(2025, 1, 12), 1),
    ]
    assert by_owner(found).rows() == [("Hub", 4), ("Council", 2)]
    assert found["days"].sum() == (date(2025, 1, 12) - date(2025, 1, 6)).days


def test_a_finished_stay_waits_to_the_day_of_discharge() -> None:
    gone = stay(spell={"discharged_at": datetime(2025, 1, 9, 16, 0)}, board=[snapshot(7, owner="Hub")])
    assert waits(gone)["days"].sum() == 3
    on_the_day = stay(spell={"discharged_at": datetime(2025, 1, 6, 18, 0)})
    assert waits(on_the_day).is_empty()


def test_nobody_named_is_nobody_not_left_out() -> None:
    found = waits(stay(board=[snapshot(9, owner="Hub")]))
    assert found.select("owner", "days").rows() == [(None, 2), ("Hub", 4)]


def test_a_board_round_says_who_acts_on_its_day_and_after() -> None:
    found = waits(stay(board=[snapshot(7, owner="Hub")], rounds=[said_in_round(10, owner="Council")]))
    assert by_owner(found).sort("owner").rows() == [("Council", 3), ("Hub", 3)]


def test_a_patient_who_meets_the_criteria_again_does_not_wait() -> None:
    board = [snapshot(7, "N"), snapshot(8, None), snapshot(9, "Y")]
    again = stay(spell={"discharge_ready_date": None, "criteria_not_met_at": None}, board=board)
    assert waits(again).is_empty()
    assert [kind for _, kind in happened(again) if kind.endswith("meeting")] == ["not_meeting", "meeting"]


def test_without_a_ready_date_the_boards_last_run_of_n_is_taken() -> None:
    board = [snapshot(5, "N"), snapshot(6, "Y"), snapshot(8, "N"), snapshot(9, None), snapshot(10, "N")]
    found = stay(spell={"discharge_ready_date": None, "criteria_not_met_at": None}, board=board)
    assert found.ready_on == date(2025, 1, 8)
    assert waits(found)["days"].sum() == 4


def test_events_stand_in_order_of_time() -> None:
    one = stay(
        spell={"discharged_at": datetime(2025, 1, 12, 11, 0), "support_started_at": datetime(2025, 1, 12, 18, 0)},
        board=[
            snapshot(5, "Y"), snapshot(7, waiting_for="social work", owner="Council"),
            snapshot(8, expected=10, ward="Elm"),
        ],
        failed=[{"planned_on": date(2025, 1, 8), "reason": "No transport", "owner": "Site"}],
        rounds=[said_in_round(9, next_action="Panel", due=date(2025, 1, 10), day_colour="red", red_reason="no panel")],
        delays=[{
            "started": date(2025, 1, 7), "ended": date(2025, 1, 11), "reason": "Panel", "owner": "",
            "changed_by": "Ann",
        }],
        actions=[{
            "steps": [{"level": "team", "day": date(2025, 1, 8)}, {"level": "manager", "day": date(2025, 1, 10)}],
            "closed": date(2025, 1, 11), "outcome": "Agreed", "level": "manager", "owner": "Head", "text": "Ask",
        }],
        departures=[{"left_on": date(2025, 1, 12), "destination": "Home", "changed_by": "Ann"}],
    )  # fmt: skip
    assert happened(one) == [
        ("2025-01-02", "admitted"), ("2025-01-03", "expected"), ("2025-01-06", "not_meeting"),
        ("2025-01-07", "waiting"), ("2025-01-07", "delay"), ("2025-01-08", "ward"), ("2025-01-08", "slipped"),
        ("2025-01-08", "failed"), ("2025-01-08", "action"), ("2025-01-09", "round"),
        ("2025-01-10", "escalated"), ("2025-01-11", "delay_ended"), ("2025-01-11", "closed"),
        ("2025-01-12", "discharged"), ("2025-01-12", "support"), ("2025-01-12", "left"),
    ]  # fmt: skip
    words = [line(event)["what"] for event in events(one)]
    assert words[2:7] == [
        "No longer meets the criteria to reside", "Waiting for social work (Council)", "Delay begins: Panel",
        "Moved from Ash to Elm", "Expected date moved to Fri 10 Jan, 2 days later",
    ]  # fmt: skip
    assert "Board round: Panel by Fri 10 Jan; red day: no panel" in words
    assert "Delay over after 4 days: Panel" in words


def test_slips_are_counted_and_said() -> None:
    one = stay(
        board=[snapshot(4, "Y", 6), *(snapshot(day, "N", to, owner="Hub") for day, to in ((7, 9), (8, 8), (9, 12)))]
    )
    assert slips(one) == 2
    assert summary(one) == "6 days past ready, all of them with Hub. The expected date moved later twice."


def test_a_time_of_another_day_is_not_said() -> None:
    corrected = said_in_round(9) | {"said_at": datetime(2025, 1, 11, 9, 0)}
    found = [event for event in events(stay(rounds=[corrected])) if event.kind == "round"]
    assert found == [Event(day=date(2025, 1, 9), kind="round", by="Ann")]
    assert line(found[0]) == {
        "when": "Thu 9 Jan", "what": "Board round: no next action", "by": "said by Ann", "shape": "circle",
        "tone": "quiet",
    }  # fmt: skip


def test_a_stay_with_nothing_but_its_spell_has_its_admission() -> None:
    bare = stay(spell=dict.fromkeys(SPELL) | {"admitted_at": SPELL["admitted_at"], "admission_method": "11"})
    assert happened(bare) == [("2025-01-02", "admitted")]
    assert isinstance(waits(bare), pl.DataFrame) and summary(bare) == "No days past ready."
