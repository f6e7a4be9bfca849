"""`homeward compare --file`, `plan` and `benefits`: one document or one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli

METHODS = Path(__file__).parents[1] / "oracle" / "goldens" / "methods"
SERIES = METHODS / "S04_its" / "input.csv"
Capture = pytest.CaptureFixture[str]


def test_a_file_is_compared_as_one_document(capsys: Capture) -> None:
    assert cli.main(["compare", "--file", str(SERIES), "--start", "72", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    expected = json.loads((METHODS / "S04_its" / "expected.json").read_text("utf-8"))["expected"]
    assert (found["family"], found["verdict"]["verdict"]) == ("its", "improved")
    assert found["reml_avg_effect"] == pytest.approx(expected["reml_avg_effect"]["value"], rel=1e-4)


def test_a_person_reads_the_verdict_first(capsys: Capture) -> None:
    assert cli.main(["compare", "--file", str(SERIES), "--start", "72", "--direction", "higher"]) == 0
    assert capsys.readouterr().out.startswith("Worse: difference -0.7627 (95% interval -1.157 to -0.3685), by")


def test_a_plan_from_the_store(capsys: Capture, demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(demo_store))
    assert cli.main(["plan", "days_past_ctr", "--effect", "-0.5", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["effect"] == -0.5
    assert found["weeks_used"] >= 50
    assert len(found["by_weeks"]) == 49
    assert found["wards_needed"] is None  # a year less a day has 51 whole weeks, and two half-years need 52
    assert found["sentence"].startswith("Days past ready is ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare"],
        ["compare", "days_past_ctr", "--test-area", "a", "--file", str(SERIES)],
        ["compare", "--file", str(SERIES)],
        ["compare", "--file", "nowhere.csv", "--start", "72"],
        ["plan", "days_past_ctr", "--effect", "1"],
        ["benefits", "--test-area", "nothing"],
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path / "store"))
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
