"""Small numbers hidden in whatever leaves: hidden, rounded, and hidden again where a total would tell them.

The default is the rule of Hospital Episode Statistics since September 2018: 0 shown, 1 to 7 hidden, everything else and
the totals to the nearest 5. That alone leaves a few cells which can be worked out (seven and seven under a total of
15), so an attack is run on the table as it would be published, and more is hidden until no small number has two
possible values or fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from metrics.suppression_attack import Bools, Floats
from metrics.suppression_cells import SHOWN, protect
from metrics.suppression_policy import (
    BESIDE,
    DEFAULT,
    FEW,
    POLICIES,
    Nature,
    Policy,
    UnknownPolicy,
    counts_days,
    nature,
    policy,
)

__all__ = [
    "BESIDE", "DEFAULT", "FEW", "POLICIES", "Nature", "Policy", "UnknownPolicy", "counts_days", "nature", "policy",
    "protect", "suppress",
]  # fmt: skip

Row = dict[str, Any]


def suppress(
    values: pl.DataFrame, rule: Policy, kind: Nature, *, by: Sequence[str] = (), within: Sequence[str] = (),
    days: str | None = None, decimals: int = 1,
) -> pl.DataFrame:  # fmt: skip
    """The table of `values` as it may leave, and its totals: within, by, value, numerator, denominator, hidden, all_of.

    values: one row for each combination of `by` in each table; `within` says which table a row belongs to (a period:
    tables are not added up). value, numerator and denominator as metrics.compute gives them; what has no numerator and
    no denominator stays null. In the answer a hidden number is null and `hidden` says why ("few", "beside"). A share is
    that of the rounded counts. A mean has at most `decimals`, fewer where they would tell its n, and no numerator.
    days: the column that says how many days a row sums people over, where it does: counts are then hidden and rounded
    as people on an average day; a level (a count with a denominator) needs no such column. all_of lists the columns
    that a row is the total over, which are null in it; the total of a quantile has no value. The same table gets the
    same answer, whatever part of it is then shown.
    """
    names = [*within, *by]
    tables: dict[tuple[Any, ...], list[Row]] = {}
    for row in values.iter_rows(named=True):
        tables.setdefault(tuple(row[name] for name in within), []).append(row)
    names_of = (list(by), list(within), days)
    rows = [row for table in tables.values() for row in _table(table, rule, kind, *names_of, decimals)]
    schema: dict[str, Any] = {name: values.schema[name] for name in names}
    schema |= dict.fromkeys(("value", "numerator", "denominator"), pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"hidden": pl.String, "all_of": pl.List(pl.String)}, orient="row")


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
    table: list[Row], rule: Policy, kind: Nature, by: list[str], within: list[str], days: str | None, decimals: int
) -> list[Row]:
    """The rows of one table and of its totals."""
    groups = [list(dict.fromkeys(row[name] for row in table)) for name in by]
    parts = _parts(table, by, groups)
    scale = _scale(table, kind, days)
    top_state, bottom_state = _states(parts, rule, kind, scale)
    rows = []
    for place in np.ndindex(parts.tops.shape):
        all_of = [name for name, at, names in zip(by, place, groups, strict=True) if at == len(names)]
        named = {name: None if name in all_of else names[at] for name, at, names in zip(by, place, groups, strict=True)}
        row = {name: table[0][name] for name in within} | named | {"all_of": all_of}
        (value, top, bottom), states = parts.at(place), (str(top_state[place]), str(bottom_state[place]))
        if parts.blank[place]:
            rows.append(row)
        elif kind == "count":
            rows.append(row | _count(rule, scale, top, states[0], level=bottom > 0))
        elif kind == "mean":
            rows.append(row | _mean(rule, decimals, value, bottom, states[1]))
        else:
            rows.append(row | _share(rule, scale, top, bottom, *states))
    return rows


def _scale(table: list[Row], kind: Nature, days: str | None) -> float:
    """The days that the table's counts sum people over, 1 for plain counts."""
    column = days or ("denominator" if kind == "count" else None)
    return max((float(row[column]) for row in table if column and row[column]), default=1.0)


def _parts(table: list[Row], by: list[str], groups: list[list[Any]]) -> _Parts:
    """The table as cubes; a cell without a row or a number counts nothing."""
    shape = tuple(len(names) for names in groups)
    tops, bottoms, known = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    values = np.full(tuple(size + 1 for size in shape), np.nan)
    for row in table:
        place = tuple(names.index(row[name]) for name, names in zip(by, groups, strict=True))
        tops[place], bottoms[place] = row["numerator"] or 0.0, row["denominator"] or 0.0
        known[place] = row["numerator"] is not None or row["denominator"] is not None
        values[place] = np.nan if row["value"] is None else row["value"]
    tops, bottoms = _with_totals(tops), _with_totals(bottoms)
    totals = np.ones(values.shape, dtype=bool)
    totals[tuple(slice(0, size) for size in shape)] = False
    if any(row["numerator"] is not None for row in table):
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
        state = protect(np.round(both), rule, scale, published)
        return state[..., 0], state[..., 2]
    counted = parts.bottoms if kind == "mean" else parts.tops
    state = protect(np.round(counted[inner]), rule, scale)
    return state, state


def _count(rule: Policy, scale: float, top: float, state: str, *, level: bool) -> Row:
    """A level is said as people on an average day, anything else as the sum."""
    if state != SHOWN:
        return {"hidden": state}
    people = rule.rounded(top, scale)
    shown = {"numerator": people * scale, "denominator": scale if level else None}
    return {"value": people if level else people * scale, **shown}


def _mean(rule: Policy, decimals: int, value: float, bottom: float, state: str) -> Row:
    if state != SHOWN:
        return {"hidden": state}
    said = None if np.isnan(value) else round(value, rule.digits(bottom, decimals))
    return {"value": said, "denominator": rule.rounded(bottom)}


def _share(rule: Policy, scale: float, top: float, bottom: float, top_state: str, bottom_state: str) -> Row:
    above = rule.rounded(top, scale) * scale if top_state == SHOWN else None
    below = rule.rounded(bottom, scale) * scale if bottom_state == SHOWN else None
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
