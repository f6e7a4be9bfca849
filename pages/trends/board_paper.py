"""Board paper: the headline measures, charts and test areas as slides, a workbook or a page to print."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from metrics.scope import Scope
from metrics.suppression import POLICIES
from pages import paper, service
from pages.parts import choices, filters, words
from pages.parts.table import Column, table

FORMATS: Final = {"PowerPoint": "pptx", "Excel workbook": "xlsx", "Page to print": "html"}
NAMES: Final = {rule.label[:1].upper() + rule.label[1:]: rule.name for rule in POLICIES.values()}
COLUMNS: Final = (
    Column("measure", "Measure", "21%", heading=True),
    Column("latest", "Latest", align="end"),
    Column("period", "Period", "10rem"),
    Column("n", "Of (n)", "9rem"),
    Column("change", "Against the baseline", "17%"),
    Column("target", "Target", align="end"),
    Column("variation", "Variation"),
    Column("assurance", "Target met?"),
)


def file(kind: str, scope: Scope, to_day: date, policy: str) -> bytes:
    """The file, made and logged when it is asked for: whoever asks is asked again whether they may."""
    service.note(service.principal(), "exported", "board paper", file=kind, policy=policy, to=to_day.isoformat())
    return paper.build(kind, service.ask(), service.principal(), scope, to_day, policy)


who, held = service.principal(), service.ask()
last = held.version.as_at.date()
with filters.bar():
    kind = FORMATS[filters.select("Format", "format", list(FORMATS))]
    policy = NAMES[filters.select("Small numbers", "small", list(NAMES), width=300)]
    place = filters.place(sites=choices.places(held, who)["sites"])
    to_day = st.date_input("Count to", last, max_value=last, format="DD/MM/YYYY", key="count_to", width=150)
scope = Scope(site=place.scope.site)
until = to_day if isinstance(to_day, date) else last
content = paper.content(held, who, scope, until, policy)

st.download_button(
    f"Download the board paper (.{kind})",
    data=lambda: file(kind, scope, until, policy),
    file_name=f"board-paper-{until:%Y-%m-%d}.{kind}",
    mime=paper.TYPES[kind],
    type="primary",
    on_click="ignore",
)
for said in content.paragraph:
    st.markdown(words.escaped(said))
rows = [
    {"id": one.key, "measure": one.label, "latest": one.said, "period": one.period, "n": one.n, "change": one.change,
     "target": one.target or "none set", "variation": one.variation_words, "assurance": one.assurance_words}
    for one in content.headlines
]  # fmt: skip
if rows:
    table(rows, COLUMNS, key="paper_headlines", caption="What the first slide holds", opens=False)
charts = sum(one.chart is not None for one in content.headlines)
areas = sum(bool(line.area) for line in content.areas)
st.markdown(
    f":gray[Also in it: {words.plural(charts, 'chart')}, {words.plural(areas, 'test area')}, definitions and sources. "
    f"{words.escaped(content.policy_words)}.]"
)
if content.incomplete:
    st.header("Where the data are incomplete", anchor=False)
    for said in content.incomplete:
        st.markdown(words.escaped(said))
