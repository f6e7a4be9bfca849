"""The command line on bad input: exit 2 and one sentence, never a traceback; a defect of ours is exit 1."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_hospital import spell, write

import cli
from data.loading import load

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "oracle" / "goldens" / "metrics" / "one_provider_with_board"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("golden")
    load(store, [GOLDEN / name for name in ("spells.csv", "board.csv", "beds.csv")])
    return store


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store that commands without --store use: an empty one; what --store sets is forgotten afterwards."""
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def refused(capsys: Capture, *arguments: str | Path) -> str:
    """The sentence of a command that is refused: exit 2, one line on standard error, nothing on standard output."""
    code = cli.main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    assert (code, printed.out) == (2, ""), printed
    assert printed.err.endswith("\n")
    assert printed.err.count("\n") == 1, printed.err
    assert "Traceback" not in printed.err
    return printed.err.rstrip("\n")


BAD = {
    "no command": ([], "required: command"),
    "unknown command": (["seris"], "invalid choice"),
    "unknown metric": (["series", "dischargs"], "There is no metric called dischargs: did you mean discharges?"),
    "unknown ward": (["series", "discharges", "--ward", "S00-W9"], "There is no ward called S00-W9 in the data"),
    "unknown grain": (["series", "discharges", "--grain", "fortnight"], "invalid choice: 'fortnight'"),
    "unknown split": (["series", "discharges", "--by", "owner"], "discharges can't be split or narrowed by owner"),
    "bad date": (["series", "discharges", "--from", "01/02/2025"], "01/02/2025 is not a date like 2026-11-22"),
    "no such day": (["series", "discharges", "--to", "2025-02-30"], "2025-02-30 is not a date"),
    "days swapped": (["series", "discharges", "--from", "2025-02-01", "--to", "2025-01-01"], "2025-02-01"),
    "missing option": (["series"], "required: metric"),
    "unknown option": (["status", "--jsn"], "Unrecognized arguments: --jsn"),
    "missing file": (["load", "nowhere.csv"], "nowhere.csv does not exist"),
    "unknown kind": (["load", "nowhere.csv", "--kind", "spels"], "invalid choice: 'spels'"),
    "bad time": (["load", "nowhere.csv", "--as-at", "yesterday"], "yesterday is not a time like"),
    "missing mapping": (["load", "SPELLS", "--map", "nowhere.toml"], "nowhere.toml"),
    "covers swapped": (
        ["load", "SPELLS", "--covers-from", "2025-02-01", "--covers-to", "2025-01-01"],
        "Swap the two days",
    ),
    "missing series": (["spc", "nowhere.csv"], "nowhere.csv"),
    "series without date": (["spc", "SPELLS"], "no column 'date'"),
    "fixed too early": (["spc", "SERIES", "--fix-after", "3"], "Limits cannot be fixed after 3 points"),
    "target no number": (["spc", "SERIES", "--target", "many"], "invalid float value: 'many'"),
    "target not finite": (["spc", "SERIES", "--target", "nan"], "is not a number"),
    "missing register": (["register", "import", "nowhere.toml"], "There is no file nowhere.toml"),
    "register no TOML": (["register", "import", "SPELLS"], "TOML"),
    "register not text": (["register", "import", "BYTES"], "bytes.bin"),
    "register to nowhere": (["register", "export", "nowhere/at/all.toml"], "nowhere/at/all.toml"),
    "no years": (["demo", "--years", "0", "--out", "OUT"], "--years must be 1 or more"),
    "negative seed": (["demo", "--seed", "-1", "--out", "OUT", "--years", "1"], "--seed"),
    "demo onto a file": (["demo", "--out", "SPELLS", "--years", "1"], "spells.csv"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_sentence(
    case: str, capsys: Capture, golden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(golden))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bytes.bin").write_bytes(bytes(range(128, 256)))
    (tmp_path / "series.csv").write_text("date,value\n2025-01-01,1\n2025-02-01,2\n")
    places = {
        "SPELLS": str(write(tmp_path, "spells.csv", [spell("S1", "2025-01-01", "2025-01-05")])),
        "SERIES": "series.csv", "BYTES": "bytes.bin", "OUT": "out",
    }  # fmt: skip
    arguments, words = BAD[case]
    assert words in refused(capsys, *(places.get(argument, argument) for argument in arguments))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", ["not = [toml", "\x00\x01", 'colums = "x"\n', "[columns]\nnothing = 3\n"])
def test_an_unreadable_mapping_is_refused(capsys: Capture, tmp_path: Path, content: str) -> None:
    (tmp_path / "m.toml").write_text(content)
    file = write(tmp_path, "spells.csv", [spell("S1", "2025-01-01", "2025-01-05")])
    assert "m.toml" in refused(capsys, "load", file, "--map", tmp_path / "m.toml")


@pytest.mark.parametrize("command", [["series", "discharges"], ["series", "discharges", "--json"]])
def test_a_folder_that_is_no_store_says_what_to_do(capsys: Capture, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "homely").mkdir()
    (tmp_path / "homely" / "CURRENT").write_text("whatever")
    for place in ("homely", "nowhere"):
        sentence = refused(capsys, *command, "--store", tmp_path / place)
        assert sentence.startswith("Nothing is loaded yet: run `homeward demo`")
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_store_says_so(capsys: Capture, tmp_path: Path) -> None:
    file = write(tmp_path, "spells.csv", [spell("S1", "2025-01-01", "2025-01-05")])
    load(tmp_path / "torn", [file])
    (tmp_path / "torn" / "versions" / "facts-000001.duckdb").write_bytes(b"torn")
    assert "No version in" in refused(capsys, "series", "discharges", "--store", tmp_path / "torn")


def test_a_file_as_store_is_refused(capsys: Capture, tmp_path: Path) -> None:
    file = write(tmp_path, "spells.csv", [spell("S1", "2025-01-01", "2025-01-05")])
    refused(capsys, "series", "discharges", "--store", file)
    assert "could not be written to" in refused(capsys, "load", file, "--store", file)


def test_bad_settings_are_one_sentence(capsys: Capture, tmp_path: Path, store: Path) -> None:
    store.mkdir()
    (store / "homeward.toml").write_text("adult_aeg = 16\n")
    file = write(tmp_path, "spells.csv", [spell("S1", "2025-01-01", "2025-01-05")])
    assert "adult_aeg in homeward.toml is not a setting" in refused(capsys, "load", file)


def test_a_defect_is_a_fault_without_a_traceback(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("Jane Doe")

    monkeypatch.setattr(cli.service, "status", broken)
    assert cli.main(["status"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "Homeward has a fault (ZeroDivisionError): nothing was changed. Please report it.\n"


def test_help_names_every_command(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    assert all(
        command in out for command in ("demo", "load", "status", "metrics", "series", "spc", "register", "serve")
    )
