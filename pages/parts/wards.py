"""Wards at a glance: how many wait, the longest, what is missing, and whether the ward has recorded everybody."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts import words
from pages.parts.filters import Place
from pages.parts.table import Column, cell, table

COLUMNS = (
    Column("ward", "Ward", heading=True),
    Column("site", "Site"),
    Column("waiting", "Not meeting criteria", align="end"),
    Column("patients", "Patients", align="end"),
    Column("longest", "Longest past ready", align="end"),
    Column("owner", "Nobody owns", align="end"),
    Column("status", "No status", align="end"),
    Column("done", "Recorded"),
)


def strip(found: pl.DataFrame, place: Place) -> None:
    """The rows of metrics.board.wards; opening one shows that ward's people."""
    rows = [
        {
            "id": row["ward"],
            "ward": row["ward"],
            "site": row["site"],
            "waiting": row["not_meeting"],
            "patients": row["patients"],
            "longest": words.days(row["longest"]).replace(".0", "") if row["longest"] is not None else "",
            "owner": row["no_owner"] or "",
            "status": row["no_status"] or "",
            "done": cell("Done", shape="tick")
            if not row["no_status"]
            else cell("Not done", shape="ring", tone="amber"),
        }
        for row in found.to_dicts()
    ]
    opened = table(rows, COLUMNS, key="wards", caption=f"Wards, {place.words()}", height=520)
    if opened:
        st.query_params.from_dict({"ward": opened})
        st.rerun()
