"""Winter Situation Reports, trust by day (NHS England): general and acute beds, and long stays.

The occupancy rate is not read: two winters store it as 0 or 1, and it is occupied beds divided by open ones. The
columns say "> 7 days" and "> 21 days", the collection's own page 7+ and 21+; they are read as 7 and 21 days or more
(reference/definitions.md, section 6).
"""

from __future__ import annotations

import polars as pl

from data.published.layout import Layout

PUBLISHER = "NHS England"
WORDS = "Winter Situation Report: beds open and occupied and long stays, by trust and day"
# What else a winter's table counts (norovirus, influenza, critical care) changes from winter to winter.
COLUMNS = (
    "Code",
    "Name",
    "Date",
    "G&A Beds Open",
    "G&A beds occ'd",
    "No. beds occupied by long-stay patients (> 7 days)",
    "No. beds occupied by long-stay patients (> 21 days)",
)
MEASURES = {
    "beds_open": "G&A Beds Open",
    "beds_occupied": "G&A beds occ'd",
    "stay_7_plus": "No. beds occupied by long-stay patients (> 7 days)",
    "stay_21_plus": "No. beds occupied by long-stay patients (> 21 days)",
}
# The England rows have the code "-".
ENGLAND = (pl.col("Code") == "-") & pl.col("Name").str.to_uppercase().str.starts_with("ENGLAND")
# 2021-22 gives England twice a day; the other winters give all acute trusts only.
TYPE_1_ENGLAND = ENGLAND & pl.col("Name").str.contains("Type 1", literal=True)
LEFT_OUT = {"a second England total, of type 1 acute trusts only": TYPE_1_ENGLAND}

WINTER_SITREP = Layout(
    key="winter_sitrep",
    words=WORDS,
    publisher=PUBLISHER,
    columns=COLUMNS,
    provider="Code",
    day="Date",
    measures=MEASURES,
    england=ENGLAND,
    left_out=LEFT_OUT,
)
