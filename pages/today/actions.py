"""Actions: what is open, how long, with whom, at which level; what is overdue; where on the ladder it is resolved."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import streamlit as st

from metrics import actions as ladder
from pages import service
from pages.parts import actions as shown
from pages.parts import charts, choices, empty, filters, words
from pages.parts.plot import plot
from pages.parts.table import table
from pages.parts.tiles import Tile, tiles
from pages.service import actions

EVERY = "Every level"
SHOWN = ("All open", "Overdue", "Due within 2 days", "About patients", "About wards")
YEAR = timedelta(days=365)

who, held = service.principal(), service.ask()
offered = choices.places(held, who)
today = shown.today()
with filters.bar():
    place = filters.place(**{name: offered[name] for name in ("sites", "wards")})
    level = filters.select("Level", "level", (EVERY, *shown.LEVELS.values()), width=190)
    show = filters.select("Show", "show", SHOWN, width=180)
everything = actions.rows().filter(*place.scope.places())
found = ladder.open_on(everything, today)
soon = pl.col("due").is_between(today, today + timedelta(days=2))
high = found.filter(pl.col("level").is_in(ladder.HIGH))
tiles(
    [
        Tile(label="Open actions", value=words.count(found.height)),
        Tile(label="Overdue", value=words.count(int(found["overdue"].sum()))),
        Tile(label="Due within 2 days", value=words.count(found.filter(soon).height)),
        Tile(label="With a manager or executive", value=words.count(high.height)),
        Tile(label="Oldest of those", value=words.plural(max(high["age"]), "day") if high.height else "none"),
    ],
    key="action_counts", width=150,
)  # fmt: skip
if actions.may_enter():
    with st.expander("Raise an action about a ward"):
        shown.raise_form("raise_ward", wards=shown.ward_places(held, who))
keep = {
    "Overdue": pl.col("overdue"), "Due within 2 days": soon, "About patients": pl.col("about") == "patient",
    "About wards": pl.col("about") == "ward",
}.get(show, pl.lit(True))  # fmt: skip
rows = found.filter(keep)
if level != EVERY:
    rows = rows.filter(pl.col("level") == next(key for key, label in shown.LEVELS.items() if label == level))
if everything.is_empty():
    st.markdown("No action has been raised yet. What has to be done, for whom, by whom and by when would be here.")
elif rows.is_empty():
    empty.none_match("open actions of this kind", place.words())
else:
    caption = f"{words.plural(rows.height, 'open action')}, {place.words()}"
    listed = rows.to_dicts()
    opened = table([shown.line(row) for row in listed], shown.COLUMNS, key="actions", caption=caption, height=380)
    if opened:
        shown.drawer(next(row for row in listed if row["id"] == opened))
st.header("At which level they are resolved", anchor=False)
closed = ladder.resolved(everything, today - YEAR, today)
shown.levels(found, closed)
months = ladder.resolved_by_month(everything)
if months["period_start"].n_unique() > 1:
    named = months.with_columns(pl.col("part").replace_strict(shown.LEVELS))
    team = closed.filter(pl.col("level") == "team").row(0, named=True)
    figure = charts.stacked(named, unit="count", grain="month", height=300, share=True)
    ended = words.plural(int(closed["actions"].sum()), "action")
    alt = f"Of {ended} closed in the last year the team itself resolved {words.share(team['share'])}. A bar is a month."
    plot(figure, key="ladder_months", alt=alt, height=300)
