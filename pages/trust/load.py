"""Load: bring extracts in, see what was taken, what was refused and why, before anybody sees a number."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import service
from pages.parts import frame, words
from pages.parts.table import Column, table

ALONE = (
    "There is no sign-in here: whoever opens Homeward on this computer sees all that is loaded, patients too. Load "
    "real extracts only if you alone use it; for anybody else, set a sign-in up first (docs/sign_in.md). The choice "
    "is kept in homeward.toml and logged."
)
COLUMNS = (
    Column("name", "File", "14%", heading=True),
    Column("kind", "Feed", "9rem"),
    *(
        Column(name, name.capitalize(), "6rem", align="end")
        for name in ("in", "new", "replaced", "unchanged", "quarantined")
    ),
    Column("said", "What happened"),
)


def said(extract: dict[str, Any]) -> dict[str, Any]:
    """One extract of the report as a row: counts that add up, then reasons or the sentence that refused it."""
    reasons = [f"{count:,} quarantined: {reason}" for reason, count in extract["reasons"].items()]
    dropped = [f"columns not used: {', '.join(extract['dropped_columns'])}"] if extract["dropped_columns"] else []
    told = [extract["refused"]] if extract["refused"] else [*reasons, *dropped, *extract["notes"]]
    counts = {
        name: words.count(extract[f"rows_{name}"]) for name in ("in", "new", "replaced", "unchanged", "quarantined")
    }
    return {"id": extract["name"], "name": extract["name"], "kind": extract["kind"], **counts, "said": "; ".join(told)}


if not service.may_load_real_data():
    st.markdown(ALONE)
    if st.checkbox("I alone use this computer", key="alone") and st.button("Go on to my extracts", type="primary"):
        service.allow_one_person()
        st.rerun()
    st.stop()
st.markdown(
    "Choose CSV, XLSX or Parquet extracts. Each file is taken whole or refused with the reason; a file that holds NHS "
    "numbers, names or addresses is refused and not kept."
)
files = st.file_uploader("Extracts", accept_multiple_files=True, type=["csv", "txt", "xlsx", "xls", "parquet"])
with st.container(horizontal=True, vertical_alignment="bottom"):
    provider = st.text_input("Provider code, where the files have none", width=260)
    unusual = st.checkbox("Accept unusual", help="Load an extract unlike those before it, once compared.")
    check = st.button("Check only", disabled=not files)
    load = st.button("Load", type="primary", disabled=not files)
if files and (check or load):
    bar = st.progress(0.0, "Reading")
    report = service.load_uploaded(
        [(file.name, file.getvalue()) for file in files], provider=provider or None, check_only=check,
        accept_unusual=unusual, progress=lambda what, share: frame.show(bar, what, share),
    )  # fmt: skip
    bar.empty()
    outcome = "Checked, nothing was loaded." if check else "Loaded." if report.published else "Nothing changed."
    st.markdown(f"**{outcome}**")
    table(
        [said(extract.to_json()) for extract in report.extracts], COLUMNS, key="report", caption="Report", opens=False
    )
with st.expander("What each feed holds"):
    for kind in service.kinds().values():
        needed = ", ".join(column.name for column in kind.columns if column.required)
        st.markdown(f"**{kind.name}** {kind.words} Needed: {needed}.")
