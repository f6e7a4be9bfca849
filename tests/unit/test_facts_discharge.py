"""Who counts as a discharge, and what followed it: worked examples of contract sections 2 and 3."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_hospital import ALL_MONTH, by_day, groups, hospital, january, overall, present, spell

from metrics.scope import Scope

# Population and eligible discharges


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"age": "18"}, 1),
        ({"age": "17"}, 0),
        ({"patient_classification": "2"}, 0),
        ({"patient_classification": "3"}, 0),
        ({"patient_classification": "5"}, 0),
        ({"admission_method": "31"}, 0),
        ({"admission_method": "32"}, 0),
        ({"admission_method": "82"}, 0),
        ({"admission_method": "83"}, 0),
        ({"admission_method": "81"}, 1),
        ({"admission_method": "11"}, 1),
    ],
)
def test_the_population_is_adults_in_ordinary_beds_without_maternity(
    tmp_path: Path, changes: dict[str, str], counts: int
) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-12", **changes)])
    assert overall(held, "discharges")[0] == counts
    assert overall(held, "inpatients")[1] == 2 * counts


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, 1),
        ({"discharge_method": "4"}, 0),
        ({"discharge_method": "5"}, 0),
        ({"discharge_destination": "79"}, 0),
        *(
            ({"discharge_destination": code}, 0)
            for code in ("30", "48", "49", "50", "51", "52", "53", "84", "87", "98")
        ),
        *(({"discharge_destination": code}, 1) for code in ("29", "54", "65", "85", "86", "88", "99", "")),
        ({"discharge_method": ""}, 1),
        ({"discharge_method": "8"}, 1),
    ],
)
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
    ("age", "band"),
    [
        ("18", "18-64"),
        ("64", "18-64"),
        ("65", "65-74"),
        ("74", "65-74"),
        ("75", "75-84"),
        ("84", "75-84"),
        ("85", "85+"),
    ],
)
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
def test_a_return_is_an_emergency_within_0_to_29_days(
    tmp_path: Path, admitted: str, method: str, returned: int
) -> None:
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
