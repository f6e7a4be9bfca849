"""What a person is looking at: which places and people, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

# National rows stand beside the providers in published files; adding them to their own parts would double the sum.
NATIONAL = ("ENG",)
Choice = str | tuple[str, ...] | None


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A selection: one value or several of each place; service is of intermediate care.

    None means all; from_day and to_day are both inclusive; a national row is in only when its provider is named.
    """

    provider: Choice = None
    site: Choice = None
    ward: Choice = None
    cohort: Choice = None
    service: Choice = None
    from_day: date | None = None
    to_day: date | None = None

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The columns that are narrowed, with the values each may have."""
        named = {name: getattr(self, name) for name in ("provider", "site", "ward", "cohort", "service")}
        return {name: (value,) if isinstance(value, str) else value for name, value in named.items() if value}

    def places(self, *without: str) -> list[pl.Expr]:
        """Conditions on the narrowed columns, those in `without` left out."""
        return [_among(name, values) for name, values in self.chosen().items() if name not in without]

    def days(self) -> pl.Expr:
        """True for the days inside the selection, on a column stat_date."""
        inside = pl.lit(True)
        if self.from_day is not None:
            inside = inside & (pl.col("stat_date") >= self.from_day)
        if self.to_day is not None:
            inside = inside & (pl.col("stat_date") <= self.to_day)
        return inside

    def providers(self) -> pl.Expr:
        """True for the rows of the providers inside the selection, on a column provider."""
        chosen = self.chosen().get("provider")
        return ~pl.col("provider").is_in(NATIONAL) if chosen is None else _among("provider", chosen)


def _among(column: str, values: tuple[str, ...]) -> pl.Expr:
    # One value is by far the most frequent question, and equality on a categorical its quickest form.
    return pl.col(column) == values[0] if len(values) == 1 else pl.col(column).is_in(values)
