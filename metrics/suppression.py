"""Small numbers hidden in whatever leaves: hidden, rounded, and hidden again where a total would tell them.

The rule is that of Hospital Episode Statistics (reference/definitions.md 8, reference/reliability.md 3): 0 shown, 1 to 7
hidden, everything else and the totals to the nearest 5. That alone leaves a few cells which can be worked out (seven and
seven under a total of 15), so an attack is run on the table as it would be published and more is hidden until no small
number has two possible values or fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from metrics.suppression_attack import Bools, Floats, Published, unsafe
from metrics.suppression_policy import BESIDE, DEFAULT, FEW, POLICIES, Nature, Policy, nature, policy

__all__ = ["BESIDE", "DEFAULT", "FEW", "POLICIES", "Nature", "Policy", "nature", "policy", "protect", "suppress"]

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
        for item in risky:
            cube.hide_beside(item)
    return cube.state.reshape(cube.shape)


def suppress(
    values: pl.DataFrame, rule: Policy, kind: Nature, *, by: Sequence[str] = (), within: Sequence[str] = (),
    decimals: int = 1,
) -> pl.DataFrame:  # fmt: skip
    """The table of `values` as it may leave, with its totals: by, within, value, numerator, denominator, hidden, all_of.

    values: one row for each combination of `by` inside each table; `within` says which table a row belongs to (a period:
    its tables are not added up). numerator and denominator as metrics.compute gives them. A null count stays null.
    In the answer a hidden number is null and `hidden` says why ("few", "beside"); a share is that of the rounded counts;
    a mean is rounded to `decimals`, so that its digits do not tell its n, and has no numerator. all_of lists the columns
    that a row is the total over; those columns are null in it. The total of a quantile has no value: ask for it, and
    show it where `hidden` is null. The answer is the same for the same table, whatever part of it is then shown.
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
        """Hide the next smallest in each line through the item; else say less about why its neighbours are hidden."""
        lines = [self._line(item, axis) for axis in range(len(self.shape))]
        chosen = {found for line in lines if (found := self._smallest(line)) is not None}
        if not chosen:
            everything = range(len(self.places))
            least = self._smallest([other for other in everything if other != item])
            chosen = {least} if least is not None else {other for other in everything if self.state[other] == FEW}
        self.state[list(chosen)] = BESIDE

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

    def _line(self, item: int, axis: int) -> list[int]:
        """The other items of the line through `item` along `axis`, its total last."""
        place = self.places[item]
        line = [(*place[:axis], at, *place[axis + 1 :]) for at in range(self.shape[axis])]
        return [int(np.ravel_multi_index(other, self.shape)) for other in line if other != place]

    def _smallest(self, line: Sequence[int]) -> int | None:
        """The smallest shown number above 0, a cell before a total."""
        shown = [other for other in line if self.state[other] == SHOWN and self.items[other] > 0]
        return min(shown, key=lambda other: (self._totals(other), self.items[other], other), default=None)

    def _totals(self, item: int) -> int:
        return sum(at == size - 1 for at, size in zip(self.places[item], self.shape, strict=True))


def _sums(shape: tuple[int, ...], places: list[tuple[int, ...]]) -> Floats:
    """One row an item, 1 where it counts the innermost cell."""
    cells = np.array(list(np.ndindex(shape))).reshape(-1, len(shape))
    rows = [
        np.all([(at == size) | (cells[:, axis] == at) for axis, (at, size) in enumerate(zip(place, shape, strict=True))],
               axis=0)
        if shape else np.ones(1, dtype=bool)
        for place in places
    ]  # fmt: skip
    return np.array(rows, dtype=float)


@dataclass(frozen=True)
class _Parts:
    """The counts of one table: `of` are those protected, tops and bottoms what is divided; totals included."""

    tops: Floats
    bottoms: Floats
    blank: Bools


def _table(
    table: pl.DataFrame, rule: Policy, kind: Nature, by: list[str], within: list[str], decimals: int
) -> list[Row]:
    """The rows of one table and of its totals."""
    groups = [table[name].unique(maintain_order=True).to_list() for name in by]
    parts = _parts(table, by, groups)
    scale = float(np.nanmax(parts.bottoms, initial=1)) if kind == "count" and table["denominator"].count() else 1.0
    top_state, bottom_state = _states(parts, rule, kind, scale)
    rows = []
    for place in np.ndindex(parts.tops.shape):
        all_of = [name for name, at, names in zip(by, place, groups, strict=True) if at == len(names)]
        named = {
            name: None if name in all_of else names[at] for name, at, names in zip(by, place, groups, strict=True)
        }
        row = {name: table[name][0] for name in within} | named | {"all_of": all_of, "hidden": None}
        numbers = (parts.tops[place], parts.bottoms[place], top_state[place], bottom_state[place])
        rows.append(row | (_nothing() if parts.blank[place] else _shown(rule, kind, scale, decimals, *numbers)))
    return rows


def _parts(table: pl.DataFrame, by: list[str], groups: list[list[Any]]) -> _Parts:
    """Numerators and denominators as cubes with totals; a cell without a row or a number counts nothing."""
    shape = tuple(len(names) for names in groups)
    tops, bottoms, blank = np.zeros(shape), np.zeros(shape), np.ones(shape, dtype=bool)
    for row in table.iter_rows(named=True):
        place = tuple(names.index(row[name]) for name, names in zip(by, groups, strict=True))
        tops[place], bottoms[place] = row["numerator"] or 0.0, row["denominator"] or 0.0
        blank[place] = row["numerator"] is None and row["denominator"] is None
    return _Parts(_with_totals(tops), _with_totals(bottoms), _with_totals(~blank) == 0)


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


def _shown(
    rule: Policy, kind: Nature, scale: float, decimals: int, top: float, bottom: float, top_state: str, low_state: str
) -> Row:
    """value, numerator, denominator, hidden of one item."""
    reasons = [state for state in (top_state, low_state) if state != SHOWN]
    hidden = None if not reasons else FEW if FEW in reasons else BESIDE
    if kind == "count":
        value = None if hidden else rule.rounded(top, scale)
        days = scale if scale != 1 else None
        return {"value": value, "numerator": None if value is None else value * scale, "denominator": days, "hidden": hidden}
    below = None if low_state != SHOWN else rule.rounded(bottom)
    if kind == "mean":
        value = round(top / bottom, decimals) if below else None
        return {"value": value, "numerator": None, "denominator": below, "hidden": hidden}
    above = None if top_state != SHOWN else rule.rounded(top)
    value = above / below if above is not None and below else None
    return {"value": value, "numerator": above, "denominator": below, "hidden": hidden}


def _nothing() -> Row:
    return dict.fromkeys(("value", "numerator", "denominator"))


def _with_totals(cells: np.ndarray) -> np.ndarray:
    """The cells with one more place on every axis, for the sum over it."""
    whole = cells.astype(float)
    for axis in range(cells.ndim):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    return whole
