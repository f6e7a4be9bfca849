"""Red and green days: on a green day something happened that brings the patient nearer home, on a red day nothing did.

Counted as board rounds colour them; a patient whom no round coloured that day is neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from metrics.periods import Grain, period_start

SCHEMA: Final = {
    "stat_date": pl.Date,
    "provider": pl.String,
    "site": pl.String,
    "ward": pl.String,
    "colour": pl.String,
    "reason": pl.String,
}
COLOURS: Final = ("red", "green")
NOT_SAID: Final = "no reason said"
MOST_REASONS: Final = 15
FOUR_FIFTHS: Final = 0.8


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Days coloured, and those of them that were red; few: the fewest reasons that make up four fifths of red days."""

    coloured: int
    red: int
    few: int

    @property
    def green_share(self) -> float | None:
        """Green days of all coloured; None where there are none."""
        return 1 - self.red / self.coloured if self.coloured else None


def totals(rows: pl.DataFrame) -> Totals:
    """Add up rows of SCHEMA."""
    by_reason = reasons(rows)["value"].to_list()
    red = int((rows["colour"] == "red").sum())
    few, reached = 0, 0
    while red and reached < FOUR_FIFTHS * red:
        reached += by_reason[few]
        few += 1
    return Totals(coloured=rows.height, red=red, few=few)


def over_time(rows: pl.DataFrame, grain: Grain) -> pl.DataFrame:
    """period_start, part (red, green), value, red first: every period that has any, both colours in each."""
    periods = rows.select(period_start=period_start(pl.col("stat_date"), grain), part="colour")
    counted = periods.group_by("period_start", "part").agg(value=pl.len().cast(pl.Float64))
    every = periods.select("period_start").unique().join(pl.DataFrame({"part": COLOURS}), how="cross")
    found = every.join(counted, on=["period_start", "part"], how="left").with_columns(pl.col("value").fill_null(0.0))
    return found.sort("part", "period_start", descending=[True, False])


def reasons(rows: pl.DataFrame) -> pl.DataFrame:
    """name, value: red days by reason, most first (ties by name)."""
    red = rows.filter(pl.col("colour") == "red").group_by(name=pl.col("reason").fill_null(NOT_SAID))
    return red.agg(value=pl.len()).sort("value", "name", descending=[True, False])


def wards(rows: pl.DataFrame) -> pl.DataFrame:
    """provider, site, ward, coloured, red, green, reason (of those said, the most frequent), most red first."""
    place = ["provider", "site", "ward"]
    said = rows.filter(pl.col("colour") == "red", pl.col("reason").is_not_null())
    first = said.group_by(*place, "reason").len().sort("len", "reason", descending=[True, False])
    top = first.unique(place, keep="first", maintain_order=True).select(*place, "reason")
    counted = rows.group_by(place).agg(
        coloured=pl.len(), red=(pl.col("colour") == "red").sum(), green=(pl.col("colour") == "green").sum()
    )
    found = counted.join(top, on=place, how="left").sort("red", "ward", descending=[True, False])
    return found.with_columns(reason=pl.when(pl.col("red") > 0).then(pl.col("reason").fill_null(NOT_SAID)))
