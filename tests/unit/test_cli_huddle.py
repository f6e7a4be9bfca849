"""`homeward huddle`: the morning's sheet without a server, dated, logged, every text escaped."""

from __future__ import annotations

from pathlib import Path

import pytest

import cli
from data import audit
from data.access import DEMONSTRATION
from pages import service
from pages.commands.huddle import page


def test_the_sheet_is_written_without_a_server(
    demo_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(demo_store))
    out = tmp_path / "sheet.html"
    assert cli.main(["huddle", "--ward", "Alder", "--out", str(out)]) == 0
    text = out.read_text("utf-8")
    assert text.count("<section>") == 1 and "Alder" in text and "data version" in text
    assert out.stat().st_mode & 0o077 == 0
    newest = audit.rows(service.register(demo_store), DEMONSTRATION)[0]
    assert (newest.action, newest.kind, newest.detail["place"]) == ("printed", "huddle_sheet", "Alder")
    assert newest.detail["rows"] == text.count("<tr>") - 1


def test_a_place_without_anybody_is_one_sentence(
    demo_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(demo_store))
    assert cli.main(["huddle", "--ward", "Nowhere", "--out", str(tmp_path / "s.html")]) == 2
    assert "Nobody there" in capsys.readouterr().err
    assert cli.main(["huddle", "--ward", "Alder", "--out", str(tmp_path / "no" / "s.html")]) == 2
    assert "can't be written" in capsys.readouterr().err


def test_what_a_ward_wrote_is_text_and_never_markup() -> None:
    sheet = {"title": "<b>", "said": "&", "rows": [{"a": "<script>alert(1)</script>"}]}
    text = page([sheet], (("a", "A", None),), "s", "n")
    assert "<script>" not in text and "&lt;script&gt;" in text and "<h1>&lt;b&gt;" in text
