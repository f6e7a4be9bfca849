"""Between wards: which differ from all of them by more than chance explains, as a funnel plot."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import streamlit as st

from metrics.catalogue import METRICS
from metrics.funnel import funnel, method_of
from pages import service
from pages.parts import by_place, choices, empty, filters, funnel_plot, words
from pages.parts.plot import plot
from pages.parts.table import Column, table

HEIGHT = 430
PERIODS = {"Last 6 months": 26, "Last 3 months": 13, "Last 12 months": 52}
GROUPS = {
    "ward": "wards",
    "site": "sites",
    "provider": "providers",
    "specialty": "specialties",
    "owner": "owners",
    "local_authority": "councils",
}
PEOPLE = {
    "discharge": "discharges",
    "planned_discharge": "planned discharges",
    "census": "patient days",
    "bed_day": "bed days",
}
COLUMNS = (
    Column("name", "Group", "22%", heading=True),
    Column("value", "Value", align="end"),
    Column("n", "n", align="end"),
    Column("limits95", "95% limits", align="end"),
    Column("limits998", "99.8% limits", align="end"),
    Column("lies", "Where it lies", "30%"),
)


def last_weeks(values: pl.DataFrame, weeks: int) -> pl.DataFrame:
    """The last whole weeks of a series in which any group has a value."""
    whole = values.filter(~pl.col("partial"))
    days = whole.filter(pl.col("value").is_not_null())["period_start"].unique().sort().tail(weeks)
    return whole.filter(pl.col("period_start").is_in(days.to_list()))


who, held = service.principal(), service.ask()
measures = {metric.label: metric for metric in METRICS.values() if method_of(metric) and "ward" in metric.fact.splits}
with filters.bar():
    metric = measures[filters.select("Measure", "measure", list(measures), width=240)]
    offered = choices.places(held, who, metric)
    names = {choices.SPLITS[by]: by for by in GROUPS if by in metric.fact.splits}
    if len(offered["providers"]) < 2:
        names.pop(choices.SPLITS["provider"], None)
    names = choices.kept(held, metric.fact, names)
    by = names[filters.select("Between", "between", list(names), width=140)]
    weeks = PERIODS[filters.select("Over", "over", list(PERIODS), width=160)]
    place = filters.place(**{name: offered[name] for name in ("providers", "sites", "cohorts")})
    as_table = filters.select("Show as", "shown", ("Chart", "Table"), width=110) == "Table"

people, groups = PEOPLE[metric.fact.name], GROUPS[by]
scopes = by_place.places(held, who, place.scope, by) if by in ("ward", "site") else {}
if scopes:
    values = by_place.values(held, who, metric, place.scope, scopes, "week", by)
else:
    values = held.series(who, metric.key, place.scope, "week", by).rename({by: "name"})
values = last_weeks(values, weeks)
found = funnel(metric, values)
if found is None:
    empty.nothing(f"{metric.label} between {groups}", metric.fact.feed, place.words())
    st.stop()
days = values["period_start"].to_list()
when = f"{words.long_day(min(days))} to {words.long_day(max(days) + timedelta(days=6))}"
st.markdown(f"{metric.label} between {groups}, {when}, {place.words()}.")
said = funnel_plot.sentence(found, metric, groups=groups, people=people)
opened = None
if as_table:
    st.markdown(words.escaped(said))
    opened = table(
        funnel_plot.rows(found, metric), COLUMNS, key="funnel_table", caption=said, opens=bool(scopes), height=HEIGHT
    )
else:
    figure = funnel_plot.funnel_plot(found, metric, people=people, height=HEIGHT)
    opened = plot(figure, key="funnel", alt=said, height=HEIGHT)
    st.markdown(f":gray[{funnel_plot.legend(metric)}]")
st.markdown(f":gray[{words.escaped(funnel_plot.method(found, metric))}]")
if opened in scopes:
    chosen = {key: picked[0] for key, picked in scopes[opened].chosen().items()}
    filters.open_at("trends/measure.py", **{"by": "Nothing", "per": "week", "measure": metric.label}, **chosen)
