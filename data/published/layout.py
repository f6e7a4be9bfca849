"""What a published layout is, and how one row of it becomes several rows of a contract kind.

The count of rows: `rows_in` of such a load is the cells that hold a value, one row each, so that rows in = new +
replaced + unchanged + quarantined stays true. Beside it stand the rows of the source, the cells not submitted and the
rows left out: source rows - left out = (rows made + cells not submitted) / measures of the layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from data.published.periods import Days
from data.reading import TextExtract, fold

# The marks of the publishers for a figure that was not sent, is not available or does not apply; NA is how R writes
# them. Never 0.
NOT_SUBMITTED = ("", "-", "NA", "N/A", "[x]", "[z]", "*")
ENGLAND = "ENG"
ROW, COLUMN = "row_number", "source_column"


@dataclass(frozen=True)
class Published:
    """Rows made of a published table, in the columns of the contract kind `kind` as text.

    `source_column` and `row_number` say which cell each is from. `not_submitted` counts the cells without a value per
    measure, `left_out` the source rows not taken, per reason, `no_code` the source rows without an organisation's code.
    """

    rows: pl.DataFrame
    row_number: pl.Series
    source_column: pl.Series
    source_rows: int
    not_submitted: Mapping[str, int]
    left_out: Mapping[str, int]
    no_code: int = 0
    kind: str = "returns"
    said: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the load report."""
        blank = ", ".join(f"{count:,} {measure}" for measure, count in self.not_submitted.items() if count)
        left = [f"{count:,} rows are left out: {reason}." for reason, count in self.left_out.items() if count]
        if self.no_code:
            left.append(f"{self.no_code:,} rows have no trust code; any figure in them is in quarantine.")
        made = f"{self.source_rows:,} rows of the table hold {self.rows.height:,} figures."
        whole = f"Not submitted, never taken as 0: {blank}." if blank else "Every figure was submitted."
        return (made, whole, *left, *self.said)


class PublishedLayout(Protocol):
    """A table that is known by its columns, whatever the file is called and however rows and columns are ordered."""

    @property
    def key(self) -> str:
        """The layout's own name."""

    @property
    def required(self) -> tuple[str, ...]:
        """The columns by which it is known; any others may stand beside them."""

    def fits(self, names: frozenset[str]) -> bool:
        """Whether a file with these folded column names is one."""

    def tables(self, extract: TextExtract, period: Days | None) -> tuple[Published, ...]:
        """The rows of each contract kind in it. `period`: what the person loading says it is about, if it doesn't."""

    def ignored_in(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns that no row is made of."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One table of daily returns: which of its columns are the provider, the day and the measures.

    `columns` are those it is known by. `england` picks the England rows that become provider ENG; `left_out` gives, per
    reason, the rows not to take.
    """

    key: str
    words: str
    publisher: str
    columns: tuple[str, ...]
    provider: str
    day: str
    measures: Mapping[str, str]
    england: pl.Expr = field(default_factory=lambda: pl.lit(False))
    left_out: Mapping[str, pl.Expr] = field(default_factory=dict)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns by which it is known."""
        return self.columns

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns it is known by that no return row comes from."""
        return self.ignored_in(self.columns)

    def ignored_in(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns of a file that no return row comes from."""
        used = {fold(name) for name in (self.provider, self.day, *self.measures.values())}
        return tuple(name for name in columns if fold(name) not in used)

    def fits(self, names: frozenset[str]) -> bool:
        """Whether all the columns are there."""
        return names.issuperset(map(fold, self.columns))

    def tables(self, extract: TextExtract, period: Days | None) -> tuple[Published, ...]:
        """The return rows; every row says its own day."""
        return (self.read(extract),)

    def read(self, extract: TextExtract) -> Published:
        """One return row per cell with a value, in the order of the table; duplicates stay, for checking to count.

        A row without a trust code has a null provider, so that checking quarantines its cells.
        """
        source = named(extract, self.columns)
        left = {reason: source.filter(picks).height for reason, picks in self.left_out.items()}
        kept = source.filter(~pl.any_horizontal(pl.lit(False), *self.left_out.values()).fill_null(False))
        code = pl.when(submitted(pl.col(self.provider))).then(pl.col(self.provider))
        provider = pl.when(self.england).then(pl.lit(ENGLAND)).otherwise(code)
        cells = pl.concat([self._cells(kept, provider, *measure) for measure in self.measures.items()])
        cells = cells.sort(ROW, maintain_order=True)
        full = cells.filter(submitted(pl.col("value")))
        blank = {measure: kept.filter(~submitted(pl.col(column))).height for measure, column in self.measures.items()}
        rows = full.select("provider", "date", "measure", "value")
        no_code = kept.select(provider.is_null().sum()).item()
        return Published(rows, full[ROW], full[COLUMN], source.height, blank, left, no_code)

    def _cells(self, source: pl.DataFrame, provider: pl.Expr, measure: str, column: str) -> pl.DataFrame:
        return source.select(
            provider.alias("provider"),
            pl.col(self.day).alias("date"),
            pl.lit(measure).alias("measure"),
            pl.col(column).alias("value"),
            ROW,
            pl.lit(column).alias(COLUMN),
        )


def named(extract: TextExtract, columns: Iterable[str]) -> pl.DataFrame:
    """The rows of an extract under a layout's own spelling of its columns, with row_number; others keep their names."""
    known = {fold(name): name for name in columns}
    return extract.rows.rename(lambda name: known.get(fold(name), name)).with_columns(extract.row_number.alias(ROW))


def submitted(column: pl.Expr) -> pl.Expr:
    """True where a cell holds a figure."""
    return column.is_not_null() & ~column.is_in(NOT_SUBMITTED)


def plain_number(column: pl.Expr) -> pl.Expr:
    """A figure without the pound sign and the commas of thousands; anything else stays, for checking to refuse."""
    grouped = column.str.contains(r"^£?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$") | column.str.contains(r"^£[0-9.]+$")
    return pl.when(grouped).then(column.str.replace_all("[£,]", "")).otherwise(column)
