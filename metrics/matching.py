"""Matched cohorts: people with a label beside the most similar people without it (reference methods, section 7).

Partners are found by the chance of having the label, from age and deprivation; they share every trait of TRAITS that is
matched as "same", and were admitted at most 28 days apart. A row is a stay: who stayed twice counts twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.ask import Answers
from metrics.asking import UnknownPlace
from metrics.catalogue import METRICS
from metrics.effects.estimate import Array, NotComparable, NotEnoughData
from metrics.effects.matched import DAYS_APART, FEWEST_PAIRS, Matched, TooFewPeople, matched
from metrics.effects.verdict import Evidence, Verdict, judge
from metrics.errors import MetricError
from metrics.matching_found import Arm, Blank, Found, Levels, balance_of, differing, late, levels_of, ratio_of
from metrics.metric import DISCHARGE, Metric
from metrics.scope import Scope

How = Literal["number", "same", "days"]
OUTCOMES: Final[tuple[Metric, ...]] = tuple(
    METRICS[key] for key in ("los_mean", "days_past_ctr", "readmission_30d_share", "home_share")
)
# What trusts write where they don't know: national codes and common words.
UNKNOWN: Final = ("", "0", "9", "x", "z", "unknown", "not known", "not specified", "not stated", "not recorded")
OLDEST: Final = 90.0  # the age that "85+" stands for
FEWEST_APART: Final = 10


@dataclass(frozen=True)
class Trait:
    """Something known of a person at admission. how: as a number in the chance, the same in a pair, or days apart."""

    key: str
    label: str
    how: How


ADMISSION: Final = "admitted"
TRAITS: Final = {
    trait.key: trait
    for trait in (
        Trait("age_band", "Age", "number"),
        Trait("sex", "Sex", "same"),
        Trait("imd_decile", "Deprivation decile", "number"),
        Trait("specialty", "Specialty", "same"),
        Trait(ADMISSION, f"Admission within {DAYS_APART} days", "days"),
        Trait("site", "Site", "same"),
        Trait("ethnicity", "Ethnicity", "same"),
        Trait("local_authority", "Council", "same"),
        Trait("pathway", "Pathway", "same"),
    )
}
USUAL: Final = ("age_band", "sex", "imd_decile", "specialty", ADMISSION)


class NothingToScore(NotComparable):
    """No trait that the chance of having the label could be worked out from."""

    def __init__(self) -> None:
        labels = " or ".join(trait.label.lower() for trait in TRAITS.values() if trait.how == "number")
        super().__init__(f"Partners are chosen by who is as likely to be in the cohort: match on {labels} at least.")


class AddedUp(NotComparable):
    """The store holds numbers of people, not people."""

    def __init__(self) -> None:
        super().__init__("These discharges are added up, not one a row: load the spells extract to match people.")


class TooFewApart(NotEnoughData):
    """Hardly any pair differs in a yes or no, so the interval would be too sure."""

    def __init__(self, apart: int) -> None:
        super().__init__(
            f"In only {apart} pairs did one of the two have the outcome and the other not; {FEWEST_APART} are needed. "
            "Use a longer period or a larger area."
        )


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whose outcome is held against whose. scope: place and days of discharge, both inclusive. traits: of TRAITS."""

    metric: Metric
    cohort: str
    scope: Scope
    traits: tuple[str, ...] = USUAL


def ask_matched(held: Answers, who: Any, asked: Question) -> Found:
    """The cohort's people beside their partners; a refusal is a verdict that says why. Raises UnknownPlace."""
    for column, values in {**asked.scope.chosen(), "cohort": (asked.cohort,)}.items():
        known = held.choices(who, column)
        for value in values:
            if value not in known:
                raise UnknownPlace(column, value, known)
    columns = [key for key in asked.traits if key != ADMISSION]
    wanted = {*asked.metric.columns(), *columns, "eligible", "patients", "cohort", "stay_days"}
    return found(held.fact(who, DISCHARGE, sorted(wanted), asked.scope).filter(pl.col("eligible") == 1), asked)


def found(rows: pl.DataFrame, asked: Question) -> Found:
    """The answer from eligible rows of the discharge fact, one row a stay."""
    traits = [TRAITS[key] for key in asked.traits]
    people = _people(rows, asked, traits)
    absent = [trait for trait in traits if people.height and people[trait.key].null_count() == people.height]
    traits = [trait for trait in traits if trait not in absent]
    treated = people["treated"].to_numpy()
    known = people["y"].is_not_null().to_numpy()
    blank = people.select(pl.any_horizontal(pl.lit(False), *(pl.col(one.key).is_null() for one in traits)))
    whole = known & ~blank.to_series().to_numpy()
    reach = np.zeros(people.height, bool)
    reach[whole] = _within_reach(people.filter(whole), traits)
    used = people.filter(reach)
    result, verdict = _matched(rows, used, traits, asked)
    return Found(
        verdict=verdict,
        cohort=_arm(treated, known, whole, reach, result, 0),
        others=_arm(~treated, known, whole, reach, result, 1),
        blanks=_blanks(people.filter(known), traits),
        matched_on=tuple(trait.label for trait in traits),
        absent=tuple(trait.label for trait in absent),
        elsewhere=int(people.filter(~pl.col("treated"))["cohort"].is_not_null().sum()),
        result=result,
        balance=() if result is None else _balance(used, traits, result),
        levels=None if result is None else _levels(used, result),
        ratio=None if result is None else ratio_of(used["y"].to_numpy(), result.pairs),
        late=None if result is None else late(used["stay_days"].to_numpy(), result.pairs),
    )


