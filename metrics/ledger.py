"""Pounds that partners have entered: gross, re-invested, net, identified against realised, no gain counted twice.

The three lines of reference methods, section 11, stay apart: what was released is worth its capacity
(metrics.benefits), money in a budget is what a partner has entered as gross, the running cost what was entered as
re-invested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from metrics.benefits import overlap

Kind = Literal["gross", "reinvest"]
Status = Literal["identified", "realised"]
ALL_PARTNERS = "All partners"


@dataclass(frozen=True)
class Pounds:
    """Pounds a year: low, central, high."""

    low: float = 0.0
    central: float = 0.0
    high: float = 0.0

    def __add__(self, other: Pounds) -> Pounds:
        return Pounds(self.low + other.low, self.central + other.central, self.high + other.high)

    def less(self, cost: Pounds) -> Pounds:
        """What is left after a cost: the low case is the low gain with the high cost; below 0 it is a loss."""
        return Pounds(self.low - cost.high, self.central - cost.central, self.high - cost.low)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line that somebody entered. area: the test area's id, "" for none; scope: its places by level.

    first, last: the days on which it holds, both inclusive; last None: without end.
    """

    id: str
    partner: str
    kind: Kind
    status: Status
    pounds: Pounds
    first: date
    last: date | None = None
    area: str = ""
    scope: Mapping[str, tuple[str, ...]] | None = None

    def holds(self, day: date) -> bool:
        """Whether it counts on that day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Total:
    """What a partner's lines of one status come to."""

    partner: str
    status: Status
    gross: Pounds
    reinvest: Pounds

    @property
    def net(self) -> Pounds:
        """Gross less re-invested."""
        return self.gross.less(self.reinvest)


@dataclass(frozen=True)
class Ledger:
    """The totals, one a partner and status, all partners together last.

    twice: gains left out, each with the line that counts instead; waiting: lines that do not hold on the day.
    """

    totals: tuple[Total, ...]
    twice: Mapping[str, str]
    waiting: tuple[str, ...]

    def of(self, status: Status) -> Total | None:
        """All partners together."""
        return next((one for one in self.totals if (one.partner, one.status) == (ALL_PARTNERS, status)), None)


def ledger(lines: Sequence[Line], day: date) -> Ledger:
    """The totals of the lines that hold on `day`; costs always count in full, each gain once."""
    holding = [line for line in lines if line.holds(day)]
    twice = counted_elsewhere(holding)
    counted = [line for line in holding if line.id not in twice]
    partners = sorted({line.partner for line in counted})
    totals = [
        Total(partner, status, _sum(mine, "gross"), _sum(mine, "reinvest"))
        for partner in [*partners, ALL_PARTNERS]
        for status in ("identified", "realised")
        if (mine := [line for line in counted if line.status == status and partner in (line.partner, ALL_PARTNERS)])
    ]
    return Ledger(tuple(totals), twice, tuple(line.id for line in lines if not line.holds(day)))


def counted_elsewhere(lines: Sequence[Line]) -> dict[str, str]:
    """Gains that another line counts already: id -> that line's id.

    Of gains of one partner and status, from different test areas that share people while their dates overlap, only the
    one with the largest central figure counts. Lines of one test area, or of none, are different pounds by their names.
    """
    kept: list[Line] = []
    twice: dict[str, str] = {}
    gains = [line for line in lines if line.kind == "gross"]
    for line in sorted(gains, key=lambda line: (-line.pounds.central, line.id)):
        rival = next((other for other in kept if _same_pounds(line, other)), None)
        if rival is None:
            kept.append(line)
        else:
            twice[line.id] = rival.id
    return twice


def as_document(found: Ledger) -> dict[str, Any]:
    """The ledger in JSON's own values."""
    return {
        "totals": [
            {"partner": one.partner, "status": one.status, "gross": vars(one.gross), "reinvest": vars(one.reinvest),
             "net": vars(one.net)}
            for one in found.totals
        ],
        "counted_elsewhere": dict(found.twice), "not_in_force": list(found.waiting),
    }  # fmt: skip


def _same_pounds(one: Line, other: Line) -> bool:
    if not one.area or not other.area or one.area == other.area:
        return False
    if (one.partner, one.status) != (other.partner, other.status):
        return False
    apart = (one.last is not None and one.last < other.first) or (other.last is not None and other.last < one.first)
    return not apart and overlap(one.scope or {}, other.scope or {})


def _sum(lines: Sequence[Line], kind: Kind) -> Pounds:
    return sum((line.pounds for line in lines if line.kind == kind), Pounds())
