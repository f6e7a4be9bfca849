"""The board paper as slides, 16 by 9, with native charts and tables that can be edited.

One slide of headlines, four charts a slide, test areas, definitions, about. Speaker notes hold the sentences.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches, Pt

from pages.paper.content import AreaLine, Definition, Headline, Paper
from pages.paper.legend import SIGNALS, colour
from pages.paper.pptx_parts import BLUE, SHAPES, Box, chart, icon, ink, rule, table, text, unstyled, write
from pages.paper.stable import repacked
from pages.parts import words
from pages.parts.palette import POINT_COLOURS

WIDTH, HEIGHT = 13.333, 7.5
MARGIN: Final = 0.5
WIDE: Final = WIDTH - 2 * MARGIN
_TITLE_ONLY: Final = 5
CHARTS_A_SLIDE, AREA_LINES, DEFINITIONS = 4, 17, 12


def presentation(paper: Paper) -> Any:
    """The presentation, not yet a file."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(WIDTH), Inches(HEIGHT)
    properties = made.core_properties
    properties.title, properties.author, properties.subject = paper.title, "Homeward", paper.subtitle
    properties.created = properties.modified = paper.made
    properties.last_modified_by, properties.comments = "Homeward", paper.policy_words
    _headlines(made, paper)
    drawn = [one for one in paper.headlines if one.chart is not None]
    for at in range(0, len(drawn), CHARTS_A_SLIDE):
        _charts(made, paper, drawn[at : at + CHARTS_A_SLIDE], at == 0)
    for some in _whole_areas(paper.areas):
        _areas(made, paper, some)
    for at in range(0, len(paper.definitions), DEFINITIONS):
        _definitions(made, paper, paper.definitions[at : at + DEFINITIONS])
    _about(made, paper)
    return made


def save(paper: Paper) -> bytes:
    """The .pptx file."""
    out = io.BytesIO()
    presentation(paper).save(out)
    return repacked(out.getvalue(), paper.made)


def _slide(made: Any, paper: Paper, title: str, notes: Sequence[str]) -> Any:
    """A slide with its title, the foot that every slide has, and notes."""
    slide = made.slides.add_slide(made.slide_layouts[_TITLE_ONLY])
    place = slide.shapes.title
    place.left, place.top, place.width, place.height = Box(MARGIN, 0.3, WIDE, 0.5).emu
    write(place.text_frame, [title], size=24, bold=True)
    place.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(BLUE)
    rule(slide, Box(0, 0, WIDTH, 0.12), RGBColor.from_string(BLUE))
    text(slide, Box(MARGIN, 7.14, WIDE - 0.6, 0.22), [paper.foot], size=8.5, shade="quiet")
    text(slide, Box(WIDTH - 1.0, 7.14, 0.5, 0.22), [str(len(made.slides))], size=8.5, shade="quiet")
    slide.notes_slide.notes_text_frame.text = "\n".join([*notes, paper.foot])
    return slide


def _headlines(made: Any, paper: Paper) -> None:
    """The paragraph, and one row a measure with its icons."""
    slide = _slide(made, paper, paper.title, [*paper.paragraph, *(one.sentence for one in paper.headlines)])
    text(slide, Box(MARGIN, 0.84, WIDE, 0.25), [paper.subtitle], size=12, shade="quiet")
    text(slide, Box(MARGIN, 1.16, WIDE, 0.9), paper.paragraph, size=12)
    heads = ("Measure", "Latest", "Period", "Of (n)", "Against the baseline", "Target", "Variation", "Target met?")
    rows = [
        (one.label, one.said, one.period, one.n, one.change, one.target or "none set", one.variation_words,
         one.assurance_words)
        for one in paper.headlines
    ]  # fmt: skip
    shares = (2.75, 1.15, 1.55, 1.3, 2.05, 0.8, 1.85, 1.75)
    widths = [share * WIDE / sum(shares) for share in shares]
    top, height = 2.22, min(0.365, 4.75 / (len(rows) + 1))
    table(slide, MARGIN, top, widths, [heads, *rows], size=10, height=height, indents={6: 0.28, 7: 0.28},
          name="Headline measures")  # fmt: skip
    lefts = [MARGIN + sum(widths[:column]) + 0.06 for column in (6, 7)]
    for at, one in enumerate(paper.headlines, 1):
        middle = top + at * height + (height - 0.22) / 2
        if one.variation:
            icon(slide, lefts[0], middle, one.variation, one.variation_words)
        if one.assurance:
            icon(slide, lefts[1], middle, one.assurance, f"Target: {one.assurance_words}")


