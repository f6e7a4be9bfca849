"""A frozen comparison opens with the same digits after the data were corrected and their version is gone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import cli
from metrics.moved import moved
from pages import comparing, freezing, outcome, service

AREA = "midday-board-rounds"
NAME = "Board rounds, first look"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One year of the demonstration hospital, of which a comparison is frozen and then the data corrected."""
    folder = tmp_path_factory.mktemp("freezing")
    service.make_demonstration(folder=folder, years=1, last_day=date(2026, 11, 21))
    return folder


def run(capsys: Capture, *arguments: str) -> str:
    assert cli.main(list(arguments)) == 0
    return capsys.readouterr().out


def corrected(store: Path, folder: Path) -> Path:
    """An extract in which 60 discharges from Lime, before the start, turn out to have been day cases."""
    rows = pl.read_csv(store / "demo" / "spells.csv", infer_schema=False)
    mine = rows.filter(
        pl.col("ward") == "Lime", pl.col("discharged_at") < "2026-03-01", pl.col("patient_classification") == "1"
    )
    file = folder / "spells_corrected.csv"
    mine.tail(60).with_columns(patient_classification=pl.lit("2")).write_csv(file)
    return file


def test_the_same_digits_after_a_correction_and_the_loss_of_the_version(
    store: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(store))
    then = run(capsys, "compare", "--test-area", AREA, "--freeze", NAME, "--json")
    assert run(capsys, "compare", "--frozen", NAME, "--json") == run(capsys, "compare", "--frozen", NAME, "--json")
    assert "hold the same values in all" in run(capsys, "compare", "--frozen", NAME, "--drift")

    run(capsys, "load", str(corrected(store, tmp_path)), "--as-at", "2026-11-22 09:00")
    for file in (store / "versions").glob("facts-000001*"):
        file.unlink()
    again = run(capsys, "compare", "--frozen", NAME, "--json")
    assert json.loads(again) == json.loads(then)

    drift = json.loads(run(capsys, "compare", "--frozen", NAME, "--drift", "--json"))
    assert drift["changed"] > 3 and drift["lost"] == 0 and drift["mean"] < 0
    assert drift["change_now"] > json.loads(then)["change"]
    said = run(capsys, "compare", "--frozen", NAME, "--drift")
    assert f"Since it was frozen {drift['changed']} of its {drift['weeks']} weeks have another value" in said
    assert "Its input and definition are as they were." in said


def test_question_and_input_that_were_kept_give_the_answer_that_was_kept(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(store))
    held, who = service.ask(), service.principal()
    for number, area in enumerate(service.entries(service.TestArea)):
        try:
            asked = comparing.of_area(held, area)
        except service.MetricError:
            continue
        entry = freezing.freeze(held, who, asked, f"Again {number}")
        assert freezing.asked_of(entry) == asked
        assert (
            freezing.again(entry)
            == freezing.document(entry)
            == outcome.document(asked, comparing.answer(held, who, asked))
        )
        assert freezing.whole(entry)


def test_a_frozen_comparison_is_not_changed_and_one_that_is_not_there_is_said(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(store))
    held, who = service.ask(), service.principal()
    asked = comparing.of_area(held, service.find_test_area(AREA))
    freezing.freeze(held, who, asked, "Once")
    with pytest.raises(service.DataError, match="Nothing was saved"):
        freezing.freeze(held, who, asked, "Once")
    assert cli.main(["compare", "--frozen", "nothing like it"]) == 2
    assert "The register has no frozen comparison 'nothing like it'; there are" in capsys.readouterr().err
    assert cli.main(["compare"]) == 2
    assert "or what was frozen with --frozen" in capsys.readouterr().err


def test_weeks_moved_are_counted_from_both_series() -> None:
    weeks = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26)]
    then = pl.DataFrame({"period_start": weeks, "value": [1.0, 2.0, 3.0, None], "partial": [False] * 4})
    now = pl.DataFrame({"period_start": weeks[:2], "value": [1.0, 5.0], "partial": [False] * 2})
    found = moved(then, now)
    assert (found.weeks, found.changed, found.lost, found.mean, found.largest) == (3, 1, 1, 1.5, 3.0)
    nothing = moved(then, now.clear())
    assert (nothing.changed, nothing.lost, nothing.mean) == (0, 3, None)
