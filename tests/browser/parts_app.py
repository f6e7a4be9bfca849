"""The real door around a page of parts with small made-up rows: what test_parts.py drives."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import MIDDLEWARE, ROUTES
from pages.parts import faults

app = st.App(
    Path(__file__).parent / "parts_shell.py", routes=ROUTES, middleware=MIDDLEWARE, on_script_error=faults.tell
)
