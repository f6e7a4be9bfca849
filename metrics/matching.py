"""Matched cohorts: people with a label beside the most similar people without it (reference methods, section 7).

Partners are found by the chance of having the label, from age and deprivation; they share every trait of TRAITS that is
matched as "same", and were admitted at most 28 days apart. A row is a stay: who stayed twice counts twice.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.ask import Answers
from metrics.asking import UnknownPlace
from metrics.catalogue import METRICS
from metrics.effects.estimate import Array
from metrics.effects.matched import DAYS_APART, FEWEST_PAIRS, Matched, TooFewPeople, matched
from metrics.effects.verdict import COMPLETENESS_MAY_MOVE, Evidence, Verdict, judge
from metrics.errors import MetricError
from metrics.matching_found import (
    Alike,
    Arm,
    Blank,
    Bools,
    Found,
    balance_of,
    differing,
    late,
    levels_of,
    ratio_of,
)
from metrics.matching_refused import AddedUp, NothingToScore, TooFewApart, TooMany
from metrics.matching_traits import ADMISSION, TRAITS, USUAL, Trait
from metrics.metric import DISCHARGE, Metric
from metrics.scope import Scope

OUTCOMES: Final[tuple[Metric, ...]] = tuple(
    METRICS[key] for key in ("los_mean", "days_past_ctr", "readmission_30d_share", "home_share")
)
FEWEST_APART: Final = 10
MOST_LOOKS: Final = 5_000_000_000  # of one person at another: 3 seconds for a tenth of them
METHOD: Final = "matched cohort"
LOT: Final = 1  # the seed
DELAY, READY = "delay", "delay_days"  # with blank ready dates filled as the settings say; as recorded


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whose outcome is held against whose. scope: place and days of discharge, both inclusive. traits: of TRAITS.

    nights: only stays of at least so many, in both arms, for a label that is given late in a stay (a landmark).
    """

    metric: Metric
    cohort: str
    scope: Scope
    traits: tuple[str, ...] = USUAL
    nights: int = 0


def ask_matched(held: Answers, who: Any, asked: Question) -> Found:
    """The cohort's people beside their partners; a refusal is a verdict that says why. Raises UnknownPlace."""
    for column, values in {**asked.scope.chosen(), "cohort": (asked.cohort,)}.items():
        known = held.choices(who, column)
        for value in values:
            if value not in known:
                raise UnknownPlace(column, value, known)
    columns = [key for key in asked.traits if key != ADMISSION]
    wanted = {*asked.metric.columns(), *columns, "eligible", "patients", "cohort", "stay_days"}
    if DELAY in wanted:
        wanted.add(READY)
    return found(held.fact(who, DISCHARGE, sorted(wanted), asked.scope).filter(pl.col("eligible") == 1), asked)


def found(rows: pl.DataFrame, asked: Question) -> Found:
    """The answer from eligible rows of the discharge fact, one row a stay."""
    traits = [trait for key, trait in TRAITS.items() if key in asked.traits]
    people = _people(rows, asked, traits)
    absent = [trait for trait in traits if people.height and people[trait.key].null_count() == people.height]
    traits = [_used_as(trait, people) for trait in traits if trait not in absent]
    left = _left(people, traits, asked.nights)
    used = _by_lot(people.filter(left.reach))
    result, verdict = _matched(rows, used, traits, asked)
    treated = people["treated"].to_numpy()
    return Found(
        verdict=verdict,
        cohort=left.arm(treated, result),
        others=left.arm(~treated, result),
        blanks=_blanks(people.filter(left.known), traits),
        matched_on=tuple(trait.label for trait in traits),
        absent=tuple(trait.label for trait in absent),
        elsewhere=int(people.filter(~pl.col("treated"))["cohort"].is_not_null().sum()),
        result=result,
        balance=() if result is None else _balance(used, traits, result),
        levels=None if result is None else levels_of(used["y"].to_numpy(), used["treated"].to_numpy(), result.pairs),
        ratio=None if result is None else ratio_of(used["y"].to_numpy(), result.pairs),
        late=None if result is None else late(used["stay_days"].to_numpy(), result.pairs),
    )


def _used_as(trait: Trait, people: pl.DataFrame) -> Trait:
    """A number that is one and the same for all of the cohort says nothing of a chance, so partners must share it."""
    alike = people.filter("treated")[trait.key].drop_nulls().n_unique() == 1
    return replace(trait, how="same") if trait.how == "number" and alike else trait


