"""What slides are made of: text boxes, icons, native tables and native line charts, in the colours of the palette."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from pages.paper.content import ICON_LETTERS, Chart, tone
from pages.paper.legend import Series, colour, lines, number_format
from pages.parts.palette import NHS_BLUE

FONT: Final = "Arial"
BLUE: Final = NHS_BLUE.lstrip("#").upper()
MARKERS: Final = {
    "circle": XL_MARKER_STYLE.CIRCLE, "diamond": XL_MARKER_STYLE.DIAMOND, "square": XL_MARKER_STYLE.SQUARE,
    "triangle": XL_MARKER_STYLE.TRIANGLE, "none": XL_MARKER_STYLE.NONE,
}  # fmt: skip
SHAPES: Final = {
    "circle": MSO_SHAPE.OVAL, "diamond": MSO_SHAPE.DIAMOND, "square": MSO_SHAPE.RECTANGLE,
    "triangle": MSO_SHAPE.ISOSCELES_TRIANGLE,
}  # fmt: skip
# Tables without PowerPoint's own bands: "No Style, Table Grid" of every installation.
_PLAIN_TABLE: Final = "{5940675A-B579-460E-94D1-54222C63F5DA}"


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Any, Any, Any, Any]:
        """The same as PowerPoint measures."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


def ink(name: str) -> RGBColor:
    """A colour of the palette by its meaning."""
    return RGBColor.from_string(colour(name))


def write(frame: Any, paragraphs: Sequence[str], *, size: float, bold: bool = False, shade: str = "text",
          centred: bool = False) -> None:  # fmt: skip
    """Fill a text frame, one paragraph a text."""
    frame.word_wrap = True
    for side in ("margin_left", "margin_right", "margin_top", "margin_bottom"):
        setattr(frame, side, 0)
    for at, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = text
        run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
        run.font.color.rgb = ink(shade)


def text(slide: Any, box: Box, paragraphs: Sequence[str], **look: Any) -> Any:
    """A text box."""
    shape = slide.shapes.add_textbox(*box.emu)
    write(shape.text_frame, paragraphs, **look)
    return shape


def icon(slide: Any, left: float, top: float, name: str, words: str, size: float = 0.22) -> None:
    """An NHS variation or assurance icon: a ring with its letter; the words are its description."""
    shape = slide.shapes.add_shape(MSO_SHAPE.OVAL, *Box(left, top, size, size).emu)
    kind = tone(name)
    shape.fill.solid()
    shape.fill.fore_color.rgb = ink("paper")
    shape.line.color.rgb, shape.line.width = ink(kind), Pt(2)
    unstyled(shape)
    shape.name = f"Icon: {words}"
    shape._element.nvSpPr.cNvPr.set("descr", words)
    write(shape.text_frame, [ICON_LETTERS[name]], size=9, bold=True, shade=f"{kind}_ink", centred=True)
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    shape.text_frame.word_wrap = False


def rule(slide: Any, box: Box, shade: RGBColor) -> None:
    """A filled bar without an edge."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.emu)
    shape.fill.solid()
    shape.fill.fore_color.rgb = shade
    shape.line.fill.background()
    unstyled(shape)


def unstyled(shape: Any) -> None:
    """Without the theme's own effects: no shadow."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)


def table(slide: Any, left: float, top: float, widths: Sequence[float], rows: Sequence[Sequence[str]], *,
          size: float, height: float, indents: dict[int, float] | None = None, name: str = "Table") -> Any:  # fmt: skip
    """A native table, its first row the headings. indents: inches left free in a column for icons."""
    box = Box(left, top, sum(widths), height * len(rows))
    frame = slide.shapes.add_table(len(rows), len(widths), *box.emu)
    frame.name = name
    made = frame.table
    made._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
    made.horz_banding = False
    for at, width in enumerate(widths):
        made.columns[at].width = Inches(width)
    for at, row in enumerate(rows):
        made.rows[at].height = Inches(height)
        for column, words in enumerate(row):
            _cell(made.cell(at, column), words, size, at == 0, (indents or {}).get(column, 0) if at else 0)
    return made


def _cell(cell: Any, words: str, size: float, heading: bool, indent: float) -> None:
    write(cell.text_frame, [words], size=size, bold=heading, shade="paper" if heading else "text")
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left, cell.margin_right = Inches(0.06 + indent), Inches(0.04)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(BLUE) if heading else ink("paper")
    edges = cell._tc.get_or_add_tcPr()
    for side in ("lnL", "lnR", "lnT", "lnB"):
        inner = (
            f'<a:solidFill><a:srgbClr val="{colour("grid")}"/></a:solidFill>'
            if side in ("lnT", "lnB")
            else "<a:noFill/>"
        )
        # The schema wants the edges before the fill.
        edges.insert(
            0 if side == "lnL" else len(edges) - 1, parse_xml(f'<a:{side} {nsdecls("a")} w="9525">{inner}</a:{side}>')
        )


def chart(slide: Any, box: Box, drawn: Chart, name: str) -> Any:
    """A native, editable line chart: its numbers are in the workbook that PowerPoint opens at Edit Data."""
    data = CategoryChartData(number_format=number_format(drawn.unit))
    data.categories = [point.start for point in drawn.points]
    series = lines(drawn)
    for one in series:
        data.add_series(one.name, one.values)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *box.emu, data)
    frame.name = name
    made = frame.chart
    made.has_legend, made.has_title = False, False
    made.font.name, made.font.size = FONT, Pt(9)
    made.font.color.rgb = ink("quiet")
    for one, plotted in zip(series, made.plots[0].series, strict=True):
        _dress(plotted, one)
    _axes(made, drawn)
    return frame


def _dress(plotted: Any, one: Series) -> None:
    plotted.smooth = False
    shade = RGBColor.from_string(one.colour)
    if one.dash == "none":
        plotted.format.line.fill.background()
    else:
        plotted.format.line.color.rgb, plotted.format.line.width = shade, Pt(one.width)
        if one.dash == "dash":
            plotted.format.line.dash_style = MSO_LINE.DASH
    plotted.marker.style = MARKERS[one.marker]
    if one.marker != "none":
        plotted.marker.size = one.size
        plotted.marker.format.fill.solid()
        plotted.marker.format.fill.fore_color.rgb = shade
        plotted.marker.format.line.fill.background()


def _axes(made: Any, drawn: Chart) -> None:
    values, dates = made.value_axis, made.category_axis
    values.minimum_scale, values.maximum_scale, values.major_unit = drawn.axis
    values.major_gridlines.format.line.color.rgb = ink("grid")
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = number_format(drawn.unit), False
    values.major_tick_mark = XL_TICK_MARK.NONE
    dates.tick_labels.number_format, dates.tick_labels.number_format_is_linked = "mmm yy", False
    dates.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    dates.format.line.color.rgb = ink("limit")
    dates.major_tick_mark = XL_TICK_MARK.OUTSIDE
    dates.has_major_gridlines = False
    _every_months(dates._element, 4)


def _every_months(axis: Any, months: int) -> None:
    """A label every so many months; python-pptx has no name for it."""
    for old in (
        axis.findall(qn("c:baseTimeUnit")) + axis.findall(qn("c:majorUnit")) + axis.findall(qn("c:majorTimeUnit"))
    ):
        axis.remove(old)
    for name, value in (("baseTimeUnit", "days"), ("majorUnit", str(months)), ("majorTimeUnit", "months")):
        axis.append(parse_xml(f'<c:{name} {nsdecls("c")} val="{value}"/>'))
