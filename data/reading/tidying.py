"""What every reader makes of a file, and the column names they all accept."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import polars as pl

from data.errors import DataError

MAX_COLUMNS = 2_000
MAX_NAME_LENGTH = 200
ZERO_WIDTH = "\u200b\u2060\ufeff"
ZERO_WIDTH_OR_NBSP = re.compile(f"[{ZERO_WIDTH}\u00a0]")
RAGGED_SCHEMA = {"row_number": pl.UInt32, "reason": pl.String}


class UnreadableError(DataError):
    """The file cannot be read; nothing of it was taken."""

    def __init__(self, file: str, wrong: str, do: str) -> None:
        super().__init__(f"{file} {wrong}; {do}.")


@dataclass(frozen=True)
class Table:
    """What a reader hands on: the column names and text columns as in the file, and the rows it left out.

    Row n is the nth below the column names, blank ones counted, so it is found again in the file or the sheet. The
    columns of `rows` are numbered by `numbered` until `finished` has judged their names. `spaced` False: no value has
    white space at an edge. `labels`: see TextExtract.
    """

    names: list[str]
    rows: pl.DataFrame
    row_number: pl.Series
    ragged: pl.DataFrame
    spaced: bool = True
    labels: tuple[str, ...] = ()


def numbered(width: int) -> dict[str, type[pl.String]]:
    """A schema of text columns under numbers, since names that repeat could not stand in a frame."""
    return {str(number): pl.String for number in range(width)}


def ragged_frame(row_numbers: list[int], reasons: list[str]) -> pl.DataFrame:
    """The rows that could not be read, in the order of the file."""
    return pl.DataFrame({"row_number": row_numbers, "reason": reasons}, schema=RAGGED_SCHEMA).sort("row_number")


def clean(text: str) -> str:
    """Text without zero-width characters and outer white space; a non-breaking space counts as a space."""
    return ZERO_WIDTH_OR_NBSP.sub(lambda found: " " if found.group() == "\u00a0" else "", text).strip()


def fold(name: str) -> str:
    """The form in which column names are compared: lower case without spaces, underscores, zero-width characters."""
    return re.sub(r"[\s_]", "", clean(name)).lower()


def column_names(raw: list[str], file: str) -> list[str]:
    """The cleaned column names; raises UnreadableError where they are empty, repeated, too many or too long."""
    names = [clean(name) for name in raw]
    if not any(names):
        raise UnreadableError(file, "has no column names in its first row", "put the names of the columns there")
    if len(names) > MAX_COLUMNS:
        raise UnreadableError(
            file, f"has {len(names):,} columns, more than {MAX_COLUMNS:,}", "leave out the columns that are not needed"
        )
    if "" in names:
        raise UnreadableError(file, f"has no name for column {names.index('') + 1}", "name it in the first row")
    if max(map(len, names)) > MAX_NAME_LENGTH:
        raise UnreadableError(
            file,
            f"has a column name of more than {MAX_NAME_LENGTH} characters",
            "check that the first row holds the names of the columns",
        )
    refuse_odd_names(names, file)
    return names


def refuse_odd_names(names: list[str], file: str) -> None:
    """Raise UnreadableError for names that repeat, for a comment above the names and for names in single quotes."""
    counts = Counter(fold(name) for name in names)
    repeated = [name for name in names if counts[fold(name)] > 1]
    if repeated:
        said = " and ".join(f"'{name}'" for name in repeated[:2])
        raise UnreadableError(file, f"has two columns of one name ({said})", "rename or remove one of them")
    if names[0].startswith("#"):
        raise UnreadableError(file, "begins with a comment line", "delete the lines above the column names")
    if all(len(name) > 1 and name[0] == name[-1] == "'" for name in names):
        raise UnreadableError(file, "puts its values in single quotes", "save it with double quotes")


def finished(table: Table, file: str) -> Table:
    """The table with outer white space off, blank as null, blank rows out, and a repeated row of names set aside."""
    rows = table.rows.with_columns(_edges_off(table.rows) if table.spaced else [])
    rows = rows.with_columns(pl.when(pl.all() != "").then(pl.all()))
    width = _named_width(table.names, rows)
    names = column_names(table.names[:width], file)
    rows = rows.select(rows.columns[:width]).rename(dict(zip(rows.columns, names, strict=False)))
    blank = rows.select(pl.all_horizontal(pl.all().is_null())).to_series()
    again = _repeats_names(rows)
    if not (blank.any() or again.any()):
        return Table(names, rows, table.row_number, table.ragged, labels=table.labels)
    keep = ~(blank | again)
    found = table.row_number.filter(again).to_list()
    ragged = pl.concat([table.ragged, ragged_frame(found, ["the row repeats the column names"] * len(found))])
    return Table(
        names, rows.filter(keep), table.row_number.filter(keep), ragged.sort("row_number"), labels=table.labels
    )


def _named_width(names: list[str], rows: pl.DataFrame) -> int:
    """How many columns there are without the last that have neither name nor value: a spreadsheet's trailing commas."""
    width = len(names)
    while width > 1 and not clean(names[width - 1]) and rows.to_series(width - 1).null_count() == rows.height:
        width -= 1
    return width


def _edges_off(rows: pl.DataFrame) -> list[pl.Expr]:
    """Strip only the columns that need it: looking costs a third of stripping."""
    if not rows.height:
        return []
    needs = rows.select(pl.all().str.contains(r"^\s|\s$").any()).row(0)
    return [pl.col(name).str.strip_chars() for name, need in zip(rows.columns, needs, strict=True) if need]


def _repeats_names(rows: pl.DataFrame) -> pl.Series:
    """True where a row holds the column names again, as where two files were joined."""
    first = rows.to_series(0)
    likely = (first == rows.columns[0]).fill_null(False)
    if not likely.any():
        return likely
    return rows.select(pl.all_horizontal(pl.col(name).eq_missing(pl.lit(name)) for name in rows.columns)).to_series()
