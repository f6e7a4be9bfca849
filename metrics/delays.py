"""Delays by cause: a Pareto of bed days, and which organisation the reason of a delayed transfer can be due to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

# The 37 reasons in five groups came with the specification of that day; what was recorded before was another list.
NEW_REASON_LIST: Final = date(2024, 5, 27)
EVERY = ("NHS", "Social care", "Both")
# From 115 months of the published counts (reference/definitions.md, section 4).
ATTRIBUTED_TO: Final[dict[str, tuple[str, ...]]] = {
    "A": EVERY,
    "B": EVERY,
    "C": ("NHS",),
    "Di": ("NHS", "Social care"),
    "Dii": EVERY,
    "E": EVERY,
    "F": EVERY,
    "G": ("NHS", "Social care"),
    "H": ("NHS", "Social care"),
    "I": ("NHS",),
    "O": EVERY,
}
UNSAID: Final = "not recorded"


@dataclass(frozen=True, eq=False)
class Pareto:
    """rows: name, value, share, running (share so far), largest first. few: how many come to four fifths of it all."""

    rows: pl.DataFrame
    total: float
    few: int


def pareto(values: pl.DataFrame, by: str, most: int = 15) -> Pareto | None:
    """The Pareto of a split (`by`, value); beyond `most` the small ones are one row. None where all is 0 or unknown.

    A cause that is not recorded is a row like any other: leaving it out would make the others look surer than they are.
    """
    known = values.filter(pl.col("value") > 0).select(name=pl.col(by).fill_null(UNSAID), value="value")
    total = float(known["value"].sum())
    if not total:
        return None
    ordered = known.sort("value", "name", descending=[True, False])
    few = int((ordered["value"].cum_sum() < 0.8 * total - 1e-9).sum()) + 1
    if ordered.height > most:
        rest = ordered.slice(most - 1)
        folded = pl.DataFrame({"name": [f"{rest.height} others"], "value": [float(rest["value"].sum())]})
        ordered = pl.concat([ordered.head(most - 1), folded])
    shares = ordered.with_columns(share=pl.col("value") / total)
    return Pareto(shares.with_columns(running=pl.col("share").cum_sum()), total, few)


def not_allowed(values: pl.DataFrame) -> pl.DataFrame:
    """reason, attributable_to and delayed_days of the pairs that the national return does not have; largest first.

    values: those columns, any number of rows a pair.
    """
    pairs = pl.DataFrame(
        [(reason, owner) for reason, owners in ATTRIBUTED_TO.items() for owner in owners],
        schema=["reason", "attributable_to"], orient="row",
    )  # fmt: skip
    summed = values.group_by("reason", "attributable_to").agg(pl.col("delayed_days").sum())
    return summed.filter(pl.col("delayed_days") > 0).join(pairs, on=pairs.columns, how="anti").sort(
        "delayed_days", descending=True
    )  # fmt: skip