def _people(rows: pl.DataFrame, asked: Question, traits: list[Trait]) -> pl.DataFrame:
    """treated, cohort, y (null where not known), stay_days and a column for each trait, null where blank."""
    assert asked.metric.denominator is not None
    x, n = asked.metric.numerator.cast(pl.Float64), asked.metric.denominator.cast(pl.Float64)
    label = pl.col("cohort").cast(pl.String)
    return rows.select(
        "stay_days",
        *(_trait(trait).alias(trait.key) for trait in traits),
        treated=(label == asked.cohort).fill_null(False),
        cohort=label,
        y=pl.when(n > 0).then(x / n),
    )


def _trait(trait: Trait) -> pl.Expr:
    if trait.how == "days":
        return pl.col("stat_date").to_physical().cast(pl.Int64) - pl.col("stay_days")
    text = pl.col(trait.key).cast(pl.String).str.strip_chars()
    if trait.how == "number":
        ends = text.str.extract_all(r"\d+").cast(pl.List(pl.Float64))
        middle = (ends.list.min() + ends.list.max() + (ends.list.len() > 1).cast(pl.Float64)) / 2
        return pl.when(text.str.ends_with("+")).then(OLDEST).otherwise(middle)
    # A pathway of 0 is known: going home without new support.
    unknown = text.str.to_lowercase().is_in(list(UNKNOWN)) if trait.key != "pathway" else text == ""
    return pl.when(~unknown).then(text)


def _label(people: pl.DataFrame, traits: list[Trait]) -> NDArray[np.int64]:
    """One number for everything that partners share."""
    shared = [pl.col(trait.key) for trait in traits if trait.how == "same"]
    if not shared or not people.height:
        return np.zeros(people.height, np.int64)
    return people.select(pl.struct(shared).rank("dense").cast(pl.Int64)).to_series().to_numpy()


def _day(people: pl.DataFrame, traits: list[Trait]) -> NDArray[np.int64] | None:
    return people[ADMISSION].to_numpy() if any(trait.how == "days" for trait in traits) else None


def _within_reach(people: pl.DataFrame, traits: list[Trait]) -> NDArray[np.bool_]:
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
        if asked.metric.unit == "share":
            _enough_apart(used["y"].to_numpy(), result.pairs)
    except MetricError as refused:
        return None, judge(Evidence(estimate=None, direction=direction, method="matched cohort", refused=refused))
    still = differing(_balance(used, traits, result))
    failed = f"The matched pairs still differ by a tenth of a standard deviation or more: {', '.join(still)}."
    turned = result.att.value * result.adjusted.value < 0
    pairs = len(result.pairs)
    evidence = Evidence(
        estimate=result.att, direction=direction, method="matched cohort", patients=(pairs, pairs),
        failed=(failed,) if still else (), turned=("adjusting by regression",) if turned else (),
    )  # fmt: skip
    return result, judge(evidence)


def _match(rows: pl.DataFrame, used: pl.DataFrame, traits: list[Trait]) -> Matched:
    if rows.height and rows["patients"].max() != 1:
        raise AddedUp
    numbers = {trait.label: used[trait.key].to_numpy() for trait in traits if trait.how == "number"}
    if not numbers:
        raise NothingToScore
    treated = used["treated"].to_numpy()
    if min(treated.sum(), (~treated).sum()) < FEWEST_PAIRS:
        raise TooFewPeople(int(treated.sum()), int((~treated).sum()))
    return matched(treated, used["y"].to_numpy(), numbers, exact=_label(used, traits), days=_day(used, traits))


def _enough_apart(y: Array, pairs: NDArray[np.int64]) -> None:
    apart = int(np.sum(y[pairs[:, 0]] != y[pairs[:, 1]]))
    if apart < FEWEST_APART:
        raise TooFewApart(apart)


def _arm(
    mine: NDArray[np.bool_], known: NDArray[np.bool_], whole: NDArray[np.bool_], reach: NDArray[np.bool_],
    result: Matched | None, side: int,
) -> Arm:  # fmt: skip
    return Arm(
        people=int(mine.sum()),
        unknown=int((mine & ~known).sum()),
        blank=int((mine & known & ~whole).sum()),
        beyond=int((mine & whole & ~reach).sum()),
        paired=0 if result is None else len(result.pairs[:, side]),
    )


def _blanks(people: pl.DataFrame, traits: list[Trait]) -> tuple[Blank, ...]:
    counts = []
    for trait in traits:
        missing = people.filter(pl.col(trait.key).is_null())["treated"]
        if missing.len():
            counts.append(Blank(trait.label, int(missing.sum()), int(missing.len() - missing.sum())))
    return tuple(counts)


def _balance(used: pl.DataFrame, traits: list[Trait], result: Matched) -> Any:
    columns = {trait.label: (used[trait.key], trait.how) for trait in traits}
    return balance_of(columns, used["treated"].to_numpy(), result)


def _levels(used: pl.DataFrame, result: Matched) -> Levels:
    return levels_of(used["y"].to_numpy(), used["treated"].to_numpy(), result.pairs)
