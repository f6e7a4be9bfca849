"""Icon matrix: every measure in every ward or site at once, each with its own limits; a cell opens its chart."""

from __future__ import annotations

import streamlit as st

from metrics.catalogue import METRICS
from metrics.metric import CENSUS
from pages import service
from pages.parts import by_place, choices, empty, filters, icons
from pages.parts.matrix import matrix

ACROSS = {"Wards": "ward", "Sites": "site", "Providers": "provider"}
MOST_PLACES = 80

who, held = service.principal(), service.ask()
offered = choices.places(held, who)
with filters.bar():
    place = filters.place(
        providers=offered["providers"], sites=offered["sites"], cohorts=offered["cohorts"], grains=("week", "month")
    )
    across = choices.kept(held, CENSUS, dict([*ACROSS.items()][: 3 if len(offered["providers"]) > 1 else 2]))
    by = across[filters.select("Across", "across", list(across), width=110)]
    only = filters.select("Measures", "signals", ("All", "With a signal"), width=140) != "All"

needed = {by, *place.scope.chosen()}
measures = [metric for metric in METRICS.values() if needed <= set(held.splits(metric.fact))]
here = len(by_place.places(held, who, place.scope, by))
if here > MOST_PLACES:
    st.markdown(f"There are {here} {by}s here, too many to read at once: choose a provider or a site.")
    st.stop()
found = icons.read(held, who, place, by, measures)
if found.rows.is_empty():
    empty.nothing(f"Every measure by {by}", "spells", place.words(), needs=by)
else:
    st.markdown(icons.sentence(found))
    families, columns = icons.families(found, only_signals=only)
    caption = f"Measures by {by}, {icons.when(found)}"
    opened = matrix(families, columns, key="matrix", caption=caption, first="Most signals for the worse first")
    for said in icons.notes(found):
        st.markdown(f":gray[{said}]")
    if by == "ward" and held.by_last_ward(who):
        st.markdown(":gray[By last ward: without a board or ward stays, a stay counts on the ward it ended on.]")
    if opened:
        filters.open_at("trends/measure.py", **icons.link(found, *opened))
