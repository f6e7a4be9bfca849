"""NHS numbers, names and the like are refused at the door: a file that holds one was made by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from data.checking.distinct import Distinct
from data.checking.personal import about_patients, personal, plain
from data.contract.kind import Kind
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
    """The extract says who patients are; the sentence names columns and counts, never a value."""


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


def refuse_personal(columns: Mapping[str, Distinct], kind: Kind, not_personal: Iterable[str] = ()) -> None:
    """Raise IdentifiableData if an extract about patients holds names, dates of birth, addresses and the like."""
    found = personal(columns, kind, {plain(name) for name in not_personal}) if about_patients(kind) else {}
    if found:
        listed = "; ".join(
            f"{what} in " + ", ".join(f"{name} ({count:,})" for name, count in columns.items())
            for what, columns in found.items()
        )
        raise IdentifiableData(
            f"The extract holds what look like {listed}. Remove these columns or texts and extract again;"
            " if a column holds something else, list it under not_personal in the mapping."
        )


def refuse_labels(labels: Iterable[str]) -> None:
    """Raise IdentifiableData if a text beside the rows, such as the name of a sheet, holds an NHS number."""
    if any(holds_nhs_number(label) for label in labels):
        raise IdentifiableData(
            "What stands beside the rows, the name of a sheet or a note of the file, holds what looks like an NHS"
            " number. Remove it and export again."
        )


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
