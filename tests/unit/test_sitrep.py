"""The daily return on hospitals of a few patients: who counts, when, and what the checks say."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from small_hospital import ALL_MONTH, Row, hospital, january, on_board, spell

from data.access import DEMONSTRATION, Principal
from metrics import daily_return, return_checks
from metrics.ask import Answers, UnknownPlace, answers
from metrics.daily_return import COLUMNS, Line, NotCovered
from metrics.scope import Scope
from pages import return_file, returning, service
from pages.returning import Return

DAY = january(14)
REASON = "Awaiting patient transport services"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path / "store"))


def returned(folder: Path, spells: list[Row], day: date = DAY, **kinds: list[Row]) -> Return:
    """The return of a hospital with these rows."""
    return returning.gather(hospital(folder, options=ALL_MONTH, spells=spells, **kinds), DEMONSTRATION, day)


def line(found: Return, key: str) -> int:
    return daily_return.value(found.lines, key)


def outcome(found: Return, name: str) -> str:
    return next(check.outcome for check in found.checks if check.name == name)


def remaining_on(held: Answers, day: date) -> set[str]:
    rows = held.people_of_days(DEMONSTRATION, "return_patient", Scope(from_day=day, to_day=day))
    return set(rows.filter(pl.col("event") == "remaining")["spell_id"])


# Discharged


def test_all_who_left_alive_that_day_count_whatever_stay_or_destination(tmp_path: Path) -> None:
    spells = [
        spell("home", "2025-01-10", "2025-01-14"),
        spell("same day", "2025-01-14 08:00", "2025-01-14 12:00"),
        spell("other hospital", "2025-01-10", "2025-01-14", discharge_destination="51"),
        spell("unfinished", "2025-01-10", "2025-01-14", discharge_destination="98"),
        spell("died", "2025-01-10", "2025-01-14", discharge_method="4", discharge_destination="79"),
        spell("stillbirth code", "2025-01-10", "2025-01-14", discharge_method="5"),
        spell("child", "2025-01-10", "2025-01-14", age="17"),
        spell("day case", "2025-01-14 08:00", "2025-01-14 12:00", patient_classification="2"),
        spell("mother", "2025-01-10", "2025-01-14", admission_method="31"),
        spell("day before", "2025-01-10", "2025-01-13 23:59"),
        spell("day after", "2025-01-10", "2025-01-15 00:00"),
    ]
    found = returned(tmp_path, spells)
    assert (line(found, "discharged"), line(found, "remaining"), line(found, "nctr")) == (4, 0, 4)


@pytest.mark.parametrize(
    ("left_at", "early"), [("17:00:00", 1), ("17:00:59", 1), ("17:01:00", 0), ("00:00:00", 1), ("23:59:59", 0)]
)
def test_the_minute_of_1700_is_by_1700(tmp_path: Path, left_at: str, early: int) -> None:
    found = returned(tmp_path, [spell("S1", "2025-01-10", f"2025-01-14 {left_at}")])
    assert (line(found, "discharged_by_1700"), line(found, "discharged_after_1700")) == (early, 1 - early)


def test_pathways_are_those_of_the_discharged_and_add_up(tmp_path: Path) -> None:
    spells = [
        spell(f"S{at}", "2025-01-10", "2025-01-14", pathway=way) for at, way in enumerate(["0", "0", "P1", "3", ""])
    ]
    pathways = returned(tmp_path, spells).document()["pathways"]
    assert pathways == {"0": 2, "1": 1, "2": 0, "3": 1, "not_recorded": 1}


# Remaining


def test_without_a_board_the_ready_date_says_who_remains(tmp_path: Path) -> None:
    spells = [
        spell("ready before", "2025-01-01", discharge_ready_date="2025-01-10"),
        spell("ready that day", "2025-01-01", discharge_ready_date="2025-01-14"),
        spell("ready after", "2025-01-01", "2025-01-20", discharge_ready_date="2025-01-15"),
        spell("not ready", "2025-01-01"),
        spell("left that day", "2025-01-01", "2025-01-14 23:59", discharge_ready_date="2025-01-10"),
        spell("left after midnight", "2025-01-01", "2025-01-15 00:00", discharge_ready_date="2025-01-10"),
        spell("came and is ready that day", "2025-01-14 09:00", discharge_ready_date="2025-01-14"),
        spell("came after", "2025-01-15 00:00", discharge_ready_date="2025-01-15"),
        spell("died that day", "2025-01-01", "2025-01-14", discharge_ready_date="2025-01-10", discharge_method="4"),
    ]
    held = hospital(tmp_path, options=ALL_MONTH, spells=spells)
    assert remaining_on(held, DAY) == {
        "ready before", "ready that day", "left after midnight", "came and is ready that day"
    }  # fmt: skip
    assert line(returning.gather(held, DEMONSTRATION, DAY), "remaining") == 4


def test_the_last_board_of_the_day_goes_before_the_ready_date(tmp_path: Path) -> None:
    spells = [
        spell("N, no date", "2025-01-01"),
        spell("Y, ready", "2025-01-01", discharge_ready_date="2025-01-10"),
        spell("blank, ready", "2025-01-01", discharge_ready_date="2025-01-10"),
        spell("Y then N", "2025-01-01"),
        spell("N then Y", "2025-01-01", discharge_ready_date="2025-01-10"),
        spell("not on it, ready", "2025-01-14 11:00", discharge_ready_date="2025-01-14"),
        spell("N, left after the board", "2025-01-01", "2025-01-14 18:00", discharge_ready_date="2025-01-10"),
        spell("N the day before", "2025-01-01", "2025-01-20", discharge_ready_date="2025-01-19"),
    ]
    board = [
        on_board("Y then N", "2025-01-14 08:00", "Y"), on_board("N then Y", "2025-01-14 08:00", "N"),
        on_board("N, no date", "2025-01-14 16:00", "N"), on_board("Y, ready", "2025-01-14 16:00", "Y"),
        on_board("blank, ready", "2025-01-14 16:00"), on_board("Y then N", "2025-01-14 16:00", "N"),
        on_board("N then Y", "2025-01-14 16:00", "Y"), on_board("N, left after the board", "2025-01-14 16:00", "N"),
        on_board("N the day before", "2025-01-13 16:00", "N"),
    ]  # fmt: skip
    held = hospital(tmp_path, options=ALL_MONTH, spells=spells, board=board)
    assert remaining_on(held, DAY) == {"N, no date", "Y then N", "not on it, ready"}
    found = returning.gather(held, DEMONSTRATION, DAY)
    assert (line(found, "remaining"), line(found, "discharged"), line(found, "nctr")) == (3, 1, 4)
    said = next(check for check in found.checks if check.name == "As on the board")
    assert said.outcome == "right"
    assert "list 3 not meeting the criteria: 1 of them left later that day and 2 remain; with 1" in said.sentence


def test_on_the_newest_day_those_who_remain_are_those_of_the_board_page(tmp_path: Path) -> None:
    spells = [spell("S1", "2025-01-01"), spell("S2", "2025-01-01"), spell("S3", "2025-01-01"),
              spell("S4", "2025-01-01", "2025-01-31 09:00")]  # fmt: skip
    board = [on_board("S1", "2025-01-31 08:00", "N"), on_board("S2", "2025-01-31 08:00", "Y"),
             on_board("S3", "2025-01-31 08:00", "N"), on_board("S4", "2025-01-31 08:00", "N")]  # fmt: skip
    held = hospital(tmp_path, options=ALL_MONTH, spells=spells, board=board)
    listed = held.board(DEMONSTRATION, Scope()).filter(
        pl.col("meets_criteria_to_reside") == "N", pl.col("has_left") == 0
    )
    assert remaining_on(held, january(31)) == set(listed["spell_id"]) == {"S1", "S3"}


def test_a_patient_on_the_board_whose_spell_is_not_loaded_waits(tmp_path: Path) -> None:
    board = [on_board("S1", "2025-01-14", "N"), on_board("unknown", "2025-01-14", "N")]
    assert line(returned(tmp_path, [spell("S1", "2025-01-01")], board=board), "remaining") == 1


def test_stays_and_reasons_of_those_who_remain(tmp_path: Path) -> None:
    spells = [spell("6", "2025-01-09"), spell("7", "2025-01-08"), spell("14", "2025-01-01"),
              spell("20", "2024-12-26"), spell("21", "2024-12-25"), spell("60", "2024-11-16")]  # fmt: skip
    board = [on_board(row["spell_id"], "2025-01-14", "N", delay_reason=REASON if row["spell_id"] != "6" else "")
             for row in spells]  # fmt: skip
    document = returned(tmp_path, spells, board=board).document()
    assert [document[f"stay_{days}_plus"] for days in (7, 14, 21)] == [5, 4, 2]
    assert {name: number for name, number in document["delay_reasons"].items() if number} == {
        REASON: 5, "Not recorded": 1
    }  # fmt: skip
    assert {name: number for name, number in document["reason_groups"].items() if number} == {
        "Hospital process": 5, "Not recorded": 1
    }  # fmt: skip
    assert len(document["delay_reasons"]) == 38


def test_an_open_stay_longer_than_any_other_remains_on_the_last_day(tmp_path: Path) -> None:
    spells = [spell("S1", "2025-01-01", discharge_ready_date="2025-01-02"), spell("S2", "2025-01-02", "2025-01-03")]
    held = hospital(tmp_path, spells=spells, options={"covers_from": january(1), "covers_to": january(9)})
    for day in range(2, 10):
        assert remaining_on(held, january(day)) == {"S1"}


# Cover and scope


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 2, 1)])
def test_a_day_outside_the_cover_is_refused_and_never_0(tmp_path: Path, day: date) -> None:
    held = hospital(tmp_path, options=ALL_MONTH, spells=[spell("S1", "2025-01-10", "2025-01-14")])
    with pytest.raises(NotCovered, match=f"no return for {day}: .* cover 2025-01-01 to 2025-01-31"):
        returning.gather(held, DEMONSTRATION, day)


def test_a_covered_day_without_anybody_is_a_true_0(tmp_path: Path) -> None:
    found = returned(tmp_path, [spell("S1", "2025-01-10", "2025-01-14")], january(20))
    assert found.document()["nctr"] == 0
    assert outcome(found, "Adds up") == "right"


def test_providers_are_summed_or_taken_alone_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    spells = [
        spell("S1", "2025-01-10", "2025-01-14"), spell("S1", "2025-01-10", "2025-01-14", provider="RX2"),
        spell("S2", "2025-01-10", "2025-01-13", provider="RX2"),
    ]  # fmt: skip
    held = hospital(tmp_path, spells=spells)
    both = returning.gather(held, DEMONSTRATION, DAY)
    assert (both.name, line(both, "discharged"), outcome(both, "Covered")) == ("RX1, RX2", 2, "right")
    assert line(returning.gather(held, DEMONSTRATION, DAY, "RX1"), "discharged") == 1
    early = returning.gather(held, DEMONSTRATION, january(13))
    assert (line(early, "discharged"), outcome(early, "Covered")) == (1, "wrong")
    assert early.document()["fit_to_send"] is False
    with pytest.raises(UnknownPlace, match="no provider called RX3"):
        returning.gather(held, DEMONSTRATION, DAY, "RX3")


def test_who_may_not_see_patients_gets_the_same_return(tmp_path: Path) -> None:
    spells = [spell("S1", "2025-01-10", "2025-01-14"), spell("S2", "2025-01-01", discharge_ready_date="2025-01-10")]
    found = returned(tmp_path, spells)
    executive = Principal(name="E", roles=frozenset({"executive"}), subject="e")
    assert returning.gather(answers(tmp_path / "store", executive), executive, DAY).document() == found.document()


# Checks


def test_an_extract_of_the_middle_of_the_day_is_told(tmp_path: Path) -> None:
    found = returned(tmp_path, [spell("S1", "2025-01-10", "2025-01-31 11:00")], january(31))
    assert outcome(found, "Day over") == "look"
    assert returning.newest([january(30), january(31)], datetime(2025, 1, 31, 11)) == january(30)
    assert returning.newest([january(31)], datetime(2025, 1, 31, 11)) == january(31)


def test_the_day_before_leads_to_the_day(tmp_path: Path) -> None:
    ready = {"discharge_ready_date": "2025-01-10"}
    spells = [
        spell("stays", "2025-01-01", **ready), spell("leaves", "2025-01-01", "2025-01-14", **ready),
        spell("dies", "2025-01-01", "2025-01-14", discharge_method="4", **ready),
        spell("new", "2025-01-01", discharge_ready_date="2025-01-14"),
    ]  # fmt: skip
    said = [check for check in returned(tmp_path, spells).checks if check.name == "Follows from the day before"]
    assert said[0].sentence == (
        "Remaining the day before 3: 1 discharged, 1 still there, 1 died, meeting the criteria again or without a "
        "status; 1 new: 2 remaining."
    )


def test_parts_that_do_not_add_up_are_wrong() -> None:
    reasons = pl.DataFrame({"delay_reason": [REASON], "reason_group": ["Hospital process"]})
    row: dict[str, Any] = dict.fromkeys(COLUMNS, 0) | {
        "event": "remaining", "pathway": None, "delay_reason": REASON, "reason_group": "Hospital process",
        "patients": 3,
    }  # fmt: skip
    right = daily_return.lines(pl.DataFrame([row]), reasons)
    assert return_checks.adds_up(right).outcome == "right"
    for at, one in enumerate(right):
        if one.value:
            broken = [*right[:at], Line(section=one.section, key=one.key, label=one.label, value=4), *right[at + 1 :]]
            assert return_checks.adds_up(tuple(broken)).outcome == "wrong", one


def history(values: list[int]) -> pl.DataFrame:
    """Eight Tuesdays and DAY (a Tuesday), oldest first."""
    days = pl.date_range(date(2024, 11, 19), DAY, "1w", eager=True)
    return pl.DataFrame({"stat_date": days, "nctr": values, "remaining": values, "discharged": values})


def test_a_jump_is_seen_against_the_same_weekdays() -> None:
    usual = [100, 104, 98, 101, 103, 99, 102, 100]
    names = ["Usual: no longer meeting", "Usual: remaining", "Usual: discharged"]
    found = return_checks.jumps(DAY, history([*usual, 140]))
    assert [(check.name, check.outcome) for check in found] == [(name, "look") for name in names]
    assert "140 is above 92 to 110, the usual range of the last 8 Tuesdays" in found[0].sentence
    assert {check.outcome for check in return_checks.jumps(DAY, history([*usual, 101]))} == {"right"}
    few = history([*usual, 140]).tail(5)
    assert [check.outcome for check in return_checks.jumps(DAY, few)] == ["unknown"]


def test_own_figures_stand_beside_the_loaded_returns(tmp_path: Path) -> None:
    rows = [{"provider": "RX1", "date": "2025-01-14", "measure": measure, "value": value}
            for measure, value in (("discharged", "1"), ("remaining", "2"), ("nctr", ""))]  # fmt: skip
    found = returned(tmp_path, [spell("S1", "2025-01-10", "2025-01-14")], returns=rows)
    assert found.agreement.select("measure", "own", "published").rows() == [
        ("discharged", 1, 1.0),
        ("remaining", 0, 2.0),
    ]
    said = next(check for check in found.checks if check.name == "Published returns")
    assert (said.outcome, said.sentence) == (
        "look",
        "1 of 2 totals of the last four weeks equal the loaded returns; on 2025-01-14: remaining 0 here, 2 there.",
    )


def test_what_was_sent_is_kept_and_a_correction_shows(tmp_path: Path) -> None:
    spells = [spell("S1", "2025-01-10", "2025-01-14")]
    found = returned(tmp_path, spells)
    service.record_sent("RX1", DAY, daily_return.document(found.lines), found.input_hash, "NHS England")
    assert outcome(returning.gather(service.ask(), DEMONSTRATION, DAY), "As sent for 2025-01-14") == "right"
    corrected = returned(tmp_path, [*spells, spell("S2", "2025-01-10", "2025-01-14")])
    said = next(check for check in corrected.checks if check.name == "As sent for 2025-01-14")
    assert said.outcome == "look"
    assert "no longer meeting 1, now 2" in said.sentence
    service.record_sent("RX1", DAY, daily_return.document(corrected.lines), corrected.input_hash, "NHS England")
    sent = service.sent_return("RX1", DAY)
    assert sent is not None and service.sent_lines(sent)["nctr"] == 2
    assert outcome(returning.gather(service.ask(), DEMONSTRATION, january(15)), "As sent for 2025-01-14") == "right"


# Files


def test_the_files_hold_the_lines_and_no_formula(tmp_path: Path) -> None:
    spells = [spell("S1", "2025-01-10", "2025-01-14", provider="=cmd()")]
    found = returned(tmp_path, spells)
    rows = list(csv.DictReader(io.StringIO(return_file.save(found, "csv").decode("utf-8-sig"))))
    assert len(rows) == len(found.lines)
    assert (rows[0]["provider"], rows[0]["line"], rows[0]["value"]) == ("'=cmd()", "nctr", "1")
    book = openpyxl.load_workbook(io.BytesIO(return_file.save(found, "xlsx")))
    assert book.sheetnames == ["Lines", "Checks"]
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [cell for cell in cells if cell.data_type == "s" and str(cell.value).startswith(("=", "+", "-", "@"))]
    assert found.file_name("xlsx") == "daily-return--cmd---2025-01-14.xlsx"
