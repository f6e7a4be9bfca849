"""What people on the board wait for, week by week: shares of those who don't meet the criteria to reside.

The same people and the same shares as the metric waiting_for_share{value} of the catalogue, all values at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from metrics.periods import period_start

BY: Final = ("waiting_for", "reason_group", "owner")
NOT_RECORDED, OTHER = "not recorded", "other"
COMPARED: Final = 26  # weeks on each side of a comparison, at most


@dataclass(frozen=True, kw_only=True)
class Change:
    """A part's share of all people's days of some weeks, before and now."""

    part: str
    before: float
    now: float

    @property
    def size(self) -> float:
        """Now less before."""
        return self.now - self.before


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Changes, the biggest first, of the last weeks_now weeks against weeks_before weeks."""

    changes: tuple[Change, ...]
    weeks_now: int
    weeks_before: int


def shares(rows: pl.DataFrame, by: str, last: date) -> pl.DataFrame:
    """period_start, part, n, of, value of every part in every week (from Monday) that has anybody.

    rows: of the census, with stat_date, from_board, not_meeting, patients and `by`. A blank is the part NOT_RECORDED.
    n and of are people's days, n of `of`. last: the last day of the last whole week; later ones are left out.
    """
    on_board = (pl.col("from_board") == 1) & (pl.col("not_meeting") == 1)
    part = pl.col(by).cast(pl.String).fill_null(NOT_RECORDED)
    week = period_start(pl.col("stat_date"), "week")
    upto = pl.col("stat_date") <= last
    counted = rows.lazy().filter(on_board, upto).group_by(period_start=week, part=part).agg(n=pl.col("patients").sum())
    return _complete(counted.collect())


def main_parts(values: pl.DataFrame, most: int) -> list[str]:
    """The parts that are biggest over all the weeks together, biggest first, `most` of them; NOT_RECORDED last."""
    sums = values.group_by("part").agg(pl.col("n").sum()).sort("n", "part", descending=[True, False])
    named = sums.filter(pl.col("part") != NOT_RECORDED)["part"].to_list()
    return named[:most]


def folded(values: pl.DataFrame, parts: list[str]) -> pl.DataFrame:
    """The same weeks with every part that is not among `parts` added up as OTHER, last; parts in the order given."""
    known = pl.when(pl.col("part").is_in(parts)).then(pl.col("part")).otherwise(pl.lit(OTHER))
    sums = values.group_by("period_start", part=known, maintain_order=True).agg(pl.col("n").sum(), pl.col("of").first())
    place = {part: at for at, part in enumerate([*parts, OTHER])}
    return (
        sums.with_columns(value=pl.col("n") / pl.col("of"), place=pl.col("part").replace_strict(place))
        .sort("place", "period_start")
        .drop("place")
    )


def compare(values: pl.DataFrame, before: date, after: date) -> Comparison | None:
    """The shares of the last COMPARED weeks, those from `after` on, against the COMPARED weeks before `before`.

    Both are Mondays. None where either side has nobody.
    """
    last = values["period_start"].max()
    if not isinstance(last, date):
        return None
    reach, week = timedelta(weeks=COMPARED), pl.col("period_start")
    now = values.filter(week > last - reach, week >= after)
    then = values.filter(week >= before - reach, week < before)
    if then.is_empty() or now.is_empty():
        return None
    found = _over(then).join(_over(now), on="part", how="full", coalesce=True, suffix="_now").fill_null(0.0)
    changes = [Change(part=row["part"], before=row["value"], now=row["value_now"]) for row in found.to_dicts()]
    return Comparison(
        changes=tuple(sorted(changes, key=lambda one: (-abs(one.size), one.part))),
        weeks_now=now["period_start"].n_unique(),
        weeks_before=then["period_start"].n_unique(),
    )


def _over(values: pl.DataFrame) -> pl.DataFrame:
    """One share a part over all the weeks of `values`."""
    of = values.unique("period_start")["of"].sum()
    return values.group_by("part").agg(value=pl.col("n").sum() / of)


def _complete(counted: pl.DataFrame) -> pl.DataFrame:
    """Every part in every week: nobody is a 0 where others are there."""
    weeks = counted.group_by("period_start").agg(of=pl.col("n").sum())
    every = weeks.join(counted.select("part").unique(), how="cross")
    joined = every.join(counted, on=["period_start", "part"], how="left").with_columns(pl.col("n").fill_null(0))
    return joined.select("period_start", "part", "n", "of", value=pl.col("n") / pl.col("of")).sort(
        "part", "period_start"
    )
