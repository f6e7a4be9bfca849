"""What an answer is made of besides numbers: the refusals of a question, a window, the last answers given."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import polars as pl

from metrics.errors import MetricError
from metrics.metric import Fact, Metric
from metrics.periods import GRAINS
from metrics.scope import Scope

MOST_KEPT = 2000
T = TypeVar("T")


PATIENT_TABLES = frozenset(
    {
        "stay", "board_now", "spells", "board", "quarantine", "return_patient", "clock_case", "clock_open",
        "failed_plan", "failed_discharges",
    }
)  # fmt: skip


class NothingLoaded(MetricError):
    """The store holds no version yet."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing is loaded yet: run `homeward demo` for the demonstration hospital, or `homeward load`."
        )


class CannotSplit(MetricError):
    """The metric's fact does not have that column."""

    def __init__(self, metric: Metric, column: str) -> None:
        have = ", ".join(metric.fact.splits)
        super().__init__(f"{metric.key} can't be split or narrowed by {column}: choose one of {have}.")


class NotKept(MetricError):
    """A region's figures were added up over that column."""

    def __init__(self, name: str, column: str, kept: Sequence[str]) -> None:
        super().__init__(
            f"{name} can't be split or narrowed by {column} in this store, whose figures are added up by "
            f"{', '.join(kept)}: see `splits` under [engine] in homeward.toml."
        )


class UnknownPlace(MetricError):
    """The data hold no such provider, site, ward or cohort; a sum over nothing would look like a true 0."""

    def __init__(self, column: str, value: str, known: list[str]) -> None:
        near = difflib.get_close_matches(value, known, 1)
        held = f"the data hold {len(known)} others; check its spelling." if known else "the data hold none at all."
        hint = f"did you mean {near[0]}?" if near else held
        super().__init__(f"There is no {column} called {value} in the data: {hint}")


class NotAllWards(MetricError):
    """A table of patients was asked for whole by somebody who may see some wards only."""

    def __init__(self, table: str) -> None:
        super().__init__(f"The table {table} holds the patients of every ward: ask for your wards' board in its place.")


class UnknownGrain(MetricError):
    """Not a grain of the contract."""

    def __init__(self, grain: str) -> None:
        super().__init__(f"There is no grain called {grain}: choose one of {', '.join(GRAINS)}.")


def check_splits(metric: Metric, narrowed: Sequence[str]) -> None:
    """Raise CannotSplit where the metric's fact does not have one of those columns."""
    for column in narrowed:
        if column not in metric.fact.splits:
            raise CannotSplit(metric, column)


def check_kept(name: str, fact: Fact, narrowed: Sequence[str], there: Sequence[str]) -> None:
    """Raise NotKept where one of those columns is a split of the fact, and not among those still `there`.

    narrowed: the columns asked for and those of the principal's limits. Summed over they are null, and a sum over the
    rows that fit would look like a true 0.
    """
    for column in narrowed:
        if column in fact.splits and column not in there:
            raise NotKept(name, column, there)


def check_places(scope: Scope, places: pl.DataFrame) -> None:
    """Raise UnknownPlace where the scope names a place that is not among `places`."""
    for column, values in scope.chosen().items():
        if column == "service":
            continue
        known = places[column].cast(pl.String).drop_nulls().unique().to_list()
        for value in values:
            if value not in known:
                raise UnknownPlace(column, value, known)


@dataclass(frozen=True)
class Window:
    """One number over a stretch of days: value and its parts; partial when not every day of it is covered."""

    value: float | None
    numerator: float | None
    denominator: float | None
    partial: bool | None


class Recent(dict[Any, T]):
    """The last `most` answers given, the oldest thrown away first."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        super().__init__()
        self.most = most

    def once(self, question: Any, make: Callable[[], T]) -> T:
        """The answer to a question, made where it is not remembered."""
        answer = self.get(question)
        if answer is None:
            answer = self[question] = make()
        if len(self) > self.most:
            for old in list(self)[: len(self) - self.most]:  # a copy: another thread may be keeping its own
                self.pop(old, None)
        return answer


class PatientsOnly(MetricError):
    """A figure that only those who may see patients are given."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is for those who may see patients: ask for that right, or choose another split.")


def named(codes: Sequence[str], most: int = 8) -> str:
    """The codes in a row, the first of them where they are many: "R01, R02 and 120 more"."""
    left = len(codes) - most
    return ", ".join(codes) if left <= 1 else f"{', '.join(codes[:most])} and {left} more"


def offered(places: pl.DataFrame, column: str) -> list[str]:
    """The values of a column of places, sorted: providers with a site, the others only where there is nobody else."""
    if column == "provider" and places["site"].null_count() < places.height:
        places = places.filter(pl.col("site").is_not_null())
    return places[column].unique().cast(pl.String).drop_nulls().sort().to_list()


def place_words(scope: Scope) -> str:
    """A scope's places as they stand in the audit log."""
    return "; ".join(f"{name}: {', '.join(values)}" for name, values in sorted(scope.chosen().items())) or "everywhere"


def asks_beyond(scope: Scope, days: list[date]) -> bool:
    """Whether the scope names a first or last day outside `days`, the covered ones."""
    before = scope.from_day is not None and scope.from_day < min(days)
    return before or (scope.to_day is not None and scope.to_day > max(days))


def inside(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The rows of a fact that the scope selects."""
    return rows.filter(scope.providers(), scope.days(), *scope.places("provider"))
