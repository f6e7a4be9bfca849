"""The periods of published tables, in the forms they are written in, as first and last day in ISO 8601."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

import polars as pl

Days = tuple[str, str]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(rf"(?<![a-z])({'|'.join(_MONTHS)})[a-z]*(?![a-z])", re.IGNORECASE)
_FINANCIAL = re.compile(r"(?<!\d)((?:19|20)\d\d) ?[-/_] ?(?:20)?(\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"[a-z][ '’-]?(\d\d)(?!\d)", re.IGNORECASE)
_ISO = re.compile(r"^(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ]00:00(?::00)?)?$")
_BRITISH = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: 00:00(?::00)?)?$")
_SPOKEN = re.compile(r"^(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4}|\d\d)$", re.IGNORECASE)


def day(text: str) -> str | None:
    """The day that a text names, as 2025-04-01, 01/04/2025 or 1 April 2025; else None."""
    if found := _ISO.match(text):
        return _iso(int(found[1]), int(found[2]), int(found[3])) if found[3] else None
    if found := _BRITISH.match(text):
        return _iso(int(found[3]), int(found[2]), int(found[1]))
    if (found := _SPOKEN.match(text)) and found[2].lower() in _MONTHS:
        return _iso(_century(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    return None


def month(text: str) -> Days | None:
    """The month that a text names, by any of its days or by its name and year; else None.

    `Apr 2024`, `MSitAE-APRIL-2025`, `Apr-24`, `2025-04`, `01/04/2025` and, by the financial year, `2010-11 August`.
    """
    text = text.strip()
    if found := _ISO.match(text):
        return _whole(int(found[1]), int(found[2]))
    if (known := day(text)) is not None:
        return _whole(int(known[:4]), int(known[5:7]))
    if (named := _NAMED.search(text)) is None:
        return None
    number = _MONTHS.index(named[1].lower()) + 1
    if (financial := _FINANCIAL.search(text)) and _follows(financial):
        return _whole(int(financial[1]) + (number < 4), number)
    if years := _YEAR.search(text):
        return _whole(int(years[1]), number)
    short = _SHORT_YEAR.search(text)
    return _whole(_century(short[1]), number) if short else None


def financial_year(text: str) -> Days | None:
    """The financial year that a text names, as 2024-25 or 2024_25, 1 April to 31 March; None for none or two."""
    found = {int(years[1]) for years in _FINANCIAL.finditer(text) if _follows(years)}
    if len(found) != 1:
        return None
    year = found.pop()
    return f"{year}-04-01", f"{year + 1}-03-31"


def months(texts: pl.Series) -> pl.DataFrame:
    """period_start and period_end of a column of months; a text that is none stays as it is, for checking to refuse."""
    return _looked_up(texts, month)


def days(texts: pl.Series) -> pl.DataFrame:
    """period_start and period_end, the same day, of a column of days; a text that is none stays as it is."""

    def one(text: str) -> Days | None:
        found = day(text)
        return None if found is None else (found, found)

    return _looked_up(texts, one)


def _looked_up(texts: pl.Series, read: object) -> pl.DataFrame:
    known = {text: read(text) or (text, text) for text in texts.unique().drop_nulls()}  # type: ignore[operator]
    ends = [pl.Series(name, [None], dtype=pl.String).new_from_index(0, len(texts)) for name in ENDS]
    if known:
        for at, name in enumerate(ENDS):
            firsts = {text: found[at] for text, found in known.items()}
            ends[at] = texts.replace_strict(firsts, default=None, return_dtype=pl.String).rename(name)
    return pl.DataFrame(ends)


ENDS = ("period_start", "period_end")


def _follows(years: re.Match[str]) -> bool:
    return (int(years[1]) + 1) % 100 == int(years[2])


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _iso(year: int, number: int, of_month: int) -> str | None:
    try:
        return date(year, number, of_month).isoformat()
    except ValueError:
        return None


def _whole(year: int, number: int) -> Days | None:
    if not 1 <= number <= 12:
        return None
    return f"{year}-{number:02d}-01", f"{year}-{number:02d}-{monthrange(year, number)[1]:02d}"