def _charts(made: Any, paper: Paper, some: Sequence[Headline], first: bool) -> None:
    """Up to four charts, each with its value, icons and sentence."""
    title = "Each measure over time" if first else "Each measure over time, continued"
    slide = _slide(made, paper, title, [note for one in some for note in (one.sentence, *_flags(one))])
    for at, one in enumerate(some):
        left, top = MARGIN + (at % 2) * (WIDE / 2 + 0.1), 0.92 + (at // 2) * 2.98
        _one_chart(slide, one, left, top, WIDE / 2 - 0.1)
    _key(slide, 6.86)


def _one_chart(slide: Any, one: Headline, left: float, top: float, width: float) -> None:
    assert one.chart is not None
    text(slide, Box(left, top, width - 0.6, 0.25), [f"{one.label}: {one.said}"], size=13, bold=True)
    text(slide, Box(left, top + 0.25, width - 0.6, 0.2), [f"{one.period}{_of(one)}"], size=9.5, shade="quiet")
    at = left + width - 0.26
    for name, said in ((one.assurance, f"Target: {one.assurance_words}"), (one.variation, one.variation_words)):
        if name:
            icon(slide, at, top + 0.05, name, said, 0.26)
            at -= 0.32
    drawn = chart(slide, Box(left, top + 0.45, width, 1.93), one.chart, f"Chart: {one.label}")
    drawn._element.nvGraphicFramePr.cNvPr.set("descr", one.sentence)
    text(slide, Box(left, top + 2.4, width, 0.5), [one.sentence], size=9)


def _of(one: Headline) -> str:
    """What the value rests on, behind its period; a count needs no words for it."""
    return f", {one.n}" if one.n.startswith("average") else f", n {one.n}" if one.n[:1].isdigit() else ""


def _flags(one: Headline) -> Iterator[str]:
    """Where the chart's test areas went live, for the notes."""
    assert one.chart is not None
    for on, name in one.chart.markers:
        yield f"Went live {words.long_day(on)}: {name}."


def _key(slide: Any, top: float) -> None:
    """What the lines and marks mean, once a slide, in colour, shape and words."""
    left = MARGIN
    for name, shade, high in (("Value", "value", 0.02), ("Mean", "mean", 0.015), ("Limits (dashed)", "limit", 0.015),
                              ("Target (dashed)", "target", 0.02), ("Baseline", "series_2", 0.05)):  # fmt: skip
        rule(slide, Box(left, top + 0.09 - high / 2, 0.3, high), ink(shade))
        text(slide, Box(left + 0.36, top, 1.3, 0.2), [name], size=9, shade="quiet")
        left += 0.55 + 0.078 * len(name)
    for meaning, (name, marker) in SIGNALS.items():
        if meaning.endswith("_low"):
            continue
        mark = slide.shapes.add_shape(SHAPES[marker], *Box(left, top + 0.03, 0.12, 0.12).emu)
        mark.fill.solid()
        mark.fill.fore_color.rgb = RGBColor.from_string(colour(POINT_COLOURS[meaning]))
        mark.line.fill.background()
        unstyled(mark)
        said = name if not meaning.endswith("_high") else "Signal, neither way better"
        text(slide, Box(left + 0.18, top, 2.4, 0.2), [said], size=9, shade="quiet")
        left += 0.42 + 0.078 * len(said)


def _areas(made: Any, paper: Paper, some: Sequence[AreaLine]) -> None:
    """Before, now and potential, the balancing measures under each primary one."""
    slide = _slide(made, paper, "Test areas: before, now and potential", [_noted(line) for line in some])
    said = (
        "A simple comparison of two stretches of whole weeks: it does not allow for trend, season or other changes. "
        "Interval: 95%. Balancing measures stand beside every gain."
    )
    text(slide, Box(MARGIN, 0.84, WIDE, 0.25), [said], size=10.5, shade="quiet")
    heads = ("Test area", "Measure", "For", "Before", "Now", "Change (95% interval)", "Potential", "n before; now",
             "Weeks", "Reading")  # fmt: skip
    rows = [
        (line.area, line.measure, line.role, line.before, line.now, line.change, line.potential, line.n, line.weeks,
         line.reading)
        for line in some
    ]  # fmt: skip
    shares = (2.35, 2.45, 0.75, 1.0, 1.0, 2.1, 0.75, 1.2, 0.6, 1.45)
    widths = [share * WIDE / sum(shares) for share in shares]
    drawn = table(slide, MARGIN, 1.2, widths, [heads, *rows], size=9, height=0.325, name="Test areas")
    for at, line in enumerate(some, 1):
        _mark(drawn.cell(at, len(heads) - 1), line)
    starts = [at for at, line in enumerate(some, 1) if line.area]
    for at, following in pairwise([*starts, len(some) + 1]):
        _name(drawn, at, following - 1, some[at - 1])


def _name(drawn: Any, first: int, last: int, line: AreaLine) -> None:
    """The area's name in bold, and under it, in as many rows as the area has, since when and where it is live."""
    drawn.cell(first, 0).text_frame.paragraphs[0].runs[0].font.bold = True
    if last == first:
        drawn.cell(first, 0).text_frame.paragraphs[0].runs[0].text = f"{line.area}, {line.live}"
        return
    if last > first + 1:
        drawn.cell(first + 1, 0).merge(drawn.cell(last, 0))
    write(drawn.cell(first + 1, 0).text_frame, [line.live], size=8.5, shade="quiet")


def _mark(cell: Any, line: AreaLine) -> None:
    run = cell.text_frame.paragraphs[0].runs[0]
    run.font.color.rgb, run.font.bold = ink(f"{line.tone}_ink"), line.tone in ("improvement", "concern")


def _noted(line: AreaLine) -> str:
    head = f"{line.area} ({line.live}). " if line.area else ""
    return f"{head}{line.sentence}"


def _whole_areas(lines: Sequence[AreaLine]) -> Iterator[list[AreaLine]]:
    """Lines for one slide after another, about as many on each; an area is never cut in two."""
    groups: list[list[AreaLine]] = []
    for line in lines:
        if line.area:
            groups.append([])
        groups[-1].append(line)
    slides = -(-len(lines) // AREA_LINES)
    most = min(AREA_LINES, -(-len(lines) // max(slides, 1)) + 2)
    some: list[AreaLine] = []
    for group in groups:
        if some and len(some) + len(group) > most:
            yield some
            some = []
        some = some + group
    if some:
        yield some


def _definitions(made: Any, paper: Paper, some: Sequence[Definition]) -> None:
    slide = _slide(made, paper, "What the measures mean", [f"{one.label}: {one.formula}." for one in some])
    rows = [(one.label, one.words, one.better, one.source, one.reviewed) for one in some]
    shares = (2.1, 6.0, 0.8, 3.4, 1.0)
    widths = [share * WIDE / sum(shares) for share in shares]
    height = min(0.46, 5.95 / (len(rows) + 1))
    table(slide, MARGIN, 0.98, widths, [("Measure", "What it means", "Better", "Source", "Reviewed"), *rows], size=9,
          height=height, name="Definitions")  # fmt: skip


def _about(made: Any, paper: Paper) -> None:
    """What is not known, how to read the icons, where the numbers come from."""
    slide = _slide(made, paper, "How far to trust this", [*paper.incomplete, paper.policy_words])
    half = WIDE / 2 - 0.2
    _section(
        slide, Box(MARGIN, 1.0, half, 2.9), "Where the data are incomplete", paper.incomplete or ("Nothing known.",)
    )
    about = (
        f"Place: {paper.place}. Counted to {words.long_day(paper.to_day)}.",
        f"{paper.freshness}. Data version {paper.version}.",
        f"Small numbers: {paper.policy_words}.",
        "Limits, signals and icons: NHS England, Making Data Count (XmR). They are worked out before rounding.",
    )
    _section(slide, Box(MARGIN, 4.1, half, 2.8), "About the numbers", about)
    _reading(slide, MARGIN + half + 0.4, half)


def _section(slide: Any, box: Box, title: str, paragraphs: Sequence[str]) -> None:
    text(slide, Box(box.left, box.top, box.width, 0.3), [title], size=14, bold=True)
    shape = text(slide, Box(box.left, box.top + 0.35, box.width, box.height - 0.35), paragraphs, size=11)
    for paragraph in shape.text_frame.paragraphs:
        paragraph.space_after = Pt(4)


def _reading(slide: Any, left: float, width: float) -> None:
    """The icons in words."""
    text(slide, Box(left, 1.0, width, 0.3), ["How to read the icons"], size=14, bold=True)
    meanings = (
        ("common_cause", "Usual variation: nothing has changed; do not act on a single point."),
        ("improvement_high", "Signal of change for the better, high (L: low). Learn from it."),
        ("concern_high", "Signal of change for the worse, high (L: low). Ask why first."),
        ("neutral_high", "Signal of change where neither way is better, high (L: low)."),
        ("pass", "Target met consistently: usual variation stays on the right side of it."),
        ("inconsistent", "Target hit or miss: usual variation lies on both sides of it."),
        ("fail", "Target missed consistently: without a change it will not be met."),
    )
    for at, (name, said) in enumerate(meanings):
        icon(slide, left, 1.42 + at * 0.42, name, said, 0.28)
        text(slide, Box(left + 0.42, 1.45 + at * 0.42, width - 0.42, 0.25), [said], size=11)
