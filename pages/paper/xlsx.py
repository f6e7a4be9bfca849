"""The board paper as a workbook: a summary, one sheet with a native chart for each measure, test areas, definitions.

No cell holds a formula: every text is written as a string, and one that a spreadsheet could take for a formula, here or
once saved as CSV, is preceded by an apostrophe.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import xlsxwriter

from pages.paper.content import AreaLine, Headline, Paper, Point, tone
from pages.paper.legend import Series, colour, lines, number_format
from pages.paper.stable import repacked
from pages.parts import words
from pages.parts.palette import NHS_BLUE

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
_OPTIONS: Final = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_date_format": "d mmm yyyy",
}  # fmt: skip
_MARKERS: Final = {"circle": "circle", "diamond": "diamond", "square": "square", "triangle": "triangle"}
_DASHES: Final = {"dash": "dash", "solid": "solid"}
_LONGEST_NAME: Final = 31


def safe(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def save(paper: Paper) -> bytes:
    """The .xlsx file."""
    out = io.BytesIO()
    book = _Book(xlsxwriter.Workbook(out, dict(_OPTIONS)))
    book.file.set_properties({"title": safe(paper.title), "subject": safe(paper.subtitle), "author": "Homeward",
                              "comments": paper.policy_words, "created": paper.made})  # fmt: skip
    _summary(book, paper)
    for one in paper.headlines:
        if one.chart is not None:
            _measure(book, paper, one)
    if paper.areas:
        _areas(book, paper)
    _definitions(book, paper)
    _about(book, paper)
    book.file.close()
    return repacked(out.getvalue(), paper.made)


class _Book:
    """A workbook with the few looks that its sheets share."""

    def __init__(self, file: Any) -> None:
        self.file = file
        base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        self.plain = file.add_format(base)
        self.wrapped = file.add_format({**base, "text_wrap": True})
        self.title = file.add_format({**base, "font_size": 16, "bold": True, "font_color": NHS_BLUE})
        self.quiet = file.add_format({**base, "font_color": f"#{colour('quiet')}"})
        self.strong = file.add_format({**base, "bold": True})
        self.head = file.add_format({**base, "bold": True, "font_color": "#FFFFFF", "bg_color": NHS_BLUE,
                                     "text_wrap": True})  # fmt: skip
        self.day = file.add_format({**base, "num_format": "d mmm yyyy", "align": "left"})
        self.looks: dict[tuple[str, str], Any] = {}
        self.names: set[str] = set()

    def number(self, unit: str, align: str = "right") -> Any:
        """The look of a number of that unit."""
        if (unit, align) not in self.looks:
            made = {"font_name": "Arial", "font_size": 10, "valign": "top", "align": align}
            self.looks[unit, align] = self.file.add_format({**made, "num_format": number_format(unit)})
        return self.looks[unit, align]

    def shade(self, name: str) -> Any:
        """Bold text in a colour of the palette."""
        return self.file.add_format({"font_name": "Arial", "font_size": 10, "valign": "top", "bold": True,
                                     "font_color": f"#{colour(name)}", "text_wrap": True})  # fmt: skip

    def sheet(self, name: str, paper: Paper, widths: Sequence[float], *, portrait: bool = False) -> Any:
        """A new sheet that prints on one page's width, with the paper's foot."""
        sheet = self.file.add_worksheet(self._free(name))
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width, self.plain)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        if not portrait:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        # Excel takes 255 letters in a foot; & is its mark for a code.
        sheet.set_footer("&L&8" + paper.foot.replace("&", "&&")[:230] + "&R&8&P")
        return sheet

    def _free(self, name: str) -> str:
        """A sheet name that Excel allows and that is not taken."""
        plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:_LONGEST_NAME] or "Sheet"
        at, found = 2, plain
        while found.casefold() in self.names:
            found, at = f"{plain[: _LONGEST_NAME - 3]} {at}", at + 1
        self.names.add(found.casefold())
        return found


def _texts(sheet: Any, row: int, texts: Sequence[str], look: Any, column: int = 0) -> None:
    for at, text in enumerate(texts, column):
        sheet.write_string(row, at, safe(text), look)


def _top(book: _Book, sheet: Any, title: str, quiet: str) -> None:
    _texts(sheet, 0, [title], book.title)
    _texts(sheet, 1, [quiet], book.quiet)


def _summary(book: _Book, paper: Paper) -> None:
    """The paragraph, and one row a measure: words, and the number beside them for whoever works on."""
    sheet = book.sheet("Summary", paper, (34, 26, 12, 20, 17, 30, 12, 22, 20, 90))
    _top(book, sheet, paper.title, paper.subtitle)
    for at, said in enumerate(paper.paragraph, 3):
        _texts(sheet, at, [said], book.plain)
    first = 4 + len(paper.paragraph)
    heads = ("Measure", "Latest", "Value", "Period", "Of (n)", "Against the baseline", "Target", "Variation",
             "Target met?", "Sentence")  # fmt: skip
    _texts(sheet, first, heads, book.head)
    for row, one in enumerate(paper.headlines, first + 1):
        _texts(sheet, row, [one.label, one.said], book.plain)
        if one.value is not None:
            sheet.write_number(row, 2, one.value, book.number(one.unit, "left"))
        _texts(sheet, row, [one.period, one.n, one.change, one.target or "none set"], book.plain, 3)
        _icon(book, sheet, row, 7, one.variation, one.variation_words)
        _icon(book, sheet, row, 8, one.assurance, one.assurance_words)
        _texts(sheet, row, [one.sentence], book.plain, 9)
    # On paper the sentences stand under their charts; beside the table they would make it too small to read.
    sheet.print_area(0, 0, first + len(paper.headlines), 8)
    sheet.freeze_panes(first + 1, 1)


def _icon(book: _Book, sheet: Any, row: int, column: int, name: str | None, said: str) -> None:
    """An icon's words in its colour."""
    kind = "quiet" if name is None else _ink(name)
    sheet.write_string(row, column, safe(said), book.shade(kind) if name else book.plain)


