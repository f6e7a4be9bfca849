"""National tables as they are published: recognised by their columns, read without a mapping."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from data.published import finding
from data.published.acute_discharge import CRITERIA_TO_RESIDE, DISCHARGED_PATIENTS
from data.published.acute_discharge_long import AcuteDischargeLong
from data.published.delayed_transfers import DelayedTransfers
from data.published.layout import Layout, Published, PublishedLayout
from data.published.monthly import (
    BEDS_MONTHLY,
    DELAY_BANDS,
    DELAY_REASONS,
    DISCHARGE_READY_LONG,
    DISCHARGE_READY_MONTHLY,
    EMERGENCY_MONTHLY,
)
from data.published.winter_sitrep import WINTER_SITREP
from data.reading import TextExtract, fold

__all__ = ["LAYOUTS", "Layout", "Published", "PublishedLayout", "find", "recognise"]

LAYOUTS: tuple[PublishedLayout, ...] = (
    WINTER_SITREP,
    DISCHARGED_PATIENTS,
    CRITERIA_TO_RESIDE,
    AcuteDischargeLong(),
    DELAY_REASONS,
    DISCHARGE_READY_MONTHLY,
    DELAY_BANDS,
    DISCHARGE_READY_LONG,
    EMERGENCY_MONTHLY,
    BEDS_MONTHLY,
    DelayedTransfers(),
)


def recognise(columns: Iterable[str]) -> PublishedLayout | None:
    """The first layout whose own columns are among these, in any order, case and spacing apart; None if there is none.

    Other columns may stand beside them: a later issue of a table often has more.
    """
    names = frozenset(fold(column) for column in columns)
    return next((layout for layout in LAYOUTS if layout.fits(names)), None)


def find(path: Path) -> TextExtract | None:
    """The one published table in a file that is no plain table (title rows, several sheets, .xls); None if none is."""
    return finding.find(path, recognise)
