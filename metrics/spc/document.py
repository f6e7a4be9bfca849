"""`homeward spc`: a text series in, the JSON document of contract.md 5 out."""

from __future__ import annotations

from typing import Any

import polars as pl

from metrics.errors import MetricError
from metrics.spc.chart import ROW_FIELDS, spc
from metrics.spc.options import SpcOptions
from metrics.spc.series import MissingColumn


class UnreadableCell(MetricError):
    """A date or value of a text series can't be read."""

    def __init__(self, column: str, row: int, text: str, wanted: str) -> None:
        super().__init__(f"Row {row} of the series has '{text}' as its {column}: give {wanted}.")


class RepeatedColumn(MetricError):
    """Two columns of a text series have one name."""

    def __init__(self, column: str) -> None:
        super().__init__(f"The series has the column '{column}' twice: leave one of them out.")


def typed_series(text: pl.DataFrame) -> pl.DataFrame:
    """Typed date, value and (where present) facet from text columns; a blank is missing, other columns are left out.

    Dates are 2026-03-31 or, for all rows alike, 2026-03-31T08:00:00 (a space for the T, seconds optional). Column
    names match without regard to case and outer spaces; the text NA is not a blank. Raises a MetricError that names
    the first data row (from 1) that can't be read.
    """
    found: dict[str, str] = {}
    for name in text.columns:
        plain = name.strip().lower()
        if plain in found:
            raise RepeatedColumn(plain)
        found[plain] = name
    for column in ("date", "value"):
        if column not in found:
            raise MissingColumn(column)
    kept = [pl.col(found[column]).alias(column) for column in ("date", "value", "facet") if column in found]
    rows = text.select(kept).select(pl.all().cast(pl.String).str.strip_chars().replace("", None))
    return rows.with_columns(_dates(rows["date"]), _amounts(rows["value"]))


def spc_document(values: pl.DataFrame, options: SpcOptions) -> dict[str, Any]:
    """The chart as one JSON document with the field names of goldens/spc/README.md; undefined and none are null.

    rows, icons and groups are exactly the reference's; variation_icon and assurance_type are those of a single series
    and null with facets. `guidance` is the product's own advice per facet, and unused_rebases names rebase dates that
    no row has. values and errors as in `spc`.
    """
    chart = spc(values, options)
    fields = [field for field in ROW_FIELDS if field in chart.rows.columns]
    facets = chart.icons.to_dicts()
    only = {} if "facet" in fields else facets[0]
    return {
        "rows": [{**row, "date": row["date"].isoformat()} for row in chart.rows.select(fields).iter_rows(named=True)],
        "variation_icon": only.get("variation_icon"),
        "assurance_type": only.get("assurance_type"),
        "icons": facets,
        "groups": chart.groups.to_dicts(),
        "guidance": chart.guidance.to_dicts(),
        "unused_rebases": [day.isoformat() for day in chart.unused_rebases],
    }


def _dates(text: pl.Series) -> pl.Series:
    # A year of two digits would be read as the year 20.
    dated = text.set(~text.str.contains(r"^\d{4}-\d{2}-\d{2}"), None)
    days = dated.str.to_date("%Y-%m-%d", strict=False)
    spaced = dated.str.replace("T", " ", literal=True)
    times = spaced.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    times = times.fill_null(spaced.str.to_datetime("%Y-%m-%d %H:%M", strict=False))
    # Whichever form reads more is the file's own; a bad cell is then named against that form.
    read = days if days.null_count() <= times.null_count() else times
    _refuse_unread(text, read, "a date such as 2026-03-31, in one form throughout")
    return read


def _amounts(text: pl.Series) -> pl.Series:
    amounts = text.cast(pl.Float64, strict=False).fill_nan(None)
    _refuse_unread(text, amounts, "a number such as 12.5, or leave it blank if not known")
    return amounts


def _refuse_unread(text: pl.Series, read: pl.Series, wanted: str) -> None:
    """Raise for the first row that has text but was not read."""
    unread = (text.is_not_null() & read.is_null()).arg_true()
    if not unread.is_empty():
        raise UnreadableCell(text.name, unread[0] + 1, text[unread[0]], wanted)