@dataclass(frozen=True, eq=False)
class _Left:
    """Who is left after each step, over all people: stayed long enough, outcome known, no trait blank, in reach."""

    long: Bools
    known: Bools
    whole: Bools
    reach: Bools

    def arm(self, mine: Bools, result: Matched | None) -> Arm:
        """Where the people of one arm went."""
        steps = [int((mine & step).sum()) for step in (self.long, self.known, self.whole, self.reach)]
        people = int(mine.sum())
        return Arm(
            people=people, short=people - steps[0], unknown=steps[0] - steps[1], blank=steps[1] - steps[2],
            beyond=steps[2] - steps[3], paired=0 if result is None else len(result.pairs),
        )  # fmt: skip


def _left(people: pl.DataFrame, traits: list[Trait], nights: int) -> _Left:
    long = (people["stay_days"] >= nights).to_numpy()
    known = long & people["y"].is_not_null().to_numpy()
    blank = people.select(pl.any_horizontal(pl.lit(False), *(pl.col(trait.key).is_null() for trait in traits)))
    whole = known & ~blank.to_series().to_numpy()
    reach = np.zeros(people.height, bool)
    reach[whole] = _within_reach(people.filter(whole), traits)
    return _Left(long, known, whole, reach)


def _people(rows: pl.DataFrame, asked: Question, traits: list[Trait]) -> pl.DataFrame:
    """treated, cohort, y (null where not known), stay_days, day of admission, and each trait, null where blank.

    recorded: whether the outcome is not one that the settings filled in.
    """
    assert asked.metric.denominator is not None
    x, n = asked.metric.numerator.cast(pl.Float64), asked.metric.denominator.cast(pl.Float64)
    label = pl.col("cohort").cast(pl.String)
    return rows.select(
        "stay_days",
        *(trait.known().alias(trait.key) for trait in traits),
        day=TRAITS[ADMISSION].known(),
        treated=(label == asked.cohort).fill_null(False),
        cohort=label,
        recorded=pl.col(READY).is_not_null() if READY in rows.columns else pl.lit(True),
        y=pl.when(n > 0).then(x / n),
    )


def _by_lot(people: pl.DataFrame) -> pl.DataFrame:
    """The people in an order drawn by lot from what their own rows say: no reload changes it, nor another outcome.

    Many are equally near, and the first is taken: in the order of discharge that would be whoever left soonest.
    """
    outcome = ("y", "recorded")
    lot = _lot(np.full(people.height, LOT, np.uint64), people.drop(outcome))
    return people[np.lexsort((_lot(lot, people.select(outcome)), lot))]


