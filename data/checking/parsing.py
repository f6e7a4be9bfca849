"""Text to typed values, one column at a time: what is not plainly a value of the type is a fault with a reason."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from data.checking.moments import moments
from data.contract.kind import POLARS_TYPES, Column

LONGEST_TEXT = 1000
_INVISIBLE = "[\u200b\u2060\ufeff]"
# Control characters, line separators, marks that turn the direction of text, tags: what a reader of a page can't see.
_CONTROL = (
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
# A Latin word with a Greek or Cyrillic letter in it looks like another word and is not the same text.
_MIXED = r"[A-Za-z]\w*[\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f]\w*[A-Za-z]"
_NAMING = ("provider", "site", "ward")
_WHOLE = r"^([+-]?[0-9]{1,9})(?:\.0{1,9})?$"
_DECIMAL = r"^[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?$"


@dataclass(frozen=True)
class Parsed:
    """Typed values and, where a value has a fault, its reason (null elsewhere); `notes` say what was read with care."""

    values: pl.Series
    reasons: pl.Series
    notes: tuple[str, ...] = ()


def clean(texts: pl.Series) -> pl.Series:
    """Give texts without blanks at the ends and invisible marks; an empty text is null; no-break space is a space."""
    texts = texts.cast(pl.String)
    if (texts.str.len_bytes() != texts.str.len_chars()).any():
        texts = texts.str.replace_all(_INVISIBLE, "").str.replace_all("\u00a0", " ", literal=True)
    texts = texts.str.strip_chars()
    return texts.set(texts == "", None) if (texts == "").any() else texts


def parse(column: Column, texts: pl.Series) -> Parsed:
    """Give the typed values of cleaned texts; null stays null, whether or not the column may be blank."""
    if column.allowed is not None:
        return _codes(column, texts)
    if column.type == "text":
        return _texts(column, texts)
    if column.type in ("integer", "decimal"):
        return _numbers(column, texts)
    return _days(column, texts)


def _parsed(values: pl.Series, faults: list[tuple[pl.Series, str]], notes: tuple[str, ...] = ()) -> Parsed:
    reasons = pl.Series("reason", [None], dtype=pl.String).new_from_index(0, len(values))
    for fault, reason in reversed(faults):
        if fault.any():
            reasons = reasons.set(fault.fill_null(False), reason)
            values = values.set(fault.fill_null(False), None)
    return Parsed(values, reasons, notes)


def _texts(column: Column, texts: pl.Series) -> Parsed:
    return _parsed(
        texts,
        [
            (texts.str.len_chars() > LONGEST_TEXT, f"{column.name} is longer than {LONGEST_TEXT:,} characters."),
            (texts.str.contains(_CONTROL), f"{column.name} holds a control character."),
            (_mixed(column, texts), f"{column.name} mixes letters of two alphabets that look alike."),
        ],
    )


def _mixed(column: Column, texts: pl.Series) -> pl.Series:
    names = column.name in _NAMING or column.name.endswith("_id")
    if not names or texts.str.len_bytes().sum() == texts.str.len_chars().sum():
        return pl.repeat(False, len(texts), dtype=pl.Boolean, eager=True)
    return texts.str.contains(_MIXED)


def _codes(column: Column, texts: pl.Series) -> Parsed:
    known = {text: column.canonical(text) for text in texts.unique().drop_nulls().to_list()}
    values = texts.replace_strict(known, return_dtype=pl.String) if known else texts
    return _parsed(
        values,
        [
            (texts.str.contains(_CONTROL), f"{column.name} holds a control character."),
            (texts.is_not_null() & values.is_null(), f"{column.name} is {_not_allowed(column)}."),
        ],
    )


def _not_allowed(column: Column) -> str:
    allowed = sorted(column.allowed or ())
    if len(allowed) > 9:
        return "not on the national list; a mapping can recode it"
    return f"not one of {', '.join(allowed)}"


def _numbers(column: Column, texts: pl.Series) -> Parsed:
    whole = column.type == "integer"
    plain = texts.str.extract(_WHOLE) if whole else texts.set(~texts.str.contains(_DECIMAL), None)
    values = plain.cast(POLARS_TYPES[column.type], strict=False)
    unread = texts.is_not_null() & values.is_null()
    low = -float("inf") if column.minimum is None else column.minimum
    high = float("inf") if column.maximum is None else column.maximum
    bounds = f"below {low:g}" if column.maximum is None else f"outside {low:g} to {high:g}"
    return _parsed(
        values,
        [
            (unread, f"{column.name} is not a {'whole number' if whole else 'number'}."),
            ((values < low) | (values > high), f"{column.name} is {bounds}."),
        ],
    )


def _days(column: Column, texts: pl.Series) -> Parsed:
    found = moments(texts)
    unread = texts.is_not_null() & found.is_null()
    unlikely = ~found.dt.year().is_between(1950, 2199)
    faults = [(unlikely, f"{column.name} is before 1950 or after 2199.")]
    if column.type == "timestamp":
        faults.insert(0, (unread, f"{column.name} is not a date and time such as 2025-01-31 14:05."))
        return _parsed(found, faults)
    faults.insert(0, (unread, f"{column.name} is not a date such as 2025-01-31."))
    return _parsed(found.dt.date(), faults, _time_of_day_note(column, found))


def _time_of_day_note(column: Column, found: pl.Series) -> tuple[str, ...]:
    if (found != found.dt.truncate("1d")).any():
        return (f"{column.name} has times of day; its days were kept and the times left.",)
    return ()
