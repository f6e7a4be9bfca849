"""A metric is a declaration: what is counted, over what, which way is better, in whose words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

Direction = Literal["lower", "higher", "neither"]
Unit = Literal["days", "bed_days", "share", "count", "pounds", "ratio", "beds", "calls", "rate"]
Shape = Literal["flow", "stock", "ratio", "quantile", "weekend"]


@dataclass(frozen=True)
class Fact:
    """A table of what happened: its name in the warehouse, the feed that covers its days, the columns that split it.

    last: the column of a row's last day, where a row stands for a stretch of days that nobody can divide. returned:
    many providers send it, so that one silent all period is left out and counted, and makes nothing partial.
    """

    name: str
    feed: str
    splits: tuple[str, ...]
    last: str | None = None
    returned: bool = False

    @property
    def places(self) -> tuple[str, ...]:
        """The splits that are places; each place has the covered days of its provider."""
        return tuple(split for split in self.splits if split in ("provider", "site", "ward"))


PERSONAL = ("specialty", "pathway", "age_band", "sex", "ethnicity", "imd_decile", "local_authority", "cohort")
DISCHARGE = Fact("discharge", "spells", ("provider", "site", "ward", *PERSONAL))
CENSUS = Fact(
    "census", "spells",
    ("provider", "site", "ward", *PERSONAL, "delay_reason", "reason_group", "owner", "waiting_for"),
)  # fmt: skip
BED_DAY = Fact("bed_day", "spells", ("provider", "site", "ward"))
PLANNED_DISCHARGE = Fact("planned_discharge", "failed_discharges", ("provider", "site", "ward"))
FRONT_DOOR = Fact("front_door_day", "front_door", ("provider", "site"))
RETURN_DAY = Fact("return_day", "returns", ("provider",), returned=True)
IC_EPISODE = Fact("ic_episode", "intermediate_care", ("provider", "service", "setting"))
DELAYED_STRETCH = Fact(
    "delayed_stretch", "delayed_days", ("provider", "site", "reason", "attributable_to"), last="last_date"
)
REVIEWED_DECISION = Fact("reviewed_decision", "case_reviews", ("provider", "site", "ward", "decision_point", "reason"))
EXPECTED_STAY = Fact("expected_stay", "spells", ("provider", "site", "ward", *PERSONAL))
CHC_DECISION = Fact("chc_decision", "chc", ("provider", "setting"))
PUBLISHED_STRETCH = Fact(
    "published_stretch", "published", ("provider", "reason_group", "part"), last="last_date", returned=True
)
FACTS = {
    f.name: f
    for f in (
        DISCHARGE, CENSUS, BED_DAY, PLANNED_DISCHARGE, FRONT_DOOR, RETURN_DAY, IC_EPISODE, DELAYED_STRETCH,
        REVIEWED_DECISION, CHC_DECISION, EXPECTED_STAY, PUBLISHED_STRETCH,
    )
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One measure of the contract, section 3.

    numerator and denominator are expressions over the rows of `fact` that give a number a row; they are summed and only
    then divided. shape says how: a flow is the sum; a stock the sum over the covered days divided by their number; a
    ratio sum / sum; a quantile the weighted nearest rank of `numerator` over rows weighted by `denominator`; weekend
    the numerator per covered weekend day over the numerator per covered weekday. `feeds` overrides the fact's feed: a
    day is covered when all of them cover it. per: how a flow is said when stretches of unequal length are compared.
    breaks: days from which the definition was another one, so that limits start anew. deviation: where the national
    rule is left, in words.
    """

    key: str
    label: str
    fact: Fact
    shape: Shape
    numerator: pl.Expr
    denominator: pl.Expr | None = None
    where: pl.Expr | None = None
    quantile: float | None = None
    feeds: tuple[str, ...] = ()
    per: Literal["day", "year"] = "day"
    breaks: tuple[date, ...] = ()
    deviation: str = ""
    unit: Unit
    direction: Direction
    definition: str
    formula: str
    source: str
    reviewed: date

    @property
    def covered_by(self) -> tuple[str, ...]:
        """The feeds that must all cover a day for it to count."""
        return self.feeds or (self.fact.feed,)

    def columns(self) -> list[str]:
        """The columns of the fact that the metric reads, without splits and dates."""
        parts = [part for part in (self.numerator, self.denominator, self.where) if part is not None]
        return sorted({name for part in parts for name in part.meta.root_names()})


def patients(condition: pl.Expr | None = None) -> pl.Expr:
    """The patients of a row, or 0 where `condition` does not hold (null counts as not holding)."""
    if condition is None:
        return pl.col("patients")
    return pl.when(condition).then(pl.col("patients")).otherwise(0)


def total(amount: pl.Expr, condition: pl.Expr | None = None) -> pl.Expr:
    """`amount` times the patients of a row, 0 where it is null or `condition` does not hold."""
    counted = amount.is_not_null() if condition is None else condition & amount.is_not_null()
    return pl.when(counted).then(amount * pl.col("patients")).otherwise(0)
