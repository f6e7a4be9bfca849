"""Waiting for: what people who need not be in hospital wait for, week by week, as shares of them all."""

from __future__ import annotations

import streamlit as st

from metrics import waiting
from metrics.metric import CENSUS
from pages import service
from pages.parts import choices, empty, filters, words
from pages.parts import waiting as said
from pages.parts.charts import stacked
from pages.parts.lines import lines
from pages.parts.plot import plot
from pages.parts.table import table

HEIGHT = 380
MOST = 5
SHOWN = ("Lines", "Stacked")
BY = {label: key for key, label in said.NAMES.items()}

who, held = service.principal(), service.ask()
offered = choices.places(held, who)
with filters.bar():
    splits = choices.kept(held, CENSUS, BY)
    by = splits[filters.select("Split by", "what", list(splits), width=210)]
    place = filters.place(**{name: offered[name] for name in ("providers", "sites", "wards")})
    view = filters.select("Show", "show_as", SHOWN, width=120)

rows = held.fact(who, CENSUS, [by, "from_board", "not_meeting", "patients"], place.scope)
values = waiting.shares(rows, by, said.whole_weeks(held.series(who, "nctr", place.scope, "week")))
if values.is_empty():
    empty.nothing("What people wait for, week by week,", "board", place.words(), needs=by)
    st.stop()
parts = waiting.main_parts(values, MOST)
if not parts:
    empty.none_match(f"{said.NAMES[by].lower()} recorded on a board", place.words())
    st.stop()
shown = waiting.folded(values, parts)
flags = said.markers(place.scope, parts) if by == "waiting_for" else ()
before, after, named = said.compared_with(flags, values["period_start"].to_list()[-1])
found = waiting.compare(values, before, after)
if found:
    st.markdown(words.escaped(said.sentence(found, named)))
else:
    empty.partial(f"a comparison, because nobody waits on a board here in the weeks {words.escaped(named)}.")
alt = said.alt(shown, by, place.words())
figure = (
    stacked(shown, unit="count", height=HEIGHT, share=True)
    if view == "Stacked"
    else lines(shown.filter(shown["part"] != waiting.OTHER), unit="share", markers=flags, height=HEIGHT)
)
plot(figure, key="waiting_for", alt=alt, height=HEIGHT)
if flags:
    st.markdown(said.flags(flags))
if found:
    changes = [said.row(one) for one in found.changes]
    table(changes, said.COLUMNS, key="changes", caption=f"Shares now against {named}", opens=False)
st.markdown(
    ":gray[Of adults on the board who do not meet the criteria to reside, each counted on every day they wait; "
    "people for whom nothing was recorded count in the whole.]"
)
