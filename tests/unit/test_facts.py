"""Contract, section 2, rule by rule, on hospitals of a few patients."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from small_hospital import by_day, groups, hospital, on_board, overall, spell

from data.access import DEMONSTRATION
from metrics.ask import Answers
from metrics.metric import CENSUS, DISCHARGE
from metrics.scope import Scope


def january(day: int) -> date:
    return date(2025, 1, day)


ALL_MONTH = {"covers_from": january(1), "covers_to": january(31)}


def present(rows: dict[date, float | None]) -> dict[int, float | None]:
    """The days of January that are not 0, by number."""
    return {day.day: value for day, value in rows.items() if value != 0}


def wards_by_day(held: Answers) -> dict[int, str]:
    """The ward of each census day of January, for a hospital of one patient."""
    rows = held.series(DEMONSTRATION, "inpatients", Scope(), "day", "ward").filter(pl.col("value") == 1)
    return {day.day: ward for day, ward in rows.sort("period_start").select("period_start", "ward").iter_rows()}


# Cover


def test_cover_runs_from_the_first_discharge_to_the_last_admission_or_discharge(tmp_path: Path) -> None:
    held = hospital(
        tmp_path, spells=[spell("S1", "2025-01-01", "2025-01-05"), spell("S2", "2025-01-02", "2025-01-08"), spell("S3", "2025-01-10")]
    )  # fmt: skip
    assert list(by_day(held, "discharges")) == [january(day) for day in range(5, 11)]
    assert list(by_day(held, "discharges").values()) == [1, 0, 0, 1, 0, 0]


def test_a_finished_spell_can_be_the_last_covered_day(tmp_path: Path) -> None:
    held = hospital(tmp_path, spells=[spell("S1", "2025-01-01", "2025-01-05"), spell("S2", "2025-01-02", "2025-01-08")])
    assert max(by_day(held, "discharges")) == january(8)


def test_options_say_what_is_covered(tmp_path: Path) -> None:
    options = {"covers_from": january(3), "covers_to": january(6)}
    held = hospital(tmp_path, options=options, spells=[spell("S1", "2025-01-01", "2025-01-05"), spell("S2", "2025-01-01", "2025-01-09")])
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
        spell("S2", "2025-01-10", "2025-01-15", criteria_not_met_at="2025-01-13 01:00", discharge_ready_date="2025-01-11"),
    ]  # fmt: skip
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
        on_board("S1", "2025-01-12 08:00", "N"), on_board("S1", "2025-01-12 12:00", "Y"), on_board("S1", "2025-01-12 16:00", "N"),
        on_board("S2", "2025-01-12 08:00", "N"), on_board("S2", "2025-01-12 16:00", "Y"), on_board("S2", "2025-01-12 12:00", "N"),
    ]  # fmt: skip
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
    assert held.table("stay")["board_ready_ignored"].to_list() == [1]


def test_an_open_spell_takes_its_ready_date_from_the_board_too(tmp_path: Path) -> None:
    board = [on_board("S1", "2025-01-12", "Y"), on_board("S1", "2025-01-13", "N")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10")], board=board)
    assert present(by_day(held, "nctr")) == dict.fromkeys(range(13, 32), 1)


# The board as the census


def test_a_board_replaces_the_spells_at_its_site_on_its_day(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-10", "2025-01-20", discharge_ready_date="2025-01-11"),
        spell("S2", "2025-01-10", "2025-01-20"),
        spell("S3", "2025-01-10", "2025-01-20", site="B", ward="W9"),
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=[on_board("S1", "2025-01-14", "Y", ward="W2")])
    assert by_day(held, "inpatients", Scope(site="A"))[january(13)] == 2
    assert by_day(held, "inpatients", Scope(site="A"))[january(14)] == 1
    assert by_day(held, "inpatients", Scope(site="A"))[january(15)] == 2
    assert by_day(held, "inpatients", Scope(site="B"))[january(14)] == 1
    assert by_day(held, "nctr")[january(14)] == 0
    assert by_day(held, "inpatients", Scope(ward="W2"))[january(14)] == 1


def test_the_last_snapshot_of_the_day_counts_whoever_is_on_it(tmp_path: Path) -> None:
    rows = [spell("S1", "2025-01-10", "2025-01-20"), spell("S2", "2025-01-14", "2025-01-20"), spell("S3", "2025-01-10", "2025-01-14")]
    board = [
        on_board("S1", "2025-01-14 08:00", "Y"), on_board("S3", "2025-01-14 08:00", "N"),
        on_board("S1", "2025-01-14 16:00", "N"), on_board("S2", "2025-01-14 16:00", "Y"),
    ]  # fmt: skip
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=board)
    assert by_day(held, "inpatients")[january(14)] == 2
    assert by_day(held, "nctr")[january(14)] == 1
    that_day = Scope(from_day=january(14), to_day=january(14))
    assert held.fact(DEMONSTRATION, CENSUS, ["stay_days"], that_day)["stay_days"].sort().to_list() == [0, 4]


def test_a_blank_status_counts_in_the_census_only(tmp_path: Path) -> None:
    rows = [spell("S1", "2025-01-10", "2025-01-20", discharge_ready_date="2025-01-11"), spell("S2", "2025-01-10", "2025-01-20")]
    board = [on_board("S1", "2025-01-14"), on_board("S2", "2025-01-14", "N")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=board)
    assert by_day(held, "inpatients")[january(14)] == 2
    assert by_day(held, "nctr")[january(14)] == 1
    assert by_day(held, "status_recorded_share")[january(14)] == 0.5
    assert by_day(held, "status_recorded_share")[january(13)] is None


def test_a_patient_on_another_sites_board_is_counted_there_alone(tmp_path: Path) -> None:
    rows = [spell("S1", "2025-01-10", "2025-01-20", site="B", ward="W9"), spell("S2", "2025-01-10", "2025-01-20", site="B", ward="W9")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=[on_board("S1", "2025-01-14", "N")])
    assert by_day(held, "inpatients", Scope(site="A"))[january(14)] == 1
    assert by_day(held, "inpatients", Scope(site="B"))[january(14)] == 1
    assert by_day(held, "inpatients")[january(14)] == 2


def test_a_patient_on_two_sites_last_boards_counts_on_the_later(tmp_path: Path) -> None:
    board = [
        on_board("S1", "2025-01-14 08:00", "N"), on_board("S1", "2025-01-14 16:00", "Y", site="B", ward="W9"),
        on_board("S2", "2025-01-14 08:00", "N"), on_board("S2", "2025-01-14 16:00", "Y", site="B", ward="W9"),
        on_board("S2", "2025-01-15 08:00", "N", site="B", ward="W9"), on_board("S2", "2025-01-15 08:00", "N"),
    ]  # fmt: skip
    rows = [spell("S1", "2025-01-10", "2025-01-20"), spell("S2", "2025-01-10", "2025-01-20")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=board)
    assert by_day(held, "inpatients", Scope(site="A"))[january(14)] == 0
    assert by_day(held, "inpatients", Scope(site="B"))[january(14)] == 2
    assert by_day(held, "inpatients", Scope(site="A"))[january(15)] == 1
    assert by_day(held, "inpatients", Scope(site="B"))[january(15)] == 0


def test_children_and_day_cases_on_a_board_are_not_in_the_census(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-10", "2025-01-20", age="17"), spell("S2", "2025-01-10", "2025-01-20"),
        spell("S3", "2025-01-10", "2025-01-20", patient_classification="2"),
    ]  # fmt: skip
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=[on_board(f"S{n}", "2025-01-14", "N") for n in (1, 2, 3)])
    assert by_day(held, "inpatients")[january(14)] == 1


def test_a_board_rows_pathway_and_reason_are_the_boards_and_a_discharges_are_the_spells(tmp_path: Path) -> None:
    reason = "Awaiting patient transport services"
    board = [on_board("S1", "2025-01-14", "N", pathway="2", delay_reason=reason, owner="Hub", waiting_for="transport")]
    rows = [spell("S1", "2025-01-10", "2025-01-14", pathway="1")]
    held = hospital(tmp_path, options={"covers_from": january(14), "covers_to": january(14)}, spells=rows, board=board)
    assert groups(held, "inpatients", "pathway") == {"2": 1}
    assert groups(held, "discharges", "pathway") == {"1": 1}
    assert groups(held, "nctr", "delay_reason") == {reason: 1}
    assert groups(held, "nctr", "reason_group") == {"Hospital process": 1}
    assert groups(held, "nctr", "owner") == {"Hub": 1}


def test_a_board_row_waits_for_its_spell_and_then_counts(tmp_path: Path) -> None:
    spells = [spell("S1", "2025-01-10", "2025-01-20")]
    board = [on_board("S1", "2025-01-14", "N"), on_board("S2", "2025-01-14", "N")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=spells, board=board)
    assert by_day(held, "inpatients")[january(14)] == 1
    later = hospital(tmp_path, options=ALL_MONTH, spells=[*spells, spell("S2", "2025-01-10", "2025-01-20")])
    assert by_day(later, "inpatients")[january(14)] == 2


# Ward stays


def test_a_ward_stay_says_the_ward_of_a_night(tmp_path: Path) -> None:
    stays = [
        {"provider": "RX1", "spell_id": "S1", "site": "A", "ward": "W5", "from": "2025-01-10 10:00", "to": "2025-01-12 09:00"},
        {"provider": "RX1", "spell_id": "S1", "site": "A", "ward": "W6", "from": "2025-01-12 09:00", "to": "2025-01-13 12:00"},
    ]  # fmt: skip
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-14")], ward_stays=stays)
    assert wards_by_day(held) == {11: "W5", 12: "W5", 13: "W6", 14: "W1"}
    assert not held.by_last_ward(DEMONSTRATION)


@pytest.mark.xfail(strict=True, reason="sql/19_place.sql leaves out the wards that only ward_stays names")
def test_a_ward_known_from_ward_stays_alone_can_be_asked_for(tmp_path: Path) -> None:
    stays = [{"provider": "RX1", "spell_id": "S1", "site": "A", "ward": "W5", "from": "2025-01-10 10:00", "to": ""}]
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-12")], ward_stays=stays)
    assert present(by_day(held, "inpatients", Scope(ward="W5"))) == {11: 1, 12: 1}


def test_without_ward_stays_and_board_the_ward_is_the_last(tmp_path: Path) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-14")])
    assert held.by_last_ward(DEMONSTRATION)


def test_a_board_row_wins_over_a_ward_stay(tmp_path: Path) -> None:
    stays = [{"provider": "RX1", "spell_id": "S1", "site": "A", "ward": "W5", "from": "2025-01-10 10:00", "to": ""}]
    rows = [spell("S1", "2025-01-10", "2025-01-14")]
    board = [on_board("S1", "2025-01-12", "N", ward="W7")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, ward_stays=stays, board=board)
    assert wards_by_day(held) == {11: "W5", 12: "W7", 13: "W5", 14: "W5"}


# Population and eligible discharges


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"age": "18"}, 1), ({"age": "17"}, 0),
        ({"patient_classification": "2"}, 0), ({"patient_classification": "3"}, 0), ({"patient_classification": "5"}, 0),
        ({"admission_method": "31"}, 0), ({"admission_method": "32"}, 0), ({"admission_method": "82"}, 0),
        ({"admission_method": "83"}, 0), ({"admission_method": "81"}, 1), ({"admission_method": "11"}, 1),
    ],
)  # fmt: skip
def test_the_population_is_adults_in_ordinary_beds_without_maternity(
    tmp_path: Path, changes: dict[str, str], counts: int
) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-12", **changes)])
    assert overall(held, "discharges")[0] == counts
    assert overall(held, "inpatients")[1] == 2 * counts


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, 1), ({"discharge_method": "4"}, 0), ({"discharge_method": "5"}, 0), ({"discharge_destination": "79"}, 0),
        *(({"discharge_destination": code}, 0) for code in ("30", "48", "49", "50", "51", "52", "53", "84", "87", "98")),
        *(({"discharge_destination": code}, 1) for code in ("29", "54", "65", "85", "86", "88", "99", "")),
        ({"discharge_method": ""}, 1), ({"discharge_method": "8"}, 1),
    ],
)  # fmt: skip
def test_deaths_and_moves_to_another_hospital_are_not_eligible(
    tmp_path: Path, changes: dict[str, str], counts: int
) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-12", **changes)])
    assert overall(held, "discharges")[0] == counts
    assert overall(held, "inpatients")[1] == 2


def test_a_stay_without_a_midnight_is_not_eligible_and_one_over_midnight_is(tmp_path: Path) -> None:
    rows = [spell("S1", "2025-01-10 08:00", "2025-01-10 23:59"), spell("S2", "2025-01-10 23:59", "2025-01-11 00:00")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert present(by_day(held, "discharges")) == {11: 1}
    assert overall(held, "los_mean") == (1, 1, 1)


def test_the_adult_age_is_a_setting(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "homeward.toml").write_text("adult_age = 16\n")
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-12", age="16")])
    assert overall(held, "discharges")[0] == 1


@pytest.mark.parametrize(
    ("age", "band"), [("18", "18-64"), ("64", "18-64"), ("65", "65-74"), ("74", "65-74"), ("75", "75-84"), ("84", "75-84"), ("85", "85+")]
)  # fmt: skip
def test_age_bands(tmp_path: Path, age: str, band: str) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-12", age=age)])
    assert groups(held, "discharges", "age_band") == {band: 1}


def test_noon_and_seventeen_hundred(tmp_path: Path) -> None:
    times = ("11:59:59", "12:00:00", "17:00:59", "17:01:00")
    rows = [spell(f"S{n}", "2025-01-10", f"2025-01-12 {time}") for n, time in enumerate(times)]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert overall(held, "before_noon_share") == (0.25, 1, 4)
    assert overall(held, "by_1700_share") == (0.75, 3, 4)


# Readmission and support


@pytest.mark.parametrize(
    ("admitted", "method", "returned"),
    [
        ("2025-01-05 15:00", "21", 1), ("2025-01-05 14:59", "21", 0), ("2025-02-03 23:59", "28", 1),
        ("2025-02-04 00:00", "21", 0), ("2025-01-20 10:00", "11", 0), ("2025-01-20 10:00", "81", 0),
        ("2025-01-20 10:00", "2A", 1),
    ],
    ids=["the same minute", "overlapping", "day 29", "day 30", "elective", "transfer", "other emergency"],
)  # fmt: skip
def test_a_return_is_an_emergency_within_0_to_29_days(tmp_path: Path, admitted: str, method: str, returned: int) -> None:
    rows = [
        spell("S1", "2025-01-01", "2025-01-05", person_id="P1"),
        spell("S2", admitted, age="17", admission_method=method, person_id="P1"),
    ]
    held = hospital(tmp_path, options={"covers_from": january(1), "covers_to": date(2025, 2, 28)}, spells=rows)
    assert overall(held, "readmission_30d_share") == (returned, returned, 1)


def test_returns_count_only_where_they_can_be_followed(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-01", "2025-01-02", person_id="P1"),  # 2 January + 29 = 31 January: followed
        spell("S2", "2025-01-01", "2025-01-03", person_id="P2"),  # a day short
        spell("S3", "2025-01-01", "2025-01-02"),  # no pseudonym
        spell("S4", "2025-01-09", provider="RX2", person_id="P1"),  # another provider
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert overall(held, "readmission_30d_share", Scope(provider="RX1")) == (0, 0, 1)


def test_support_within_24_hours_is_counted_to_the_second(tmp_path: Path) -> None:
    times = {"criteria_not_met_at": "2025-01-11 09:00:00"}
    rows = [
        spell("S1", "2025-01-10", "2025-01-12", pathway="1", support_started_at="2025-01-12 09:00:00", **times),
        spell("S2", "2025-01-10", "2025-01-12", pathway="P2", support_started_at="2025-01-12 09:00:01", **times),
        spell("S3", "2025-01-10", "2025-01-12", pathway="3", **times),
        spell("S4", "2025-01-10", "2025-01-12", pathway="0", support_started_at="2025-01-12 08:00:00", **times),
        spell("S5", "2025-01-10", "2025-01-12", pathway="1", support_started_at="2025-01-12 08:00:00"),
        spell("S6", "2025-01-10", "2025-01-12", support_started_at="2025-01-12 08:00:00", **times),
        spell("S7", "2025-01-10", "2025-01-20", support_started_at="2025-01-12 08:00:00"),
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert overall(held, "support_within_24h_share") == (0.5, 1, 2)


# Where people go, and what it costs


def test_home_and_pathways_are_of_those_known(tmp_path: Path) -> None:
    pathways = ("0", "0", "1", "2", "3", "")
    rows = [spell(f"S{n}", "2025-01-10", "2025-01-12", pathway=pathway) for n, pathway in enumerate(pathways)]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert overall(held, "home_share") == (0.6, 3, 5)
    assert [overall(held, f"pathway_{n}_share")[0] for n in range(4)] == [0.4, 0.2, 0.2, 0.2]


def test_usual_residence_is_of_destinations_known(tmp_path: Path) -> None:
    codes = ("19", "29", "55", "88", "99", "")
    rows = [spell(f"S{n}", "2025-01-10", "2025-01-12", discharge_destination=code) for n, code in enumerate(codes)]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert overall(held, "usual_residence_share") == (0.5, 2, 4)


def test_cost_of_care_is_the_mean_of_those_known(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-10", "2025-01-12", weekly_care_cost="100.50"),
        spell("S2", "2025-01-10", "2025-01-12", weekly_care_cost="0"),
        spell("S3", "2025-01-10", "2025-01-12"),
        spell("S4", "2025-01-10", "2025-01-12", weekly_care_cost="900", discharge_destination="79"),
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    assert overall(held, "weekly_care_cost_mean") == (50.25, 100.5, 2)


# Beds


def beds(ward: str, day: str, beds_open: str) -> dict[str, str]:
    return {"provider": "RX1", "site": "A", "ward": ward, "date": day, "beds_open": beds_open}


def test_occupancy_counts_empty_wards_and_only_days_with_a_beds_row(tmp_path: Path) -> None:
    rows = [spell("S1", "2025-01-10", "2025-01-13"), spell("S2", "2025-01-10", "2025-01-13", ward="W3")]
    open_beds = [beds("W1", "2025-01-11", "4"), beds("W2", "2025-01-11", "6"), beds("W1", "2025-01-12", "4"), beds("W1", "2025-02-11", "4")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, beds=open_beds)
    occupancy = by_day(held, "occupancy")
    assert (occupancy[january(11)], occupancy[january(12)], occupancy[january(13)]) == (0.1, 0.25, None)
    assert overall(held, "occupancy") == (pytest.approx(2 / 14), 2, 14)
    assert groups(held, "occupancy", "ward") == {"W1": 0.25, "W2": 0}


def test_occupancy_of_no_open_beds_is_no_number(tmp_path: Path) -> None:
    rows = [spell("S1", "2025-01-10", "2025-01-13")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, beds=[beds("W1", "2025-01-11", "0")])
    assert by_day(held, "occupancy")[january(11)] is None


# Failed discharges


def failed(spell_id: str, day: str, **changes: str) -> dict[str, str]:
    return {"provider": "RX1", "site": "A", "ward": "W1", "spell_id": spell_id, "planned_on": day, **changes}


def test_failed_discharges_are_shared_over_the_days_that_both_feeds_cover(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-01", "2025-01-05"), spell("S2", "2025-01-01", "2025-01-11"), spell("S3", "2025-01-01", "2025-01-12"),
        spell("S4", "2025-01-01", "2025-01-20"), spell("S5", "2025-01-11", "2025-01-12", discharge_destination="79"),
    ]  # fmt: skip
    held = hospital(tmp_path, spells=rows, failed_discharges=[failed("S4", "2025-01-10"), failed("S4", "2025-01-13")])
    assert list(by_day(held, "failed_discharge_share")) == [january(day) for day in (10, 11, 12, 13)]
    assert list(by_day(held, "failed_discharge_share").values()) == [1, 0, 0, 1]
    assert overall(held, "failed_discharge_share") == (0.5, 2, 4)


def test_a_failed_discharge_without_a_ward_stays_in_the_split(tmp_path: Path) -> None:
    rows = [spell("S1", "2025-01-01", "2025-01-10"), spell("S2", "2025-01-01", "2025-01-12")]
    lost = [failed("S1", "2025-01-10", ward="", site=""), failed("S2", "2025-01-11")]
    held = hospital(tmp_path, spells=rows, failed_discharges=lost)
    assert overall(held, "failed_discharge_share") == (pytest.approx(2 / 3), 2, 3)
    assert groups(held, "failed_discharge_share", "ward") == {"W1": 0.5, None: 1}
    assert groups(held, "failed_discharge_share", "site") == {"A": 0.5, None: 1}


# Front door


def test_the_front_door_adds_up_over_sites_and_leaves_out_days_not_submitted(tmp_path: Path) -> None:
    def day(number: int, site: str, **counts: str) -> dict[str, str]:
        names = ("attendances", "within_4_hours", "handovers", "handovers_within_15", "handovers_within_30", "admissions_avoided")
        return {"provider": "RX1", "site": site, "date": f"2025-01-{number}", **dict.fromkeys(names, ""), **counts}

    door = [
        day(10, "A", attendances="100", within_4_hours="70", admissions_avoided="3"),
        day(10, "B", attendances="50", within_4_hours="50", admissions_avoided="4"),
        day(12, "A", attendances="40", handovers="8", handovers_within_15="2", handovers_within_30="6"),
    ]  # fmt: skip
    held = hospital(tmp_path, front_door=door)
    assert overall(held, "four_hour_share") == (0.8, 120, 150)
    assert by_day(held, "four_hour_share") == {january(10): 0.8, january(11): None, january(12): None}
    assert overall(held, "handover_15_share") == (0.25, 2, 8)
    assert overall(held, "handover_30_share") == (0.75, 6, 8)
    assert overall(held, "admissions_avoided")[0] == 7
    assert groups(held, "four_hour_share", "site") == {"A": 0.7, "B": 1}


def test_a_front_door_count_that_was_never_submitted_is_no_number(tmp_path: Path) -> None:
    door = [{"provider": "RX1", "site": "A", "date": "2025-01-10", "attendances": "100", "within_4_hours": "70"}]
    held = hospital(tmp_path, front_door=door)
    assert overall(held, "four_hour_share")[0] == 0.7
    assert overall(held, "social_care_referrals")[0] is None


def test_a_front_door_of_the_whole_provider_stays_in_the_split_by_site(tmp_path: Path) -> None:
    door = [
        {"provider": "RX1", "site": "", "date": "2025-01-10", "attendances": "10", "within_4_hours": "5"},
        {"provider": "RX1", "site": "A", "date": "2025-01-10", "attendances": "10", "within_4_hours": "10"},
    ]
    held = hospital(tmp_path, front_door=door)
    assert groups(held, "four_hour_share", "site") == {"A": 1, None: 0.5}


# Returns


def returned(provider: str, day: int, measure: str, value: str) -> dict[str, str]:
    return {"provider": provider, "date": f"2025-01-{day:02d}", "measure": measure, "value": value}


def test_returns_sum_over_providers_and_name_who_was_silent(tmp_path: Path) -> None:
    rows = [
        *(returned("RX1", day, "nctr", "10") for day in range(6, 20)),
        *(returned("RX2", day, "nctr", "4") for day in range(6, 13)),
        *(returned("RX2", day, "nctr", "") for day in range(13, 20)),
        *(returned("ENG", day, "nctr", "1000") for day in range(6, 20)),
    ]  # fmt: skip
    held = hospital(tmp_path, returns=rows)
    weekly = held.series(DEMONSTRATION, "sitrep_nctr", Scope(), "week")
    assert weekly.select("period_start", "value", "partial", "providers", "of").rows() == [
        (january(6), 14, False, 2, 2),
        (january(13), 10, False, 1, 2),
    ]
    assert overall(held, "sitrep_nctr", Scope(provider="ENG"))[0] == 1000


def test_a_provider_that_returned_some_days_makes_the_period_partial(tmp_path: Path) -> None:
    rows = [*(returned("RX1", day, "nctr", "10") for day in range(6, 13)), *(returned("RX2", day, "nctr", "3") for day in (6, 7))]
    held = hospital(tmp_path, returns=rows)
    (week,) = held.series(DEMONSTRATION, "sitrep_nctr", Scope(), "week").to_dicts()
    assert (week["partial"], week["numerator"], week["denominator"]) == (True, 76, 7)


def test_a_share_of_returns_uses_the_days_on_which_both_were_returned(tmp_path: Path) -> None:
    rows = [
        returned("RX1", 6, "discharged", "10"), returned("RX1", 6, "discharged_by_1700", "6"),
        returned("RX1", 7, "discharged", "90"), returned("RX1", 7, "discharged_by_1700", ""),
        returned("RX1", 8, "discharged_by_1700", "5"),
    ]  # fmt: skip
    held = hospital(tmp_path, returns=rows)
    assert overall(held, "sitrep_by_1700_share") == (0.6, 6, 10)
    assert overall(held, "sitrep_discharged")[0] == 100


# Intermediate care


def test_intermediate_care_is_counted_on_the_day_of_start_or_end(tmp_path: Path) -> None:
    def episode(number: int, **given: str) -> dict[str, str]:
        return {"provider": "RX1", "service": "Reablement", "setting": "home", "episode_id": f"E{number}", **given}

    rows = [
        episode(1, referred_at="2025-01-05 09:00", started_at="2025-01-06 09:00", ended_at="2025-01-20 09:00",
                destination="home", care_calls_start="4", care_calls_end="1.5"),
        episode(2, referred_at="2025-01-05 09:00", started_at="2025-01-06 09:01", ended_at="2025-01-08 09:00",
                destination="hospital", care_calls_start="2", care_calls_end=""),
        episode(3, referred_at="2025-01-05 09:00", started_at="", ended_at="", destination=""),
        episode(4, referred_at="2025-01-07 09:00", started_at="2025-01-07 10:00", ended_at="2025-01-20 08:00", destination=""),
    ]  # fmt: skip
    held = hospital(tmp_path, intermediate_care=rows)
    assert by_day(held, "ic_within_24h_share")[january(6)] == 0.5
    assert overall(held, "ic_within_24h_share") == (pytest.approx(2 / 3), 2, 3)
    assert overall(held, "ic_days_mean") == (pytest.approx(29 / 3), 29, 3)
    assert overall(held, "ic_home_share") == (0.5, 1, 2)
    assert overall(held, "care_calls_change") == (-2.5, -2.5, 1)


def test_a_fact_row_stands_for_one_patient(tmp_path: Path) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-12")])
    assert held.fact(DEMONSTRATION, DISCHARGE, ["patients"], Scope())["patients"].to_list() == [1]
