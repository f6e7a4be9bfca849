"""The command line: one JSON document or one sentence, and the right exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_hospital import spell, write

import cli
from data.loading import load
from metrics.catalogue import METRICS

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "oracle" / "goldens" / "metrics" / "one_provider_with_board"
EXTRACTS = ["spells.csv", "board.csv", "beds.csv"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("golden")
    load(store, [GOLDEN / name for name in EXTRACTS])
    return store


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store that commands without --store use: an empty one; what --store sets is forgotten afterwards."""
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def said(capsys: Capture, *arguments: str | Path) -> str:
    """What a command that succeeds prints; it says nothing else."""
    code = cli.main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    return printed.out


def document(capsys: Capture, *arguments: str | Path) -> Any:
    """The one JSON document that a command prints."""
    out = said(capsys, *arguments)
    assert out.endswith("\n")
    return json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


# Load


def test_a_load_reports_every_row_and_a_second_one_adds_none(capsys: Capture, tmp_path: Path) -> None:
    paths = [GOLDEN / name for name in EXTRACTS]
    first = document(capsys, "load", *paths, "--store", tmp_path / "new", "--json")
    again = document(capsys, "load", *paths, "--store", tmp_path / "new", "--json")
    names = ("rows_new", "rows_replaced", "rows_unchanged", "rows_quarantined")
    for report in (first, again):
        assert [extract["kind"] for extract in report["extracts"]] == ["spells", "board", "beds"]
        for extract in [report, *report["extracts"]]:
            assert extract["rows_in"] == sum(extract[name] for name in names)
        for extract in report["extracts"]:
            assert sum(extract["reasons"].values()) == extract["rows_quarantined"]
    assert first["rows_new"] > 1000
    assert (again["rows_new"], again["rows_replaced"], again["published"]) == (0, 0, False)
    assert again["data_version"] == first["data_version"]


