"""Beds, failed discharges, the front door, returns and intermediate care: worked examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_hospital import ALL_MONTH, by_day, groups, hospital, january, overall, spell

from data.access import DEMONSTRATION
from metrics.metric import DISCHARGE
from metrics.scope import Scope

# Beds


def beds(ward: str, day: str, beds_open: str) -> dict[str, str]:
    return {"provider": "RX1", "site": "A", "ward": ward, "date": day, "beds_open": beds_open}


def test_occupancy_counts_empty_wards_and_only_days_with_a_beds_row(tmp_path: Path) -> None:
    rows = [spell("S1", "2025-01-10", "2025-01-13"), spell("S2", "2025-01-10", "2025-01-13", ward="W3")]
    open_beds = [
        beds("W1", "2025-01-11", "4"),
        beds("W2", "2025-01-11", "6"),
        beds("W1", "2025-01-12", "4"),
        beds("W1", "2025-02-11", "4"),
    ]
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
        spell("S1", "2025-01-01", "2025-01-05"),
        spell("S2", "2025-01-01", "2025-01-11"),
        spell("S3", "2025-01-01", "2025-01-12"),
        spell("S4", "2025-01-01", "2025-01-20"),
        spell("S5", "2025-01-11", "2025-01-12", discharge_destination="79"),
    ]
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
        names = (
            "attendances",
            "within_4_hours",
            "handovers",
            "handovers_within_15",
            "handovers_within_30",
            "admissions_avoided",
        )
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
    rows = [
        *(returned("RX1", day, "nctr", "10") for day in range(6, 13)),
        *(returned("RX2", day, "nctr", "3") for day in (6, 7)),
    ]
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
        episode(
            1,
            referred_at="2025-01-05 09:00",
            started_at="2025-01-06 09:00",
            ended_at="2025-01-20 09:00",
            destination="home",
            care_calls_start="4",
            care_calls_end="1.5",
        ),
        episode(
            2,
            referred_at="2025-01-05 09:00",
            started_at="2025-01-06 09:01",
            ended_at="2025-01-08 09:00",
            destination="hospital",
            care_calls_start="2",
            care_calls_end="",
        ),
        episode(3, referred_at="2025-01-05 09:00", started_at="", ended_at="", destination=""),
        episode(
            4,
            referred_at="2025-01-07 09:00",
            started_at="2025-01-07 10:00",
            ended_at="2025-01-20 08:00",
            destination="",
        ),
    ]
    held = hospital(tmp_path, intermediate_care=rows)
    assert by_day(held, "ic_within_24h_share")[january(6)] == 0.5
    assert overall(held, "ic_within_24h_share") == (pytest.approx(2 / 3), 2, 3)
    assert overall(held, "ic_days_mean") == (pytest.approx(29 / 3), 29, 3)
    assert overall(held, "ic_home_share") == (0.5, 1, 2)
    assert overall(held, "care_calls_change") == (-2.5, -2.5, 1)


def test_a_fact_row_stands_for_one_patient(tmp_path: Path) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-12")])
    assert held.fact(DEMONSTRATION, DISCHARGE, ["patients"], Scope())["patients"].to_list() == [1]
