"""Summary: the headline measures, now against the frozen baseline and the target, and which changes are signals."""

from __future__ import annotations

import streamlit as st

from metrics import catalogue
from metrics.catalogue.headlines import HEADLINES, RETURNED
from metrics.look_first import MEASURES, Rule
from metrics.trend import Trend
from pages import service
from pages.parts import choices, context, filters, look_first, sentences, words
from pages.parts.tiles import Tile, tiles

LINE = 52


def tile(found: Trend) -> Tile:
    """One measure as a tile: latest whole week, change from the baseline, icons with words, a year's line."""
    metric, latest = found.metric, found.latest
    if latest is None:
        return Tile(label=metric.label, value=words.NO_DATA, id=metric.key)
    change = None if found.change is None else f"{words.difference(found.change, metric.unit)} than baseline"
    if change and change.startswith("no change"):
        change = "no change from baseline"
    return Tile(
        label=metric.label,
        value=words.amount(latest["value"], metric.unit),
        change=change,
        variation=found.variation,
        assurance=found.assurance,
        line=tuple(found.rows["value"].tail(LINE).to_list()),
        centre=latest["mean"],
        id=metric.key,
        title=f"{words.period(latest['date'], found.grain)}. {metric.definition}",
    )


who, held = service.principal(), service.ask()
offered = choices.places(held, who)
with filters.bar():
    place = filters.place(**{name: offered[name] for name in ("providers", "sites", "wards", "cohorts")})
found = []
# Returned counts are of every trust that is loaded: they stand in only where nothing of one's own is.
for key in HEADLINES if "spells" in held.feeds(who) else (*HEADLINES, *RETURNED):
    metric = catalogue.metric(key)
    if not set(place.scope.chosen()) - set(metric.fact.splits):
        found.append(context.read(metric, place.scope, "week")[0])
known = [trend for trend in found if trend.latest is not None]
if not known:
    st.markdown(f"No headline measure has data for {place.words()}. Widen the choice above.")
    st.stop()
base = next((trend.baseline for trend in known if trend.baseline is not None), None)
against = (
    f"Baseline: {words.long_day(base.start)} to {words.long_day(base.end)}, frozen."
    if base
    else "No frozen baseline here."
)
st.markdown(f"{sentences.paragraph(known)}")
st.markdown(f":gray[{against} Latest whole week for {place.words()}; a tile opens its chart.]")
opened = tiles([tile(trend) for trend in known], key="headlines", width=230)
if why := service.added_up("ward"):
    st.markdown(f":gray[Wards in the order in which to ask would be here, but {why}]")
elif place.scope.ward is None:
    look_first.block(look_first.read(held, who, place.scope, Rule(), MEASURES))
if opened:
    st.switch_page("trends/measure.py", query_params={"measure": catalogue.metric(opened).label})
