"""Ward discharge standards: levels 0 to 3, some measured from the data by a stated rule, the others as assessed.

A ward's level is the lowest of the standards that are known of it, so no good mark hides a missing one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

LEVELS: Final = ("not in place", "in part", "mostly", "in full")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A standard that data tell: the share that lifts a ward to level 1, 2 and 3. metric: "" for rounds held."""

    name: str
    metric: str
    steps: tuple[float, float, float]
    words: str


ROUNDS: Final = Measured(
    name="Board round held", metric="", steps=(0.5, 0.8, 0.95), words="days on which a round was completed in Homeward"
)
MEASURED: Final = (
    ROUNDS,
    Measured(
        name="Expected date set", metric="expected_set_48h_share", steps=(0.5, 0.8, 0.95),
        words="expected discharge date set within 48 hours",
    ),
    Measured(
        name="Criteria recorded", metric="status_recorded_share", steps=(0.8, 0.95, 0.99),
        words="criteria to reside recorded for those on the board",
    ),
    Measured(
        name="Home before noon", metric="before_noon_share", steps=(0.1, 0.2, 0.33),
        words="discharged before noon (SAFER: 33%)",
    ),
)  # fmt: skip
# What data do not tell and somebody must look at; a ward may have others of its own.
ASSESSED: Final = ("Senior review before midday", "Long stays reviewed weekly", "Information given on admission")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A ward's level in a standard. share: of a measured one; assessed_on, next_due: of one somebody assessed."""

    standard: str
    level: int | None
    share: float | None = None
    assessed_on: date | None = None
    next_due: date | None = None

    def overdue(self, today: date) -> bool:
        """Whether the next assessment should have been."""
        return self.next_due is not None and self.next_due < today


def level(share: float | None, steps: tuple[float, float, float]) -> int | None:
    """0 to 3 by the steps reached; None where there is no share."""
    return None if share is None else sum(share >= step for step in steps)


def measured(shares: Mapping[str, float | None]) -> list[Mark]:
    """The marks of MEASURED from shares by standard name."""
    return [
        Mark(standard=one.name, level=level(shares.get(one.name), one.steps), share=shares.get(one.name))
        for one in MEASURED
    ]


def newest(assessed: Iterable[tuple[str, int, date, date | None]]) -> dict[str, Mark]:
    """The newest assessment of each standard: standard, level, assessed_on, next_due."""
    found: dict[str, Mark] = {}
    for standard, at, on, due in sorted(assessed, key=lambda one: one[2]):
        found[standard] = Mark(standard=standard, level=at, assessed_on=on, next_due=due)
    return found


def overall(marks: Sequence[Mark]) -> int | None:
    """The lowest level that is known; None where none is."""
    return min((mark.level for mark in marks if mark.level is not None), default=None)
