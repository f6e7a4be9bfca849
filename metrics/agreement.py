"""Do reviewers of the same decision agree, beyond what chance alone would give: kappa with a jackknife interval.

Cohen's (1960) kappa where there are two reviewers in all; Fleiss's (1971), with as many reviewers a decision as there
are, where there are more. The interval leaves out one decision at a time (jackknife, Student's t), so one formula
serves both. Chance is that of reviewers who say yes as often as these do, without looking at the case.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

Counts = NDArray[np.float64]
Kappa = Callable[[Counts], float | None]
FEWEST = 10  # decisions reviewed twice, for an interval


@dataclass(frozen=True)
class Agreement:
    """agreed: share of pairs of reviewers of one decision who said the same. kappa None: chance alone would agree.

    low, high: 95% interval, None with fewer than FEWEST decisions or where leaving one out leaves no kappa.
    """

    method: Literal["Cohen", "Fleiss"]
    decisions: int
    reviewers: int
    agreed: float
    kappa: float | None
    low: float | None
    high: float | None


def agreement(ratings: pl.DataFrame) -> Agreement | None:
    """Agreement of `ratings` (decision, reviewer, said), one row per decision and reviewer; None without a second one.

    said: text, the judgement; rows with null are left out. Decisions that one person alone reviewed say nothing here.
    """
    known = ratings.filter(pl.col("said").is_not_null())
    twice = known.filter(pl.len().over("decision") > 1)
    if twice.is_empty():
        return None
    people = twice["reviewer"].n_unique()
    answers = sorted(twice["said"].unique().to_list())
    if people == 2:
        first = min(twice["reviewer"])
        pairs = twice.group_by("decision", maintain_order=True).agg(
            a=pl.col("said").filter(pl.col("reviewer") == first).first(),
            b=pl.col("said").filter(pl.col("reviewer") != first).first(),
        )
        places = {answer: at for at, answer in enumerate(answers)}
        table = np.array([[places[a], places[b]] for a, b in pairs.select("a", "b").iter_rows()], dtype=float)
        size = len(answers)
        return _with_interval(
            "Cohen", people, table, lambda rows: _cohen(rows, size), float(np.mean(table[:, 0] == table[:, 1]))
        )
    wide = twice.group_by("decision", maintain_order=True).agg(
        *((pl.col("said") == answer).sum().alias(f"n{at}") for at, answer in enumerate(answers))
    )
    counts = wide.drop("decision").to_numpy().astype(float)
    return _with_interval("Fleiss", people, counts, _fleiss, float(_alike(counts).mean()))


def _cohen(rows: Counts, size: int) -> float | None:
    seen = float(np.mean(rows[:, 0] == rows[:, 1]))
    first, second = (np.bincount(rows[:, at].astype(int), minlength=size) / len(rows) for at in (0, 1))
    return _beyond_chance(seen, float(first @ second))


def _fleiss(counts: Counts) -> float | None:
    said = counts.sum(axis=0) / counts.sum()
    return _beyond_chance(float(_alike(counts).mean()), float(said @ said))


def _alike(counts: Counts) -> Counts:
    """Of each decision's pairs of reviewers, the share who said the same."""
    people = counts.sum(axis=1)
    alike: Counts = (counts * (counts - 1)).sum(axis=1) / (people * (people - 1))
    return alike


def _beyond_chance(seen: float, chance: float) -> float | None:
    return None if chance >= 1 - 1e-12 else (seen - chance) / (1 - chance)


def _with_interval(
    method: Literal["Cohen", "Fleiss"], people: int, rows: Counts, kappa: Kappa, agreed: float
) -> Agreement:
    n, value = len(rows), kappa(rows)
    left_out = [kappa(np.delete(rows, at, axis=0)) for at in range(n)] if value is not None and n >= FEWEST else [None]
    known = [one for one in left_out if one is not None]
    if value is None or len(known) < len(left_out):
        return Agreement(method, n, people, agreed, value, None, None)
    spread = math.sqrt((n - 1) / n * sum((one - float(np.mean(known))) ** 2 for one in known))
    reach = float(stats.t.ppf(0.975, n - 1)) * spread
    return Agreement(method, n, people, agreed, value, max(-1.0, value - reach), min(1.0, value + reach))
