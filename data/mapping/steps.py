"""The single steps of a mapping, each a polars expression over text columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from data.mapping.file import MappingError, hint
from data.reading import TextExtract, fold

IN_FILE = "file:"
EARLIEST_YEAR = 1000
BAND = (
    r"(?i)^(\d{1,3})\s*(?:(?:-|–|to)\s*\d{1,3}|\+|plus|and over|or over|and above)?"
    r"\s*(?:years?|yrs?|y)?(?:\s*old)?\s*(?:\+|plus|and over|or over|and above)?$"
)
UNDER_BAND = r"(?i)^(?:under|below|less than|<)\s*\d{1,3}\s*(?:years?|yrs?|y)?$"


@dataclass
class Source:
    """A file's rows on their way: its own columns under `file:name`, the contract's under theirs as they are made."""

    mapping: str
    frame: pl.DataFrame
    row_number: pl.Series
    types: Mapping[str, str]
    file_columns: dict[str, str]
    made: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls, extract: TextExtract | pl.DataFrame, mapping: str, types: Mapping[str, str], null_values: Iterable[str]
    ) -> Source:
        """Begin with a file's rows, the values that stand for nothing as null."""
        if isinstance(extract, TextExtract):
            rows, row_number = extract.rows, extract.row_number
        else:
            rows = extract
            row_number = pl.Series("row_number", range(1, rows.height + 1), dtype=pl.UInt32)
        file_columns = {fold(name): IN_FILE + name for name in rows.columns}
        frame = rows.rename({name: IN_FILE + name for name in rows.columns})
        if nothing := list(null_values):
            frame = frame.with_columns(pl.when(~pl.all().is_in(nothing)).then(pl.all()))
        return cls(mapping, frame, row_number, types, file_columns)

    def column(self, name: str, wanted_for: str) -> str:
        """The frame's column for a name of the contract or of the file; MappingError if neither has it."""
        if name in self.made and name != wanted_for:
            return name
        found = self.file_columns.get(fold(name))
        if found is None:
            names = [column.removeprefix(IN_FILE) for column in self.file_columns.values()]
            raise MappingError(
                self.mapping,
                f"uses the column '{name}' for {wanted_for}, which the file does not have",
                hint(name, names),
            )
        return found

    def take(self, name: str, columns: Iterable[str], value: pl.Expr) -> None:
        """Make a contract column, and count the file's columns it comes from as used."""
        self.frame = self.frame.with_columns(value.alias(name))
        self.made.append(name)
        self.used.update(self.file_columns[fold(column)] for column in columns if fold(column) in self.file_columns)

    def keep_contract_names(self) -> None:
        """Take the file's columns that already have a contract name and that the mapping does not make otherwise."""
        for name in self.types:
            column = self.file_columns.get(fold(name))
            if name not in self.made and column is not None and column not in self.used:
                self.take(name, [name], pl.col(column))

    def change(self, name: str, step: Callable[[pl.Expr], pl.Expr]) -> None:
        """Change a column in place; MappingError if there is none of that name."""
        column = name if name in self.made else self.column(name, name)
        self.frame = self.frame.with_columns(step(pl.col(column)).alias(column))

    def others(self) -> dict[str, str]:
        """The columns that no rule used, to the names they are shown under; one that a contract name hides says so."""
        folded = {fold(name) for name in self.made}
        left = {
            column: column.removeprefix(IN_FILE) for column in self.file_columns.values() if column not in self.used
        }
        return {column: f"{name} (in the file)" if fold(name) in folded else name for column, name in left.items()}

    def rows(self) -> pl.DataFrame:
        """The contract's columns, then the others."""
        others = self.others()
        return self.frame.select(*self.made, *others).rename(others)


def joined(columns: list[str]) -> pl.Expr:
    """The texts with a space between, such as a date and a time; null without the first."""
    return pl.when(pl.col(columns[0]).is_not_null()).then(pl.concat_str(columns, separator=" ", ignore_nulls=True))


def surrogate(columns: list[str]) -> pl.Expr:
    """A key of the texts with a hyphen between; null if any is null, so that two rows are never taken for one."""
    return pl.concat_str(columns, separator="-", ignore_nulls=False)


def recoded(table: Mapping[str, str]) -> Callable[[pl.Expr], pl.Expr]:
    """Their values as ours, an empty one as null; a value that is not in the table stays."""
    ours = [value or None for value in table.values()]
    return lambda column: column.replace(pl.Series(list(table), dtype=pl.String), pl.Series(ours, dtype=pl.String))


def banded(column: pl.Expr) -> pl.Expr:
    """The lower end of a band: `70-74 yrs` is 70, `95+` is 95, `under 5` is 0; anything else stays."""
    under = pl.when(column.str.contains(UNDER_BAND)).then(pl.lit("0"))
    return pl.coalesce(column.str.extract(BAND, 1), under, column)


def dated(form: str) -> Callable[[pl.Expr], pl.Expr]:
    """Dates of a format in ISO 8601; a text that does not fit it, or fits with a year before 1000, stays."""
    timed = any(part in form for part in ("%H", "%I", "%T", "%R", "%X", "%c"))
    iso = "%Y-%m-%dT%H:%M:%S" if timed else "%Y-%m-%d"

    def step(column: pl.Expr) -> pl.Expr:
        read = column.str.strptime(pl.Datetime("us") if timed else pl.Date(), form, strict=False)
        # "%Y" takes "19" for the year 19
        return pl.when(read.dt.year() >= EARLIEST_YEAR).then(read.dt.strftime(iso)).otherwise(column)

    return step
