"""What the product says beside the reference, where limits and signals should not be read as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from spc_series import chart, frame, weeks

from metrics.spc import SpcOptions, spc


def guidance(values: Sequence[float | None], **options: Any) -> dict[str, Any]:
    return chart(values, **options).guidance.row(0, named=True)


def test_an_ordinary_series_needs_no_advice() -> None:
    assert guidance([10, 12] * 10, target=5) == {
        "facet": None,
        "advice": None,
        "trustworthy": True,
        "variation_icon": "common_cause",
        "assurance_type": "consistent_pass",
        "assurance_icon": "pass",
    }


def test_too_few_values_give_no_icons_and_no_colours() -> None:
    found = chart([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], target=5)

    assert found.rows["special_cause"].any()
    assert found.rows["shown_as"].unique().to_list() == ["common_cause"]
    assert found.guidance.row(0) == (None, "too_few_points", False, None, None, None)


def test_thirteen_values_are_enough() -> None:
    assert guidance([10, 12] * 6 + [11])["advice"] is None


def test_missing_rows_do_not_count_as_points() -> None:
    assert guidance([10, 12] * 6 + [None])["advice"] == "too_few_points"


def test_too_soon_after_a_rebase_only_the_new_segment_is_grey() -> None:
    found = chart([10, 12] * 7 + [40] + [20, 22], rebase=[weeks(17)[15]])

    assert found.guidance["advice"].to_list() == ["too_few_points"]
    assert found.rows["shown_as"][14] == "special_cause_improvement"


@pytest.mark.parametrize(
    ("improvement", "target", "kind"),
    [
        ("increase", 0.95, "consistent_pass"),
        ("increase", 1.0, "consistent_pass"),
        ("decrease", 0.95, "consistent_fail"),
        ("decrease", 1.0, "consistent_pass"),
        ("neutral", 0.95, None),
        ("increase", None, None),
    ],
)
def test_a_constant_hundred_per_cent_is_judged_by_its_value(
    improvement: str, target: float | None, kind: str | None
) -> None:
    found = guidance([1.0] * 20, improvement=improvement, target=target)

    assert (found["advice"], found["trustworthy"], found["variation_icon"]) == ("constant", True, "common_cause")
    assert found["assurance_type"] == kind


def test_mostly_zeros_flag_nothing() -> None:
    found = chart(([0.0] * 9 + [1.0]) * 4, improvement="decrease", target=2)

    assert found.rows["special_cause"].all()
    assert found.rows["shown_as"].unique().to_list() == ["common_cause"]
    assert found.guidance.row(0) == (None, "mostly_zero", False, None, None, None)


def test_limits_on_the_mean_flag_nothing() -> None:
    found = chart([100.0] * 20 + [97.0] + [100.0] * 5, target=95)

    assert found.rows["special_cause"].all()
    assert found.rows["shown_as"].unique().to_list() == ["common_cause"]
    assert found.guidance.row(0) == (None, "limits_collapsed", False, None, None, None)


def test_gaps_in_over_a_quarter_of_the_rows_are_told_but_signals_stay() -> None:
    found = chart([10, 12, None] * 10 + [40], target=10)

    assert found.guidance.row(0) == (None, "gappy", False, "improvement_high", "inconsistent", "inconsistent")
    assert found.rows["shown_as"][-1] == "special_cause_improvement"


def test_a_quarter_of_the_rows_missing_is_not_yet_gappy() -> None:
    assert guidance([10, 12, 10, None] * 10 + [11])["advice"] is None


@pytest.mark.parametrize(
    ("values", "fix"),
    [
        ([10.0, None, 12.0, None] * 10, None),
        ([None] * 12 + [10.0, 12.0] * 25, 12),
    ],
)
def test_no_two_values_in_a_row_make_no_limits_and_no_icons(values: list[float | None], fix: int | None) -> None:
    found = guidance(values, target=5, fix_after_n=fix)

    assert tuple(found.values()) == (None, "no_limits", False, None, None, None)


def test_a_missing_latest_value_has_no_variation_icon() -> None:
    found = chart([10, 12] * 10 + [None], target=5)

    assert found.icons["variation_icon"].to_list() == ["common_cause"]
    assert found.guidance.row(0) == (None, "latest_missing", True, None, "consistent_pass", "pass")


def test_a_gappy_series_with_a_missing_latest_value_has_no_variation_icon_either() -> None:
    found = guidance([10, 12, None] * 10, target=5)

    assert (found["advice"], found["variation_icon"], found["assurance_icon"]) == ("gappy", None, "pass")


def test_a_facet_without_a_target_of_its_own_has_no_assurance_icon() -> None:
    values = pl.concat([frame([10, 12] * 10, facet=["A"] * 20), frame([10, 12] * 10, facet=["B"] * 20)])
    found = spc(values, SpcOptions(improvement="increase", target={"A": 30.0}))

    assert found.icons["assurance_type"].to_list() == ["consistent_fail", "inconsistent"]
    assert found.guidance["assurance_type"].to_list() == ["consistent_fail", None]


def test_all_values_missing_is_too_few_points_and_no_crash() -> None:
    found = chart([None] * 20, target=5)

    assert found.guidance["advice"].to_list() == ["too_few_points"]
    assert found.rows["mean"].null_count() == 20
