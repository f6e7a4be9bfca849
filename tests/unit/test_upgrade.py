"""A store of another release: said, upgraded from the extracts it holds, and left as it is by everything else."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

import cli
from data.loading import load, upgrade
from data.warehouse import OtherRelease, current, open_version, verify

NOW = datetime(2026, 11, 22, 8, 30)
HEAD = "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at,discharged_at\n"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A store whose facts were made by other statements, and whose newest fact does not exist yet."""
    file = tmp_path / "spells.csv"
    file.write_text(HEAD + "RXX,N,A1,S1,70,21,1,2026-11-01 10:00,2026-11-03 10:00\n")
    load(tmp_path, [file], now=NOW)
    manifest = next((tmp_path / "versions").glob("*.json"))
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"facts": "0123456789ab"}))
    return tmp_path


def test_facts_of_another_release_are_not_read_and_the_sentence_says_what_to_do(older: Path) -> None:
    with pytest.raises(OtherRelease, match="homeward upgrade"):
        current(older)
    found = current(older, any_release=True)
    assert found is not None and not found.fallback


def test_an_upgrade_makes_them_anew_and_keeps_the_version_before(older: Path) -> None:
    assert upgrade(older, now=NOW)
    found = current(older)
    assert found is not None and found.number == 2 and verify(found)
    assert open_version(found).cursor().sql("select count(*) from discharge").fetchall() == [(1,)]
    assert not upgrade(older, now=NOW)
    assert (older / "versions" / "facts-000001.duckdb").exists()


def test_a_load_upgrades_too(older: Path) -> None:
    report = load(older, [older / "spells.csv"], now=NOW)
    assert (report.published, report.extracts[0].rows_unchanged) == (True, 1)
    assert current(older) is not None


def test_the_command_says_what_it_did(older: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status", "--store", str(older)]) == 2
    assert "run `homeward upgrade`" in capsys.readouterr().err
    assert cli.main(["upgrade", "--store", str(older), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"upgraded": True}
    assert cli.main(["upgrade", "--store", str(older)]) == 0
    assert "nothing to do" in capsys.readouterr().out