def _lot(lot: NDArray[np.uint64], columns: pl.DataFrame) -> NDArray[np.uint64]:
    """One step of splitmix64 (Steele, Lea and Flood 2014) a column."""
    for column in columns.iter_columns():
        lot = lot + _digits(column) * np.uint64(0x9E3779B97F4A7C15)
        lot = (lot ^ (lot >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        lot = (lot ^ (lot >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        lot = lot ^ (lot >> np.uint64(31))
    return lot


def _digits(column: pl.Series) -> NDArray[np.uint64]:
    """A whole number for each value, the same on every machine."""
    if column.dtype == pl.String:
        codes = {text: zlib.crc32(text.encode()) for text in column.unique().drop_nulls()}
        return column.replace_strict(codes, default=0, return_dtype=pl.UInt64).to_numpy()
    return column.cast(pl.Float64).to_numpy().view(np.uint64)


def _label(people: pl.DataFrame, traits: list[Trait]) -> NDArray[np.int64]:
    """One number for everything that partners share."""
    shared = [pl.col(trait.key) for trait in traits if trait.how == "same"]
    if not shared or not people.height:
        return np.zeros(people.height, np.int64)
    return people.select(pl.struct(shared).rank("dense").cast(pl.Int64)).to_series().to_numpy()


def _day(people: pl.DataFrame, traits: list[Trait]) -> NDArray[np.int64] | None:
    return people["day"].to_numpy() if any(trait.how == "days" for trait in traits) else None


def _within_reach(people: pl.DataFrame, traits: list[Trait]) -> Bools:
    """The cohort, and those others who share its labels with somebody of it near their own day."""
    treated, label, day = people["treated"].to_numpy(), _label(people, traits), _day(people, traits)
    if day is None:
        return treated | np.isin(label, label[treated])
    place = label * (int(np.ptp(day)) + 2 * DAYS_APART + 2 if len(day) else 1) + day
    sorted_places = np.sort(place[treated])
    first = np.searchsorted(sorted_places, place - DAYS_APART, "left")
    return treated | (first < np.searchsorted(sorted_places, place + DAYS_APART, "right"))


def _matched(
    rows: pl.DataFrame, used: pl.DataFrame, traits: list[Trait], asked: Question
) -> tuple[Matched | None, Verdict]:
    """The match and its verdict; without a match, the verdict that says why."""
    direction = asked.metric.direction
    try:
        result = _match(rows, used, traits)
    except MetricError as refused:
        return None, judge(Evidence(estimate=None, direction=direction, method=METHOD, refused=refused))
    pairs, y = len(result.pairs), used["y"].to_numpy()
    turned = result.att.value * result.adjusted.value < 0
    evidence = Evidence(
        estimate=result.att, direction=direction, method=METHOD, patients=(pairs, pairs),
        failed=_failed(used, traits, result), turned=("adjusting by regression",) if turned else (),
        refused=_few_apart(asked.metric, y, result.pairs),
    )  # fmt: skip
    return result, judge(evidence)


def _failed(used: pl.DataFrame, traits: list[Trait], result: Matched) -> tuple[str, ...]:
    """The checks that failed, a sentence each."""
    failed, sign = [], late(used["stay_days"].to_numpy(), result.pairs)
    mine, theirs = (100 * float(used["recorded"].to_numpy()[side].mean()) for side in result.pairs.T)
    if abs(mine - theirs) > COMPLETENESS_MAY_MOVE:
        failed.append(
            f"A ready date is recorded for {mine:.0f}% of the cohort's people in pairs and {theirs:.0f}% of their "
            f"partners, more than {COMPLETENESS_MAY_MOVE:.0f} points apart, and a blank counts as no delay."
        )
    if sign.failed:
        failed.append(f"{sign.words} Compare only stays of at least so many nights.")
    still = differing(_balance(used, traits, result))
    if still:
        failed.append(f"The matched pairs still differ by a tenth of a standard deviation or more: {', '.join(still)}.")
    return tuple(failed)


def _match(rows: pl.DataFrame, used: pl.DataFrame, traits: list[Trait]) -> Matched:
    if rows.height and rows["patients"].max() != 1:
        raise AddedUp
    numbers = {trait.label: used[trait.key].to_numpy() for trait in traits if trait.how == "number"}
    if not numbers:
        raise NothingToScore
    treated = used["treated"].to_numpy()
    cohort, others = int(treated.sum()), int((~treated).sum())
    if min(cohort, others) < FEWEST_PAIRS:
        raise TooFewPeople(cohort, others)
    if cohort * others > MOST_LOOKS:
        raise TooMany(cohort, others)
    return matched(treated, used["y"].to_numpy(), numbers, exact=_label(used, traits), days=_day(used, traits))


def _few_apart(metric: Metric, y: Array, pairs: NDArray[np.int64]) -> TooFewApart | None:
    """Of days, one pair that differs is enough to have a spread; of a yes or no, fewer than ten are too sure."""
    apart = int(np.sum(y[pairs[:, 0]] != y[pairs[:, 1]]))
    needed = FEWEST_APART if metric.unit == "share" else 1
    return TooFewApart(apart, needed) if apart < needed else None


def _blanks(people: pl.DataFrame, traits: list[Trait]) -> tuple[Blank, ...]:
    counts = []
    for trait in traits:
        missing = people.filter(pl.col(trait.key).is_null())["treated"]
        if missing.len():
            counts.append(Blank(trait.label, int(missing.sum()), int(missing.len() - missing.sum())))
    return tuple(counts)


def _balance(used: pl.DataFrame, traits: list[Trait], result: Matched) -> tuple[Alike, ...]:
    numbers = [trait.label for trait in traits if trait.how == "number"]
    shared = {trait.label: used[trait.key] for trait in traits if trait.how == "same"}
    return balance_of(numbers, shared, used["treated"].to_numpy(), result)
