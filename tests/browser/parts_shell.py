"""Three pages of parts with made-up rows, inside the real frame."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import streamlit as st

from metrics.errors import MetricError
from pages import service
from pages.parts import charts, faults, filters, frame, plot, table, tiles

WARDS = {"North": ["A1", "A2"], "South": ["B1"]}
PEOPLE = [
    {"id": "S1", "site": "North", "ward": "A1", "days": 34, "waiting": "<b>Care home</b> & more"},
    {"id": "S2", "site": "South", "ward": "B1", "days": 9, "waiting": "Transport"},
    {"id": "S3", "site": "North", "ward": "A2", "days": 2, "waiting": None},
]
FRESH = service.Freshness(datetime(2026, 11, 20, 5, 0), datetime(2026, 11, 20, 6, 12), "v1", "d", 1e9, 1e9, False)


def board() -> None:
    place = filters.place(sites=["North", "South"], wards=WARDS)
    chosen = [row for row in PEOPLE if place.scope.site in (None, row["site"])]
    late = sum(row["days"] > 7 for row in chosen)
    pressed = tiles.tiles(
        [tiles.Tile(id="late", label="Over 7 days", value=str(late), variation="concern_high")], key="t"
    )
    rows = [row | {"days": table.cell(str(row["days"]), shape="square", tone="concern")} for row in chosen]
    columns = [
        table.Column("days", "Days", "5rem", "end"),
        table.Column("id", "Patient", "6rem", heading=True),
        table.Column("waiting", "Waiting for"),
    ]
    opened = table.table(rows, columns, key="board", caption=f"{len(rows)} people.")
    st.text(f"opened {opened} pressed {pressed}")


def chart() -> None:
    place = filters.place(metrics={"a": "Days", "b": "Share"}, sites=["North", "South"], grains=("week", "month"),
                          days=(date(2026, 1, 1), date(2026, 11, 20)))  # fmt: skip
    values = [3.0, 4.0, None, 5.0, 9.0] if place.metric == "a" else [0.3, 0.4, None, 0.5, 0.9]
    unit = "days" if place.metric == "a" else "share"
    kinds = ["common_cause"] * 4 + ["special_cause_concern"]
    frame_ = pl.DataFrame({
        "date": [date(2026, 1, 5) + timedelta(weeks=i) for i in range(5)], "value": values,
        "mean": [4.0 if unit == "days" else 0.4] * 5, "lpl": [values[0]] * 5, "upl": [values[3]] * 5,
        "point_type": kinds, "special_cause_type": ["Common Cause"] * 4 + ["Above UCL"], "rebase_group": [0] * 5,
    })  # fmt: skip
    flag = charts.Marker(number=1, on=date(2026, 1, 19), name="Hub <i>north</i>")
    figure = charts.xmr(frame_, unit=unit, target=values[1], markers=[flag], height=300)
    clicked = plot.plot(figure, key="xmr", alt="Waits rose in February.", height=300)
    st.text(f"clicked {clicked} from {place.scope.from_day} to {place.scope.to_day} site {place.scope.site}")


def broken() -> None:
    raise MetricError("nctr can't be split by bed: choose ward.")


def defect() -> None:
    raise ValueError("patient 943 476 5919")


page = st.navigation([
    st.Page(board, title="Board", default=True), st.Page(chart, title="Chart"), st.Page(broken, title="Broken"),
    st.Page(defect, title="Defect"),
])  # fmt: skip
st.set_page_config(page_title="Parts", layout="wide", initial_sidebar_state=220)
frame.dress()
try:
    frame.head(page.title, FRESH)
    page.run()
except Exception as fault:
    faults.tell(fault)
