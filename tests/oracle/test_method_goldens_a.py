"""Sets S01 to S05 and S12 of the method goldens, field by field: R's and Python's answers at their own tolerance."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from metrics.effects import answers, counts, means, proportions, rates, series

METHODS = Path(__file__).parent / "goldens" / "methods"
Answers = Mapping[str, Any]


def expected(name: str) -> dict[str, Any]:
    return json.loads((METHODS / name / "expected.json").read_text(encoding="utf-8"))


def rows(name: str) -> pl.DataFrame:
    return pl.read_csv(METHODS / name / "input.csv")


def sides(name: str, *columns: str) -> list[np.ndarray]:
    """The columns before, then the columns after."""
    table = rows(name)
    return [
        table.filter(pl.col("period") == period)[column].to_numpy()
        for period in ("before", "after")
        for column in columns
    ]


def of_means(name: str) -> Answers:
    return means.fields(means.compare_means(*sides(name, "los_days")))


def of_proportions(name: str) -> Answers:
    before, after = sides(name, "home")
    change = proportions.compare_shares(int(before.sum()), len(before), int(after.sum()), len(after))
    return proportions.fields(change)


def of_rates(name: str) -> Answers:
    return rates.fields(rates.compare_rates(*sides(name, "events", "bed_days")))


def of_series(name: str) -> Answers:
    table = rows(name)
    start = expected(name)["settings"]["T0"]
    return series.fields(series.interrupted(table["week_index"].to_numpy(), table["y"].to_numpy(), start))


def of_counts(name: str) -> Answers:
    table = rows(name)
    columns = [table[column].to_numpy() for column in ("week_index", "events", "bed_days")]
    return counts.fields(counts.interrupted_counts(*columns, expected(name)["settings"]["T0"]))


def of_calc(name: str) -> Answers:
    return answers.fields(expected(name)["settings"])


FAMILIES: dict[str, Callable[[str], Answers]] = {
    "S01_means": of_means,
    "S02_proportions": of_proportions,
    "S03_rates": of_rates,
    "S04_its": of_series,
    "S05_its_count": of_counts,
    "S12_calc": of_calc,
}
FIELDS = [(name, field) for name in FAMILIES for field in expected(name)["expected"]]


@cache
def computed(name: str) -> Answers:
    return FAMILIES[name](name)


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_field(name: str, field: str) -> None:
    golden = expected(name)["expected"][field]
    found, wanted = np.atleast_1d(computed(name)[field]), np.atleast_1d(golden["value"])
    assert found.shape == wanted.shape
    assert np.all(np.abs(found - wanted) <= golden["atol"] + golden["rtol"] * np.abs(wanted)), (found, wanted)


def test_the_sets_have_their_fields() -> None:
    """A set that lost fields would pass in silence."""
    assert {name: len(expected(name)["expected"]) for name in FAMILIES} == {
        "S01_means": 28,
        "S02_proportions": 21,
        "S03_rates": 18,
        "S04_its": 62,
        "S05_its_count": 24,
        "S12_calc": 40,
    }


def test_the_right_score_interval_is_the_one_shown() -> None:
    """The reference's score_mn carries statsmodels issue 10269; the restricted likelihood's own maximum says this."""
    found = computed("S02_proportions")
    assert found["score_mn_right_lo"] == pytest.approx(-0.0407699642, abs=1e-9)
    assert found["score_mn_right_hi"] == pytest.approx(0.0869198976, abs=1e-9)
