"""The small engine: sums first, divided last, on frames made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from metrics.catalogue import METRICS
from metrics.compute import compute
from metrics.metric import CENSUS, DISCHARGE, FRONT_DOOR, RETURN_DAY, Metric, Shape, patients, total
from metrics.periods import Grain

MONDAY = 6  # 6 January 2025


def made(shape: Shape, numerator: pl.Expr, denominator: pl.Expr | None = None, **options: Any) -> Metric:
    given: dict[str, Any] = {"fact": DISCHARGE, **options}
    return Metric(
        key="made", label="Made", shape=shape, numerator=numerator, denominator=denominator, unit="count",
        direction="lower", definition="", formula="", source="", reviewed=date(2026, 11, 22), **given,
    )  # fmt: skip


def january(day: int) -> date:
    return date(2025, 1, day)


def rows_of(*rows: tuple[int, str, int, float | None], **columns: Sequence[Any]) -> pl.DataFrame:
    """Fact rows of (day of January, provider, patients, delay)."""
    days, providers, counted, delays = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pl.DataFrame(
        {
            "stat_date": [january(day) for day in days],
            "provider": providers,
            "patients": counted,
            "delay": delays,
            **columns,
        },
        schema_overrides={"stat_date": pl.Date, "provider": pl.String, "patients": pl.Int32, "delay": pl.Float64},
    )


def cover_of(**providers: Sequence[int]) -> pl.DataFrame:
    pairs = [(name, january(day)) for name, days in providers.items() for day in days]
    return pl.DataFrame(pairs, schema={"provider": pl.String, "stat_date": pl.Date}, orient="row")


WEEK, FORTNIGHT = range(6, 13), range(6, 20)
FLOW = made("flow", patients())
STOCK = made("stock", patients(), fact=CENSUS)
RATIO = made("ratio", total(pl.col("delay")), patients())
WEEKEND = made("weekend", patients())


def quantile(q: float) -> Metric:
    return made("quantile", pl.col("delay"), pl.col("patients"), quantile=q)


def result(
    metric: Metric, rows: pl.DataFrame, cover: pl.DataFrame, grain: Grain = "week", by: str | None = None
) -> list[tuple[Any, ...]]:
    """(start, [group,] value, numerator, denominator, partial) of every row."""
    found = compute(metric, rows, cover, grain, by)
    keys = ["period_start", by] if by else ["period_start"]
    return found.select(*keys, "value", "numerator", "denominator", "partial").rows()


def test_a_flow_is_summed_and_a_day_without_rows_is_a_true_0() -> None:
    rows = rows_of((6, "RX1", 1, None), (6, "RX1", 2, None), (14, "RX1", 3, None))
    assert result(FLOW, rows, cover_of(RX1=range(6, 27))) == [
        (january(6), 3, 3, None, False),
        (january(13), 3, 3, None, False),
        (january(20), 0, 0, None, False),
    ]
    assert result(FLOW, rows, cover_of(RX1=WEEK), "day")[:2] == [
        (january(6), 3, 3, None, False),
        (january(7), 0, 0, None, False),
    ]


def test_a_stock_is_averaged_over_the_days_that_any_provider_covers() -> None:
    rows = rows_of((6, "RX1", 7, None), (7, "RX1", 7, None), (8, "RX2", 14, None))
    assert result(STOCK, rows, cover_of(RX1=(6, 7), RX2=(7, 8))) == [(january(6), 28 / 3, 28, 3, True)]
    assert result(STOCK, rows, cover_of(RX1=WEEK, RX2=WEEK)) == [(january(6), 4, 28, 7, False)]


def test_a_stock_split_by_provider_has_each_providers_own_days() -> None:
    rows = rows_of((6, "RX1", 7, None), (7, "RX1", 7, None), (8, "RX2", 14, None))
    assert result(STOCK, rows, cover_of(RX1=WEEK, RX2=(8, 9)), by="provider") == [
        (january(6), "RX1", 2, 14, 7, False),
        (january(6), "RX2", 7, 14, 2, True),
    ]


def test_a_stock_of_any_other_split_has_the_scopes_days() -> None:
    rows = rows_of((6, "RX1", 7, None), (8, "RX2", 14, None), sex=["F", "M"])
    assert result(STOCK, rows, cover_of(RX1=WEEK, RX2=(8, 9)), by="sex") == [
        (january(6), "F", 1, 7, 7, True),
        (january(6), "M", 2, 14, 7, True),
    ]


def test_a_ward_has_the_days_of_its_provider() -> None:
    rows = rows_of((6, "RX1", 7, None), (8, "RX2", 14, None), ward=["Ash", "Elm"])
    assert result(STOCK, rows, cover_of(RX1=WEEK, RX2=(8, 9)), by="ward") == [
        (january(6), "Ash", 1, 7, 7, False),
        (january(6), "Elm", 7, 14, 2, True),
    ]


def test_a_ratio_is_sum_over_sum_weighted_by_patients() -> None:
    rows = rows_of((6, "RX1", 1, 10), (7, "RX1", 4, 0), (14, "RX1", 1, 6))
    cover = cover_of(RX1=FORTNIGHT)
    assert result(RATIO, rows, cover) == [(january(6), 2, 10, 5, False), (january(13), 6, 6, 1, False)]
    # 16 / 6 over both weeks, not the mean of 2 and 6
    assert result(RATIO, rows, cover, "month") == [(january(1), pytest.approx(16 / 6), 16, 6, True)]


def test_a_ratio_with_nothing_to_divide_by_is_null_and_not_0() -> None:
    assert result(RATIO, rows_of((14, "RX1", 1, 2)), cover_of(RX1=FORTNIGHT)) == [
        (january(6), None, 0, 0, False),
        (january(13), 2, 2, 1, False),
    ]
    assert result(RATIO, rows_of(), cover_of(RX1=WEEK)) == [(january(6), None, 0, 0, False)]


def test_where_leaves_rows_out_of_both_parts() -> None:
    share = made("ratio", pl.col("part"), pl.col("whole"), where=pl.col("part").is_not_null(), fact=FRONT_DOOR)
    rows = pl.DataFrame(
        {"stat_date": [january(6), january(7)], "provider": ["RX1"] * 2, "part": [3, None], "whole": [4, 100]}
    )
    assert result(share, rows, cover_of(RX1=WEEK)) == [(january(6), 0.75, 3, 4, False)]


def test_a_flow_that_was_not_submitted_is_null_and_one_without_rows_is_0() -> None:
    flow = made("flow", pl.col("avoided"), fact=FRONT_DOOR)
    rows = pl.DataFrame(
        {
            "stat_date": [january(6), january(7), january(14)], "provider": ["RX1"] * 3, "avoided": [2, None, None],
            "site": ["A", "B", "A"],
        }
    )  # fmt: skip
    cover = cover_of(RX1=range(6, 27))
    assert [row[1] for row in result(flow, rows, cover)] == [2, None, 0]
    assert [row[1:3] for row in result(flow, rows, cover, by="site") if row[0] == january(6)] == [("A", 2), ("B", None)]


@pytest.mark.parametrize(
    ("q", "value"),
    [(0.5, 1), (0.51, 2), (0.9, 2), (0.91, 9), (1.0, 9)],
    ids=["half", "over half", "nine in ten", "over", "all"],
)
def test_a_quantile_is_the_weighted_nearest_rank(q: float, value: float) -> None:
    # ten patients: 0 0 1 1 1 | 2 2 2 2 | 9
    rows = rows_of((6, "RX1", 2, 0), (7, "RX1", 3, 1), (8, "RX1", 1, 2), (9, "RX1", 3, 2), (10, "RX1", 1, 9))
    assert result(quantile(q), rows, cover_of(RX1=WEEK)) == [(january(6), value, None, 10, False)]


def test_a_quantile_is_a_value_that_occurs_and_nulls_weigh_nothing() -> None:
    rows = rows_of((6, "RX1", 1, 0), (6, "RX1", 1, 10), (6, "RX1", 50, None))
    assert result(quantile(0.5), rows, cover_of(RX1=WEEK)) == [(january(6), 0, None, 2, False)]


def test_a_quantile_of_nobody_is_null() -> None:
    assert result(quantile(0.5), rows_of((6, "RX1", 1, 4)), cover_of(RX1=FORTNIGHT)) == [
        (january(6), 4, None, 1, False),
        (january(13), None, None, 0, False),
    ]


def test_a_weekend_is_held_against_a_weekday_per_covered_day() -> None:
    # Saturday 11 and Sunday 12: 3 a day; Monday 6 to Friday 10: 6 in all, 1.2 a day
    rows = rows_of((6, "RX1", 5, None), (10, "RX1", 1, None), (11, "RX1", 2, None), (12, "RX1", 4, None))
    assert result(WEEKEND, rows, cover_of(RX1=WEEK)) == [(january(6), 2.5, 3, 1.2, False)]
    # only Friday to Sunday covered: 3 a weekend day against 1 a weekday
    later = rows.filter(pl.col("stat_date") >= january(10))
    assert result(WEEKEND, later, cover_of(RX1=(10, 11, 12))) == [(january(6), 3, 3, 1, True)]


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        (rows_of((6, "RX1", 5, None)), (6, 7)),
        (rows_of((11, "RX1", 5, None)), (11, 12)),
        (rows_of((11, "RX1", 5, None)), range(6, 13)),
    ],
    ids=["no weekend day", "no weekday", "no weekday discharges"],
)
def test_a_weekend_ratio_needs_both_kinds_of_day(rows: pl.DataFrame, days: Sequence[int]) -> None:
    ((_, value, *_),) = result(WEEKEND, rows, cover_of(RX1=days))
    assert value is None


def test_no_weekend_discharges_are_a_ratio_of_0() -> None:
    ((_, value, *_),) = result(WEEKEND, rows_of((6, "RX1", 5, None)), cover_of(RX1=WEEK))
    assert value == 0


def test_a_gap_has_no_number_whatever_the_shape() -> None:
    rows = rows_of((6, "RX1", 1, 3), (20, "RX1", 1, 3))
    cover = cover_of(RX1=[*range(6, 13), *range(20, 27)])
    for metric in (FLOW, STOCK, RATIO, quantile(0.5), WEEKEND):
        found = {row[0]: row[1:] for row in result(metric, rows, cover)}
        assert found[january(13)] == (None, None, None, True), metric.shape


def test_a_null_group_stays_and_comes_last() -> None:
    rows = rows_of((6, "RX1", 1, 2), (6, "RX1", 2, 4), sex=["F", None])
    assert result(FLOW, rows, cover_of(RX1=WEEK), by="sex") == [
        (january(6), "F", 1, 1, None, False),
        (january(6), None, 2, 2, None, False),
    ]
    assert result(quantile(0.5), rows, cover_of(RX1=WEEK), by="sex") == [
        (january(6), "F", 2, None, 1, False),
        (january(6), None, 4, None, 2, False),
    ]
    placed = rows.rename({"sex": "ward"})
    assert result(RATIO, placed, cover_of(RX1=WEEK), by="ward") == [
        (january(6), "F", 2, 2, 1, False),
        (january(6), None, 4, 8, 2, False),
    ]


def test_a_group_stands_in_every_period_of_its_days() -> None:
    rows = rows_of((6, "RX1", 1, 2), (13, "RX1", 1, 2), sex=["F", "M"])
    assert [row[:3] for row in result(FLOW, rows, cover_of(RX1=FORTNIGHT), by="sex")] == [
        (january(6), "F", 1),
        (january(13), "F", 0),
        (january(6), "M", 0),
        (january(13), "M", 1),
    ]


def test_the_year_of_a_flow_is_the_financial_year() -> None:
    days = [date(2024, 3, 31), date(2024, 4, 1), date(2025, 3, 31), date(2025, 4, 1)]
    rows = pl.DataFrame({"stat_date": days, "provider": ["RX1"] * 4, "patients": [1, 2, 3, 4]})
    cover = pl.DataFrame({"stat_date": pl.date_range(days[0], days[-1], "1d", eager=True)}).with_columns(
        provider=pl.lit("RX1")
    )
    assert result(FLOW, rows, cover, "year") == [
        (date(2023, 4, 1), 1, 1, None, True),
        (date(2024, 4, 1), 5, 5, None, False),
        (date(2025, 4, 1), 4, 4, None, True),
    ]


def test_returns_say_how_many_providers_stand_behind_a_number() -> None:
    returns = made("stock", pl.col("patients"), fact=RETURN_DAY)
    found = compute(returns, rows_of((6, "RX1", 7, None)), cover_of(RX1=WEEK, RX2=range(13, 20)), "week")
    assert found.select("providers", "of", "partial").rows() == [(1, 2, False), (1, 2, False)]


def test_a_covered_window_without_rows_is_a_true_0_for_what_is_counted_and_null_for_what_is_divided() -> None:
    values = [result(metric, rows_of(), cover_of(RX1=WEEK), "window")[0][1] for metric in (FLOW, STOCK, RATIO, WEEKEND)]
    assert values == [0, 0, None, None]
    assert result(quantile(0.5), rows_of(), cover_of(RX1=WEEK), "window")[0][1] is None


@pytest.mark.parametrize("metric", [FLOW, STOCK, RATIO, quantile(0.5), WEEKEND], ids=lambda metric: metric.shape)
@pytest.mark.parametrize("by", [None, "sex", "provider"])
def test_every_shape_answers_with_the_same_columns(metric: Metric, by: str | None) -> None:
    found = compute(metric, rows_of((6, "RX1", 1, 2), sex=["F"]), cover_of(RX1=WEEK), "week", by)
    assert dict(found.schema) == {
        "period_start": pl.Date, **({by: pl.String} if by else {}), "value": pl.Float64, "numerator": pl.Float64,
        "denominator": pl.Float64, "partial": pl.Boolean,
    }  # fmt: skip


def test_the_catalogue_uses_no_other_shape() -> None:
    assert {metric.shape for metric in METRICS.values()} <= {"flow", "stock", "ratio", "quantile", "weekend"}
