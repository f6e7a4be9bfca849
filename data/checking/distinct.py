"""A column as its different values and where each one stands.

Work done on a million cells is done once per different value: a board has a thousand snapshot times, not a million.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Distinct:
    """`values`: the different values without null, or the column itself where nearly all differ (`codes` is None)."""

    values: pl.Series
    codes: pl.Series | None

    def spread(self, values: pl.Series) -> pl.Series:
        """Give `values`, one for each of `self.values`, a place in every row; a null cell stays null."""
        return values if self.codes is None else values.gather(self.codes)


def distinct(column: pl.Series) -> Distinct:
    """Split a text column into its different values and their places."""
    values = column.unique().drop_nulls()
    if len(values) * 2 > len(column) or values.is_empty():
        return Distinct(column, None)
    return Distinct(values, column.cast(pl.Enum(values)).to_physical())
