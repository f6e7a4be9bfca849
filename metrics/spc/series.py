"""The one shape a series must have before anything is calculated."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from metrics.errors import MetricError
from metrics.spc.options import SpcOptions

LARGEST = 1e300


class NoRows(MetricError):
    """A chart of nothing was asked for."""

    def __init__(self) -> None:
        super().__init__("The series has no rows: choose a period, place or file that has some.")


class MissingColumn(MetricError):
    """A series lacks its date or its value."""

    def __init__(self, column: str) -> None:
        super().__init__(f"The series has no column '{column}': give the columns date and value, and facet if needed.")


class NotNumeric(MetricError):
    """The values are not numbers."""

    def __init__(self, dtype: object) -> None:
        super().__init__(f"The column value holds {dtype}, not numbers: convert it first.")


class NotDates(MetricError):
    """The dates are not dates."""

    def __init__(self, dtype: object) -> None:
        super().__init__(f"The column date holds {dtype}, not dates or times: convert it first.")


class MissingDate(MetricError):
    """A row has no date, so it has no place in the order."""

    def __init__(self, count: int) -> None:
        super().__init__(f"The date is missing in {count} of the rows: give each row its date or leave it out.")


class MissingFacet(MetricError):
    """A row belongs to no facet while others do."""

    def __init__(self, count: int) -> None:
        super().__init__(f"The facet is missing in {count} of the rows: name one for each row or leave the column out.")


class EndlessValue(MetricError):
    """A value is infinite or nearly so; it would make the limits infinite and hide every signal."""

    def __init__(self, day: object) -> None:
        super().__init__(f"The value at {day} is too large to chart: leave it blank if it is not known.")


class RepeatedDate(MetricError):
    """One facet has two rows for a date."""

    def __init__(self, day: object, facet: str | None) -> None:
        place = "" if facet is None else f" in facet '{facet}'"
        super().__init__(f"The date {day} stands twice{place}: give one row for each date.")


class UnknownFacet(MetricError):
    """A target or rebase names a facet the data do not have."""

    def __init__(self, setting: str, facet: str) -> None:
        super().__init__(f"The {setting} names the facet '{facet}', which the series does not have: check its name.")


class FacetNeeded(MetricError):
    """A target or rebase by facet was given for a single series."""

    def __init__(self, setting: str) -> None:
        super().__init__(f"The {setting} is given by facet but the series has no column 'facet': give one for all.")


def prepare(values: pl.DataFrame, options: SpcOptions) -> pl.DataFrame:
    """Rows date, value (Float64, NaN and null are missing), facet (String, null without facets), sorted.

    Sorted by facet in code-point order, then date; other columns are left out. Raises a MetricError for no rows, a
    missing, repeated or non-date date, a value that is infinite or no number, and for facets that do not agree.
    """
    rows = _typed(values)
    if rows.is_empty():
        raise NoRows
    for column, error in (("date", MissingDate), ("facet", MissingFacet)):
        missing = rows[column].null_count()
        if missing and column in values.columns:
            raise error(missing)
    _check_names(rows, options, faceted="facet" in values.columns)
    endless = rows.filter(pl.col("value").abs() > LARGEST)
    if not endless.is_empty():
        raise EndlessValue(endless["date"][0])
    rows = rows.sort("facet", "date")
    same_facet = pl.col("facet").eq_missing(pl.col("facet").shift())
    again = rows.filter((pl.col("date") == pl.col("date").shift()) & same_facet)
    if not again.is_empty():
        raise RepeatedDate(again["date"][0], again["facet"][0])
    return rows


def _typed(values: pl.DataFrame) -> pl.DataFrame:
    for column in ("date", "value"):
        if column not in values.columns:
            raise MissingColumn(column)
    dates, amounts = values.schema["date"], values.schema["value"]
    if not (amounts.is_numeric() or amounts == pl.Null):
        raise NotNumeric(amounts)
    if not (dates == pl.Date or dates == pl.Datetime):
        raise NotDates(dates)
    facet = pl.col("facet") if "facet" in values.columns else pl.lit(None)
    amount = pl.col("value").cast(pl.Float64).fill_nan(None)
    return values.select("date", amount, facet.cast(pl.String).alias("facet"))


def _check_names(rows: pl.DataFrame, options: SpcOptions, *, faceted: bool) -> None:
    for setting, given in (("target", options.target), ("rebase", options.rebase)):
        if not isinstance(given, Mapping):
            continue
        if not faceted and given:
            raise FacetNeeded(setting)
        unknown = set(given) - set(rows["facet"].unique().to_list())
        if unknown:
            raise UnknownFacet(setting, min(unknown))
