"""Data health: how fresh and complete each feed is, and what was refused and why."""

from __future__ import annotations

import polars as pl
import streamlit as st

from metrics.metric import RETURN_DAY
from metrics.returns_quality import oddities
from metrics.scope import Scope
from pages import service
from pages.parts import words
from pages.parts.table import Column, table
from pages.parts.tiles import Tile, tiles

SHOWN = 200
who, held, state = service.principal(), service.ask(), service.status()
loaded = {name: kind for name, kind in state["kinds"].items() if kind["extracts"]}
recent = {key: held.window(who, key, Scope()).value for key in ("ready_date_completeness", "status_recorded_share")}
tiles(
    [
        Tile(label="Rows held", value=words.count(sum(kind["rows"] for kind in loaded.values()))),
        Tile(label="Rows in quarantine", value=words.count(sum(kind["rows_quarantined"] for kind in loaded.values()))),
        Tile(label="Board rows waiting for their spell", value=words.count(state["board_rows_waiting"])),
        Tile(label="Discharges with a ready date", value=words.share(recent["ready_date_completeness"])),
        Tile(label="Board rows with a status", value=words.share(recent["status_recorded_share"])),
    ],
    key="health", width=180,
)  # fmt: skip
if ignored := held.ready_dates_ignored(who):
    stays = words.plural(ignored, "stay")
    st.markdown(f":gray[For {stays} the board's run of N lies outside the stay: no ready date was taken from it.]")
st.header("Feeds", anchor=False)
feeds = [
    {
        "id": name,
        "kind": name.replace("_", " ").capitalize(),
        "words": service.kinds()[name].words,
        "rows": words.count(kind["rows"]),
        "days": f"{kind['first_day']} to {kind['last_day']}" if kind["first_day"] else "",
        "as_at": kind["as_at"] or "",
        "refused": words.count(kind["rows_quarantined"]),
    }
    for name, kind in loaded.items()
]
columns = (
    Column("kind", "Feed", "10rem", heading=True),
    Column("words", "One row is"),
    Column("rows", "Rows", "6rem", align="end"),
    Column("days", "Days", "13rem"),
    Column("as_at", "Data to", "11rem"),
    Column("refused", "Quarantined", "7rem", align="end"),
)
table(feeds, columns, key="feeds", caption="Feeds loaded", opens=False)
missing = [name.replace("_", " ") for name in state["kinds"] if name not in loaded]
if missing:
    st.markdown(f":gray[Never loaded, so their measures are blank, not 0: {', '.join(missing)}.]")

if "returns" in loaded:
    st.header("Odd returned figures", anchor=False)
    odd = oddities(held.fact(who, RETURN_DAY, ["measure", "return_value"], Scope()))
    seen = [
        {"id": str(at), "provider": row["provider"], "what": f"{row['measure']}: {row['oddity']}",
         "days": words.count(row["days"]), "when": f"{row['first_day']} to {row['last_day']}"}
        for at, row in enumerate(odd.head(SHOWN).to_dicts())
    ]  # fmt: skip
    oddity = (Column("provider", "Provider", "8rem", heading=True), Column("what", "What is odd"),
             Column("days", "Days", "6rem", align="end"), Column("when", "Between", "14rem"))  # fmt: skip
    if seen:
        st.markdown(":gray[Shown as they were returned; nothing is changed or left out for being odd.]")
        table(seen, oddity, key="odd", caption=f"{words.count(odd.height)} oddities", opens=False, height=300)
    else:
        st.markdown("Nothing odd.")

if not service.may(who, service.Right.LOAD):
    st.markdown(":gray[Which rows were refused, and why, is for those who load extracts.]")
    st.stop()
st.header("Quarantine", anchor=False)
kept = service.quarantine()
if kept.is_empty():
    st.markdown("No row was refused.")
else:
    reasons = kept.group_by("kind", "column_name", "reason").agg(rows=pl.len()).sort("rows", descending=True)
    told = [{"id": str(at), **row, "rows": words.count(row["rows"])} for at, row in enumerate(reasons.to_dicts())]
    table(
        told,
        (Column("reason", "Why", heading=True), Column("kind", "Feed"), Column("column_name", "Column"),
         Column("rows", "Faults", align="end")),
        key="reasons", caption="Reasons for quarantine", opens=False,
    )  # fmt: skip
    if st.toggle("Show the rows", key="rows", bind="query-params"):
        first = kept.select("extract", "row_number", "column_name", "value", "reason").head(SHOWN).to_dicts()
        shown = [{"id": str(at), **row} for at, row in enumerate(first)]
        names = {"extract": "File", "row_number": "Row", "column_name": "Column", "value": "Value", "reason": "Why"}
        table(
            shown, [Column(key, label, heading=key == "extract") for key, label in names.items()],
            key="faults", caption=f"The first {SHOWN} faults", opens=False, height=400,
        )  # fmt: skip
