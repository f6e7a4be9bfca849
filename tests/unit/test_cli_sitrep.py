"""`homeward sitrep`: one JSON document, files, and a refusal in one sentence."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from small_hospital import ALL_MONTH, hospital, spell

import cli


@pytest.fixture
def store(tmp_path: Path) -> str:
    spells = [
        spell("S1", "2025-01-10", "2025-01-14 16:00", pathway="1"),
        spell("S2", "2025-01-01", discharge_ready_date="2025-01-10"),
    ]
    hospital(tmp_path, options=ALL_MONTH, spells=spells)
    return str(tmp_path / "store")


def test_json_and_nothing_else(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sitrep", "--date", "2025-01-14", "--store", store, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    wanted = ("date", "provider", "nctr", "discharged", "remaining", "discharged_by_1700", "stay_7_plus")
    assert [document[key] for key in wanted] == ["2025-01-14", "RX1", 2, 1, 1, 1, 1]
    assert document["pathways"]["1"] == 1
    assert document["delay_reasons"]["Not recorded"] == 1
    assert document["fit_to_send"] is True


def test_lines_and_files(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(tmp_path / "return.csv"), str(tmp_path / "return.xlsx")]
    asked = ["sitrep", "--date", "2025-01-14", "--store", store, "--provider", "RX1"]
    assert cli.main([*asked, "--csv", files[0], "--xlsx", files[1]]) == 0
    said = capsys.readouterr().out
    assert "         2  No longer meeting the criteria to reside" in said
    assert f"Written to {files[1]}." in said
    with Path(files[0]).open(encoding="utf-8-sig", newline="") as lines:
        assert next(csv.DictReader(lines))["value"] == "2"
    assert openpyxl.load_workbook(files[1]).sheetnames == ["Lines", "Checks"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--date", "2025-02-01"], "There is no return for 2025-02-01: the data of RX1 do not cover it"),
        (["--date", "2025-01-14", "--provider", "RX2"], "There is no provider called RX2 in the data"),
        (["--date", "14/01/2025"], "14/01/2025 is not a date like"),
        (["--date", "2025-01-14", "--csv", "no-such-folder/all.csv"], "no-such-folder/all.csv can't be written"),
        ([], "The following arguments are required: --date"),
    ],
)
def test_refusals(store: str, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sitrep", "--store", store, *words]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert sentence in printed.err
