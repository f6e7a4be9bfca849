"""Which cells of a table of counts, and which of its totals, are shown and which are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from metrics.suppression_attack import Bools, Floats, Published, unsafe
from metrics.suppression_policy import BESIDE, FEW, Policy

SHOWN: Final = ""
NOT_PUBLISHED: Final = "not published"


def protect(counts: np.ndarray, rule: Policy, scale: float = 1, published: np.ndarray | None = None) -> np.ndarray:
    """For each cell and each total of a table of counts: "" shown, "few" or "beside" hidden, or "not published".

    counts: whole numbers, one axis a dimension. The answer has one more place on every axis, the total's. published:
    of the answer's shape, False for items that nobody is told; they are protected too. scale: days that the counts sum,
    where people on an average day are shown.
    """
    cube = _Cube(counts, rule, scale, published)
    while risky := cube.unsafe():
        cube.hide_beside(risky[0])
    return cube.state.reshape(cube.shape)


class _Cube:
    """A table with all its totals, item by item, and what is shown of each so far."""

    def __init__(self, counts: np.ndarray, rule: Policy, scale: float, published: np.ndarray | None) -> None:
        self.rule, self.scale = rule, scale
        self.truth: Floats = counts.astype(float).ravel()
        self.shape = tuple(size + 1 for size in counts.shape)
        self.places = list(np.ndindex(self.shape))
        self.sums = _sums(counts.shape)
        self.items: Floats = self.sums @ self.truth
        self.small: Bools = np.array([rule.is_small(count, scale) for count in self.items])
        self.state = np.full(len(self.places), SHOWN, dtype=object)
        self.state[self.small] = FEW
        if published is not None:
            self.state[~published.ravel()] = NOT_PUBLISHED

    def unsafe(self) -> list[int]:
        """The small items that can be worked out to two values or fewer from what is shown now."""
        if not self.small.any():
            return []
        known = [self._known(item) for item in range(len(self.places))]
        low, high = (np.array(side, dtype=float) for side in zip(*known, strict=True))
        return unsafe(Published(self.sums, low, high), self.truth, self.small, 2 * self.scale)

    def hide_beside(self, item: int) -> None:
        """Hide the next smallest number in the lines that tell the item; where all are hidden, say less about why."""
        lines = self._lines(item)
        others = [other for other in range(len(self.places)) if other != item]
        ways = (
            self._pinned(item),
            {found for line in lines for found in self._smallest(line)},
            set(self._widest([other for line in lines for other in line])),
            set(self._smallest(others)),
            set(self._widest([*others, item])),
        )
        self.state[list(next(way for way in ways if way))] = BESIDE

    def _pinned(self, item: int) -> set[int]:
        """The smallest numbers of the nearest lines in which one number alone is hidden, so that the others tell it.

        Nearest: through the item, else through what is hidden beside it, and so on; empty where there are none.
        """
        reached, edge = {item}, [item]
        while edge:
            lines = [line for other in edge for line in self._lines(other)]
            alone = [line for line in lines if all(self.state[other] == SHOWN for other in line)]
            if chosen := {found for line in alone for found in self._smallest(line)}:
                return chosen
            hidden = {other for line in lines for other in line if self.state[other] != SHOWN} - reached
            reached, edge = reached | hidden, sorted(hidden)
        return set()

    def _known(self, item: int) -> tuple[float, float]:
        """What a reader knows: a rounded number's reach, 1 to 7 of a small one, above it of one hidden beside it.

        The reader is not told that last thing; assuming it hides a little more. A small number that had to be hidden
        without its reason is anything.
        """
        state, limit = self.state[item], self.rule.limit(self.scale)
        if state == SHOWN:
            return self.rule.reach(self.items[item], self.scale)
        if state == FEW:
            return 1, np.ceil(limit) - 1
        return (np.ceil(limit) if state == BESIDE and not self.small[item] else 0), np.inf

    def _lines(self, item: int) -> list[list[int]]:
        """The other items of each line through the item, one line an axis, its total last."""
        place, lines = self.places[item], []
        for axis, size in enumerate(self.shape):
            line = [(*place[:axis], at, *place[axis + 1 :]) for at in range(size) if at != place[axis]]
            lines.append([int(np.ravel_multi_index(other, self.shape)) for other in line])
        return lines

    def _smallest(self, line: Sequence[int]) -> list[int]:
        """The smallest shown number above 0, a cell before a total; empty where none is left."""
        shown = [other for other in line if self.state[other] == SHOWN and self.items[other] > 0]
        return sorted(shown, key=lambda other: (self._totals(other), self.items[other], other))[:1]

    def _widest(self, line: Sequence[int]) -> list[int]:
        """The widest total that is hidden with its reason; empty where none is left."""
        few = [other for other in line if self.state[other] == FEW]
        return sorted(few, key=lambda other: (-self._totals(other), other))[:1]

    def _totals(self, item: int) -> int:
        return sum(at == size - 1 for at, size in zip(self.places[item], self.shape, strict=True))


@lru_cache(maxsize=64)
def _sums(shape: tuple[int, ...]) -> Floats:
    """One row an item, 1 where it counts the innermost cell."""
    cells = np.array(list(np.ndindex(shape))).reshape(int(np.prod(shape)), len(shape))
    places = list(np.ndindex(tuple(size + 1 for size in shape)))
    rows = np.ones((len(places), len(cells)), dtype=bool)
    for axis, size in enumerate(shape):
        at = np.array([place[axis] for place in places])[:, None]
        rows &= (at == size) | (cells[:, axis] == at)
    return rows.astype(float)
