"""The board paper as one printable page: nothing is fetched, nothing runs; charts are drawings inside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import chain
from typing import Final

from pages.paper.content import AreaLine, Headline, Paper
from pages.paper.html_chart import chart, icon, mark
from pages.paper.legend import SIGNALS, colour
from pages.parts import words
from pages.parts.palette import NHS_BLUE, POINT_COLOURS

_STYLE: Final = f"""
body{{font:13px/1.4 Arial,Helvetica,sans-serif;color:#{colour("text")};max-width:1120px;
margin:1.5rem auto;padding:0 1rem}}
h1,h2{{color:{NHS_BLUE};margin:.2rem 0 .4rem}}h1{{font-size:26px}}
h2{{font-size:18px;margin-top:1.6rem}}h3{{font-size:14px;margin:0}}
p{{margin:.2rem 0 .5rem}}.quiet,footer{{font-weight:400;color:#{colour("quiet")}}}
table{{border-collapse:collapse;width:100%;font-size:12px;font-variant-numeric:tabular-nums}}
th,td{{text-align:left;vertical-align:top;padding:.28rem .45rem;border-bottom:1px solid #{colour("grid")}}}
thead th{{background:{NHS_BLUE};color:#fff;print-color-adjust:exact;-webkit-print-color-adjust:exact}}
tbody th{{font-weight:600}}.icon{{width:19px;height:19px;vertical-align:-5px;margin-right:.35rem}}
.charts{{display:grid;grid-template-columns:1fr 1fr;gap:1rem 1.6rem}}.charts section{{break-inside:avoid}}
.charts svg:not(.icon){{width:100%;height:auto}}.tick{{font-size:9.5px;fill:#{colour("quiet")}}}
.key{{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:11px}}
.key svg{{width:26px;height:12px;vertical-align:-2px;margin-right:.3rem}}
.improvement{{color:#{colour("improvement_ink")};font-weight:700}}.concern{{color:#{colour("concern_ink")};font-weight:700}}
footer{{margin-top:1.5rem;font-size:11px;border-top:1px solid #{colour("grid")};padding-top:.4rem}}
@media print{{@page{{size:A4 landscape;margin:12mm}}
body{{margin:0;max-width:none;padding:0;font-size:11px}}table{{font-size:10px}}
h2{{break-after:avoid}}.page{{break-before:page}}.keep{{break-inside:avoid}}
.charts{{gap:.5rem 1.6rem}}.charts svg:not(.icon){{height:42mm}}.charts p{{margin:0 0 .2rem}}
tr{{break-inside:avoid}}thead{{display:table-header-group}}}}
"""
_LINES: Final = (
    ("Value", "value", ""), ("Mean", "mean", ""), ("Limits", "limit", "5 3"), ("Target", "target", "5 3"),
    ("Baseline", "series_2", ""),
)  # fmt: skip


def save(paper: Paper) -> bytes:
    """The .html file, UTF-8."""
    parts = chain(_head(paper), _headlines(paper), _charts(paper), _areas(paper), _definitions(paper), _about(paper))
    return "\n".join(parts).encode()


def _head(paper: Paper) -> Iterator[str]:
    # The page forbids itself everything but its own styles, whatever a name in the data says.
    yield '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(paper.title)}: {escape(paper.place)}</title><style>{_STYLE}</style></head><body>"
    yield f'<h1>{escape(paper.title)}</h1><p class="quiet">{escape(paper.subtitle)}</p>'
    yield from (f"<p>{escape(said)}</p>" for said in paper.paragraph)


def _headlines(paper: Paper) -> Iterator[str]:
    heads = ("Measure", "Latest", "Period", "Of (n)", "Against the baseline", "Target", "Variation", "Target met?")
    rows = (
        [one.label, one.said, one.period, one.n, one.change, one.target or "none set", *_icons(one)]
        for one in paper.headlines
    )
    yield from _table(heads, ([*map(escape, row[:6]), *row[6:]] for row in rows))


def _icons(one: Headline) -> tuple[str, str]:
    drawn = ((one.variation, one.variation_words), (one.assurance, one.assurance_words))
    first, second = ((icon(name, said) if name else "") + escape(said) for name, said in drawn)
    return first, second


def _charts(paper: Paper) -> Iterator[str]:
    drawn = [one for one in paper.headlines if one.chart is not None]
    if not drawn:
        return
    yield f'<h2 class="page">Each measure over time</h2><p class="key">{"".join(_key())}</p><div class="charts">'
    for one in drawn:
        icons = "".join(
            icon(name, said)
            for name, said in ((one.variation, one.variation_words), (one.assurance, f"Target: {one.assurance_words}"))
            if name
        )
        yield f"<section><h3>{icons}{escape(one.label)}: {escape(one.said)}</h3>"
        yield f'<div class="quiet">{escape(one.period)}{_of(one)}</div>{chart(one)}<p>{escape(one.sentence)}</p>'
        yield f"{''.join(_flags(one))}</section>"
    yield "</div>"


def _of(one: Headline) -> str:
    return (
        f", {escape(one.n)}" if one.n.startswith("average") else f", n {escape(one.n)}" if one.n[:1].isdigit() else ""
    )


def _flags(one: Headline) -> Iterator[str]:
    assert one.chart is not None
    if one.chart.markers:
        said = "; ".join(f"{words.long_day(on)} {name}" for on, name in one.chart.markers)
        yield f'<p class="quiet">Went live: {escape(said)}.</p>'


def _key() -> Iterator[str]:
    for name, shade, dashes in _LINES:
        width = 5 if name == "Baseline" else 2
        look = f'stroke="#{colour(shade)}" stroke-width="{width}" stroke-dasharray="{dashes or "none"}"'
        yield _keyed(name, f'<line x1="0" x2="26" y1="6" y2="6" {look}/>')
    for meaning, (name, marker) in SIGNALS.items():
        yield _keyed(name, mark(marker, colour(POINT_COLOURS[meaning]), 13, 6, 9))


def _keyed(name: str, drawn: str) -> str:
    return f'<span><svg viewBox="0 0 26 12" aria-hidden="true">{drawn}</svg>{name}</span>'


def _areas(paper: Paper) -> Iterator[str]:
    if not paper.areas:
        return
    yield '<h2 class="page">Test areas: before, now and potential</h2><p class="quiet">A simple comparison of two'
    yield "stretches of whole weeks: it does not allow for trend, season or other changes. Interval: 95%.</p>"
    heads = ("Test area", "Measure", "For", "Before", "Now", "Change (95% interval)", "Potential", "n before; now",
             "Weeks", "Reading")  # fmt: skip
    yield from _table(heads, (_area(line) for line in paper.areas))


def _area(line: AreaLine) -> list[str]:
    plain = (line.measure, line.role, line.before, line.now, line.change, line.potential, line.n, line.weeks)
    live = f'<br><span class="quiet">{escape(line.live)}</span>' if line.live else ""
    return [
        f"{escape(line.area)}{live}",
        *map(escape, plain),
        f'<span class="{line.tone}">{escape(line.reading)}</span>',
    ]


def _definitions(paper: Paper) -> Iterator[str]:
    yield '<h2 class="page">What the measures mean</h2>'
    rows = (
        [escape(text) for text in (one.label, one.words, one.formula, one.better, one.source, one.reviewed)]
        for one in paper.definitions
    )
    heads = ("Measure", "What it means", "How it is worked out", "Better", "Source", "Reviewed")
    yield from _table(heads, rows)


def _about(paper: Paper) -> Iterator[str]:
    yield '<section class="keep"><h2>How far to trust this</h2>'
    yield from (f"<p>{escape(said)}</p>" for said in paper.incomplete)
    yield f"<p>Counted to {words.long_day(paper.to_day)}. Small numbers: {escape(paper.policy_words)}.</p>"
    yield "<p>Limits, signals and icons: NHS England, Making Data Count (XmR); worked out before rounding.</p>"
    yield f"<footer>{escape(paper.foot)}</footer></section></body></html>"


def _table(heads: Sequence[str], rows: Iterator[list[str]]) -> Iterator[str]:
    """A table of cells that are HTML already; the first of each row names it."""
    yield (
        "<table><thead><tr>"
        + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
        + "</tr></thead><tbody>"
    )
    for name, *cells in rows:
        yield f'<tr><th scope="row">{name}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"
