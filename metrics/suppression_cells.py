"""Which cells of a table of counts, and which of its totals, are shown and which are hidden."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from metrics.suppression_attack import Bools, Floats, Published, unsafe
from metrics.suppression_policy import BESIDE, FEW, Policy
from metrics.suppression_shifts import shifts

SHOWN: Final = ""
NOT_PUBLISHED: Final = "not published"
Items = NDArray[np.int64]
"""Items of a table by their number."""


def protect(counts: np.ndarray, rule: Policy, scale: float = 1, published: np.ndarray | None = None) -> np.ndarray:
    """For each cell and each total of a table of counts: "" shown, "few" or "beside" hidden, or "not published".

    counts: whole numbers, one axis a dimension. The answer has one more place on every axis, the total's. published:
    of the answer's shape, False for items that nobody is told; they are protected too. scale: days that the counts sum,
    where people on an average day are shown.
    """
    cube = _Cube(counts, rule, scale, published)
    while (item := cube.unsafe()) is not None:
        cube.hide_beside(item)
    return cube.state.reshape(cube.shape)


class _Cube:
    """A table with all its totals, item by item, and what is shown of each so far."""

    def __init__(self, counts: np.ndarray, rule: Policy, scale: float, published: np.ndarray | None) -> None:
        self.rule, self.scale = rule, scale
        self.truth: Floats = counts.astype(float).ravel()
        self.inner = counts.shape
        self.shape = tuple(size + 1 for size in counts.shape)
        self.places = list(np.ndindex(self.shape))
        self.numbers: Items = np.arange(len(self.places)).reshape(self.shape)
        self.totals: Items = (np.array(self.shape) - 1 == np.indices(self.shape).T).sum(axis=-1).T.ravel()
        self.sums = _sums(counts.shape)
        self.items: Floats = self.sums @ self.truth
        self.small: Bools = np.array([rule.is_small(count, scale) for count in self.items])
        self.state = np.full(len(self.places), SHOWN, dtype=object)
        self.state[self.small] = FEW
        if published is not None:
            self.state[~published.ravel()] = NOT_PUBLISHED

    def unsafe(self) -> int | None:
        """The first small item that can be worked out to two values or fewer from what is shown now."""
        if not self.small.any():
            return None
        known = [self._known(item) for item in range(len(self.places))]
        low, high = (np.array(side, dtype=float) for side in zip(*known, strict=True))
        table, room = Published(self.sums, low, high), 2 * self.scale
        doubtful = self.small & (shifts(table, self.truth, self.inner) < room)
        if len(self.inner) < 2:  # how far they shift is all there is to know then
            return int(np.argmax(doubtful)) if doubtful.any() else None
        return unsafe(table, self.truth, doubtful, room) if doubtful.any() else None

    def hide_beside(self, item: int) -> None:
        """Hide the next smallest number in the lines that tell the item; where all are hidden, say less about why."""
        lines, others = self._lines(item), np.delete(np.arange(self.state.size), item)
        ways = (
            self._pinned(item),
            {found for line in lines for found in self._smallest(line)},
            set(self._widest(np.concatenate([*lines, others[:0]]))),
            set(self._smallest(others)),
            set(self._widest(np.append(others, item))),
        )
        self.state[list(next(way for way in ways if way))] = BESIDE

    def _pinned(self, item: int) -> set[int]:
        """The smallest numbers of the nearest lines in which one number alone is hidden, so that the others tell it.

        Nearest: through the item, else through what is hidden beside it, and so on; empty where there are none.
        """
        hidden = self.state != SHOWN
        reached, edge = {item}, [item]
        while edge:
            lines = [line for other in edge for line in self._lines(other)]
            alone = [line for line in lines if not hidden[line].any()]
            if chosen := {found for line in alone for found in self._smallest(line)}:
                return chosen
            beside = {int(other) for line in lines for other in line[hidden[line]]} - reached
            reached, edge = reached | beside, sorted(beside)
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

    def _lines(self, item: int) -> list[Items]:
        """The other items of each line through the item, one line an axis, its total last."""
        place, lines = self.places[item], []
        for axis, at in enumerate(place):
            line = self.numbers[(*place[:axis], slice(None), *place[axis + 1 :])]
            lines.append(np.delete(line, at))
        return lines

    def _smallest(self, line: Items) -> list[int]:
        """The smallest shown number above 0, a cell before a total; empty where none is left."""
        shown = line[(self.state[line] == SHOWN) & (self.items[line] > 0)]
        return self._first(shown, self.items[shown], self.totals[shown])

    def _widest(self, line: Items) -> list[int]:
        """The widest total that is hidden with its reason; empty where none is left."""
        few = line[self.state[line] == FEW]
        return self._first(few, -self.totals[few])

    @staticmethod
    def _first(line: Items, *keys: np.ndarray) -> list[int]:
        """The first of the items by the last of the keys, then the one before it, then its own number."""
        return [int(line[at]) for at in np.lexsort((line, *keys))[:1]]


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
