"""What a scope selects."""

from __future__ import annotations

from datetime import date

import polars as pl

from metrics.scope import Scope

ROWS = pl.DataFrame(
    {
        "stat_date": [date(2025, 1, day) for day in (1, 2, 3, 4)],
        "provider": ["RX1", "RX1", "RX2", "ENG"],
        "site": ["A", "B", "C", None],
        "ward": ["Ash", "Elm", "Ash", None],
        "cohort": ["hub", None, "hub", None],
    }
)


def days(scope: Scope) -> list[int]:
    """The days of January of the rows that a scope selects."""
    chosen = ROWS.filter(scope.providers(), scope.days(), *scope.places("provider"))
    return [day.day for day in chosen["stat_date"]]


def test_nothing_chosen_is_everything_but_the_national_rows() -> None:
    assert days(Scope()) == [1, 2, 3]
    assert Scope().chosen() == {}


def test_the_national_row_is_in_when_it_is_named() -> None:
    assert days(Scope(provider="ENG")) == [4]
    assert days(Scope(provider=("ENG", "RX2"))) == [3, 4]


def test_one_place_or_several() -> None:
    assert days(Scope(site="A")) == [1]
    assert days(Scope(site=("A", "C"))) == [1, 3]
    assert days(Scope(ward="Ash", provider="RX2")) == [3]
    assert days(Scope(cohort="hub", ward=("Ash", "Elm"))) == [1, 3]


def test_both_days_are_inside() -> None:
    assert days(Scope(from_day=date(2025, 1, 2))) == [2, 3]
    assert days(Scope(to_day=date(2025, 1, 2))) == [1, 2]
    assert days(Scope(from_day=date(2025, 1, 2), to_day=date(2025, 1, 2))) == [2]


def test_a_row_without_a_value_is_not_in_a_chosen_place() -> None:
    assert days(Scope(provider=("RX1", "ENG"), cohort="hub")) == [1]


def test_chosen_columns_hold_all_their_values() -> None:
    assert Scope(site="A", ward=("Ash", "Elm")).chosen() == {"site": ("A",), "ward": ("Ash", "Elm")}


def test_places_can_be_left_out() -> None:
    assert len(Scope(provider="RX1", site="A", ward="Ash").places()) == 3
    assert len(Scope(provider="RX1", site="A", ward="Ash").places("provider", "ward")) == 1
