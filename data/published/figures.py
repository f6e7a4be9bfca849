"""Published tables with a row for each organisation and period and a column for each figure, or a column naming it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from data.contract.published_figures import LEVELS
from data.errors import DataError
from data.published.layout import COLUMN, ENGLAND, ROW, Published, named, plain_number, submitted
from data.published.periods import ENDS, Days, financial_year, months
from data.reading import TextExtract, fold

FIGURES = ("source", "level", "code", "name", "region", *ENDS, "measure", "part", "value")
# What the publications call the levels, by the letters alone.
_LEVELS = {
    **{level.replace("_", ""): level for level in LEVELS},
    "england": "national", "total": "national", "trust": "provider", "utla": "local_authority",
    "utlaaggregate": "local_authority", "uppertierlocalauthority": "local_authority", "integratedcareboard": "icb",
}  # fmt: skip
_TOTALS = ("TOTAL", "ENGLAND", "ENG", "-")


class NoPeriod(DataError):
    """A published table says nowhere which year it is about."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} does not say which year it is about: put the financial year in its name, as 2024-25, or give its"
            " days with --covers-from and --covers-to."
        )


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A table of monthly or yearly figures: its columns, and the measure that each figure column is.

    It is known by `required`, which hold the code, the period and at least one figure; figure columns that a file lacks
    are no fault. `level` and `period` are columns; without a level a row is a provider, or England where its code is a
    total; without a period the table is of a financial year that the file's name or the person loading says.
    """

    key: str
    words: str
    publisher: str
    source: str
    required: tuple[str, ...]
    code: str
    measures: Mapping[str, str]
    period: str | None = None
    level: str | None = None
    name: str | None = None
    region: str | None = None
    left_out: Mapping[str, pl.Expr] = field(default_factory=dict)

    def fits(self, names: frozenset[str]) -> bool:
        """Whether the columns it is known by are there."""
        return names.issuperset(map(fold, self.required))

    def ignored_in(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns that no figure is made of."""
        return tuple(name for name in columns if fold(name) not in set(map(fold, self._columns)))

    def tables(self, extract: TextExtract, period: Days | None) -> tuple[Published, ...]:
        """The published figures: one row per cell with a value, in the order of the table. Raises NoPeriod."""
        source = named(extract, self._columns)
        left = {reason: source.filter(picks).height for reason, picks in self.left_out.items()}
        source = source.filter(~pl.any_horizontal(pl.lit(False), *self.left_out.values()).fill_null(False))
        head, said = self._heads(source, extract.name, period)
        there = {column: measure for column, measure in self.measures.items() if column in source.columns}
        cells = pl.concat(
            [
                head.with_columns(measure=pl.lit(measure), value=source[column], **{COLUMN: pl.lit(column)})
                for column, measure in there.items()
            ]
        ).sort(ROW, maintain_order=True)
        return (made(cells, extract.rows.height, left, said),)

    @property
    def _columns(self) -> tuple[str, ...]:
        heads = (self.code, self.period, self.level, self.name, self.region)
        return (*(column for column in heads if column is not None), *self.measures)

    def _heads(self, source: pl.DataFrame, file: str, period: Days | None) -> tuple[pl.DataFrame, tuple[str, ...]]:
        """Whose and of when each row is: all of FIGURES but the measure and value, with row_number."""
        said: tuple[str, ...] = ()
        if self.period is not None:
            ends = months(_of_total_rows_too(source[self.period]))
        else:
            year = period or financial_year(file)
            if year is None:
                raise NoPeriod(file)
            ends = pl.DataFrame({name: [at] for name, at in zip(ENDS, year, strict=True)})
            ends = pl.concat([ends] * source.height) if source.height else ends.clear()
            told = "as was said when it was loaded" if period else "from the file's name"
            said = (f"The table does not say its year: {year[0]} to {year[1]}, {told}.",)
        heads = organisations(source, code=self.code, level=self.level, name=self.name, region=self.region)
        whole = heads.with_columns(source=pl.lit(self.source), part=pl.lit(None, dtype=pl.String))
        return pl.concat([whole, ends], how="horizontal"), said


def organisations(
    source: pl.DataFrame, *, code: str, level: str | None, name: str | None, region: str | None
) -> pl.DataFrame:
    """level, code, name, region and row_number of each row; a level that is not known stays, for checking to refuse."""
    own = pl.when(submitted(pl.col(code))).then(pl.col(code))
    total = pl.col(code).str.to_uppercase().is_in(_TOTALS)
    if level is None:
        found = pl.when(total).then(pl.lit("national")).otherwise(pl.lit("provider"))
    else:
        letters = pl.col(level).str.to_lowercase().str.replace_all(r"[^a-z]", "")
        found = letters.replace_strict(_LEVELS, default=pl.col(level), return_dtype=pl.String)
    heads = source.select(
        ROW,
        level=found,
        code=own,
        name=_text(name, source),
        region=_text(region, source).pipe(region_name),
    )
    england = pl.col("level") == "national"
    return heads.with_columns(
        code=pl.when(england).then(pl.lit(ENGLAND)).otherwise("code"),
        name=pl.when(england).then(pl.lit("England")).otherwise("name"),
        region=pl.when(~england).then("region"),
    )


def region_name(region: pl.Expr) -> pl.Expr:
    """The region in plain words: `NHS ENGLAND SOUTH EAST ` and `South East` are one."""
    plain = region.str.strip_chars().str.to_titlecase()
    plain = plain.str.replace(r"^Nhs England ", "").str.replace(r" (Commissioning )?Region$", "")
    plain = plain.str.replace_all(" Of ", " of ", literal=True).str.replace_all(" And ", " and ", literal=True)
    return pl.when(submitted(region)).then(plain)


def made(cells: pl.DataFrame, source_rows: int, left: Mapping[str, int], said: tuple[str, ...] = ()) -> Published:
    """The published figures of cells (FIGURES, row_number, source_column); cells without a value are counted."""
    full = cells.filter(submitted(pl.col("value")))
    blank = cells.filter(~submitted(pl.col("value"))).group_by("measure", maintain_order=True).len()
    no_code = cells.filter(pl.col("code").is_null())[ROW].n_unique()
    rows = full.with_columns(plain_number(pl.col("value"))).select(FIGURES)
    return Published(
        rows, full[ROW], full[COLUMN], source_rows, dict(blank.iter_rows()), left, no_code, "published_figures", said
    )


def _of_total_rows_too(texts: pl.Series) -> pl.Series:
    """Periods with the file's only one where a total row says `TOTAL` in place of it."""
    total = texts.str.to_uppercase().is_in(_TOTALS)
    others = texts.filter(~total).drop_nulls().unique()
    return texts.set(total, others[0]) if len(others) == 1 and total.any() else texts


def _text(column: str | None, source: pl.DataFrame) -> pl.Expr:
    if column is None or column not in source.columns:
        return pl.lit(None, dtype=pl.String)
    return pl.col(column)