def _ink(name: str) -> str:
    return f"{tone(name)}_ink"


def _measure(book: _Book, paper: Paper, one: Headline) -> None:
    """The series of a measure and its chart."""
    assert one.chart is not None
    series = lines(one.chart)
    sheet = book.sheet(one.label, paper, (14, *[12] * (len(series) + 2)))
    _top(book, sheet, one.label, one.sentence)
    first = 26
    _texts(sheet, first, ["Period from", *(line.name for line in series), "Numerator", "Denominator (n)"], book.head)
    points = one.chart.points
    for row, point in enumerate(points, first + 1):
        sheet.write_datetime(row, 0, point.start, book.day)
        for column, value in enumerate(_numbers(series, point, row - first - 1), 1):
            if value is not None:
                look = book.number(one.unit if column <= len(series) else "count")
                sheet.write_number(row, column, value, look)
    _draw(book, sheet, one, series, first)
    for row, (on, name) in enumerate(one.chart.markers, first + len(points) + 2):
        _texts(sheet, row, [f"Went live {words.long_day(on)}: {name}"], book.quiet)
    sheet.freeze_panes(first + 1, 1)


def _numbers(series: Sequence[Series], point: Point, at: int) -> Iterator[float | None]:
    yield from (line.values[at] for line in series)
    yield point.numerator
    yield point.denominator


def _draw(book: _Book, sheet: Any, one: Headline, series: Sequence[Series], first: int) -> None:
    """A native line chart that reads the sheet's own cells."""
    assert one.chart is not None
    made = book.file.add_chart({"type": "line"})
    last = first + len(one.chart.points)
    for column, line in enumerate(series, 1):
        made.add_series({
            "name": [sheet.name, first, column],
            "categories": [sheet.name, first + 1, 0, last, 0],
            "values": [sheet.name, first + 1, column, last, column],
            "line": _line(line),
            "marker": _marker(line),
        })  # fmt: skip
    least, most, step = one.chart.axis
    quiet = {"name": "Arial", "size": 9, "color": f"#{colour('quiet')}"}
    made.set_x_axis({"date_axis": True, "num_format": "mmm yy", "major_unit": 3, "major_unit_type": "months",
                     "num_font": quiet, "label_position": "low"})  # fmt: skip
    made.set_y_axis({"min": least, "max": most, "major_unit": step, "num_format": number_format(one.unit),
                     "num_font": quiet, "line": {"none": True},
                     "major_gridlines": {"visible": True, "line": {"color": f"#{colour('grid')}"}}})  # fmt: skip
    made.set_title({"name": f"{one.label}: {one.said}", "overlay": False,
                    "name_font": {"name": "Arial", "size": 12, "bold": True}})  # fmt: skip
    made.set_legend({"position": "bottom", "font": quiet})
    made.show_blanks_as("gap")
    made.set_size({"width": 1000, "height": 440})
    sheet.insert_chart(2, 0, made, {"description": one.sentence, "object_position": 2})


