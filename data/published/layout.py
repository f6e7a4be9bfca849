"""What a published layout is, and how one row of it becomes several return rows.

The count of rows: `rows_in` of such a load is the cells that hold a value, one return row each, so that rows in = new +
replaced + unchanged + quarantined stays true. Beside it stand the rows of the source, the cells not submitted and the
rows left out: source rows - left out = (return rows + cells not submitted) / measures of the layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from data.reading import TextExtract, fold

# The marks of the publishers for a figure that a trust did not send; NA is how R writes them. Never 0.
NOT_SUBMITTED = ("", "-", "NA")
ROW = "row_number"


@dataclass(frozen=True)
class Published:
    """Return rows made of a published table, in contract columns as text.

    `source_column` and `row_number` say which cell each is from. `not_submitted` counts the cells without a value per
    measure, `left_out` the source rows not taken, per reason, `no_code` the source rows without a trust code.
    """

    rows: pl.DataFrame
    row_number: pl.Series
    source_column: pl.Series
    source_rows: int
    not_submitted: Mapping[str, int]
    left_out: Mapping[str, int]
    no_code: int = 0
    kind: str = "returns"

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the load report."""
        blank = ", ".join(f"{count:,} {measure}" for measure, count in self.not_submitted.items() if count)
        left = [f"{count:,} rows are left out: {reason}." for reason, count in self.left_out.items() if count]
        if self.no_code:
            left.append(f"{self.no_code:,} rows have no trust code; any figure in them is in quarantine.")
        made = f"{self.source_rows:,} rows of the table hold {self.rows.height:,} figures."
        return (made, f"Not submitted, never taken as 0: {blank}." if blank else "Every figure was submitted.", *left)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One published table: its columns, and which of them are the provider, the day and the measures.

    `england` picks the England rows that become provider ENG; `left_out` gives, per reason, the rows not to take.
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
    def folded(self) -> frozenset[str]:
        """The column names in the form that `fold` gives them."""
        return frozenset(map(fold, self.columns))

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns that no return row comes from."""
        used = {self.provider, self.day, *self.measures.values()}
        return tuple(name for name in self.columns if name not in used)

    def read(self, extract: TextExtract) -> Published:
        """One return row per cell with a value, in the order of the table; duplicates stay, for checking to count.

        A row without a trust code has a null provider, so that checking quarantines its cells.
        """
        names = {fold(name): name for name in self.columns}
        source = extract.rows.rename(lambda name: names[fold(name)]).with_columns(extract.row_number.alias(ROW))
        left = {reason: source.filter(picks).height for reason, picks in self.left_out.items()}
        kept = source.filter(~pl.any_horizontal(pl.lit(False), *self.left_out.values()).fill_null(False))
        code = pl.when(_submitted(pl.col(self.provider))).then(pl.col(self.provider))
        provider = pl.when(self.england).then(pl.lit("ENG")).otherwise(code)
        cells = pl.concat([self._cells(kept, provider, *measure) for measure in self.measures.items()])
        cells = cells.sort(ROW, maintain_order=True)
        full = cells.filter(_submitted(pl.col("value")))
        blank = {measure: kept.filter(~_submitted(pl.col(column))).height for measure, column in self.measures.items()}
        rows = full.select("provider", "date", "measure", "value")
        no_code = kept.select(provider.is_null().sum()).item()
        return Published(rows, full[ROW], full["source_column"], source.height, blank, left, no_code)

    def _cells(self, source: pl.DataFrame, provider: pl.Expr, measure: str, column: str) -> pl.DataFrame:
        return source.select(
            provider.alias("provider"),
            pl.col(self.day).alias("date"),
            pl.lit(measure).alias("measure"),
            pl.col(column).alias("value"),
            ROW,
            pl.lit(column).alias("source_column"),
        )


def _submitted(column: pl.Expr) -> pl.Expr:
    return column.is_not_null() & ~column.is_in(NOT_SUBMITTED)
