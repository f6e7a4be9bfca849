"""Acute Discharge Situation Report, the long CSV of every month since April 2024: all lines, levels and both lists.

The daily lines of trusts and of England are returns; everything else is a published figure: the lines of regions and
integrated care boards, destinations, additional bed days, delay reasons and their costs. The specifications of 2022
and of 27 May 2024 have the same columns; a reason or destination that is not on today's list keeps its own words.

Known of the real files (reference/definitions.md, section 3.1): daily rows of one day of another month, and monthly
rows of another month, are left out and counted, because that month's own file has them; England's row of a lost day
shows 0 on every line and is not submitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from data.published.figures import made, organisations
from data.published.layout import COLUMN, ROW, Published, named, plain_number, submitted
from data.published.long_figures import figures
from data.published.periods import ENDS, Days, days, months
from data.reading import TextExtract, fold

COLUMNS = ("Period", "Level", "Region", "Org Code", "Org Name", "Metric", "Metric Group", "Value")
DAILY = {
    "numberofpatientswhonolongermeetthecriteriatoreside": "nctr",
    "numberofpatientsremaininginhospitalwhonolongermeetthecriteriatoreside": "remaining",
    "numberofpatientsdischarged": "discharged",
    "numberofpatientsdischargedby1700": "discharged_by_1700",
}
SOURCE = "sitrep"
STRAY_DAY = "daily rows of a single day of another month"
STRAY_MONTH = "monthly rows of a month that the file has no days of"
LOST_DAY = "England shows 0 on every line that day, which is a lost day and not a count"
GROUP, WORDS, FIRST = "Metric Group", "Metric", ENDS[0]


class AcuteDischargeLong:
    """The layout; see the module."""

    key = "acute_discharge_long"
    words = "Acute Discharge Situation Report: every line by organisation, one figure a row"
    publisher = "NHS England"
    required = ("Period", "Level", "Org Code", "Metric", "Metric Group", "Value")

    def fits(self, names: frozenset[str]) -> bool:
        """Whether the columns it is known by are there."""
        return names.issuperset(map(fold, self.required))

    def ignored_in(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns that nothing is made of."""
        return tuple(name for name in columns if fold(name) not in set(map(fold, COLUMNS)))

    def tables(self, extract: TextExtract, period: Days | None) -> tuple[Published, ...]:
        """Returns of trusts and England by day, and the published figures of everything else."""
        rows, left = _without_strays(_read(extract))
        daily = pl.col("line").is_not_null() & pl.col("level").is_in(["provider", "national"])
        returns, rest = rows.filter(daily), rows.filter(~daily)
        found = [_returns(returns, extract.rows.height, left)] if returns.height else []
        return (*found, made(rest, extract.rows.height, {} if found else left)) if rest.height else tuple(found)


def _read(extract: TextExtract) -> pl.DataFrame:
    """The columns of published figures with line (the daily return measure, or null), row_number and source_column."""
    source = named(extract, COLUMNS)
    letters = source[WORDS].str.to_lowercase().str.replace_all(r"[^0-9a-z]", "").alias("letters")
    line = letters.replace_strict(DAILY, default=None, return_dtype=pl.String).alias("line")
    by_day = line.is_not_null() | source[GROUP].str.to_lowercase().str.contains("additional bed days")
    texts = source["Period"]
    ends = [pl.when(by_day.fill_null(False)).then(days(texts)[name]).otherwise(months(texts)[name]) for name in ENDS]
    both = pl.concat_str(pl.col(GROUP).fill_null(""), pl.col(WORDS).fill_null(""), separator="\n")
    return organisations(source, code="Org Code", level="Level", name="Org Name", region="Region").with_columns(
        *(end.alias(name) for end, name in zip(ends, ENDS, strict=True)),
        line,
        value=source["Value"],
        **figures(source.select(both).to_series(), _measure),
        **{COLUMN: pl.lit("Value")},
    )


def _measure(text: str) -> tuple[str, str, str | None]:
    """The source, measure and part of a metric group and metric, a line feed between them."""
    group, words = text.split("\n", 1)
    letters = re.sub(r"[^0-9a-z]", "", words.casefold())
    kind = re.sub(r"[^0-9a-z]", "", group.casefold())
    if letters in DAILY:
        return SOURCE, DAILY[letters], None
    if kind == "additionalbeddayslost" and (stay := re.search(r"(7|14|21)days", letters)):
        return SOURCE, f"additional_bed_days_{stay[1]}_plus", None
    if kind.startswith("delayreason"):
        stay = re.search(r"los(7|14|21)", kind)
        # The reasons of stays of 14 days or more were headed "Delay reason" alone for some months.
        return SOURCE, f"{'delayed_cost' if 'cost' in kind else 'delayed_people'}_{stay[1] if stay else 14}_plus", words
    if kind == "dischargedestination":
        return SOURCE, "discharged_to", words
    return SOURCE, re.sub(r"[^0-9a-z]+", "_", group.casefold()).strip("_") or "other", words


def _without_strays(rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """The rows without those of another month's file and lost days of England, and how many of each were left out."""
    own = _own_months(rows)
    first_of_month = pl.col(FIRST).str.slice(0, 7)
    by_day = pl.col(FIRST) == pl.col(ENDS[1])
    elsewhere = ~first_of_month.is_in(own) if own else pl.lit(False)
    # Additional bed days are of Mondays, the first of which may lie in the month before.
    stray_day = pl.col("line").is_not_null() & elsewhere
    stray_month = ~by_day & pl.col("line").is_null() & elsewhere
    lost = (pl.col("level") == "national") & pl.col("line").is_not_null() & _lost(rows)
    parts = {STRAY_DAY: stray_day, STRAY_MONTH: stray_month, LOST_DAY: lost & ~stray_day}
    flagged = rows.with_columns(pl.any_horizontal(*parts.values()).fill_null(False).alias("stray"))
    return flagged.filter(~pl.col("stray")).drop("stray"), {
        reason: rows.filter(picks).height for reason, picks in parts.items()
    }


def _own_months(rows: pl.DataFrame) -> list[str]:
    """The months, as 2025-06, of which the file has daily lines, one day far from all others not counted."""
    held = rows.filter(pl.col("line").is_not_null())[FIRST].unique().str.to_date("%Y-%m-%d", strict=False)
    known = held.drop_nulls().sort().to_frame("day")
    beside = pl.min_horizontal(pl.col("day").diff().dt.total_days(), -pl.col("day").diff(-1).dt.total_days())
    own = known.filter(pl.lit(known.height < 2) | (beside <= 7))
    return own["day"].dt.strftime("%Y-%m").unique().to_list()


def _lost(rows: pl.DataFrame) -> pl.Expr:
    """True on the days on which every daily line of England is 0."""
    england = rows.filter(pl.col("level") == "national", pl.col("line").is_not_null())
    zero = pl.col("value").cast(pl.Float64, strict=False) == 0
    found = england.group_by(FIRST).agg(lost=zero.fill_null(True).all() & zero.any()).filter("lost")
    return pl.col(FIRST).is_in(found[FIRST].to_list())


def _returns(rows: pl.DataFrame, source_rows: int, left: dict[str, int]) -> Published:
    full = rows.filter(submitted(pl.col("value")))
    blank = rows.filter(~submitted(pl.col("value"))).group_by("line", maintain_order=True).len()
    made_rows = full.select(provider="code", date=FIRST, measure="line", value=plain_number(pl.col("value")))
    no_code = rows["code"].null_count()
    return Published(made_rows, full[ROW], full[COLUMN], source_rows, dict(blank.iter_rows()), left, no_code)
