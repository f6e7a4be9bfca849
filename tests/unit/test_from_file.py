"""A file through the estimator of its family: every field of the goldens, and one sentence where it can't be."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from metrics.effects.from_file import Settings, compare_file
from metrics.errors import MetricError

METHODS = Path(__file__).parents[1] / "oracle" / "goldens" / "methods"
NAMES = sorted(path.parent.name for path in METHODS.glob("*/input.csv"))


def text(name: str) -> pl.DataFrame:
    return pl.read_csv(METHODS / name / "input.csv", infer_schema=False)


def settings(name: str) -> Settings:
    given = json.loads((METHODS / name / "expected.json").read_text("utf-8"))["settings"]
    start = given.get("A", given.get("T0"))
    return Settings(start=None if start is None else str(start), until=str(given["B"]) if "B" in given else None)


def series(values: list[float], first: date = date(2025, 1, 6), step: int = 7) -> pl.DataFrame:
    days = [str(first + timedelta(days=step * place)) for place in range(len(values))]
    return pl.DataFrame({"Date": days, " value ": [str(value) for value in values]})


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_the_family(name: str) -> None:
    golden = json.loads((METHODS / name / "expected.json").read_text("utf-8"))["expected"]

    found = compare_file(text(name), settings(name))

    assert found["family"] == name.split("_", 1)[1]
    json.dumps(found, allow_nan=False)
    apart = [
        field
        for field, answer in golden.items()
        if not abs(found[field] - answer["value"]) <= answer["atol"] + answer["rtol"] * abs(answer["value"])
    ]
    assert apart == []


def test_a_date_is_found_among_the_weeks() -> None:
    by_number = compare_file(text("S04_its"), Settings(start="72"))
    assert compare_file(text("S04_its"), Settings(start="2025-02-17")) == by_number


def test_the_direction_decides_between_better_and_worse() -> None:
    found = [compare_file(text("S10_matched"), Settings(direction=way)) for way in ("lower", "higher")]
    assert [one["verdict"]["verdict"] for one in found] == ["improved", "worse"]
    assert found[0]["verdict"]["change"] == found[0]["att"]


def test_a_short_series_is_compared_simply_and_says_why() -> None:
    found = compare_file(series([5.0, 6.0, 5.5, 6.5, 1.0, 2.0, 1.5, 2.5]), Settings(start="2025-02-03"))

    assert (found["family"], found["verdict"]["verdict"]) == ("before_after", "improved")
    assert (found["n_before"], found["n_after"], found["mean_before"], found["diff_mean"]) == (4, 4, 5.75, -4.0)
    assert "needs 12 on each side" in found["notes"][0]


def test_the_week_of_the_start_belongs_to_neither_side() -> None:
    found = compare_file(series([5.0, 6.0, 5.5, 6.5, 99.0, 1.0, 2.0, 1.5, 2.5]), Settings(start="2025-02-05"))

    assert (found["n_before"], found["n_after"], found["diff_mean"]) == (4, 4, -4.0)
    assert found["notes"][-1] == "The week that began on 2025-02-03 holds the start itself and is left out."


def test_days_are_averaged_over_weeks_from_the_start() -> None:
    levels = [5.0, 6.0, 5.5, 6.5, 1.0, 2.0, 1.5, 2.5]
    daily = series([99.0, 99.0, *(level for level in levels for _ in range(7))], step=1)

    found = compare_file(daily, Settings(start="2025-02-05"))

    assert (found["n_before"], found["n_after"], found["mean_before"], found["mean_after"]) == (4, 4, 5.75, 1.75)


def test_a_long_series_has_both_answers() -> None:
    values = [10 + (place % 3) + (place % 5) / 2 - 4 * (place >= 60) for place in range(100)]
    found = compare_file(series(values), Settings(start=str(date(2025, 1, 6) + timedelta(weeks=60))))

    assert (found["family"], found["verdict"]["verdict"]) == ("its", "improved")
    assert found["reml_avg_effect"] == pytest.approx(-4, abs=0.5)
    assert found["n_before"] == 60


def test_months_are_compared_simply() -> None:
    months = [date(2025 + place // 12, place % 12 + 1, 1) for place in range(12)]
    values = [9.0, 10.0, 9.5, 10.5, 9.0, 10.0, 4.0, 5.0, 4.5, 5.5, 4.0, 5.0]
    rows = pl.DataFrame({"date": [str(day) for day in months], "value": [str(value) for value in values]})

    found = compare_file(rows, Settings(start="2025-07-01"))

    assert (found["n_before"], found["n_after"]) == (6, 6)
    assert "by month" in found["notes"][0]


@pytest.mark.parametrize(
    ("rows", "given", "said"),
    [
        (pl.DataFrame({"a": ["1"]}), Settings(), "The columns a are of no known comparison"),
        (series([1.0] * 30), Settings(), "doesn't say on which day the change began"),
        (series([1.0] * 30), Settings(start="soon"), "The start soon is not a date"),
        (series([1.0] * 30), Settings(start="2025-03-03", method="wards"), "choose auto or series or before_after"),
        (series([1.0] * 3), Settings(start="2025-01-13"), "needs 4 on each side"),
        (pl.DataFrame({"period": ["before"], "los_days": ["x"]}), Settings(), "holds 'x' in row 1 of the file"),
        (pl.DataFrame({"period": ["then"], "home": ["1"]}), Settings(), "may hold before and after only"),
        (pl.DataFrame({"date": ["2025-01-06"] * 2, "value": ["1", "2"]}), Settings(start="2025-01-06"), "twice"),
        (pl.DataFrame(schema={"date": pl.String, "value": pl.String}), Settings(), "no rows under its heading"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(rows: pl.DataFrame, given: Settings, said: str) -> None:
    with pytest.raises(MetricError, match=said) as refusal:
        compare_file(rows, given)
    assert str(refusal.value).endswith(".")
