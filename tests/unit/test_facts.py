"""Contract, section 2, rule by rule, on hospitals of a few patients: cover, census, ready dates."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_hospital import ALL_MONTH, by_day, groups, hospital, january, on_board, overall, present, spell

from data.access import DEMONSTRATION

# Cover


def test_cover_runs_from_the_first_discharge_to_the_last_admission_or_discharge(tmp_path: Path) -> None:
    held = hospital(
        tmp_path,
        spells=[
            spell("S1", "2025-01-01", "2025-01-05"),
            spell("S2", "2025-01-02", "2025-01-08"),
            spell("S3", "2025-01-10"),
        ],
    )
    assert list(by_day(held, "discharges")) == [january(day) for day in range(5, 11)]
    assert list(by_day(held, "discharges").values()) == [1, 0, 0, 1, 0, 0]


def test_a_finished_spell_can_be_the_last_covered_day(tmp_path: Path) -> None:
    held = hospital(tmp_path, spells=[spell("S1", "2025-01-01", "2025-01-05"), spell("S2", "2025-01-02", "2025-01-08")])
    assert max(by_day(held, "discharges")) == january(8)


def test_options_say_what_is_covered(tmp_path: Path) -> None:
    options = {"covers_from": january(3), "covers_to": january(6)}
    held = hospital(
        tmp_path,
        options=options,
        spells=[spell("S1", "2025-01-01", "2025-01-05"), spell("S2", "2025-01-01", "2025-01-09")],
    )
    assert by_day(held, "discharges") == {january(3): 0, january(4): 0, january(5): 1, january(6): 0}
    assert by_day(held, "inpatients") == {january(3): 2, january(4): 2, january(5): 2, january(6): 1}


def test_one_end_of_the_cover_may_be_given_alone(tmp_path: Path) -> None:
    held = hospital(
        tmp_path, options={"covers_from": january(4)},
        spells=[spell("S1", "2025-01-01", "2025-01-02"), spell("S2", "2025-01-01", "2025-01-05")],
    )  # fmt: skip
    assert by_day(held, "discharges") == {january(4): 0, january(5): 1}


# Census


def test_the_census_counts_the_nights_and_not_the_day_of_admission(tmp_path: Path) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10 23:59", "2025-01-13 00:00")])
    assert present(by_day(held, "inpatients")) == {11: 1, 12: 1, 13: 1}


def test_a_stay_within_one_day_is_in_no_census(tmp_path: Path) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10 00:00", "2025-01-10 23:59")])
    assert present(by_day(held, "inpatients")) == {}


def test_an_open_spell_is_counted_to_the_end_of_the_cover(tmp_path: Path) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-28")])
    assert present(by_day(held, "inpatients")) == {29: 1, 30: 1, 31: 1}


def test_a_stay_from_before_the_cover_keeps_its_length(tmp_path: Path) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2024-12-20", "2025-01-11")])
    assert present(by_day(held, "stay_7_plus")) == dict.fromkeys(range(1, 12), 1)
    assert present(by_day(held, "stay_14_plus")) == dict.fromkeys(range(3, 12), 1)
    assert present(by_day(held, "stay_21_plus")) == {10: 1, 11: 1}


def test_not_meeting_criteria_begins_on_the_day_after_the_ready_date(tmp_path: Path) -> None:
    rows = [spell("S1", "2025-01-10", "2025-01-15", discharge_ready_date="2025-01-12")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert present(by_day(held, "nctr")) == {13: 1, 14: 1, 15: 1}
    assert overall(held, "nctr_bed_days")[0] == overall(held, "bed_days_past_ctr")[0] == 3


# Ready dates


def test_the_time_criteria_stopped_being_met_fills_a_blank_ready_date(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-10", "2025-01-15", criteria_not_met_at="2025-01-13 23:59"),
        spell(
            "S2", "2025-01-10", "2025-01-15", criteria_not_met_at="2025-01-13 01:00", discharge_ready_date="2025-01-11"
        ),
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert present(by_day(held, "nctr")) == {12: 1, 13: 1, 14: 2, 15: 2}
    assert overall(held, "days_past_ctr") == (3, 6, 2)


def test_a_blank_ready_date_is_no_delay_and_lowers_completeness(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-10", "2025-01-15"),
        spell("S2", "2025-01-10", "2025-01-15", discharge_ready_date="2025-01-11"),
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert overall(held, "days_past_ctr") == (2, 4, 2)
    assert overall(held, "on_ready_date_share") == (0.5, 1, 2)
    assert overall(held, "ready_date_completeness") == (0.5, 1, 2)


def test_a_setting_leaves_blank_ready_dates_out(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-10", "2025-01-15"),
        spell("S2", "2025-01-10", "2025-01-15", discharge_ready_date="2025-01-11"),
    ]
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "homeward.toml").write_text('blank_ready_date = "exclude"\n')
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert overall(held, "days_past_ctr") == (4, 4, 1)
    assert overall(held, "days_past_ctr_median")[0] == 4
    assert overall(held, "on_ready_date_share") == (0, 0, 1)
    assert overall(held, "ready_date_completeness") == (0.5, 1, 2)


@pytest.mark.parametrize(
    ("statuses", "ready"),
    [
        ({11: "Y", 12: "N", 13: "N"}, 12),
        ({11: "N", 12: "Y", 13: "N"}, 13),
        ({11: "N", 12: "", 13: "N"}, 11),
        ({11: "N", 12: "N", 13: ""}, 11),
        ({11: "N", 12: "N", 13: "Y"}, None),
        ({11: "", 12: "", 13: ""}, None),
    ],
    ids=["run after Y", "run broken by Y", "blank inside", "blank last", "ends in Y", "all blank"],
)  # fmt: skip
def test_the_board_gives_the_ready_date_from_its_last_unbroken_run_of_n(
    tmp_path: Path, statuses: dict[int, str], ready: int | None
) -> None:
    board = [on_board("S1", f"2025-01-{day}", status) for day, status in statuses.items()]
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-15")], board=board)
    assert overall(held, "bed_days_past_ctr")[0] == (0 if ready is None else 15 - ready)
    assert overall(held, "ready_date_completeness")[0] == (0 if ready is None else 1)


def test_several_snapshots_of_a_day_are_taken_in_time_order(tmp_path: Path) -> None:
    board = [
        on_board("S1", "2025-01-12 08:00", "N"),
        on_board("S1", "2025-01-12 12:00", "Y"),
        on_board("S1", "2025-01-12 16:00", "N"),
        on_board("S2", "2025-01-12 08:00", "N"),
        on_board("S2", "2025-01-12 16:00", "Y"),
        on_board("S2", "2025-01-12 12:00", "N"),
    ]
    rows = [spell("S1", "2025-01-10", "2025-01-15"), spell("S2", "2025-01-10", "2025-01-15", ward="W2")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=board)
    assert groups(held, "bed_days_past_ctr", "ward") == {"W1": 3, "W2": 0}


def test_a_ready_date_of_the_spell_wins_over_the_board(tmp_path: Path) -> None:
    rows = [spell("S1", "2025-01-10", "2025-01-15", discharge_ready_date="2025-01-11")]
    board = [on_board("S1", "2025-01-13", "N")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=board)
    assert overall(held, "bed_days_past_ctr")[0] == 4


@pytest.mark.parametrize("day", ["2025-01-09", "2025-01-16"], ids=["before admission", "after discharge"])
def test_a_derived_date_outside_the_stay_is_ignored_and_marked(tmp_path: Path, day: str) -> None:
    rows = [spell("S1", "2025-01-10", "2025-01-15")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=[on_board("S1", day, "N")])
    assert overall(held, "bed_days_past_ctr")[0] == 0
    assert overall(held, "ready_date_completeness")[0] == 0
    assert held.table(DEMONSTRATION, "stay")["board_ready_ignored"].to_list() == [1]


def test_an_open_spell_takes_its_ready_date_from_the_board_too(tmp_path: Path) -> None:
    board = [on_board("S1", "2025-01-12", "Y"), on_board("S1", "2025-01-13", "N")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10")], board=board)
    assert present(by_day(held, "nctr")) == dict.fromkeys(range(13, 32), 1)
