"""National tables as they are published: recognised by their columns, read without a mapping."""

from __future__ import annotations

from collections.abc import Iterable

from data.published.acute_discharge import CRITERIA_TO_RESIDE, DISCHARGED_PATIENTS
from data.published.layout import Layout, Published
from data.published.winter_sitrep import WINTER_SITREP, WINTER_SITREP_FLU
from data.reading import fold

__all__ = ["LAYOUTS", "Layout", "Published", "recognise"]

LAYOUTS = (CRITERIA_TO_RESIDE, DISCHARGED_PATIENTS, WINTER_SITREP, WINTER_SITREP_FLU)


def recognise(columns: Iterable[str]) -> Layout | None:
    """The layout with exactly these columns, in any order, case and spacing apart; None if there is none."""
    names = {fold(column) for column in columns}
    return next((layout for layout in LAYOUTS if layout.folded == names), None)