def test_a_load_says_in_words_what_became_of_each_file(capsys: Capture, tmp_path: Path) -> None:
    file = write(tmp_path, "s.csv", [spell("S1", "2025-01-01", "2025-01-05"), spell("S2", "2025-01-09", "2025-01-05")])
    assert cli.main(["load", str(file)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "s.csv (spells): rows 2 in, 1 new, 0 replaced, 0 unchanged, 1 quarantined."
    assert out[1].strip() == "quarantined 1: The discharge is before the admission."
    assert out[-1] == "Version facts-000001.duckdb."


def test_a_check_loads_nothing(capsys: Capture, tmp_path: Path) -> None:
    file = write(tmp_path, "spells.csv", [spell("S1", "2025-01-01", "2025-01-05")])
    report = document(capsys, "load", file, "--check", "--json")
    assert (report["rows_in"], report["published"], report["version"]) == (1, False, None)
    assert document(capsys, "status", "--json")["version"] is None
    assert "Nothing was published" in said_ignoring_progress(capsys, "load", file, "--check")


def said_ignoring_progress(capsys: Capture, *arguments: str | Path) -> str:
    assert cli.main([str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out


def test_load_options_reach_the_load(capsys: Capture, tmp_path: Path) -> None:
    row = spell("S1", "2025-01-01", "2025-01-05")
    del row["provider"]
    file = write(tmp_path, "a.csv", [row])
    document(
        capsys, "load", file, "--kind", "spells", "--provider", "RX9", "--as-at", "2025-02-01 08:00",
        "--covers-from", "2025-01-04", "--covers-to", "2025-01-06", "--json",
    )  # fmt: skip
    found = document(capsys, "status", "--json")
    assert found["as_at"] == "2025-02-01 08:00:00"
    assert found["covers"] == [{"provider": "RX9", "first_day": "2025-01-04", "last_day": "2025-01-06"}]
    rows = document(capsys, "series", "discharges", "--grain", "day", "--json")["rows"]
    assert [(row["period_start"], row["value"]) for row in rows] == [
        ("2025-01-04", 0),
        ("2025-01-05", 1),
        ("2025-01-06", 0),
    ]


def test_a_mapping_file_is_used(capsys: Capture, tmp_path: Path) -> None:
    row = spell("S1", "2025-01-01", "2025-01-05")
    row["location"] = row.pop("ward")
    file = write(tmp_path, "a.csv", [row])
    mapping = tmp_path / "trust.toml"
    mapping.write_text('kind = "spells"\n[columns]\nward = "location"\n')
    code = cli.main(["load", str(file), "--map", str(mapping), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert (code, report["rows_new"]) == (0, 1), report


def test_a_refused_extract_is_named_and_the_exit_code_says_so(capsys: Capture, tmp_path: Path) -> None:
    row = spell("S1", "2025-01-01", "2025-01-05")
    good, bad = write(tmp_path, "good.csv", [row]), tmp_path / "bad.csv"
    bad.write_text("name,shoe size\nA,42\n")
    assert cli.main(["load", str(good), str(bad), "--json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert [extract["refused"] is None for extract in report["extracts"]] == [True, False]
    assert report["rows_new"] == 1


# Status, metrics


def test_status_of_an_empty_store_and_of_a_full_one(capsys: Capture, golden: Path) -> None:
    assert document(capsys, "status", "--json")["version"] is None
    assert said(capsys, "status").startswith("Nothing is loaded yet: run `homeward demo`")
    found = document(capsys, "status", "--store", golden, "--json")
    assert found["version"] == "facts-000001.duckdb"
    assert set(found) >= {"as_at", "loaded_at", "data_version", "kinds", "covers", "board_rows_waiting"}
    assert found["kinds"]["spells"]["rows"] > 100
    assert (found["kinds"]["front_door"]["rows"], found["kinds"]["front_door"]["as_at"]) == (0, None)
    assert "spells" in said(capsys, "status", "--store", golden)


def test_the_store_option_and_the_variable_mean_the_same(
    capsys: Capture, golden: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_option = document(capsys, "status", "--store", golden, "--json")
    monkeypatch.setenv("HOMEWARD_STORE", str(golden))
    assert document(capsys, "status", "--json") == by_option


def test_metrics_are_the_catalogue_with_definitions_and_sources(capsys: Capture) -> None:
    rows = document(capsys, "metrics", "--json")
    assert [row["key"] for row in rows] == list(METRICS)
    for row in rows:
        assert row["direction"] in ("lower", "higher", "neither")
        assert all(row[name] for name in ("label", "unit", "definition", "formula", "source", "reviewed", "splits"))
    words = said(capsys, "metrics")
    assert all(f"{key}: " in words for key in METRICS)


# Series


@pytest.mark.parametrize("key", METRICS)
def test_every_metric_is_one_json_document(capsys: Capture, golden: Path, key: str) -> None:
    found = document(capsys, "series", key, "--store", golden, "--json")
    assert (found["metric"], found["grain"], len(found["data_version"])) == (key, "week", 12)
    for row in found["rows"]:
        assert list(row)[:5] == ["period_start", "value", "numerator", "denominator", "partial"]
        assert date.fromisoformat(row["period_start"]).weekday() == 0
        assert isinstance(row["partial"], bool)


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "year"])
def test_the_grains_of_the_contract(capsys: Capture, golden: Path, grain: str) -> None:
    found = document(capsys, "series", "discharges", "--grain", grain, "--store", golden, "--json")
    assert found["grain"] == grain
    assert sum(row["value"] for row in found["rows"]) == 91  # the golden set's own answer for the year


def test_a_split_names_its_group(capsys: Capture, golden: Path) -> None:
    rows = document(capsys, "series", "inpatients", "--by", "ward", "--grain", "month", "--store", golden, "--json")[
        "rows"
    ]
    assert list(rows[0]) == ["period_start", "ward", "value", "numerator", "denominator", "partial"]
    assert {row["ward"] for row in rows} >= {"S00-W0", "S01-W0"}


def test_a_scope_narrows(capsys: Capture, golden: Path) -> None:
    scope = (
        "--provider",
        "RX0",
        "--site",
        "S00",
        "--ward",
        "S00-W0",
        "--cohort",
        "hub",
        "--from",
        "2025-01-06",
        "--to",
        "2025-01-19",
    )
    rows = document(capsys, "series", "discharges", *scope, "--store", golden, "--json")["rows"]
    assert [row["period_start"] for row in rows] == ["2025-01-06", "2025-01-13"]
    everyone = document(capsys, "series", "discharges", *scope[-4:], "--store", golden, "--json")["rows"]
    assert rows[0]["value"] < everyone[0]["value"]


def test_csv_and_json_hold_the_same_rows(capsys: Capture, golden: Path) -> None:
    asked = ("series", "days_past_ctr", "--by", "ward", "--grain", "day", "--store", golden)
    as_csv = list(csv.DictReader(io.StringIO(said(capsys, *asked, "--csv"))))
    as_json = document(capsys, *asked, "--json")["rows"]
    assert len(as_csv) == len(as_json) > 100
    for text, row in zip(as_csv, as_json, strict=True):
        assert text == {name: "" if value is None else str(value) for name, value in row.items()}


def test_the_table_shows_a_null_as_a_dash(capsys: Capture, golden: Path) -> None:
    lines = said(capsys, "series", "four_hour_share", "--store", golden).splitlines()
    assert lines[0].split() == ["period_start", "value", "numerator", "denominator", "partial"]
    assert lines[1].split()[1:] == ["-", "-", "-", "True"]


# SPC


def test_spc_of_any_series(capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    file.write_text(
        "date,value\n" + "".join(f"2025-{m:02d}-01,{10 + 2 * (m % 2)}\n" for m in range(1, 13)) + "2026-01-01,30\n"
    )
    found = document(capsys, "spc", file, "--improvement", "decrease", "--target", "11", "--json")
    assert set(found) >= {"rows", "variation_icon", "assurance_type"}
    assert set(found["rows"][0]) >= {
        "date",
        "value",
        "mean",
        "lpl",
        "upl",
        "point_type",
        "special_cause_type",
        "rebase_group",
    }
    assert found["rows"][-1]["point_type"] == "special_cause_concern"
    rebased = document(capsys, "spc", file, "--rebase", "2025-07-01", "--json")
    assert [row["rebase_group"] for row in rebased["rows"]] == [0] * 6 + [1] * 7
    assert "variation:" in said(capsys, "spc", file)


# Register


def test_a_register_goes_out_and_comes_in(capsys: Capture, tmp_path: Path) -> None:
    out = tmp_path / "register.toml"
    assert said(capsys, "register", "export", out) == f"The register is in {out}.\n"
    assert said(capsys, "register", "import", out) == "Register: 0 added, 0 changed, 0 unchanged.\n"


# The demonstration hospital


def test_the_demonstration_hospital_is_written_and_loads(capsys: Capture, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    assert cli.main(["demo", "--out", str(out), "--years", "1", "--last-day", "2026-11-21"]) == 0
    assert capsys.readouterr().out == f"The demonstration hospital is in {out}; `homeward load {out}` loads it.\n"
    report = document(capsys, "load", out, "--json")
    assert {extract["kind"] for extract in report["extracts"]} >= {"spells", "board", "beds", "front_door"}
    assert not [extract["refused"] for extract in report["extracts"] if extract["refused"]]
    truth = json.loads((out / "truth.json").read_text())
    assert truth
    first = said(capsys, "register", "import", out / "registers.toml")
    again = said(capsys, "register", "import", out / "registers.toml")
    assert first.split()[1] != "0"
    assert again.startswith("Register: 0 added, 0 changed,")


def test_a_demonstration_is_not_made_over_data(capsys: Capture, golden: Path) -> None:
    assert said(capsys, "demo", "--if-empty", "--store", golden) == ""


# As a program


def run(*arguments: str | Path, store: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "cli.py"), *map(str, arguments)],
        capture_output=True, text=True, env={**os.environ, "HOMEWARD_STORE": str(store)}, check=False,
    )  # fmt: skip


def test_as_a_program_it_prints_one_document_and_starts_no_screen(golden: Path) -> None:
    done = run("series", "discharges", "--grain", "year", "--json", store=golden)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["metric"] == "discharges"


def test_as_a_program_it_refuses_in_one_line(golden: Path) -> None:
    done = run("series", "dischargs", store=golden)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no metric called dischargs: did you mean discharges?\n"
