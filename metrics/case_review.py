"""Case reviews from rows to the LGA's Figure 3 (Newton 2016): reviewed, improvable, why, what instead, and pounds.

A decision is a review and a decision point. It counts once: a row of the extract stands (it is what the review settled
on); without one, what most of the reviewers who entered it said, a tie counting as not improvable, told by the newest
of those who said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from metrics.effects.proportions import wilson
from metrics.errors import MetricError

INPUTS = ("volume_a_year", "realisable_share", "saving")
DECISION = ("review_id", "decision_point")
COLUMNS: Final[dict[str, type[pl.DataType]]] = {
    "review_id": pl.String, "decision_point": pl.String, "stat_date": pl.Date, "site": pl.String, "ward": pl.String,
    "of_stay": pl.Int32, "actual_pathway": pl.String, "ideal_pathway": pl.String, "improvable": pl.String,
    "alternative_existed": pl.String, "reason": pl.String,
}  # fmt: skip
LINES: Final = {
    "Q1 attendances": ("Q1", False),
    "Q1 admissions": ("Q1", True),
    "Q2 acute settings": ("Q2", None),
    "Q3 and 4 discharge and local authority intake": ("Q3 Q4", None),
    "Q5 and 6 community nursing": ("Q5 Q6", None),
    "Q7 continuing healthcare commissioning": ("Q7", None),
}
TOTAL: Final = "Total"
PRACTICE: Final = "practitioner variation"


@dataclass(frozen=True)
class Share:
    """n of `of`; value with its 95% Wilson interval, unrounded; None where there is nothing to divide by."""

    n: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Line:
    """One line of the table. alternatives: up to two pathways that would have been better, with how often, most first.

    reason: the most frequent one and how often, practitioner variation left out. existed: of improvable decisions
    with an answer, those whose better option was there. unanswered: decisions that nobody called improvable or not.
    """

    name: str
    improvable: Share
    alternatives: tuple[tuple[str, int], ...]
    reason: tuple[str, int] | None
    practice: int
    existed: Share
    unanswered: int


def share(n: int, of: int) -> Share:
    """n of `of` with its interval."""
    if not of:
        return Share(n, of, None, None, None)
    found = wilson(n, of)
    return Share(n, of, found.value, found.low, found.high)


def combined(filed: pl.DataFrame, entered: pl.DataFrame) -> pl.DataFrame:
    """One row per decision: COLUMNS and source ("file" or "app"); the rule stands at the head of this file.

    filed: COLUMNS, one row per decision. entered: COLUMNS, reviewer and changed_at, one row per decision and reviewer.
    """
    kept = entered.join(filed, on=DECISION, how="anti")
    votes = kept.with_columns(yes=(pl.col("improvable") == "Y").sum().over(DECISION), people=pl.len().over(DECISION))
    most = pl.when(pl.col("yes") * 2 > pl.col("people")).then(pl.lit("Y")).otherwise(pl.lit("N"))
    told = votes.filter(pl.col("improvable") == most).sort("stat_date", "changed_at", "reviewer")
    own = told.group_by(DECISION, maintain_order=True).last().select(*COLUMNS, source=pl.lit("app"))
    return pl.concat([filed.select(*COLUMNS, source=pl.lit("file")), own])


def figure_3(decisions: pl.DataFrame) -> list[Line]:
    """The lines of LINES in order and the total, from the rows of `combined`."""
    return [*(_line(name, decisions.filter(_of(*which))) for name, which in LINES.items()), _line(TOTAL, decisions)]


def of_line(decisions: pl.DataFrame, name: str) -> pl.DataFrame:
    """The decisions behind one line."""
    return decisions if name == TOTAL else decisions.filter(_of(*LINES[name]))


def pathways(decisions: pl.DataFrame) -> pl.DataFrame:
    """Decisions with both pathways: pathway, actual, ideal, and kept (actual and ideal at once)."""
    both = decisions.filter(pl.col("actual_pathway").is_not_null() & pl.col("ideal_pathway").is_not_null())
    rows = [
        (
            code,
            both.filter(pl.col("actual_pathway") == code).height,
            both.filter(pl.col("ideal_pathway") == code).height,
            both.filter((pl.col("actual_pathway") == code) & (pl.col("ideal_pathway") == code)).height,
        )
        for code in ("0", "1", "2", "3")
    ]
    return pl.DataFrame(rows, schema=["pathway", "actual", "ideal", "kept"], orient="row")


def _of(points: str, of_stay: bool | None) -> pl.Expr:
    here = pl.col("decision_point").is_in(points.split())
    return here if of_stay is None else here & (pl.col("of_stay") == int(of_stay))


def _line(name: str, rows: pl.DataFrame) -> Line:
    known = rows.filter(pl.col("improvable").is_not_null())
    yes = known.filter(pl.col("improvable") == "Y")
    better = yes.filter(pl.col("actual_pathway") != pl.col("ideal_pathway"))
    practice = pl.col("reason").str.to_lowercase().str.starts_with(PRACTICE)
    told = yes.filter(pl.col("alternative_existed").is_not_null())
    reasons = _counts(yes.filter(~practice), "reason")
    return Line(
        name,
        share(yes.height, known.height),
        tuple(_counts(better, "ideal_pathway")[:2]),
        reasons[0] if reasons else None,
        yes.filter(practice).height,
        share(told.filter(pl.col("alternative_existed") == "Y").height, told.height),
        rows.height - known.height,
    )


def _counts(rows: pl.DataFrame, column: str) -> list[tuple[str, int]]:
    """The values of a column with how often, most first, then by name; null left out."""
    found = rows.drop_nulls(column).group_by(column).len().sort(["len", column], descending=[True, False])
    return [(str(value), int(often)) for value, often in found.iter_rows()]


@dataclass(frozen=True, kw_only=True)
class Opportunity:
    """What a line needs to be put in pounds: decisions a year, the share that can be made better, pounds for each."""

    volume: float
    realisable: float
    low: float
    central: float
    high: float


@dataclass(frozen=True)
class Pounds:
    """Pounds a year of one line, unrounded, and its share of the total of the central values."""

    name: str
    low: float
    central: float
    high: float
    share: float | None


def pounds(inputs: Mapping[str, Opportunity]) -> list[Pounds]:
    """Volume x realisable share x saving for each, of the lines with inputs, and the total; empty without any.

    The total is the sum of unrounded parts, so printed parts may add to a little more or less.
    """
    parts = {name: _worth(inputs[name]) for name in LINES if name in inputs}
    if not parts:
        return []
    low, central, high = (sum(part[at] for part in parts.values()) for at in range(3))
    rows = {**parts, TOTAL: (low, central, high)}
    return [Pounds(name, *part, part[1] / central if central else None) for name, part in rows.items()]


def _worth(one: Opportunity) -> tuple[float, float, float]:
    better = one.volume * one.realisable
    return better * one.low, better * one.central, better * one.high


class BadInputs(MetricError):
    """A file of inputs for the pounds that can't be used."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The inputs for the pounds can't be used: {reason}.")


