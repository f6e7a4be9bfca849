"""A watched folder: a file is loaded once it has stopped growing, once, and again only when it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

import cli
from data.loading.watching import NoFolder, Watcher

HEAD = "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at\n"


def spell(number: int) -> str:
    return f"RXX,N,A1,S{number},70,21,1,2026-01-0{number} 10:00\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drop").mkdir()
    (tmp_path / "store").mkdir()
    return tmp_path / "drop"


def watcher(folder: Path) -> Watcher:
    return Watcher(folder.parent / "store", folder)


def test_a_file_that_grows_is_waited_for(folder: Path) -> None:
    watch, file = watcher(folder), folder / "spells.csv"
    file.write_text(HEAD)
    assert watch.due() == []
    file.write_text(HEAD + spell(1))
    assert watch.due() == []
    assert watch.due() == [file]


def test_spells_come_first_and_other_things_are_left_alone(folder: Path) -> None:
    for name in ("board.csv", "spells_2.csv", ".hidden.csv", "notes.docx"):
        (folder / name).write_text("x")
    (folder / "inside.csv").mkdir()
    watch = watcher(folder)
    watch.due()
    assert [path.name for path in watch.due()] == ["spells_2.csv", "board.csv"]


def test_a_file_that_was_dealt_with_comes_again_only_when_it_changes_even_in_another_run(folder: Path) -> None:
    file = folder / "spells.csv"
    file.write_text(HEAD + spell(1))
    watch = watcher(folder)
    watch.due()
    watch.dealt_with(watch.due())
    again = watcher(folder)
    again.due()
    assert again.due() == []
    file.write_text(HEAD + spell(1) + spell(2))
    again.due()
    assert again.due() == [file]


def test_a_folder_that_is_not_there_is_one_sentence(folder: Path) -> None:
    with pytest.raises(NoFolder, match="can't be read"):
        watcher(folder / "nowhere").due()


def test_the_command_loads_what_is_there_and_stops(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "spells.csv").write_text(HEAD + spell(1))
    (folder / "rubbish.csv").write_text("a,b\n1,2\n")
    once = ["watch", str(folder), "--once", "--every", "0", "--store", str(folder.parent / "store")]
    assert cli.main(once) == 2
    assert "rubbish.csv: not loaded" in capsys.readouterr().out
    assert cli.main(once) == 0
    assert capsys.readouterr().out == "Nothing new.\n"
