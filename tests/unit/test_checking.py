"""Checking: each rule with the row that breaks it and the row that just does not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from data.checking import Checked, MissingColumns, NoRows, check
from data.checking.identifiable import IdentifiableData, holds_nhs_number
from data.contract import KINDS

SPELL = {
    "provider": "RX1", "site": "A", "ward": "W1", "spell_id": "S1", "age": "70", "admission_method": "21",
    "patient_classification": "1", "admitted_at": "2025-01-01 10:00", "discharged_at": "2025-01-05 12:00",
}  # fmt: skip
NHS_NUMBER = "9434765919"


def checked(*rows: dict[str, str | None], kind: str = "spells", **options: Any) -> Checked:
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(dict.fromkeys(k for row in rows for k in row), pl.String))
    numbers = pl.int_range(1, frame.height + 1, dtype=pl.UInt32, eager=True)
    found = check(frame, numbers, KINDS[kind], **options)
    assert found.rows_in == found.rows.height + found.duplicates + found.rows_quarantined
    return found


def spell(**changes: str | None) -> dict[str, str | None]:
    return {**SPELL, **changes}


def fault(**changes: str | None) -> tuple[str, str | None, str] | None:
    """The column, value and reason for which a spell with these changes is in quarantine, or None if it is not."""
    quarantine = checked(spell(**changes), as_at=datetime(2025, 6, 1)).quarantine
    return quarantine.select("column_name", "value", "reason").row(0) if quarantine.height else None


def test_a_good_row_is_typed() -> None:
    row = checked(spell(pathway="P1", weekly_care_cost="681.5", discharge_ready_date="2025-01-03")).rows.row(
        0, named=True
    )
    assert row["age"] == 70
    assert row["admitted_at"] == datetime(2025, 1, 1, 10)
    assert row["discharge_ready_date"] == date(2025, 1, 3)
    assert (row["pathway"], row["weekly_care_cost"], row["cohort"], row["row_number"]) == ("1", 681.5, None, 1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-01-01", datetime(2025, 1, 1)),
        ("2025-01-01 10:05", datetime(2025, 1, 1, 10, 5)),
        ("2025-01-01T10:05:07", datetime(2025, 1, 1, 10, 5, 7)),
        ("2025-01-01 10:05:07.250", datetime(2025, 1, 1, 10, 5, 7, 250_000)),
        ("2024-12-31 24:00", datetime(2025, 1, 1)),
        ("2024-07-01T10:05:00Z", datetime(2024, 7, 1, 11, 5)),
        ("2025-01-01T10:05:00+01:00", datetime(2025, 1, 1, 9, 5)),
        ("2024-10-27T00:30:00+00:00", datetime(2024, 10, 27, 1, 30)),
        ("  2025-01-01 10:05\u00a0", datetime(2025, 1, 1, 10, 5)),
    ],
)
def test_times_are_read_as_london_wall_clock(text: str, moment: datetime) -> None:
    assert checked(spell(admitted_at=text)).rows["admitted_at"].to_list() == [moment]


@pytest.mark.parametrize(
    "text",
    ["01/02/2025", "2025-02-30", "2025-01-01 24:01", "2025-01-01 10:60", "45678.5", "10:05", "2025-1-1", "today"],
)
def test_what_is_not_a_time_goes_to_quarantine(text: str) -> None:
    assert fault(admitted_at=text) == (
        "admitted_at", text, "admitted_at is not a date and time such as 2025-01-31 14:05.",
    )  # fmt: skip


def test_a_time_in_a_date_column_keeps_the_day_and_says_so() -> None:
    found = checked(spell(discharge_ready_date="2025-01-03 14:00"))
    assert found.rows["discharge_ready_date"].to_list() == [date(2025, 1, 3)]
    assert found.notes == ("discharge_ready_date has times of day; its days were kept and the times left.",)
    assert checked(spell(discharge_ready_date="2025-01-03 00:00:00")).notes == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"age": None}, ("age", None, "age is blank.")),
        ({"ward": "  "}, ("ward", None, "ward is blank.")),
        ({"age": "seventy"}, ("age", "seventy", "age is not a whole number.")),
        ({"age": "70.5"}, ("age", "70.5", "age is not a whole number.")),
        ({"age": "121"}, ("age", "121", "age is outside 0 to 120.")),
        ({"age": "-1"}, ("age", "-1", "age is outside 0 to 120.")),
        ({"weekly_care_cost": "£5"}, ("weekly_care_cost", "£5", "weekly_care_cost is not a number.")),
        ({"weekly_care_cost": "nan"}, ("weekly_care_cost", "nan", "weekly_care_cost is not a number.")),
        ({"weekly_care_cost": "-5"}, ("weekly_care_cost", "-5", "weekly_care_cost is below 0.")),
        ({"pathway": "4"}, ("pathway", "4", "pathway is not one of 0, 1, 2, 3.")),
        ({"admission_method": "27"}, (
            "admission_method", "27", "admission_method is not on the national list; a mapping can recode it.")),
        ({"discharge_destination": "home"}, (
            "discharge_destination", "home",
            "discharge_destination is not on the national list; a mapping can recode it.")),
        ({"admitted_at": "1900-01-01"}, ("admitted_at", "1900-01-01", "admitted_at is before 1950 or after 2199.")),
        ({"discharged_at": "2025-01-01 09:59"}, (
            "discharged_at", "2025-01-01 09:59", "The discharge is before the admission.")),
        ({"discharge_ready_date": "2024-12-31"}, (
            "discharge_ready_date", "2024-12-31", "The discharge ready date is before the day of admission.")),
        ({"discharge_ready_date": "2025-01-06"}, (
            "discharge_ready_date", "2025-01-06", "The discharge ready date is after the day of discharge.")),
        ({"criteria_not_met_at": "2025-01-06 08:00"}, (
            "criteria_not_met_at", "2025-01-06 08:00",
            "The time the criteria were no longer met is after the day of discharge, and the ready date is blank.")),
        ({"discharged_at": "2025-06-01 00:01"}, (
            "discharged_at", "2025-06-01 00:01", "discharged_at is after the extract's as-at time.")),
        ({"discharged_at": None, "discharge_ready_date": "2025-06-02"}, (
            "discharge_ready_date", "2025-06-02", "discharge_ready_date is after the extract's as-at time.")),
        ({"ward": "A" * 1001}, ("ward", "A" * 200, "ward is longer than 1,000 characters.")),
        ({"ward": "A\x07"}, ("ward", "A\x07", "ward holds a control character.")),
    ],
)  # fmt: skip
def test_faults(changes: dict[str, str | None], expected: tuple[str, str | None, str]) -> None:
    assert fault(**changes) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"age": "0"},
        {"age": "120"},
        {"age": "70.0"},
        {"admission_method": "2a "},
        {"discharge_destination": "86"},
        {"discharged_at": "2025-01-01 10:00"},
        {"discharge_ready_date": "2025-01-01"},
        {"discharge_ready_date": "2025-01-05"},
        {"discharge_ready_date": "2025-01-03", "criteria_not_met_at": "2025-01-07 08:00"},
        {"discharged_at": "2025-06-01 00:00"},
        {"expected_discharge_date": "2025-07-01"},
        {"ward": "W\u200b1"},
        {"cohort": "NA"},
    ],
)
def test_no_fault(changes: dict[str, str | None]) -> None:
    assert fault(**changes) is None


def test_codes_and_names_come_out_in_one_spelling() -> None:
    row = checked(spell(admission_method="2a ", ward=" W\u200b1", cohort="NA")).rows.row(0, named=True)
    assert (row["admission_method"], row["ward"], row["cohort"]) == ("2A", "W1", "NA")


def test_a_row_with_several_faults_is_one_quarantined_row_with_each_listed() -> None:
    found = checked(spell(age="x", ward=None), spell(spell_id="S2"))
    assert found.quarantine["column_name"].to_list() == ["ward", "age"]
    assert found.rows_quarantined == 1
    assert found.reasons == {"ward is blank.": 1}


def test_as_at_is_the_latest_time_of_the_good_rows() -> None:
    found = checked(spell(), spell(spell_id="S2", discharged_at="2025-03-09 08:00", age="x"))
    assert found.as_at == datetime(2025, 1, 5, 12)


def test_extracted_at_is_the_as_at_time_and_is_not_a_dropped_column() -> None:
    found = checked(spell(extracted_at="2025-01-06 06:00", colour="red"))
    assert found.as_at == datetime(2025, 1, 6, 6)
    assert found.dropped_columns == ("colour",)


def test_a_mistyped_year_does_not_become_the_as_at_time() -> None:
    rows = (spell(), spell(spell_id="S2", discharged_at="2052-01-05 12:00"))
    found = checked(*rows, now=datetime(2025, 1, 6))
    assert found.as_at == datetime(2025, 1, 5, 12)
    assert found.reasons == {"discharged_at is after the extract's as-at time.": 1}


def test_an_as_at_time_after_the_clock_is_noted() -> None:
    found = checked(spell(), now=datetime(2025, 1, 3))
    assert found.notes == ("The as-at time, 2025-01-05 12:00, is after this computer's clock, 2025-01-03 00:00.",)


def test_an_exact_repeat_counts_once() -> None:
    found = checked(spell(), spell(), spell(ward=" W1 "))
    assert (found.rows["row_number"].to_list(), found.duplicates) == ([1], 2)


def test_one_key_with_different_contents_goes_to_quarantine_whole() -> None:
    found = checked(spell(), spell(), spell(ward="W2"), spell(spell_id="S2"))
    assert found.rows["spell_id"].to_list() == ["S2"]
    assert found.quarantine["row_number"].to_list() == [1, 2, 3]
    assert found.reasons == {"Another row of this extract has the same provider, spell_id and other contents.": 3}


def test_blank_key_columns_are_the_same_key() -> None:
    row: dict[str, str | None] = {"provider": "RX1", "site": None, "date": "2025-01-01", "attendances": "5"}
    assert checked(row, row, kind="front_door").duplicates == 1
    assert checked(row, {**row, "attendances": "6"}, kind="front_door").rows_quarantined == 2


def test_the_provider_option_fills_what_the_file_leaves_out() -> None:
    without = {name: value for name, value in spell().items() if name != "provider"}
    assert checked(without, provider="RX9").rows["provider"].to_list() == ["RX9"]
    filled = checked(spell(provider=None), spell(spell_id="S2"), provider="RX9")
    assert filled.rows["provider"].to_list() == ["RX9", "RX1"]


def test_ragged_rows_are_counted_and_kept() -> None:
    ragged = pl.DataFrame(
        {"row_number": [2], "reason": ["Too many fields."]}, schema_overrides={"row_number": pl.UInt32}
    )
    frame = pl.DataFrame([spell(), spell(spell_id="S3")], schema=dict.fromkeys(SPELL, pl.String))
    found = check(frame, pl.Series([1, 3], dtype=pl.UInt32), KINDS["spells"], ragged=ragged)
    assert (found.rows_in, found.rows.height, found.reasons) == (3, 2, {"Too many fields.": 1})
    assert found.quarantine.row(0) == (2, None, None, "Too many fields.")


def test_rows_made_from_the_cells_of_one_row_are_told_apart() -> None:
    frame = pl.DataFrame(
        {"provider": ["RX1"] * 3, "date": ["2025-01-01"] * 3, "measure": ["nctr", "remaining", "discharged"],
         "value": ["x", "y", "3"]}
    )  # fmt: skip
    source = pl.Series(["Not meeting", "Remaining", "Discharged"])
    found = check(frame, pl.Series([7, 7, 7], dtype=pl.UInt32), KINDS["returns"], source_column=source)
    assert (found.rows.height, found.rows_quarantined) == (1, 2)
    assert found.quarantine["column_name"].to_list() == ["Not meeting", "Remaining"]
    assert found.quarantine["row_number"].to_list() == [7, 7]


def test_a_missing_column_and_an_empty_file_are_refused() -> None:
    with pytest.raises(MissingColumns, match=r"Columns missing for spells: age\."):
        checked({name: value for name, value in spell().items() if name != "age"})
    with pytest.raises(NoRows, match="column names and no rows"):
        check(pl.DataFrame(schema=dict.fromkeys(SPELL, pl.String)), pl.Series([], dtype=pl.UInt32), KINDS["spells"])


def test_counts_of_a_part_are_not_more_than_the_whole() -> None:
    row: dict[str, str | None] = {"provider": "RX1", "date": "2025-01-01", "attendances": "5", "within_4_hours": "6"}
    assert checked(row, kind="front_door").reasons == {"within_4_hours is more than attendances.": 1}


@pytest.mark.parametrize(
    "text",
    [
        NHS_NUMBER,
        "943 476 5919",
        "943-476-5919",
        "NHS943\u00a0476\u00a05919.",
        f"moved, see {NHS_NUMBER}!",
        f"{NHS_NUMBER}.0",
        f"1234567890 {NHS_NUMBER}",
    ],
)
def test_an_nhs_number_is_found_in_any_dress(text: str) -> None:
    assert holds_nhs_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "9434765918",
        f"1{NHS_NUMBER}",
        f"{NHS_NUMBER}1",
        f"0.{NHS_NUMBER}",
        "2025-01-05 10:00:00",
        f"a1f{NHS_NUMBER}bc7",
        "123e4567-e89b-12d3-a456-426614174000",
        "",
    ],
)
def test_what_is_not_an_nhs_number(text: str) -> None:
    assert not holds_nhs_number(text)


def test_nhs_numbers_refuse_the_extract_by_column_and_count_without_a_value() -> None:
    rows = [spell(spell_id=f"S{n}", note=f"{NHS_NUMBER} rang" if n < 2 else None) for n in range(5)]
    with pytest.raises(IdentifiableData) as refused:
        checked(*rows)
    assert "note (2)" in str(refused.value)
    assert NHS_NUMBER not in str(refused.value)


def test_a_column_of_local_numbers_can_be_excused() -> None:
    assert checked(spell(person_id=NHS_NUMBER), not_nhs_number=["Person ID"]).rows.height == 1
    with pytest.raises(IdentifiableData, match=r"person_id \(1\)"):
        checked(spell(person_id=NHS_NUMBER))
