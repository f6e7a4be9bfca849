"""What an XmR chart refuses, in a sentence, and the document the command line prints."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import polars as pl
import pytest
from spc_series import FIRST, chart, frame

from metrics.errors import MetricError
from metrics.spc import SpcOptions, spc, spc_document, typed_series


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"improvement": "up"}, "'up' is not known: use increase, decrease or neutral"),
        ({"fix_after_n": 11.9}, "cannot be fixed after 11.9 points: use 12 or more"),
        ({"fix_after_n": math.nan}, "cannot be fixed after nan points"),
        ({"target": math.inf}, "The target 'inf' is not a number"),
        ({"target": {"A": "high"}}, "The target 'high' is not a number"),
        ({"rebase": "2025-01-06"}, "is not a list of dates"),
        ({"rebase": ["2025-01-06"]}, "is not a list of dates"),
        ({"rebase": FIRST}, "is not a list of dates"),
        ({"shift_length": 2}, "shift_length is '2': use a whole number of 3 or more"),
        ({"trend_length": 6.5}, "trend_length is '6.5'"),
        ({"minimum_points": True}, "minimum_points is 'True'"),
        ({"target": {"A": 5}}, "The target is given by facet but the series has no column 'facet'"),
        ({"rebase": {"A": [FIRST]}}, "The rebase is given by facet but the series has no column 'facet'"),
    ],
)
def test_options_the_rules_cannot_use(options: dict[str, Any], words: str) -> None:
    with pytest.raises(MetricError, match=words):
        chart([1, 2, 3], **options)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (frame([1]).clear(), "The series has no rows"),
        (frame([1]).drop("date"), "has no column 'date'"),
        (frame([1]).drop("value"), "has no column 'value'"),
        (frame([1]).with_columns(value=pl.lit("1")), "The column value holds String, not numbers"),
        (frame([1]).with_columns(date=pl.lit("2025-01-06")), "The column date holds String, not dates"),
        (frame([1, 2]).with_columns(date=pl.Series([FIRST, None])), "The date is missing in 1 of the rows"),
        (frame([1, 2], facet=["A", None]), "The facet is missing in 1 of the rows"),
        (frame([1, -math.inf]), "The value at 2025-01-13 is too large to chart"),
        (frame([1, 2e300]), "The value at 2025-01-13 is too large to chart"),
        (frame([1, 2]).with_columns(date=pl.lit(FIRST)), "The date 2025-01-06 stands twice: give one row"),
        (
            frame([1, 2], facet=["A", "A"]).with_columns(date=pl.lit(FIRST)),
            "The date 2025-01-06 stands twice in facet 'A'",
        ),
    ],
)
def test_series_that_cannot_be_charted(values: pl.DataFrame, words: str) -> None:
    with pytest.raises(MetricError, match=words):
        spc(values, SpcOptions(improvement="increase"))


def test_a_facet_the_data_do_not_have_is_refused() -> None:
    with pytest.raises(MetricError, match="The target names the facet 'C', which the series does not have"):
        spc(frame([1, 2], facet=["A", "B"]), SpcOptions(improvement="increase", target={"C": 1}))


# --- the command line's document


def test_a_text_file_becomes_a_document() -> None:
    text = pl.DataFrame({"Date ": ["2025-01-13", "2025-01-06"], "VALUE": ["12", ""], "note": ["x", "y"]})
    document = spc_document(typed_series(text), SpcOptions(improvement="increase", target=5))

    assert [row["date"] for row in document["rows"]] == ["2025-01-06", "2025-01-13"]
    assert [row["value"] for row in document["rows"]] == [None, 12.0]
    assert (document["variation_icon"], document["assurance_type"]) == ("common_cause", "inconsistent")
    assert document["guidance"][0]["advice"] == "too_few_points"


def test_times_are_read_when_the_file_has_times() -> None:
    text = pl.DataFrame({"date": ["2025-01-06T08:00:00", "2025-01-07 08:30"], "value": ["1", "2"]})

    assert typed_series(text)["date"].to_list() == [datetime(2025, 1, 6, 8), datetime(2025, 1, 7, 8, 30)]


@pytest.mark.parametrize(
    ("dates", "values", "words"),
    [
        (["2025-01-06", "2025-01-13"], ["1", "NA"], "Row 2 of the series has 'NA' as its value: give a number"),
        (["2025-01-06", "2025-01-13"], ["1,000", "2"], "Row 1 of the series has '1,000' as its value"),
        (["2025-01-06", "2025-01-13"], ["NaN", "2"], "Row 1 of the series has 'NaN' as its value"),
        (["2025-01-06", "13/01/2025"], ["1", "2"], "Row 2 of the series has '13/01/2025' as its date"),
        (["2025-01-06", "25-01-13"], ["1", "2"], "Row 2 of the series has '25-01-13' as its date"),
        (["2025-01-06", "2025-02-30"], ["1", "2"], "Row 2 of the series has '2025-02-30' as its date"),
        (["2025-01-06", "2025-01-13 08:00"], ["1", "2"], "Row 2 of the series has '2025-01-13 08:00' as its date"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(dates: list[str], values: list[str], words: str) -> None:
    with pytest.raises(MetricError, match=words):
        typed_series(pl.DataFrame({"date": dates, "value": values}))


def test_a_column_twice_is_refused() -> None:
    with pytest.raises(MetricError, match="The series has the column 'date' twice"):
        typed_series(pl.DataFrame({"date": ["2025-01-06"], "Date": ["2025-01-06"], "value": ["1"]}))
