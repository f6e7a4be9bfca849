"""Comparisons of wards and people against the reference answers: every expected field of sets S06 to S11."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from metrics.effects import controlled, did, length_bias, matched, staggered, survival, synthetic
from metrics.effects.cohort import cohort
from metrics.effects.panel import Panel, panel

GOLDENS = Path(__file__).parent / "goldens" / "methods"
COVARIATES = ("age", "frailty", "non_elective", "prior_admissions")
FIELDS = {
    "S06_did": 53,
    "S07_staggered": 16,
    "S08_synth": 17,
    "S09_survival": 88,
    "S10_matched": 18,
    "S11_lengthbias": 20,
}


@cache
def golden(name: str) -> dict[str, Any]:
    return json.loads((GOLDENS / name / "expected.json").read_text("utf-8"))


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (GOLDENS / name / "input.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(name: str, column: str, **where: str) -> list[float]:
    """A column as numbers, nan for a blank, of the rows that match."""
    kept = [row for row in rows(name) if all(row[key] == value for key, value in where.items())]
    return [float(row[column] or "nan") for row in kept]


def ward_weeks(name: str) -> Panel:
    wards = [row["ward"] for row in rows(name)]
    return panel(wards, numbers(name, "week_index"), numbers(name, "y"), numbers(name, "start_week"))


def by_did(name: str) -> dict[str, float]:
    return did.fields(did.did(ward_weeks(name))) | controlled.fields(controlled.controlled(ward_weeks(name)))


def by_staggered(name: str) -> dict[str, float]:
    return staggered.fields(staggered.staggered(ward_weeks(name)))


def by_synthetic(name: str) -> dict[str, float]:
    units = [row["unit"] for row in rows(name)]
    start = float(golden(name)["settings"]["T0"])
    starts = [start if unit == "TREATED" else float("nan") for unit in units]
    areas = panel(units, numbers(name, "week_index"), numbers(name, "y"), starts)
    return synthetic.fields(synthetic.of_panel(areas))


def by_survival(name: str) -> dict[str, float]:
    people = [
        cohort(numbers(name, "days_since_ready", period=period), numbers(name, "event", period=period))
        for period in ("before", "after")
    ]
    return survival.fields(survival.survival(*people))


def by_matching(name: str) -> dict[str, float]:
    covariates = {column: numbers(name, column) for column in COVARIATES}
    return matched.fields(matched.matched(numbers(name, "treated"), numbers(name, "los_days"), covariates))


def by_window(name: str) -> dict[str, float]:
    settings = golden(name)["settings"]
    window = (settings["A"], settings["B"])
    return length_bias.fields(length_bias.length_bias(numbers(name, "ready_t"), numbers(name, "end_t"), window))


FAMILIES: dict[str, Callable[[str], dict[str, float]]] = {
    "S06_did": by_did,
    "S07_staggered": by_staggered,
    "S08_synth": by_synthetic,
    "S09_survival": by_survival,
    "S10_matched": by_matching,
    "S11_lengthbias": by_window,
}


@pytest.mark.parametrize("name", FAMILIES)
def test_the_set_is_whole(name: str) -> None:
    assert len(golden(name)["expected"]) == FIELDS[name]


@pytest.mark.parametrize("name", FAMILIES)
def test_every_field_is_produced_and_agrees(name: str) -> None:
    found, expected = FAMILIES[name](name), golden(name)["expected"]

    missing = [field for field in expected if field not in found]
    apart = [
        f"{field}: {found[field]}, not {answer['value']}"
        for field, answer in expected.items()
        if field in found
        and not abs(found[field] - answer["value"]) <= answer["atol"] + answer["rtol"] * abs(answer["value"])
    ]

    assert (missing, apart) == ([], [])


@pytest.mark.parametrize("name", FAMILIES)
def test_every_field_is_a_plain_finite_number(name: str) -> None:
    document = FAMILIES[name](name)

    assert json.loads(json.dumps(document, allow_nan=False)) == document
