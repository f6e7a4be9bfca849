"""What people entered as one TOML file: saved from the page, and read back in, all of it or nothing."""

from __future__ import annotations

import streamlit as st

from pages import service
from pages.parts import empty, words


def draw() -> None:
    """Two halves: save the register, read a file."""
    left, right = st.columns(2)
    with left:
        st.markdown(
            "**Save.** Test areas, events, baselines, targets, costs and notes as one TOML file, to keep, to move to "
            "another Homeward, or to change in an editor."
        )
        # Made when it is asked for: every export is written into the audit log.
        st.download_button("Save the register", service.export_register, "homeward-register.toml", "application/toml")
    with right:
        st.markdown("**Read.** Entries are added or changed by their id, all of them or none; others stay as they are.")
        file = st.file_uploader("A register file (TOML)", ["toml"], key="register_file")
        if file is not None and st.button("Read the file in"):
            _read(file.getvalue())


def _read(content: bytes) -> None:
    try:
        report = service.import_register(content.decode("utf-8"))
    except UnicodeDecodeError:
        empty.wrong("The file is not text in UTF-8: save it again from an editor as UTF-8.")
    except service.DataError as refusal:
        empty.wrong(str(refusal))
    else:
        added, changed = words.plural(report.added, "entry", "entries"), report.changed
        st.markdown(f"Read: {added} added, {changed} changed, {report.unchanged} unchanged.")
