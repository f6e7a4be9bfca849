"""What is possible and odd in the good rows of one extract: said with the rows' numbers, and loaded all the same."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from data.checking.distinct import Distinct
from data.checking.moments import LONDON
from data.contract import Kind

SHOWN_ROWS = 5
_EXCEL_ID = r"^[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]+$|^[0-9]+\.0$"
_ZONED = r"(?:[Zz]|[0-9][+-][0-9]{2}(?::?[0-9]{2})?)$"


def flags(rows: pl.DataFrame, kind: Kind, texts: Mapping[str, Distinct]) -> tuple[str, ...]:
    """Give a sentence for each oddity of the good `rows` (with row_number and position); `texts` as in the file."""
    found = [said(rows.filter(~rule.holds.fill_null(True))["row_number"], rule.reason) for rule in kind.flags]
    found += [_shortened(rows, name) for name in kind.key if name.endswith("_id")]
    found += [_one_letter_case(rows, kind)]
    for column in kind.columns:
        if column.type == "timestamp" and column.name in texts:
            found += _at_clock_changes(rows, column.name, texts[column.name])
    found += [_overlapping(rows)] if {"person_id", "admitted_at", "discharged_at"} <= set(rows.columns) else []
    found += [_gaps(rows)] if kind.name == "ward_stays" else []
    return tuple(sentence for sentence in found if sentence)


def said(row_numbers: pl.Series, what: str) -> str:
    """The sentence of a flag, with the first rows' numbers; empty where there is no row."""
    numbers = row_numbers.unique().sort()
    if not len(numbers):
        return ""
    shown = ", ".join(f"{number:,}" for number in numbers.head(SHOWN_ROWS).to_list())
    more = f" and {len(numbers) - SHOWN_ROWS:,} more" if len(numbers) > SHOWN_ROWS else ""
    return f"Check {'row' if len(numbers) == 1 else 'rows'} {shown}{more}: {what}"


def _shortened(rows: pl.DataFrame, name: str) -> str:
    odd = rows[name].str.contains(_EXCEL_ID).fill_null(False)
    return said(rows["row_number"].filter(odd), f"{name} looks like a number that a spreadsheet has changed.")


def _one_letter_case(rows: pl.DataFrame, kind: Kind) -> str:
    if "spell_id" not in kind.key:
        return ""
    others = [name for name in kind.key if name != "spell_id"]
    odd = rows.select(pl.struct(*others, pl.col("spell_id").str.to_lowercase()).is_duplicated()).to_series()
    return said(rows["row_number"].filter(odd), "spell_id differs from another in this extract by letter case alone.")


def _at_clock_changes(rows: pl.DataFrame, name: str, column: Distinct) -> list[str]:
    """Times without a zone in the hour that comes twice in October (taken as the clock showed) or never in March."""
    value = rows[name]
    near = ((value.dt.hour() == 1) & value.dt.month().is_in([3, 10]) & (value.dt.day() >= 25)).fill_null(False)
    if not near.any():
        return []
    zoned = column.spread(column.values.str.contains(_ZONED)).gather(rows["position"])
    look = rows.select("row_number", time=value).filter(near & ~zoned.fill_null(False))
    there = look.with_columns(
        twice=pl.col("time").dt.replace_time_zone(LONDON, ambiguous="null", non_existent="null"),
        never=pl.col("time").dt.replace_time_zone(LONDON, ambiguous="earliest", non_existent="null"),
    )
    never = there.filter(pl.col("never").is_null())["row_number"]
    twice = there.filter(pl.col("twice").is_null() & pl.col("never").is_not_null())["row_number"]
    return [
        said(twice, f"{name} is in the hour that came twice when the clocks went back; taken as the clock showed it."),
        said(never, f"{name} is in the hour that the clocks left out; taken as it stands."),
    ]


def _overlapping(rows: pl.DataFrame) -> str:
    """Spells of one person at one provider, the next of which begins before the one before it ends."""
    known = rows.filter(pl.col("person_id").is_not_null())
    if not known["person_id"].is_duplicated().any():
        return ""
    known = known.filter(pl.struct("provider", "person_id").is_duplicated()).sort("admitted_at")
    before = pl.col("discharged_at").fill_null(pl.col("admitted_at").max()).shift().over("provider", "person_id")
    odd = known.filter(pl.col("admitted_at") < before)["row_number"]
    return said(odd, "the same person's spell before has not ended when this one begins.")


def _gaps(rows: pl.DataFrame) -> str:
    ordered = rows.sort("from")
    before = pl.col("to").shift().over("provider", "spell_id")
    return said(ordered.filter(pl.col("from") > before)["row_number"], "the ward stay before ended earlier than this.")
