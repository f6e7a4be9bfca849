"""The icon matrix: what it says of a place is what that place's own chart says."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from metrics import catalogue
from metrics.baseline import freeze
from metrics.groups import groups
from metrics.matrix import SCHEMA, Line, matrix
from metrics.spc import Rules
from metrics.trend import trend

MONDAY = date(2026, 1, 5)
STEADY = [4.0, 6.0] * 15
UP = [*([4.0, 6.0] * 14), 5.0, 30.0]
DAYS, HOME, BOTH = (catalogue.metric(key) for key in ("days_past_ctr", "home_share", "pathway_0_share"))


def series(name: str, values: list[float | None], start: date = MONDAY, *, running: bool = False) -> pl.DataFrame:
    """A weekly series; with `running` its last week is not over."""
    count = len(values)
    return pl.DataFrame({
        "name": [name] * count, "period_start": [start + timedelta(weeks=at) for at in range(count)], "value": values,
        "numerator": values, "denominator": [20.0] * count,
        "partial": [running and at == count - 1 for at in range(count)],
    }, schema_overrides={"value": pl.Float64, "numerator": pl.Float64})  # fmt: skip


def row(rows: pl.DataFrame, metric: str, name: str) -> dict[str, object]:
    return rows.filter(pl.col("metric") == metric, pl.col("name") == name).row(0, named=True)


def test_the_icon_depends_on_which_way_is_better() -> None:
    values = pl.concat([series("A", UP), series("B", STEADY)])
    rows = matrix([Line(metric, values) for metric in (DAYS, HOME, BOTH)])
    assert [row(rows, metric.key, "A")["variation"] for metric in (DAYS, HOME, BOTH)] == [
        "concern_high", "improvement_high", "neutral_high",
    ]  # fmt: skip
    assert row(rows, "days_past_ctr", "A")["cause"] == "Above UCL"
    assert row(rows, "days_past_ctr", "A")["n"] == 20.0
    assert row(rows, "days_past_ctr", "B")["variation"] == "common_cause"


def test_rows_are_in_the_order_of_the_measures_and_the_names_of_the_places() -> None:
    values = pl.concat([series("B", STEADY), series("A", STEADY)])
    rows = matrix([Line(HOME, values), Line(DAYS, values)])
    assert rows.select("metric", "name").rows() == [
        ("home_share", "A"), ("home_share", "B"), ("days_past_ctr", "A"), ("days_past_ctr", "B"),
    ]  # fmt: skip


def test_every_place_reads_as_its_own_chart_does() -> None:
    wards = {"A": UP, "B": STEADY, "C": [None, *STEADY[1:]], "D": [*STEADY[:9], None, *STEADY[10:]], "E": STEADY[:5]}
    values = pl.concat([series(name, found, running=True) for name, found in wards.items() if name != "E"])
    values = pl.concat([values, series("E", wards["E"], MONDAY + timedelta(weeks=24))])
    rows = matrix([Line(DAYS, values, targets={"A": 3.0, "B": 20.0})])
    for name in wards:
        mine, own = row(rows, "days_past_ctr", name), values.filter(pl.col("name") == name)
        chart = trend(DAYS, own, "week", target={"A": 3.0, "B": 20.0}.get(name))
        assert chart.latest is not None
        same = ("date", "value", "mean", "lpl", "upl", "shown_as")
        assert {key: mine[key] for key in same} == {key: chart.latest[key] for key in same}
        assert (mine["variation"], mine["assurance"], mine["advice"]) == (
            chart.variation, chart.assurance, chart.advice,
        )  # fmt: skip
    assert row(rows, "days_past_ctr", "E")["advice"] == "too_few_points"
    assert row(rows, "days_past_ctr", "B")["assurance"] == "pass"


@pytest.mark.parametrize("frozen", [False, True])
def test_the_run_length_that_a_store_has_chosen_holds_in_the_matrix_too(frozen: bool) -> None:
    values = series("A", [*STEADY[:25], *[6.0, 6.5, 6.2, 6.4, 6.1, 6.3]])  # six in a row on one side
    base = {"A": freeze(values, MONDAY, MONDAY + timedelta(weeks=20), grain="week")} if frozen else {}
    for rules, signal in ((Rules(), False), (Rules(shift_length=6), True)):
        found = row(matrix([Line(DAYS, values, baselines=base)], rules=rules), "days_past_ctr", "A")
        chart = trend(DAYS, values, "week", baseline=base.get("A"), rules=rules)
        assert (found["variation"] == "concern_high", found["variation"]) == (signal, chart.variation)


def test_a_running_week_counts_nowhere() -> None:
    rows = matrix([Line(DAYS, series("A", UP, running=True))])
    assert (rows["date"][0], rows["value"][0], rows["variation"][0]) == (
        MONDAY + timedelta(weeks=28),
        5.0,
        "common_cause",
    )


def test_a_place_without_a_value_now_has_no_icon_and_says_when_it_had_one() -> None:
    values = pl.concat([series("A", STEADY), series("Closed", [*UP[:28], None, None])])
    found = row(matrix([Line(DAYS, values)]), "days_past_ctr", "Closed")
    assert (found["value"], found["variation"], found["last"]) == (None, None, MONDAY + timedelta(weeks=27))
    assert found["date"] == MONDAY + timedelta(weeks=29)


def test_a_place_that_never_had_a_value_stands_there_without_one() -> None:
    values = pl.concat([series("A", STEADY), series("Empty", [None] * 30)])
    rows = matrix([Line(DAYS, values), Line(HOME, pl.concat([series("A", STEADY), series("Empty", STEADY)]))])
    found = row(rows, "days_past_ctr", "Empty")
    assert (found["value"], found["last"], found["variation"]) == (None, None, None)


def test_nothing_at_all_is_an_empty_frame_with_its_columns() -> None:
    rows = matrix([Line(DAYS, series("A", [None, None]))])
    assert (rows.height, rows.columns) == (0, list(SCHEMA))


def test_a_rebase_starts_new_limits_for_its_place_alone() -> None:
    values = [*([4.0, 6.0] * 14), *([14.0, 16.0] * 8)]
    lines = Line(DAYS, pl.concat([series("A", values), series("B", values)]), rebases={"A": [date(2026, 7, 22)]})
    rows = matrix([lines])
    assert (row(rows, "days_past_ctr", "A")["mean"], row(rows, "days_past_ctr", "B")["variation"]) == (
        15.0,
        "concern_high",
    )
    assert row(rows, "days_past_ctr", "A")["variation"] == "common_cause"


def test_a_frozen_baseline_is_read_as_on_its_own_chart() -> None:
    values = series("A", [*([4.0, 6.0] * 8), *([14.0, 16.0] * 8)])
    frozen = freeze(values, MONDAY, MONDAY + timedelta(weeks=16, days=-1), grain="week")
    found = matrix([Line(DAYS, values, baselines={"A": frozen})]).row(0, named=True)
    assert (found["mean"], found["variation"]) == (pytest.approx(5.0), "concern_high")


def test_one_calculation_holds_a_thousand_charts() -> None:
    lines = [
        Line(metric, pl.concat([series(f"W{ward:02}", STEADY) for ward in range(40)]))
        for metric in catalogue.METRICS.values()
        if metric.shape in ("ratio", "stock")
    ][:25]
    rows = matrix(lines)
    assert (rows.height, rows["variation"].unique().to_list()) == (1000, ["common_cause"])


def test_a_break_in_the_definition_starts_limits_anew_as_on_the_measure_s_own_chart() -> None:
    """Going home changed its meaning on 27 May 2024: a cell must not differ from the chart that it opens."""
    values = series("A", [*([0.2, 0.3] * 15), *([0.8, 0.9] * 15)], date(2023, 10, 30))
    found = row(matrix([Line(HOME, values)]), "home_share", "A")
    own = trend(HOME, values.drop("name"), "week")
    assert own.latest is not None
    assert (found["mean"], found["shown_as"]) == (own.latest["mean"], own.latest["shown_as"])
    split = groups(HOME, values, "name")
    assert split is not None
    assert split.latest["mean"].to_list() == [own.latest["mean"]]
