"""What an answer is made of besides numbers: the refusals of a question, a window, the last answers given."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from metrics.errors import MetricError
from metrics.metric import Metric
from metrics.periods import GRAINS
from metrics.scope import Scope

MOST_KEPT = 2000


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


@dataclass(frozen=True)
class Window:
    """One number over a stretch of days: value and its parts; partial when not every day of it is covered."""

    value: float | None
    numerator: float | None
    denominator: float | None
    partial: bool | None


class Recent(dict[Any, pl.DataFrame]):
    """The last answers given, the oldest thrown away first."""

    def keep(self, question: Any, answer: pl.DataFrame) -> None:
        """Remember an answer."""
        self[question] = answer
        while len(self) > MOST_KEPT:
            self.pop(next(iter(self)), None)


class PatientsOnly(MetricError):
    """A figure that only those who may see patients are given."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is for those who may see patients: ask for that right, or choose another split.")


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