def opportunities(rows: pl.DataFrame) -> dict[str, Opportunity]:
    """The inputs in a file of texts: decision (a name of LINES) and INPUTS, with saving_low, saving_high if known.

    The exported table is such a file. A line with a blank among INPUTS is left out. Raises BadInputs.
    """
    missing = {"decision", *INPUTS} - set(rows.columns)
    if missing:
        raise BadInputs(f"it has no column {', '.join(sorted(missing))}")
    found = {}
    for row in rows.to_dicts():
        if row["decision"] in (TOTAL, None) or not all(row[name] for name in INPUTS):
            continue
        if row["decision"] not in LINES:
            raise BadInputs(f"{row['decision']} is not a line of the table; the lines are {', '.join(LINES)}")
        found[row["decision"]] = _opportunity(row)
    return found


def _opportunity(row: dict[str, str | None]) -> Opportunity:
    try:
        volume, share, central = (float(row[name] or "") for name in INPUTS)
        low, high = (float(row.get(name) or central) for name in ("saving_low", "saving_high"))
    except ValueError:
        raise BadInputs(f"a number of {row['decision']} can't be read") from None
    if not (volume >= 0 and 0 <= share <= 1 and 0 <= low <= central <= high):
        raise BadInputs(f"{row['decision']} needs a share from 0 to 1 and savings in order, none below 0")
    return Opportunity(volume=volume, realisable=share, low=low, central=central, high=high)
