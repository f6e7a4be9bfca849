"""Where people go when they leave: the parts of each period, the two meanings of home, the flow between places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import polars as pl

from metrics.effects.estimate import Estimate
from metrics.effects.proportions import wilson
from metrics.periods import Grain, period_start

Kind = Literal["pathway", "destination"]
UNKNOWN: Final = "Not recorded"
PATHWAY_PARTS: Final = {
    "0": "Home",
    "1": "Home with support",
    "2": "Bedded care",
    "3": "Care home, new",
}
# National destination codes in groups (reference/definitions.md 5.2); those who died or were moved are not eligible.
DESTINATION_PARTS: Final = {
    "Usual or temporary residence": ("19", "29", "66"),
    "Care home": ("54", "55", "56", "65", "85"),
    "Hospice": ("88",),
    "Other": ("37", "38", "39", "40", "42", "86", "89"),
}
PARTS: Final[dict[Kind, tuple[str, ...]]] = {
    "pathway": (*PATHWAY_PARTS.values(), UNKNOWN),
    "destination": (*DESTINATION_PARTS, UNKNOWN),
}
OLDER: Final = ("65-74", "75-84", "85+")
# What the guidance plans for people of 65 and over, by pathway; it says nothing of younger adults.
EXPECTED_65: Final = {"0": 0.50, "1": 0.45, "2": 0.04, "3": 0.01}
COLUMNS: Final = ("eligible", "pathway", "destination", "specialty", "patients")
FEWEST: Final = 8


@dataclass(frozen=True, kw_only=True)
class Homes:
    """People by the two meanings of home: how many are home by one, by both, of those for whom both are known.

    strict: on pathway 0 or 1; coded: destination 19 or 29.
    """

    known: int
    strict: int
    coded: int
    only_strict: int
    only_coded: int


def left(rows: pl.DataFrame, *, older: bool = False) -> pl.DataFrame:
    """Eligible discharges with pathway_part and destination_part in words; `older` keeps people of 65 and over."""
    kept = rows.filter(pl.col("eligible") == 1)
    if older:
        kept = kept.filter(pl.col("age_band").cast(pl.String).is_in(OLDER))
    codes = {code: part for part, group in DESTINATION_PARTS.items() for code in group}
    pathway = pl.col("pathway").cast(pl.String).replace_strict(PATHWAY_PARTS, default=UNKNOWN)
    destination = pl.col("destination").cast(pl.String).replace_strict(codes, default=UNKNOWN)
    return kept.with_columns(pathway_part=pathway, destination_part=destination)


def by_period(rows: pl.DataFrame, kind: Kind, grain: Grain, whole: list[date]) -> pl.DataFrame:
    """period_start, part, value (people) and of (all of the period) for every part in every period of `whole`.

    Parts that nobody ever goes to are left out; they stand in the order of PARTS.
    """
    start = period_start(pl.col("stat_date"), grain)
    counted = rows.group_by(period_start=start, part=f"{kind}_part").agg(value=pl.col("patients").sum())
    seen = set(counted["part"])
    order = {part: at for at, part in enumerate(PARTS[kind]) if part in seen}
    axis = pl.DataFrame({"period_start": whole}, schema={"period_start": pl.Date})
    every = axis.join(pl.DataFrame({"part": list(order)}, schema={"part": pl.String}), how="cross")
    filled = every.join(counted, on=["period_start", "part"], how="left").with_columns(
        pl.col("value").fill_null(0).cast(pl.Float64)
    )
    place = pl.col("part").replace_strict(order, return_dtype=pl.Int32)
    return filled.with_columns(of=pl.col("value").sum().over("period_start")).sort(place, "period_start")


def homes(rows: pl.DataFrame) -> Homes:
    """The people whose pathway and destination are both known, by both meanings of home."""
    known = rows.filter(pl.col("pathway_part") != UNKNOWN, pl.col("destination_part") != UNKNOWN)
    strict = pl.col("pathway").cast(pl.String).is_in(["0", "1"])
    coded = pl.col("destination").cast(pl.String).is_in(["19", "29"])
    sums = known.select(
        known=pl.col("patients").sum(),
        strict=pl.col("patients").filter(strict).sum(),
        coded=pl.col("patients").filter(coded).sum(),
        only_strict=pl.col("patients").filter(strict & ~coded).sum(),
        only_coded=pl.col("patients").filter(~strict & coded).sum(),
    ).row(0, named=True)
    return Homes(**{name: int(value or 0) for name, value in sums.items()})


def expected_65(rows: pl.DataFrame) -> list[tuple[str, float, Estimate | None]]:
    """Pathway, the share that the guidance expects, and the share here with Wilson's interval; None under FEWEST.

    rows: `left` with older=True; people whose pathway is not recorded are left out of the whole.
    """
    known = rows.filter(pl.col("pathway_part") != UNKNOWN)
    counts = dict(known.group_by(pl.col("pathway").cast(pl.String)).agg(pl.col("patients").sum()).iter_rows())
    n = sum(counts.values())
    return [
        (pathway, share, wilson(counts.get(pathway, 0), n) if n >= FEWEST else None)
        for pathway, share in EXPECTED_65.items()
    ]


def flow(rows: pl.DataFrame, first: str, then: str) -> pl.DataFrame:
    """first, then, people: how many go from each place to each, most people first. Blanks are UNKNOWN."""
    start, end = (pl.col(column).cast(pl.String).fill_null(UNKNOWN) for column in (first, then))
    return (
        rows.group_by(first=start, then=end).agg(people=pl.col("patients").sum()).filter(pl.col("people") > 0)
        .sort("people", "first", "then", descending=[True, False, False])
    )  # fmt: skip
