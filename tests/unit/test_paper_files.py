"""The three files open again, hold native charts and tables with the right numbers, and no more than they should."""

from __future__ import annotations

import os
import re
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from paper_hospital import AREA, BIG, CANARY, SMALL, content, file, made, parts, tells
from pptx import Presentation

import cli
from data.access import DEMONSTRATION
from metrics.scope import Scope
from pages import paper
from pages.paper.legend import lines
from pages.paper.xlsx import safe

KINDS = ("pptx", "xlsx", "html")
RISKY = ("=", "+", "-", "@", "\t", "\r")


def slides(site: str | None = None) -> Any:
    return Presentation(BytesIO(file("pptx", site))).slides


def workbook(site: str | None = None) -> Any:
    return load_workbook(BytesIO(file("xlsx", site)))


def words_of(slide: Any) -> str:
    """All text on a slide, tables too."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def test_slides_hold_native_charts_with_the_numbers_of_the_paper() -> None:
    drawn = [one for one in content().headlines if one.chart is not None]
    charts = [shape for slide in slides() for shape in slide.shapes if shape.has_chart]
    assert len(charts) == len(drawn) == 3
    for shape, one in zip(charts, drawn, strict=True):
        assert one.chart is not None
        assert shape.name == f"Chart: {one.label}"
        plotted = {series.name: tuple(series.values) for series in shape.chart.plots[0].series}
        assert plotted == {series.name: series.values for series in lines(one.chart)}
        assert next(iter(shape.chart.plots[0].categories)) is not None


def test_slides_are_wide_titled_and_each_says_where_its_numbers_come_from() -> None:
    deck = Presentation(BytesIO(file("pptx")))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=1e-3)
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        assert content().foot in words_of(slide)
        assert content().version in slide.notes_slide.notes_text_frame.text
    last = words_of(deck.slides[len(deck.slides) - 1])
    assert content().policy_words in last


def test_the_first_slide_has_the_headlines_in_a_table_and_icons_in_words() -> None:
    first = slides()[0]
    said = words_of(first)
    for one in content().headlines:
        assert all(text in said for text in (one.label, one.said, one.period, one.variation_words))
    icons = [shape.name for shape in first.shapes if shape.name.startswith("Icon: ")]
    assert len(icons) == sum(bool(one.variation) + bool(one.assurance) for one in content().headlines)
    notes = first.notes_slide.notes_text_frame.text
    assert all(one.sentence in notes for one in content().headlines)


def test_nothing_on_a_slide_stands_outside_it() -> None:
    deck = Presentation(BytesIO(file("pptx")))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width, shape.name
            assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height, shape.name


def test_the_workbook_has_a_sheet_with_a_chart_for_each_measure() -> None:
    book = workbook()
    drawn = {one.label[:31]: one for one in content().headlines if one.chart is not None}
    assert book.sheetnames == ["Summary", *drawn, "Test areas", "Definitions", "About"]
    for name, one in drawn.items():
        sheet = book[name]
        assert one.chart is not None
        assert len(sheet._charts) == 1
        head = {cell.value: cell.column for cell in sheet[27] if cell.value}
        values = [sheet.cell(28 + at, head["Value"]).value for at in range(len(one.chart.points))]
        assert values == [pytest.approx(point.value) if point.value is not None else None for point in one.chart.points]
        titles = [series.tx.strRef.f for series in sheet._charts[0].series]
        assert len(titles) == len(lines(one.chart))


def test_no_cell_is_a_formula_and_texts_that_look_like_one_are_text() -> None:
    cells = [cell for site in (None, BIG) for sheet in workbook(site) for row in sheet for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not [text for text in texts if text.startswith(RISKY)]
    assert f"'{AREA}" in texts
    assert not [name for name, text in parts(file("xlsx", BIG)).items() if "<f>" in text]
    assert not [name for name, text in parts(file("pptx", BIG)).items() if "<f>" in text]
    assert not [name for name in parts(file("xlsx", BIG)) if "hyperlink" in name.lower()]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_what_a_spreadsheet_could_run_is_preceded_by_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe(f"a{text}") == f"a{text}"


def test_the_page_fetches_nothing_runs_nothing_and_shows_names_as_they_are() -> None:
    for site in (None, BIG, SMALL):
        page = file("html", site).decode()
        assert "<script" not in page
        assert not re.search(r"""(?:src|href|action|xlink:href)\s*=|url\(|@import""", page)
        assert not re.findall(r"<(?:a|img|link|iframe|object|embed|form|base)\b", page)
        assert "default-src 'none'" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in file("html", SMALL).decode()
    assert "http" not in file("html").decode().replace("http-equiv", "").replace(escape(BIG), "")


def test_the_page_holds_each_chart_with_its_sentence_and_prints_on_a4() -> None:
    page = file("html").decode()
    drawn = [one for one in content().headlines if one.chart is not None]
    assert page.count('<svg viewBox="0 0 460') == len(drawn)
    assert all(page.count(f"<p>{one.sentence}</p>") == 1 for one in drawn)
    assert "@media print" in page and "size:A4" in page
    assert content().foot in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_hidden_number_is_nowhere_in_the_file(kind: str) -> None:
    """137 days, of one to three people: in the file with the policy "none", in no part of it otherwise."""
    for site in (None, SMALL, BIG):
        found = {"page": file(kind, site).decode()} if kind == "html" else parts(file(kind, site))
        assert not [name for name, text in found.items() if tells(_readable(text), CANARY)]
    shown = file(kind, SMALL, "none")
    found = {"page": shown.decode()} if kind == "html" else parts(shown)
    assert [name for name, text in found.items() if tells(_readable(text), CANARY)]


def _readable(text: str) -> str:
    """Text and values of a part, without the attributes that place and colour things."""
    return re.sub(r"<[^>]*>", " ", text)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_question_gives_the_same_bytes(kind: str) -> None:
    with made().chosen():
        again = paper.build(kind, made().held, DEMONSTRATION, Scope())
    assert again == file(kind)


def test_an_office_file_names_nobody_and_no_place_on_the_disk() -> None:
    for kind in ("pptx", "xlsx"):
        said = parts(file(kind))["docProps/core.xml"]
        assert "Homeward" in said
        assert not re.search(r"/(?:home|tmp|root|work)/", " ".join(parts(file(kind)).values()))
        assert os.environ.get("USER", "nobody-at-all") not in said


def test_the_command_line_writes_the_file_or_says_in_a_sentence_why_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with made().chosen():
        assert cli.main(["board-paper", "--out", str(tmp_path / "a.html"), "--site", BIG, "--to", "2026-01-31"]) == 0
        assert b"counted to Sat 31 Jan" in (tmp_path / "a.html").read_bytes()
        assert "The board paper is in" in capsys.readouterr().out
        for options, said in (
            (["--out", str(tmp_path / "a.doc")], "ends in .doc: choose one of"),
            (["--out", str(tmp_path / "a")], "needs a file name that says its kind"),
            (["--out", str(tmp_path / "b.html"), "--site", "X"], "no site called X"),
            (["--out", str(tmp_path / "b.html"), "--policy", "x"], "no policy for small numbers called x"),
            (["--out", str(tmp_path / "no" / "b.html")], "can't be used"),
        ):
            assert cli.main(["board-paper", *options]) == 2
            assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]
