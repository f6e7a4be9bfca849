"""Benchmarks: the own trust beside England, its region and chosen others, from returned and published figures."""

from __future__ import annotations

import streamlit as st

from pages import benchmarking, service
from pages.parts import benchmark_figure, benchmark_tables, empty, filters, words
from pages.parts import benchmark_words as told
from pages.parts.plot import plot

HEIGHT = 360
OVER = {"Last 12 months": 12, "Last 6 months": 6, "Last 24 months": 24, "All months": 1200}
MOST_PEERS = 3

who, held = service.principal(), service.ask()
offered = {metric.label: metric for metric in benchmarking.measures(held, who)}
if not offered:
    empty.nothing("The own trust beside England, its region and others", "returns")
    st.stop()
with filters.bar():
    metric = offered[filters.select("Measure", "measure", list(offered), width=300)]
    known = benchmarking.trusts(held, who, metric)
    by_label = {known.label(code): code for code in known.names}
    mine = known.label(known.own or next(iter(known.names)))
    own = by_label[filters.select("Trust", "trust", [mine, *(one for one in by_label if one != mine)], width=300)]
    periods = OVER[filters.select("Over", "over", list(OVER), width=160)]
others = st.multiselect(
    f"Beside up to {MOST_PEERS} other trusts", [label for label, code in by_label.items() if code != own],
    max_selections=MOST_PEERS, key="peers", bind="query-params",
)  # fmt: skip
found = benchmarking.picture(held, who, metric, known, own, tuple(by_label[label] for label in others), periods)
if found is None:
    empty.none_match("whole month with figures", known.label(own))
    st.stop()
st.markdown(f"**{words.escaped(told.standing(found, own))}**")
band = f" Grey: the middle half of the {len(known.names)} trusts." if found.middle.height else ""
alt = f"{metric.label} by {found.grain}: {', '.join(one.name for one in found.lines)}.{band}"
plot(benchmark_figure.trend(found, height=HEIGHT), key="trend", alt=alt, height=HEIGHT)
if found.levels.height > 1:
    st.header("All trusts", anchor=False)
    benchmark_tables.everyone(found, known, own)
benchmark_tables.delay_reasons(held, who, own)
st.header("What to keep in mind", anchor=False)
st.markdown("\n".join(f"- {words.escaped(line)}" for line in told.caveats(found, known)))
st.markdown(f":gray[{words.escaped(f'{metric.definition} {metric.formula}. Source: {metric.source}.')}]")
benchmark_tables.own_against(held, who, metric, own)
