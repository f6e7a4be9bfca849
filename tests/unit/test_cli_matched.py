"""`homeward matched`: the page's numbers as one document or as lines, and what can't be asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli

Capture = pytest.CaptureFixture[str]
USUAL = ["--cohort", "discharge hub", "--nights", "7"]


def test_the_document_has_effect_balance_and_people(demo_store: Path, capsys: Capture) -> None:
    assert cli.main(["matched", "readmission_30d_share", *USUAL, "--json", "--store", str(demo_store)]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["metric"], made["cohort"], made["from"], made["to"]) == (
        "readmission_30d_share", "discharge hub", "2025-11-22", "2026-11-21",
    )  # fmt: skip
    assert made["difference"]["low"] < made["difference"]["value"] < made["difference"]["high"]
    levels = made["levels"]
    assert made["ratio"]["value"] == pytest.approx(levels["cohort"]["mean"] / levels["partners"]["mean"])
    assert made["difference"]["value"] == pytest.approx(levels["cohort"]["mean"] - levels["partners"]["mean"])
    assert [one["label"] for one in made["balance"]] == ["Age", "Deprivation decile", "Sex", "Specialty"]
    for arm in made["people"].values():
        assert arm["people"] == sum(count for name, count in arm.items() if name != "people")
    assert made["data_version"]


def test_a_person_reads_the_verdict_first(demo_store: Path, capsys: Capture) -> None:
    assert cli.main(["matched", "los_mean", *USUAL, "--match", "age_band,sex", "--store", str(demo_store)]) == 0
    said = capsys.readouterr().out
    assert " matched pairs, length of stay is " in said.splitlines()[0]
    assert "This allows for age and sex, and for nothing else." in said
    assert "What nobody recorded is not matched" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["discharges", *USUAL], "discharges is nothing that matched people are compared by: choose one of los_mean,"),
        (["los_mean", *USUAL, "--match", "height"], "height is nothing that matched people are compared by"),
        (["los_mean", "--cohort", "nobody"], "There is no cohort called nobody in the data"),
        (["los_mean", *USUAL, "--site", "Nowhere"], "There is no site called Nowhere in the data"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    demo_store: Path, capsys: Capture, arguments: list[str], words: str
) -> None:
    assert cli.main(["matched", *arguments, "--store", str(demo_store)]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.startswith(words) and printed.err.count("\n") == 1
