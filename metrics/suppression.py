"""Small numbers hidden in whatever leaves: hidden, rounded, and hidden again where a total would tell them.

The default is the rule of Hospital Episode Statistics since September 2018: 0 shown, 1 to 7 hidden, everything else and
the totals to the nearest 5. That alone leaves a few cells which can be worked out (seven and seven under a total of
15), so an attack is run on the table as it would be published, and more is hidden until no small number has two
possible values or fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from metrics.suppression_attack import Bools, Floats, Published, unsafe
from metrics.suppression_policy import BESIDE, DEFAULT, FEW, POLICIES, Nature, Policy, UnknownPolicy, nature, policy

__all__ = [
    "BESIDE",
    "DEFAULT",
    "FEW",
    "POLICIES",
    "Nature",
    "Policy",
    "UnknownPolicy",
    "nature",
    "policy",
    "protect",
    "suppress",
]

SHOWN: Final = ""
NOT_PUBLISHED: Final = "not published"
Row = dict[str, Any]


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


def suppress(
    values: pl.DataFrame, rule: Policy, kind: Nature, *, by: Sequence[str] = (), within: Sequence[str] = (),
    decimals: int = 1,
) -> pl.DataFrame:  # fmt: skip
    """The table of `values` as it may leave, and its totals: within, by, value, numerator, denominator, hidden, all_of.

    values: one row for each combination of `by` in each table; `within` says which table a row belongs to (a period:
    tables are not added up). value, numerator and denominator as metrics.compute gives them; what has no numerator and
    no denominator stays null. In the answer a hidden number is null and `hidden` says why ("few", "beside"). A share is
    that of the rounded counts. A mean has at most `decimals`, fewer where they would tell its n, and no numerator.
    all_of lists the columns that a row is the total over, which are null in it; the total of a quantile has
    no value. The same table gets the same answer, whatever part of it is then shown.
    """
    names = [*within, *by]
    tables = values.partition_by(list(within), maintain_order=True) if within else [values]
    rows = [row for table in tables for row in _table(table, rule, kind, list(by), list(within), decimals)]
    schema: dict[str, Any] = {name: values.schema[name] for name in names}
    schema |= dict.fromkeys(("value", "numerator", "denominator"), pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"hidden": pl.String, "all_of": pl.List(pl.String)}, orient="row")


class _Cube:
    """A table with all its totals, item by item, and what is shown of each so far."""

    def __init__(self, counts: np.ndarray, rule: Policy, scale: float, published: np.ndarray | None) -> None:
        self.rule, self.scale = rule, scale
        self.truth: Floats = counts.astype(float).ravel()
        self.shape = tuple(size + 1 for size in counts.shape)
        self.places = list(np.ndindex(self.shape))
        self.sums = _sums(counts.shape, self.places)
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


def _sums(shape: tuple[int, ...], places: list[tuple[int, ...]]) -> Floats:
    """One row an item, 1 where it counts the innermost cell."""
    cells = np.array(list(np.ndindex(shape))).reshape(int(np.prod(shape)), len(shape))
    rows = np.ones((len(places), len(cells)), dtype=bool)
    for axis, size in enumerate(shape):
        at = np.array([place[axis] for place in places])[:, None]
        rows &= (at == size) | (cells[:, axis] == at)
    return rows.astype(float)


@dataclass(frozen=True)
class _Parts:
    """One table as cubes with totals: values as given (NaN for none), what is divided, and where there is nothing."""

    values: Floats
    tops: Floats
    bottoms: Floats
    blank: Bools

    def at(self, place: tuple[int, ...]) -> tuple[float, float, float]:
        """value, numerator and denominator of an item."""
        return float(self.values[place]), float(self.tops[place]), float(self.bottoms[place])


def _table(
    table: pl.DataFrame, rule: Policy, kind: Nature, by: list[str], within: list[str], decimals: int
) -> list[Row]:
    """The rows of one table and of its totals."""
    groups = [table[name].unique(maintain_order=True).to_list() for name in by]
    parts = _parts(table, by, groups)
    days = table["denominator"].max() if kind == "count" else None
    scale = float(days) if isinstance(days, float) else 1.0
    top_state, bottom_state = _states(parts, rule, kind, scale)
    rows = []
    for place in np.ndindex(parts.tops.shape):
        all_of = [name for name, at, names in zip(by, place, groups, strict=True) if at == len(names)]
        named = {name: None if name in all_of else names[at] for name, at, names in zip(by, place, groups, strict=True)}
        row = {name: table[name][0] for name in within} | named | {"all_of": all_of}
        (value, top, bottom), states = parts.at(place), (str(top_state[place]), str(bottom_state[place]))
        if parts.blank[place]:
            rows.append(row)
        elif kind == "count":
            rows.append(row | _count(rule, scale, top, states[0]))
        elif kind == "mean":
            rows.append(row | _mean(rule, decimals, value, bottom, states[1]))
        else:
            rows.append(row | _share(rule, top, bottom, *states))
    return rows


def _parts(table: pl.DataFrame, by: list[str], groups: list[list[Any]]) -> _Parts:
    """The table as cubes; a cell without a row or a number counts nothing."""
    shape = tuple(len(names) for names in groups)
    tops, bottoms, known = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    values = np.full(tuple(size + 1 for size in shape), np.nan)
    for row in table.iter_rows(named=True):
        place = tuple(names.index(row[name]) for name, names in zip(by, groups, strict=True))
        tops[place], bottoms[place] = row["numerator"] or 0.0, row["denominator"] or 0.0
        known[place] = row["numerator"] is not None or row["denominator"] is not None
        values[place] = np.nan if row["value"] is None else row["value"]
    tops, bottoms = _with_totals(tops), _with_totals(bottoms)
    totals = np.ones(values.shape, dtype=bool)
    totals[tuple(slice(0, size) for size in shape)] = False
    if table["numerator"].count():
        ratios = np.divide(tops, bottoms, out=np.full(tops.shape, np.nan), where=bottoms > 0)
        values = np.where(totals, ratios, values)
    return _Parts(values, tops, bottoms, _with_totals(known) == 0)


def _states(parts: _Parts, rule: Policy, kind: Nature, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """What is shown of each numerator and of each denominator."""
    if not rule.fewest:
        nothing = np.full(parts.tops.shape, SHOWN, dtype=object)
        return nothing, nothing
    inner = tuple(slice(0, size - 1) for size in parts.tops.shape)
    if kind == "share":
        # Those of whom the thing is true and the others are one table: the others are never published, and are people.
        both = np.stack([parts.tops[inner], parts.bottoms[inner] - parts.tops[inner]], axis=-1)
        published = np.ones(tuple(size + 1 for size in both.shape), dtype=bool)
        published[..., 1] = False
        state = protect(np.round(both), rule, 1, published)
        return state[..., 0], state[..., 2]
    counted = parts.bottoms if kind == "mean" else parts.tops
    state = protect(np.round(counted[inner]), rule, scale)
    return state, state


def _count(rule: Policy, scale: float, top: float, state: str) -> Row:
    if state != SHOWN:
        return {"hidden": state}
    value = rule.rounded(top, scale)
    return {"value": value, "numerator": value * scale, "denominator": scale if scale != 1 else None}


def _mean(rule: Policy, decimals: int, value: float, bottom: float, state: str) -> Row:
    if state != SHOWN:
        return {"hidden": state}
    said = None if np.isnan(value) else round(value, rule.digits(bottom, decimals))
    return {"value": said, "denominator": rule.rounded(bottom)}


def _share(rule: Policy, top: float, bottom: float, top_state: str, bottom_state: str) -> Row:
    above = rule.rounded(top) if top_state == SHOWN else None
    below = rule.rounded(bottom) if bottom_state == SHOWN else None
    hidden = [state for state in (FEW, BESIDE) if state in (top_state, bottom_state)]
    return {
        "value": above / below if above is not None and below else None,
        "numerator": above,
        "denominator": below,
        "hidden": hidden[0] if hidden else None,
    }


def _with_totals(cells: np.ndarray) -> np.ndarray:
    """The cells with one more place on every axis, for the sum over it."""
    whole = cells.astype(float)
    for axis in range(cells.ndim):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    return whole
