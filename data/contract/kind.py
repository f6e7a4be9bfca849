"""What an extract is made of: columns, rules and kinds, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

ColumnType = Literal["text", "integer", "decimal", "date", "timestamp"]

POLARS_TYPES: dict[ColumnType, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int32(),
    "decimal": pl.Float64(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
}
SQL_TYPES: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "integer": "INTEGER",
    "decimal": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}


@dataclass(frozen=True)
class Column:
    """One column of an extract.

    `required` means never null. `allowed` lists the only values a text column takes, in their canonical spelling;
    letter case does not matter on the way in. `minimum` and `maximum` are inclusive. `future_allowed` lets a date lie
    after the extract's as-at time. `reads` turns a cell into its canonical text where letter case is not enough
    (P1 to 1, the spellings of a delay reason); it gives None for a text it does not know.
    """

    name: str
    type: ColumnType
    words: str
    required: bool = False
    allowed: frozenset[str] | None = None
    minimum: float | None = None
    maximum: float | None = None
    future_allowed: bool = False
    reads: Callable[[str], str | None] | None = None

    def canonical(self, text: str) -> str | None:
        """Give the canonical spelling of a cell of a column with `allowed` values, or None if it is not one of them."""
        if self.reads is not None:
            return self.reads(text)
        folded = text.casefold()
        return next((value for value in self.allowed or () if value.casefold() == folded), None)


@dataclass(frozen=True)
class Rule:
    """A rule across the columns of one row: `holds` is true or null for a good row.

    `column` is the column that quarantine names, `reason` the sentence it gives.
    """

    name: str
    holds: pl.Expr
    column: str
    reason: str


@dataclass(frozen=True)
class Kind:
    """One kind of extract: its columns in order, the key that identifies a row, and the rules across columns.

    `dated_by` is the date or timestamp column that says which day a row is about. Two rows whose key columns are the
    same, null counting as a value, are the same row. Of the columns in `one_of`, a file must have at least one. A row
    that breaks one of `flags` is loaded and named in the report.
    """

    name: str
    words: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    dated_by: str | None
    rules: tuple[Rule, ...] = ()
    one_of: tuple[str, ...] = ()
    flags: tuple[Rule, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required_names(self) -> tuple[str, ...]:
        """The names of the columns that are never null, in order."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if the kind has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
