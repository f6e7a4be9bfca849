"""My wards: what a ward's sponsor has to know before a meeting; who waits, what is escalated, and since when."""

from __future__ import annotations

import polars as pl
import streamlit as st

from metrics import actions as ladder
from pages import service
from pages.parts import actions as shown
from pages.parts import filters, my_wards, words
from pages.parts.table import table
from pages.parts.tiles import tiles
from pages.service import actions

who, held = service.principal(), service.ask()
found = actions.sponsors()
if not found:
    st.markdown(
        "No ward has a sponsor yet. Which executive looks after which ward, and what is escalated there, would be "
        "here: `homeward register import FILE` reads `[[ward_sponsor]]` from a TOML file."
    )
    st.stop()
# Whoever looks after wards sees their own first.
names = sorted({entry.sponsor for entry in found}, key=lambda name: (name.casefold() != who.name.casefold(), name))
with filters.bar():
    sponsor = filters.select("Sponsor", "sponsor", names, width=260)
places = {(site, ward) for _, site, ward in shown.ward_places(held, who, may_enter=False).values()}
chosen = [entry for entry in found if entry.sponsor == sponsor]
mine = pl.DataFrame(
    [
        {"site": site, "ward": ward}
        for site, ward in sorted(places)
        if any(entry.ward == ward and entry.site in ("", site) for entry in chosen)
    ],
    schema={"site": pl.String, "ward": pl.String},
)
if mine.is_empty():
    st.markdown(f"None of the wards of {words.escaped(sponsor)} is in the data: check their names on the Load page.")
    st.stop()
today = shown.today()
everything = actions.rows().join(mine, on=["site", "ward"], how="semi")
rows, day = my_wards.read(held, who, mine, everything, today)
opened = ladder.open_on(everything, today)
tiles(my_wards.counts(rows, opened), key="my_counts", width=170)
caption = f"{words.plural(rows.height, 'ward')} of {sponsor}, on {words.day(day)}"
st.markdown(f":gray[Figures of {words.day(day)}; actions as they are now. Opening a ward shows its chart.]")
picked = table([my_wards.line(row) for row in rows.to_dicts()], my_wards.COLUMNS, key="my_wards", caption=caption)
st.header("Open actions on these wards", anchor=False)
if opened.is_empty():
    st.markdown("None is open. An action is raised on the page Actions, or in a patient's drawer.")
else:
    listed = opened.sort("age", descending=True).to_dicts()
    title = f"{words.plural(len(listed), 'open action')}, the oldest first"
    pressed = table([shown.line(row) for row in listed], shown.COLUMNS, key="my_actions", caption=title, height=300)
    if pressed:
        shown.drawer(next(row for row in listed if row["id"] == pressed))
if picked:
    site, ward = picked.split(" / ", 1)
    filters.open_at("trends/measure.py", measure="Not meeting criteria to reside", site=site, ward=ward)