def _line(line: Series) -> dict[str, Any]:
    if line.dash == "none":
        return {"none": True}
    return {"color": f"#{line.colour}", "width": line.width, "dash_type": _DASHES[line.dash]}


def _marker(line: Series) -> dict[str, Any]:
    if line.marker == "none":
        return {"type": "none"}
    shade = f"#{line.colour}"
    return {"type": _MARKERS[line.marker], "size": line.size, "fill": {"color": shade}, "border": {"color": shade}}


def _areas(book: _Book, paper: Paper) -> None:
    sheet = book.sheet("Test areas", paper, (30, 62, 34, 11, 26, 26, 34, 12, 16, 10, 28, 70))
    _top(book, sheet, "Test areas: before, now and potential",
         "A simple comparison of whole weeks: it does not allow for trend, season or other changes.")  # fmt: skip
    heads = ("Test area", "Live", "Measure", "For", "Before", "Now", "Change (95% interval)", "Potential",
             "n before; now", "Weeks", "Reading", "Sentence")  # fmt: skip
    _texts(sheet, 3, heads, book.head)
    for row, line in enumerate(paper.areas, 4):
        _texts(sheet, row, [line.area], book.strong)
        _texts(sheet, row, _cells(line), book.plain, 1)
        sheet.write_string(row, 10, safe(line.reading), book.shade(f"{line.tone}_ink"))
        _texts(sheet, row, [line.sentence], book.plain, 11)
    sheet.print_area(0, 0, 3 + len(paper.areas), 10)
    sheet.freeze_panes(4, 1)


def _cells(line: AreaLine) -> tuple[str, ...]:
    return (line.live, line.measure, line.role, line.before, line.now, line.change, line.potential, line.n, line.weeks)


def _definitions(book: _Book, paper: Paper) -> None:
    sheet = book.sheet("Definitions", paper, (32, 70, 55, 10, 45, 14))
    _top(book, sheet, "What the measures mean", paper.subtitle)
    heads = ("Measure", "What it means", "How it is worked out", "Better", "Source", "Reviewed")
    _texts(sheet, 3, heads, book.head)
    for row, one in enumerate(paper.definitions, 4):
        _texts(sheet, row, (one.label, one.words, one.formula, one.better, one.source, one.reviewed), book.wrapped)
        sheet.set_row(row, 14.5 * (1 + max(len(one.words) // 74, len(one.formula) // 58, len(one.source) // 47)))


def _about(book: _Book, paper: Paper) -> None:
    """Place, freshness, version, policy, and where the data are incomplete."""
    sheet = book.sheet("About", paper, (24, 110), portrait=True)
    _top(book, sheet, "How far to trust this", paper.subtitle)
    rows = [
        ("Place", paper.place),
        ("Counted to", words.long_day(paper.to_day)),
        ("Freshness", paper.freshness),
        ("Data version", paper.version),
        ("Small numbers", paper.policy_words),
        ("Limits and icons", "NHS England, Making Data Count (XmR); worked out before rounding"),
        *(("Incomplete", said) for said in paper.incomplete),
    ]
    for at, (name, said) in enumerate(rows, 3):
        _texts(sheet, at, [name], book.strong)
        _texts(sheet, at, [said], book.wrapped, 1)
        sheet.set_row(at, 14.5 * (1 + len(said) // 112))
