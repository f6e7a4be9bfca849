"""Columns of a file that came as text: names matched without regard to case, cells read or refused by their row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from metrics.effects.estimate import Array
from metrics.errors import MetricError


class RepeatedColumn(MetricError):
    """Two columns have one name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The file has the column {name} twice: leave one of them out.")


class NoRowsInFile(MetricError):
    """A heading and nothing under it."""

    def __init__(self) -> None:
        super().__init__("The file has no rows under its heading: choose one that has some.")


class UnreadableCell(MetricError):
    """A cell that is not what its column holds."""

    def __init__(self, column: str, row: int, found: str | None, wanted: str) -> None:
        said = "is blank" if found is None else f"holds '{found}'"
        super().__init__(f"Column {column} {said} in row {row + 1} of the file: give {wanted}.")


@dataclass(frozen=True, eq=False)
class Columns:
    """Text columns by lower-case name, blanks null, rows in the order of the file."""

    text: pl.DataFrame

    @property
    def names(self) -> frozenset[str]:
        """The columns there are."""
        return frozenset(self.text.columns)

    def words(self, name: str) -> list[str]:
        """A column of names, none blank. Raises UnreadableCell."""
        cells = self.text[name].to_list()
        for row, cell in enumerate(cells):
            if cell is None:
                raise UnreadableCell(name, row, cell, "a name")
        return cells

    def numbers(self, name: str, *, blanks: bool = False) -> Array:
        """A column of finite numbers, nan for a blank where blanks are allowed. Raises UnreadableCell."""
        cells = self.text[name]
        read = cells.cast(pl.Float64, strict=False)
        bad = ~read.is_finite().fill_null(False)
        if blanks:
            bad = bad & cells.is_not_null()
        for row in bad.arg_true().to_list():
            raise UnreadableCell(name, row, cells[row], "a number such as 12.5")
        return read.fill_null(float("nan")).to_numpy().astype(float)

    def wholes(self, name: str) -> np.typing.NDArray[np.int64]:
        """A column of whole numbers, none blank. Raises UnreadableCell."""
        found = self.numbers(name)
        for row in np.flatnonzero(found % 1):
            raise UnreadableCell(name, int(row), self.text[name][int(row)], "a whole number")
        return found.astype(np.int64)

    def flags(self, name: str) -> Array:
        """A column of 0 and 1, none blank. Raises UnreadableCell."""
        found = self.numbers(name)
        for row in np.flatnonzero((found != 0) & (found != 1)):
            raise UnreadableCell(name, int(row), self.text[name][int(row)], "0 or 1")
        return found

    def days(self, name: str) -> list[date]:
        """A column of dates, none blank. Raises UnreadableCell."""
        cells = self.text[name]
        read = cells.str.to_date("%Y-%m-%d", strict=False)
        for row in read.is_null().arg_true().to_list():
            raise UnreadableCell(name, row, cells[row], "a date such as 2026-03-31")
        return read.to_list()

    def where(self, name: str, value: str) -> Columns:
        """The rows whose column says `value`."""
        return Columns(self.text.filter(pl.col(name) == value))


def columns(rows: pl.DataFrame) -> Columns:
    """The columns of a text frame. Raises RepeatedColumn, NoRowsInFile."""
    plain = [name.strip().lower() for name in rows.columns]
    for name in plain:
        if plain.count(name) > 1:
            raise RepeatedColumn(name)
    if rows.is_empty():
        raise NoRowsInFile
    text = rows.rename(dict(zip(rows.columns, plain, strict=True)))
    return Columns(text.select(pl.all().cast(pl.String).str.strip_chars().replace("", None)))
