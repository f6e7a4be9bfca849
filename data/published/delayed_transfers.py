"""The DToC workbook: delayed days of England by month, type of care, reason and attribution (MSitDT, to February 2020).

The sheet that gives reason and attribution together is the one that is read; its three heading rows are joined into
one name a column, `Acute | A) Awaiting completion of assessment | NHS`, so that the columns alone say what it is. Acute
and other care are added: the contract's delayed_days has no type of care.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from data.contract.codes import DELAYED_TRANSFER_REASONS
from data.published.layout import COLUMN, ENGLAND, ROW, Published, submitted
from data.published.periods import ENDS, Days, month
from data.reading import TextExtract, fold

JOIN = " | "
_REASON = re.compile(r"^(Dii|Di|[A-Z])\) ")
_ATTRIBUTIONS = {"nhs": "NHS", "socialcare": "Social care", "both": "Both"}


class DelayedTransfers:
    """The layout; see the module."""

    key = "delayed_transfers"
    words = "Delayed transfers of care: delayed days by month, reason and organisation"
    publisher = "NHS England"
    required = ("Year", "Period Name")

    def fits(self, names: frozenset[str]) -> bool:
        """Whether there are the year and the month, and at least one column of a reason and an attribution."""
        return {"year"} <= names and bool(_when(names)) and any(_cell(name) is not None for name in names)

    def ignored_in(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns of totals, which the others add up to."""
        return tuple(
            name for name in columns if _cell(name) is None and fold(name) not in ("year", *_when([fold(name)]))
        )

    def tables(self, extract: TextExtract, period: Days | None) -> tuple[Published, ...]:
        """Delayed days of England, a row per month, reason and attribution; a sum that lacks a part is not made."""
        source = extract.rows.with_columns(extract.row_number.alias(ROW))
        year, name = (next(column for column in source.columns if fold(column) in known) for known in (
            ("year",), _when([fold(column) for column in source.columns])))  # fmt: skip
        heads, below = _months(source, year, name)
        cells = [
            heads.with_columns(
                reason=pl.lit(cell[0]), attributable_to=pl.lit(cell[1]), delayed_days=heads[column].str.strip_chars(),
                **{COLUMN: pl.lit(column)},
            ).select(*ENDS, "reason", "attributable_to", "delayed_days", ROW, COLUMN)
            for column in source.columns
            if (cell := _cell(fold(column))) is not None
        ]  # fmt: skip
        return (_added(pl.concat(cells), source.height, below),)


def _when(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in ("periodname", "period", "month"))


def _cell(name: str) -> tuple[str, str] | None:
    """(reason, attribution) of a column, from its name or the folded form of it; None for a total."""
    parts = [part for part in re.split(r"\s*\|\s*", name) if part]
    reasons = {code.lower(): code for code in DELAYED_TRANSFER_REASONS}
    code = next((found[1].lower() for part in parts if (found := re.match(r"^(dii|di|[a-z])\)", part.lower()))), None)
    owner = _ATTRIBUTIONS.get(fold(parts[-1])) if parts else None
    return (reasons[code], owner) if code in reasons and owner is not None else None


def _months(source: pl.DataFrame, year: str, name: str) -> tuple[pl.DataFrame, int]:
    """The rows of a month with period_start and period_end, and how many there are that name none: the notes below."""
    texts = source.select(pl.concat_str(year, pl.lit(" "), name)).to_series()
    known = {text: month(text) for text in texts.unique().drop_nulls()}
    starts = {text: found[0] for text, found in known.items() if found}
    finishes = {text: found[1] for text, found in known.items() if found}
    ends = [
        texts.replace_strict(one, default=None, return_dtype=pl.String).alias(end) if one else texts.alias(end)
        for end, one in zip(ENDS, (starts, finishes), strict=True)
    ]
    rows = source.with_columns(ends).filter(texts.is_in([*starts]))
    return rows, source.height - rows.height


def _added(cells: pl.DataFrame, source_rows: int, below: int) -> Published:
    keys = (*ENDS, "reason", "attributable_to", ROW)
    number = pl.when(submitted(pl.col("delayed_days"))).then(pl.col("delayed_days")).cast(pl.Float64, strict=False)
    sums = cells.group_by(*keys, maintain_order=True).agg(
        delayed_days=number.sum(), missing=number.is_null().sum(), **{COLUMN: pl.col(COLUMN).str.join(" + ")}
    )
    whole = sums.filter(pl.col("missing") == 0)
    rows = whole.select(
        provider=pl.lit(ENGLAND), period_start=ENDS[0], period_end=ENDS[1], reason="reason",
        attributable_to="attributable_to", delayed_days=pl.col("delayed_days").cast(pl.Int64).cast(pl.String),
    )  # fmt: skip
    blank = {"delayed days": sums.height - whole.height}
    left = {"notes below the table": below}
    said = ("Acute and other care are added together, as delayed_days has no type of care.",)
    return Published(rows, whole[ROW], whole[COLUMN], source_rows, blank, left, 0, "delayed_days", said)
