"""Small numbers: worked tables of the rule, of what a total would tell, and of rates and means."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from metrics import catalogue
from metrics.suppression import POLICIES, UnknownPolicy, counts_days, nature, policy, protect, suppress

HES, LT5, NONE = POLICIES["hes_1_7_round5"], POLICIES["lt5"], POLICIES["none"]


def table(*rows: tuple[str, float | None, float | None], **more: Any) -> pl.DataFrame:
    """Sites with a numerator and a denominator, and their quotient as the value."""
    return pl.DataFrame(
        [
            {"site": site, "value": top / bottom if top is not None and bottom else top, "numerator": top,
             "denominator": bottom, **more}
            for site, top, bottom in rows
        ],
        schema_overrides={"numerator": pl.Float64, "denominator": pl.Float64, "value": pl.Float64},
    )  # fmt: skip


def said(rows: pl.DataFrame, name: str = "value") -> dict[str | None, Any]:
    """A column by site, the total under None."""
    return dict(rows.select("site", name).iter_rows())


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (8, 10), (12, 10), (13, 15), (742, 740), (12.5, 15)])
def test_counts_are_rounded_to_five_and_nought_is_shown(count: float, shown: float) -> None:
    assert not HES.is_small(count)
    assert HES.rounded(count) == shown


@pytest.mark.parametrize("count", [1, 2, 7])
def test_one_to_seven_are_small(count: int) -> None:
    assert HES.is_small(count)
    assert LT5.is_small(count) == (count < 5)
    assert not NONE.is_small(count)


def test_a_small_site_is_hidden_and_the_total_is_of_the_true_numbers() -> None:
    rows = suppress(table(("A", 3, None), ("B", 21, None), ("C", 33, None)), HES, "count", by=["site"])
    assert said(rows) == {"A": None, "B": 20, "C": 35, None: 55}
    assert said(rows, "hidden") == {"A": "few", "B": None, "C": None, None: None}
    assert rows["all_of"].to_list() == [[], [], [], ["site"]]
    assert HES.hidden_words("few") == "hidden: fewer than 8 people"
    assert LT5.hidden_words("few") == "hidden: fewer than 5 people"


def test_two_sevens_under_fifteen_would_be_known() -> None:
    """14 shows as 15, so 13 or more: both would be 6 or 7. The total has to go too."""
    rows = suppress(table(("A", 7, None), ("B", 7, None)), HES, "count", by=["site"])
    assert said(rows, "hidden") == {"A": "few", "B": "few", None: "beside"}
    assert "beside it" in HES.hidden_words("beside")


def test_seven_ones_that_fill_a_hidden_total_say_less_about_it() -> None:
    """Seven hidden sites of 1 or more, and a total of 7 or fewer: each would be 1."""
    rows = suppress(table(*((name, 1, None) for name in "ABCDEFG")), HES, "count", by=["site"])
    assert said(rows) == dict.fromkeys([*"ABCDEFG", None])
    assert "beside" in said(rows, "hidden").values()


def test_without_rounding_a_second_number_is_hidden_in_row_and_column() -> None:
    state = protect(np.array([[3, 20, 30], [25, 9, 40], [50, 60, 70]]), LT5)
    assert state[0].tolist() == ["few", "beside", "", ""]
    assert state[1].tolist() == ["beside", "beside", "", ""]


def test_a_share_is_of_the_rounded_counts() -> None:
    rows = suppress(table(("A", 41, 70), ("B", 2, 40), ("C", 0, 12), ("D", 0, 0)), HES, "share", by=["site"])
    assert said(rows) == {"A": 40 / 70, "B": None, "C": 0, "D": None, None: 45 / 120}
    assert said(rows, "numerator") == {"A": 40, "B": None, "C": 0, "D": 0, None: 45}
    assert said(rows, "denominator") == {"A": 70, "B": 40, "C": 10, "D": 0, None: 120}
    assert said(rows, "hidden") == {"A": None, "B": "few", "C": None, "D": None, None: None}


def test_the_others_are_people_too() -> None:
    """98 of 100 say as much as 2 of 100."""
    rows = suppress(table(("A", 98, 100), ("B", 60, 100), ("C", 50, 100)), LT5, "share", by=["site"])
    assert said(rows)["A"] is None
    assert said(rows)[None] is None or said(rows)["C"] is None


def test_a_mean_rests_on_eight_and_its_digits_do_not_tell_of_how_many() -> None:
    values = table(("A", 777, 7), ("B", 24, 7 + 1), ("C", 10, 90))
    rows = suppress(values, HES, "mean", by=["site"])
    assert said(rows) == {"A": None, "B": 3.0, "C": 0.1, None: 7.7}
    assert said(rows, "denominator") == {"A": None, "B": 10, "C": 90, None: 105}
    assert rows["numerator"].null_count() == 4
    finer = said(suppress(values, HES, "mean", by=["site"], decimals=2))
    assert (finer["B"], finer["C"], finer[None]) == (3, 0.1, 7.72)


def test_the_total_of_medians_is_left_to_whoever_asks() -> None:
    values = table(("A", None, 30), ("B", None, 5)).with_columns(value=pl.Series([4.0, 9.0]))
    rows = suppress(values, HES, "mean", by=["site"])
    assert said(rows) == {"A": 4.0, "B": None, None: None}
    assert said(rows, "hidden") == {"A": None, "B": "few", None: None}


def test_people_on_an_average_day_are_read_to_the_nearest_person() -> None:
    """Seven days: 52 are 7.4 people a day, 53 are 7.6."""
    rows = suppress(table(("A", 52, 7), ("B", 53, 7), ("C", 903, 7)), HES, "count", by=["site"])
    assert said(rows) == {"A": None, "B": 10, "C": 130, None: 145}


def test_days_in_bed_are_read_as_people_a_day() -> None:
    """195 bed days of a quarter can be two people; 903 of a week are 129 a day, shown as 130 for seven days."""
    values = table(("A", 195, None), ("B", 903, None)).with_columns(days=pl.Series([91, 7]))
    assert said(suppress(values, HES, "count", within=["site"], days="days")) == {"A": None, "B": 910}
    shares = table(("A", 195, 195), ("B", 903, 5976)).with_columns(days=pl.Series([91, 7]))
    assert said(suppress(shares, HES, "share", within=["site"], days="days")) == {"A": None, "B": 910 / 5985}
    assert counts_days(catalogue.metric("nctr_bed_days")) and not counts_days(catalogue.metric("discharges"))


def test_tables_are_protected_one_by_one_and_no_number_stays_no_number() -> None:
    days = [date(2026, 11, 2), date(2026, 11, 9)]
    values = pl.concat([table(("A", 3, None), ("B", None, None), day=days[0]), table(("A", 30, None), day=days[1])])
    rows = suppress(values, HES, "count", by=["site"], within=["day"])
    assert rows.select("day", "site", "value", "hidden").rows() == [
        (days[0], "A", None, "few"), (days[0], "B", None, None), (days[0], None, None, "few"),
        (days[1], "A", 30, None), (days[1], None, 30, None),
    ]  # fmt: skip


def test_a_single_number_needs_no_group() -> None:
    rows = suppress(table(("A", 6, 90), ("B", 60, 90)), HES, "share", within=["site"])
    assert said(rows) == {"A": None, "B": 60 / 90}


def test_a_single_count_needs_no_group() -> None:
    rows = suppress(table(("A", 6, None), ("B", 62, None)), HES, "count", within=["site"])
    assert said(rows) == {"A": None, "B": 60}


def test_none_shows_what_there_is() -> None:
    rows = suppress(table(("A", 1, 3), ("B", 41, 70)), NONE, "share", by=["site"])
    assert said(rows) == {"A": 1 / 3, "B": 41 / 70, None: 42 / 73}
    assert rows["hidden"].null_count() == 3


def test_the_same_table_gets_the_same_answer_whatever_its_order() -> None:
    values = table(("A", 7, None), ("B", 7, None), ("C", 0, None), ("D", 6, None))
    first = said(suppress(values, HES, "count", by=["site"]), "hidden")
    assert said(suppress(values.reverse(), HES, "count", by=["site"]), "hidden") == first


def test_an_unknown_policy_is_refused_by_name() -> None:
    with pytest.raises(UnknownPolicy, match="called strict: choose one of hes_1_7_round5, lt5, none"):
        policy("strict")


@pytest.mark.parametrize(
    ("key", "kind"),
    [("discharges", "count"), ("nctr", "count"), ("home_share", "share"), ("days_past_ctr", "mean"),
     ("weekend_ratio", "mean"), ("weekly_care_cost_mean", "mean")],
)  # fmt: skip
def test_how_the_rule_reads_a_metric(key: str, kind: str) -> None:
    assert nature(catalogue.metric(key)) == kind
