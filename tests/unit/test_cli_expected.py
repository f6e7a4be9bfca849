"""`homeward expected`: the document, the sentences, and places that are not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli


def test_the_document_has_ranges_scores_and_its_data_version(
    demo_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["expected", "--json", "--store", str(demo_store)]) == 0
    made = json.loads(capsys.readouterr().out)
    today = made["days"][0]
    assert (made["made_on"], len(made["days"]), len(made["scores"])) == ("2026-11-22", 8, 8)
    assert today["leaving"]["low"] <= today["leaving"]["expected"] <= today["leaving"]["high"]
    assert made["yesterday"]["day"] == "2026-11-21"
    assert made["data_version"]
    assert sum(kind["here"] for kind in made["kinds"]) == made["in_hospital"]


def test_a_person_reads_sentences_and_a_line_a_day(demo_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["expected", "--site", "Wrenfield", "--store", str(demo_store)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("On Sun 22 Nov ")
    assert "expected to leave" in said[0]
    assert sum(line.startswith("    ") for line in said) == 8


def test_a_site_that_is_not_there_is_named_and_refused(demo_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["expected", "--site", "Nowhere", "--store", str(demo_store)]) == 2
    assert "There is no site called Nowhere here: choose one of Kestrel Park, Wrenfield." in capsys.readouterr().err
