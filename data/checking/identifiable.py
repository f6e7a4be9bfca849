"""NHS numbers are refused at the door: nobody here needs them, and a file that holds one was made by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from data.checking.distinct import Distinct
from data.errors import DataError
from data.reading.tidying import fold

_DIGITS = "[0-9]{3}[ \u00a0-]?[0-9]{3}[ \u00a0-]?[0-9]{4}"
_SUSPECT = f"(?:^|[^0-9]){_DIGITS}(?:[^0-9]|$)"
_NUMBER = re.compile(f"(?<![0-9])(?={_DIGITS}(?![0-9]))[0-9]{{3}}.?[0-9]{{3}}.?[0-9]{{4}}")
# A pseudonym made by hashing, and the decimals of a measurement, hold ten digits in a row by chance.
_CHANCE = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<![0-9a-z])(?=[0-9]*[a-f])[0-9a-f]{12,}(?![0-9a-z])"
    r"|(?<=[0-9])\.[0-9]+",
    re.IGNORECASE,
)
_WEIGHTS = range(10, 1, -1)


class IdentifiableData(DataError):
    """The extract holds NHS numbers; the sentence names columns and counts, never a value."""


def is_nhs_number(digits: str) -> bool:
    """Say whether ten digits pass the Modulus 11 check of the NHS number."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:9], strict=True))
    return (11 - total % 11) % 11 == int(digits[9])


def holds_nhs_number(text: str) -> bool:
    """Say whether a text holds an NHS number: ten digits together, or 3-3-4 with spaces or dashes, anywhere in it."""
    found = _NUMBER.findall(_CHANCE.sub(" ", text))
    return any(is_nhs_number(re.sub("[^0-9]", "", number)) for number in found)


def refuse_identifiable(columns: Mapping[str, Distinct], not_nhs_number: Iterable[str] = ()) -> None:
    """Raise IdentifiableData if any column holds NHS numbers, other than those named in `not_nhs_number`."""
    excused = {fold(name) for name in not_nhs_number}
    counts = {name: _count(column) for name, column in columns.items() if fold(name) not in excused}
    found = {name: count for name, count in counts.items() if count}
    if found:
        raise IdentifiableData(_words(found))


def _count(column: Distinct) -> int:
    texts = column.values.cast(pl.String)
    suspects = texts.filter((texts.str.len_bytes() >= 10) & texts.str.contains(_SUSPECT))
    guilty = [text for text in suspects.unique().to_list() if holds_nhs_number(text)]
    return int(column.spread(texts.is_in(guilty)).sum()) if guilty else 0


def _words(found: Mapping[str, int]) -> str:
    columns = ", ".join(f"{name} ({count:,})" for name, count in found.items())
    return (
        f"The extract holds what look like NHS numbers in {columns}. Remove the column and extract again;"
        " if these are local numbers, list the column under not_nhs_number in the mapping."
    )
