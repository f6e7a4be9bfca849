"""One case of the corpus: how its files are made and loaded, and what must become of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Outcome = Literal["A", "W", "R", "P"]
"""A: taken, equal to the clean twin. W: taken, rows in quarantine or a note. R: refused. P: refused as personal."""

Make = Callable[[Path], "Path | list[Path] | None"]


@dataclass(frozen=True, kw_only=True)
class Case:
    """`make` writes the file (or files, all loaded in one load) into an empty folder and gives their paths.

    `start`: the store before: "plain" (another provider's spell), "weeks" (eight weeks of a hospital). `before`: files
    that are loaded first, each with its options. `twin`: for A, the files that must give the same rows; None means the
    clean spells of `rows.py`. For W, `quarantined` rows and `says`, a part of a reason or note; without a twin the good
    rows are only counted. For R and P `says` is a part of the sentence. `deviates`: why the outcome is not the plan's.
    """

    group: int
    name: str
    outcome: Outcome
    make: Make
    options: Mapping[str, Any] = field(default_factory=dict)
    start: str = "plain"
    before: tuple[tuple[Make, Mapping[str, Any]], ...] = ()
    twin: Make | None = None
    twin_options: Mapping[str, Any] = field(default_factory=dict)
    quarantined: int = 0
    rows: int | None = None
    says: str = ""
    deviates: str = ""
    slow: bool = False
    same_rows: bool = True
    """Whether the rows must be those of the twin, but for the ones in quarantine."""
    kept: str = ""
    """A ward that every row must have in the end, character by character."""

    @property
    def id(self) -> str:
        """Class and name, as pytest shows it."""
        return f"{self.group:02d}-{self.name.replace(' ', '_')}"


class Group:
    """The cases of one class, added one by one: `a` and `w` taken, `r` and `p` refused."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.cases: list[Case] = []

    def a(self, name: str, make: Make, **more: Any) -> None:
        """A file that is taken as its clean twin."""
        self.cases.append(Case(group=self.number, name=name, outcome="A", make=make, **more))

    def w(self, name: str, make: Make, says: str, quarantined: int = 0, **more: Any) -> None:
        """A file that is taken, with rows in quarantine or a note."""
        self.cases.append(
            Case(group=self.number, name=name, outcome="W", make=make, says=says, quarantined=quarantined, **more)
        )

    def r(self, name: str, make: Make, says: str, **more: Any) -> None:
        """A file that is refused."""
        self.cases.append(Case(group=self.number, name=name, outcome="R", make=make, says=says, **more))

    def p(self, name: str, make: Make, says: str, **more: Any) -> None:
        """A file that is refused because it says who somebody is."""
        self.cases.append(Case(group=self.number, name=name, outcome="P", make=make, says=says, **more))
