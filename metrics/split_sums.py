"""Sums of a ratio's parts by group, its standard error, and how far units are like the ones beside them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

FEWEST_MONTHS = 6


@dataclass(frozen=True)
class Sums:
    """What a group's rows come to: x and y of the ratio, the sums of their squares and products, units.

    widen: by which the variance grows because units are like their neighbours; 1 for people.
    """

    x: float
    y: float
    xx: float
    xy: float
    yy: float
    units: int
    widen: float = 1.0


def summed(parts: pl.DataFrame, trait: str) -> dict[str | None, Sums]:
    """By group: parts has the trait, x and y, a row a unit."""
    x, y = pl.col("x"), pl.col("y")
    sums = parts.group_by(trait).agg(
        x=x.sum(), y=y.sum(), xx=(x * x).sum(), xy=(x * y).sum(), yy=(y * y).sum(), units=pl.len()
    )
    return {row[0]: Sums(*row[1:]) for row in sums.select(trait, "x", "y", "xx", "xy", "yy", "units").iter_rows()}


def together(others: list[Sums]) -> Sums | None:
    """All of them as one group; None for none."""
    if not others:
        return None
    x, y, xx, xy, yy = (sum(getattr(one, name) for one in others) for name in ("x", "y", "xx", "xy", "yy"))
    return Sums(x, y, xx, xy, yy, sum(one.units for one in others), max(one.widen for one in others))


def error(mine: Sums, fewest: int) -> float | None:
    """The standard error of x/y by linearisation; None with too few units."""
    if mine.units < fewest or mine.y <= 0:
        return None
    ratio = mine.x / mine.y
    square = max(mine.xx - 2 * ratio * mine.xy + ratio**2 * mine.yy, 0.0)
    return math.sqrt(mine.widen * mine.units / (mine.units - 1) * square) / mine.y


def widening(parts: pl.DataFrame, trait: str) -> float:
    """(1 + r) / (1 - r) of the likeness r of neighbouring months about each group's own ratio, pooled over groups.

    r is corrected for the shortness of the series (Marriott and Pope 1954) and kept between 0 and 0.9.
    """
    ratio = pl.col("x").sum().over(trait) / pl.col("y").sum().over(trait)
    left = parts.sort("period_start").with_columns(left=(pl.col("x") - ratio * pl.col("y")) / pl.col("y").sqrt())
    beside = left.with_columns(before=pl.col("left").shift(1).over(trait))
    square = float((beside["left"] ** 2).sum())
    months = parts["period_start"].n_unique()
    if not square or months < FEWEST_MONTHS:
        return 1.0
    alike = float((beside["left"] * beside["before"]).sum()) / square
    r = min(max((alike + 1 / months) / (1 - 4 / months), 0.0), 0.9)
    return (1 + r) / (1 - r)
