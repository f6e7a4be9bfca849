"""A trust's own file to the contract's names and values, by a mapping file that says so."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from data.mapping.file import MappingError, contract_columns, read_mapping
from data.mapping.movements import as_board, as_spells, as_ward_stays
from data.mapping.steps import Source, banded, dated, joined, recoded, surrogate
from data.reading import TextExtract

__all__ = ["Mapped", "Mapping", "MappingError"]


@dataclass(frozen=True)
class Mapped:
    """Rows of one kind, contract columns under their names and the file's other columns under theirs, all text.

    `kind` None: to be recognised by the columns. `row_number` (UInt32, as high as `rows`) is that of the file's row; a
    spell built from several rows has the first of them. `notes` are sentences for the load report.
    """

    kind: str | None
    rows: pl.DataFrame
    row_number: pl.Series
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """What a mapping file says; each field is the key of that name, as documented in data/mappings."""

    name: str = "mapping"
    kind: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    date_format: str | Table[str, str] = field(default_factory=dict)
    null_values: tuple[str, ...] = ()
    not_nhs_number: tuple[str, ...] = ()
    not_personal: tuple[str, ...] = field(default=(), repr=False)  # it changes no row: hashes of mappings stay
    lower_end_of_band: tuple[str, ...] = ()
    columns: Table[str, str] = field(default_factory=dict)
    first_of: Table[str, tuple[str, ...]] = field(default_factory=dict)
    values: Table[str, Table[str, str]] = field(default_factory=dict)
    constants: Table[str, str] = field(default_factory=dict)
    join: Table[str, tuple[str, ...]] = field(default_factory=dict)
    surrogate: Table[str, tuple[str, ...]] = field(default_factory=dict)
    movements: Table[str, Any] | None = None
    also: tuple[Table[str, str], ...] = ()

    @classmethod
    def from_toml(cls, path: Path) -> Mapping:
        """Read a mapping file; raises MappingError naming the file and the key that is wrong."""
        return cls(name=path.name, **read_mapping(path))

    def apply(self, extract: TextExtract | pl.DataFrame) -> list[Mapped]:
        """The rows of each kind that the file gives, its own kind first.

        A value that no rule fits stays as it is, so that checking quarantines it with its reason. Raises MappingError
        where the file lacks a column that the mapping names.
        """
        source = self._contract_rows(extract)
        notes = tuple(
            f"{name} is made from {' and '.join(parts)}, because the file has none."
            for name, parts in self.surrogate.items()
        )
        moves = self.movements
        mapped = as_spells(source, moves) if moves is not None else (source.rows(), source.row_number, ())
        first = Mapped(self.kind, mapped[0], mapped[1], notes + mapped[2])
        return [first, *(self._further(source, wanted) for wanted in self.also)]

    def _further(self, source: Source, wanted: Table[str, str]) -> Mapped:
        if wanted["kind"] == "board":
            return Mapped("board", *as_board(source, self.movements, wanted["at"]))
        return Mapped("ward_stays", *as_ward_stays(source, self.movements))

    def _contract_rows(self, extract: TextExtract | pl.DataFrame) -> Source:
        types = contract_columns(self.kind)
        source = Source.of(extract, self.name, types, self.null_values)
        for name, column in self.columns.items():
            source.take(name, [column], pl.col(source.column(column, name)))
        for name, columns in self.first_of.items():
            source.take(name, columns, pl.coalesce(source.column(column, name) for column in columns))
        for name, columns in self.join.items():
            source.take(name, columns, joined([source.column(column, name) for column in columns]))
        for name, value in self.constants.items():
            source.take(name, [], pl.lit(value))
        source.keep_contract_names()
        for name, table in self.values.items():
            source.change(name, recoded(table))
        for name in self.lower_end_of_band:
            source.change(name, banded)
        for name, form in self._formats(source, types).items():
            source.change(name, dated(form))
        for name, columns in self.surrogate.items():
            source.take(name, [], surrogate([source.column(column, name) for column in columns]))
        return source

    def _formats(self, source: Source, types: Table[str, str]) -> Table[str, str]:
        """Column to date format: one format is for every date and time of the kind, and for the ends of a movement."""
        if not isinstance(self.date_format, str):
            return self.date_format
        moves = self.movements or {}
        names = [name for name in source.made if types.get(name) in ("date", "timestamp")]
        names += [moves[key] for key in ("start", "end") if key in moves and moves[key] not in source.made]
        return dict.fromkeys(names, self.date_format)
