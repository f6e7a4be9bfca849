"""What a load did, extract by extract, in numbers that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class ExtractReport:
    """What became of one extract.

    rows_in = rows_new + rows_replaced + rows_unchanged + rows_quarantined, always: a report that does not add up is a
    defect and raises. `reasons` counts each quarantined row once, under the first fault found in it. `refused` is the
    sentence that says why nothing of the extract was loaded, or None.
    """

    name: str
    kind: str | None
    rows_in: int = 0
    rows_new: int = 0
    rows_replaced: int = 0
    rows_unchanged: int = 0
    rows_quarantined: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    dropped_columns: tuple[str, ...] = ()
    as_at: datetime | None = None
    notes: tuple[str, ...] = ()
    refused: str | None = None

    def __post_init__(self) -> None:
        """Hold the numbers to their sum."""
        if not self.adds_up:
            raise RuntimeError(f"the report of {self.name} does not add up: {self}")

    @property
    def adds_up(self) -> bool:
        """Whether every row that came in is accounted for, and every quarantined row has a reason."""
        out = self.rows_new + self.rows_replaced + self.rows_unchanged + self.rows_quarantined
        return self.rows_in == out and sum(self.reasons.values()) == self.rows_quarantined

    def to_json(self) -> dict[str, Any]:
        """Give the report as plain values under the names of the contract."""
        return {
            "name": self.name,
            "kind": self.kind,
            "rows_in": self.rows_in,
            "rows_new": self.rows_new,
            "rows_replaced": self.rows_replaced,
            "rows_unchanged": self.rows_unchanged,
            "rows_quarantined": self.rows_quarantined,
            "reasons": dict(self.reasons),
            "dropped_columns": list(self.dropped_columns),
            "as_at": None if self.as_at is None else self.as_at.isoformat(sep=" "),
            "notes": list(self.notes),
            "refused": self.refused,
        }


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """What a load did: its extracts in the order of their files, and the version it made.

    `version` is the file name of the version that readers see after the load (None for an empty store), `published`
    whether this load made it; a check alone publishes nothing.
    """

    extracts: tuple[ExtractReport, ...]
    version: str | None
    data_version: str | None
    published: bool

    @property
    def refused(self) -> bool:
        """Whether every extract was refused, so that nothing was loaded."""
        return all(extract.refused is not None for extract in self.extracts)

    def to_json(self) -> dict[str, Any]:
        """Give the report as plain values; the sums of all extracts are beside them."""
        names = ("rows_in", "rows_new", "rows_replaced", "rows_unchanged", "rows_quarantined")
        return {
            "version": self.version,
            "data_version": self.data_version,
            "published": self.published,
            **{name: sum(getattr(extract, name) for extract in self.extracts) for name in names},
            "extracts": [extract.to_json() for extract in self.extracts],
        }
