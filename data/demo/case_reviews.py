"""Case reviews of the last twelve months, with the counts of the LGA's Figure 3 (Newton 2016): 1,014 of 2,265."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.demo.calendar import Calendar
from data.demo.draws import choose
from data.demo.places import SITES
from data.demo.pool import HOME
from data.demo.spells import day, spell_ids

DAYS = 364  # of reviewing, to the last day shown
PRACTICE = "Practitioner variation"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of Figure 3 at one decision point: how many were reviewed and improvable, and why."""

    point: str
    reviewed: int
    improvable: int
    stay: bool = True  # the decision was about a stay; an attendance that led to none has no spell and no pathway
    another: float = 0.5  # of improvable ones, the pathway was not the best
    reasons: dict[str, float]


LINES = (
    Line(point="Q1", reviewed=563, improvable=195, stay=False, reasons={
        PRACTICE: 0.3, "Other services not known at the time": 0.36, "Open only in office hours": 0.22,
        "Person or family preferred the hospital": 0.12}),
    Line(point="Q1", reviewed=189, improvable=68, reasons={
        PRACTICE: 0.28, "No senior review before the decision": 0.38, "Earlier signs not acted on": 0.34}),
    Line(point="Q2", reviewed=726, improvable=370, another=0.44, reasons={
        PRACTICE: 0.33, "Assessment and package not in time": 0.35, "No capacity in the better setting": 0.2,
        "Information did not reach the team": 0.12}),
    Line(point="Q3", reviewed=262, improvable=121, another=0.57, reasons={
        PRACTICE: 0.42, "No capacity in the better setting": 0.3, "Person or family preferred it": 0.16,
        "Other services not known at the time": 0.12}),
    Line(point="Q4", reviewed=238, improvable=98, another=0.57, reasons={
        PRACTICE: 0.42, "No capacity in the better setting": 0.3, "Person or family preferred it": 0.16,
        "Other services not known at the time": 0.12}),
    Line(point="Q5", reviewed=150, improvable=85, another=0.5, reasons={
        PRACTICE: 0.45, "No review of the plan since it began": 0.4, "Information did not reach the team": 0.15}),
    Line(point="Q6", reviewed=137, improvable=77, another=0.5, reasons={
        PRACTICE: 0.45, "No review of the plan since it began": 0.4, "Information did not reach the team": 0.15}),
)  # fmt: skip
ACTUAL = {"1": 0.3, "2": 0.3, "3": 0.4}  # where the pathway was not the best
BETTER = {"1": {"0": 1.0}, "2": {"1": 0.8, "0": 0.2}, "3": {"1": 0.6, "2": 0.4}}  # almost always less care
SUITED = {"0": 0.3, "1": 0.4, "2": 0.2, "3": 0.1}
EXISTED = 0.92  # of improvable ones the better option was there at the time


def make_case_reviews(stays: pl.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """One row per review; each is of one decision. Reviews of stays are of people who had left by then."""
    since = calendar.last - DAYS + 1
    left = stays.filter(
        (pl.col("fate") == HOME) & (pl.col("age") >= 18) & pl.col("leave_day").is_between(since - 28, calendar.last)
    )
    rows = pl.concat([_line(line, left, since, calendar, rng) for line in LINES]).sort(
        "reviewed", "decision_point", maintain_order=True
    )
    return rows.with_row_index("number", offset=1).select(
        review_id=pl.lit("V") + pl.col("number").cast(pl.String).str.zfill(5),
        reviewed_on=day(pl.col("reviewed"), calendar),
        decision_point="decision_point",
        site="site",
        ward="ward",
        spell_id="spell_id",
        actual_pathway="actual",
        ideal_pathway="ideal",
        improvable="improvable",
        alternative_existed="existed",
        reason="reason",
    )


def _line(line: Line, left: pl.DataFrame, since: int, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    size = line.reviewed
    improvable = rng.permutation(size) < line.improvable
    another = improvable & (rng.random(size) < line.another) & line.stay
    actual = np.where(another, choose(rng, ACTUAL, size), choose(rng, SUITED, size))
    ideal = np.where(another, [choose(rng, BETTER.get(str(taken), SUITED), 1)[0] for taken in actual], actual)
    yes = pl.Series(improvable)
    return pl.DataFrame(_where(line, left, since, calendar, rng)).with_columns(
        decision_point=pl.lit(line.point),
        actual=pl.Series(actual if line.stay else [None] * size, dtype=pl.String),
        ideal=pl.Series(ideal if line.stay else [None] * size, dtype=pl.String),
        improvable=pl.when(yes).then(pl.lit("Y")).otherwise(pl.lit("N")),
        existed=pl.when(yes).then(pl.Series(np.where(rng.random(size) < EXISTED, "Y", "N"))),
        reason=pl.when(yes).then(pl.Series(choose(rng, line.reasons, size), dtype=pl.String)),
    )


def _where(line: Line, left: pl.DataFrame, since: int, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """The day of each review, evenly over the year, and the stay or only the site that it was about."""
    size = line.reviewed
    days = since + np.sort(rng.integers(0, DAYS, size))
    if not line.stay:
        sites = choose(rng, {SITES[0]: 0.6, SITES[1]: 0.4}, size)
        nothing = pl.lit(None, dtype=pl.String)
        return pl.DataFrame({"reviewed": days, "site": pl.Series(sites, dtype=pl.String)}).with_columns(
            ward=nothing, spell_id=nothing
        )
    ordered = left.sort("leave_day", "number")
    before = np.searchsorted(ordered["leave_day"].to_numpy(), days, side="right")  # left by the day of the review
    picked = ordered[np.floor(before * (1 - 0.05 * rng.random(size))).astype(np.int64).clip(1) - 1]
    return (
        picked.select("site", "ward", spell_id=spell_ids(pl.col("number")))
        .with_columns(reviewed=pl.Series(days))
        .select("reviewed", "site", "ward", "spell_id")
    )
