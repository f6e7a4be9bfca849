"""The board and ward stays as the census: which of several sources says where a patient was, and in what state."""

from __future__ import annotations

from pathlib import Path

from small_hospital import ALL_MONTH, by_day, groups, hospital, january, on_board, present, spell, wards_by_day

from data.access import DEMONSTRATION
from metrics.metric import CENSUS
from metrics.scope import Scope

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
    rows = [
        spell("S1", "2025-01-10", "2025-01-20"),
        spell("S2", "2025-01-14", "2025-01-20"),
        spell("S3", "2025-01-10", "2025-01-14"),
    ]
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
    rows = [
        spell("S1", "2025-01-10", "2025-01-20", discharge_ready_date="2025-01-11"),
        spell("S2", "2025-01-10", "2025-01-20"),
    ]
    board = [on_board("S1", "2025-01-14"), on_board("S2", "2025-01-14", "N")]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows, board=board)
    assert by_day(held, "inpatients")[january(14)] == 2
    assert by_day(held, "nctr")[january(14)] == 1
    assert by_day(held, "status_recorded_share")[january(14)] == 0.5
    assert by_day(held, "status_recorded_share")[january(13)] is None


def test_a_patient_on_another_sites_board_is_counted_there_alone(tmp_path: Path) -> None:
    rows = [
        spell("S1", "2025-01-10", "2025-01-20", site="B", ward="W9"),
        spell("S2", "2025-01-10", "2025-01-20", site="B", ward="W9"),
    ]
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
    held = hospital(
        tmp_path, options=ALL_MONTH, spells=rows, board=[on_board(f"S{n}", "2025-01-14", "N") for n in (1, 2, 3)]
    )
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
        {
            "provider": "RX1",
            "spell_id": "S1",
            "site": "A",
            "ward": "W5",
            "from": "2025-01-10 10:00",
            "to": "2025-01-12 09:00",
        },
        {
            "provider": "RX1",
            "spell_id": "S1",
            "site": "A",
            "ward": "W6",
            "from": "2025-01-12 09:00",
            "to": "2025-01-13 12:00",
        },
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-14")], ward_stays=stays)
    assert wards_by_day(held) == {11: "W5", 12: "W5", 13: "W6", 14: "W1"}
    assert not held.by_last_ward(DEMONSTRATION)


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
