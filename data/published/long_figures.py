"""Published tables with one figure a row and a column that says which figure it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from data.contract.delay_reasons import national
from data.published.figures import NoPeriod, made, organisations
from data.published.layout import COLUMN, Published, named
from data.published.periods import ENDS, Days, month, months
from data.reading import TextExtract, fold

Measure = Callable[[str], tuple[str, str, str | None]]


@dataclass(frozen=True, kw_only=True)
class LongFigures:
    """A long table of monthly figures.

    `measures` turns the words of a figure into (source, measure, part); `area` has the code where `code` is blank.

    Without its `period` column the file is of the month that its name, or the person loading, says. A part that is one
    of the national delay reasons gets its canonical text; any other stays as published.
    """

    key: str
    words: str
    publisher: str
    required: tuple[str, ...]
    code: str
    figure: str
    value: str
    measures: Measure
    period: str
    level: str | None = None
    name: str | None = None
    region: str | None = None
    area: str | None = None

    def fits(self, names: frozenset[str]) -> bool:
        """Whether the columns it is known by are there."""
        return names.issuperset(map(fold, self.required))

    def ignored_in(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns that no figure is made of."""
        return tuple(name for name in columns if fold(name) not in set(map(fold, self._columns)))

    def tables(self, extract: TextExtract, period: Days | None) -> tuple[Published, ...]:
        """The published figures: one row per row with a value. Raises NoPeriod."""
        source = named(extract, self._columns)
        ends, said = self._ends(source, extract.name, period)
        if self.area in source.columns:
            source = source.with_columns(pl.coalesce(self.code, self.area))
        heads = organisations(source, code=self.code, level=self.level, name=self.name, region=self.region)
        cells = pl.concat([heads, ends], how="horizontal").with_columns(
            value=source[self.value], **{COLUMN: pl.lit(self.value)},
            **figures(source[self.figure], self.measures),
        )  # fmt: skip
        return (made(cells, extract.rows.height, {}, said),)

    @property
    def _columns(self) -> tuple[str, ...]:
        heads = (self.code, self.period, self.level, self.name, self.region, self.area, self.figure, self.value)
        return tuple(column for column in heads if column is not None)

    def _ends(self, source: pl.DataFrame, file: str, period: Days | None) -> tuple[pl.DataFrame, tuple[str, ...]]:
        if self.period in source.columns:
            return months(source[self.period]), ()
        found = period or month(file)
        if found is None:
            raise NoPeriod(file)
        ends = {name: pl.Series([at]).new_from_index(0, source.height) for name, at in zip(ENDS, found, strict=True)}
        told = "as was said when it was loaded" if period else "from the file's name"
        return pl.DataFrame(ends), (f"The table does not say its month: {found[0]} to {found[1]}, {told}.",)


def figures(texts: pl.Series, measures: Measure) -> dict[str, pl.Series]:
    """The columns source, measure and part of a column of figures' words; a null has none of them."""
    known = {text: measures(text) for text in texts.unique().drop_nulls()}
    parts = {text: None if part is None else national(part) or part for text, (*_, part) in known.items()}
    return {
        "source": _looked_up(texts, {text: found[0] for text, found in known.items()}).rename("source"),
        "measure": _looked_up(texts, {text: found[1] for text, found in known.items()}).rename("measure"),
        "part": _looked_up(texts, parts).rename("part"),
    }


def _looked_up(texts: pl.Series, known: Mapping[str, str | None]) -> pl.Series:
    if not known:
        return texts
    return texts.replace_strict(known, default=None, return_dtype=pl.String)
