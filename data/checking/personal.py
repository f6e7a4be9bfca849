"""Names, dates of birth, addresses and the like are refused at the door, by the name of a column and by its content.

What can't be told from its form is not found: a name in free text without Mr, Mrs, Miss or Ms before it is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

import polars as pl

from data.checking.distinct import Distinct
from data.contract.kind import Kind

NAMED: Mapping[str, frozenset[str]] = {
    "names of people": frozenset(
        [
            "patientname",
            "fullname",
            "forename",
            "forenames",
            "firstname",
            "givenname",
            "middlename",
            "surname",
            "lastname",
            "familyname",
            "patientforename",
            "patientsurname",
            "maidenname",
            "knownas",
            "nextofkin",
            "nextofkinname",
            "nok",
            "nokname",
            "gpname",
            "nameofgp",
            "gpfullname",
        ]
    ),
    "dates of birth": frozenset(["dob", "dateofbirth", "birthdate", "birthday", "patientdob", "patientdateofbirth"]),
    "addresses": frozenset(
        [
            "address",
            "homeaddress",
            "patientaddress",
            "street",
            "addressline1",
            "addressline2",
            "addressline3",
            "address1",
            "address2",
        ]
    ),
    "telephone numbers": frozenset(
        [
            "phone",
            "telephone",
            "mobile",
            "phonenumber",
            "telephonenumber",
            "mobilenumber",
            "homephone",
            "contactnumber",
            "tel",
        ]
    ),
    "e-mail addresses": frozenset(["email", "emailaddress", "patientemail"]),
}
POSTCODE_NAMES = frozenset(["postcode", "homepostcode", "patientpostcode", "postalcode", "fullpostcode"])
_EMAIL = r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}"
_MOBILE = r"(?:^|[^0-9])(?:\+44 ?7|07)[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?:$|[^0-9])"
_TITLED = r"\b(?:Mr|Mrs|Miss|Ms)\.? [A-Z][a-z]+"
_LETTER = "[A-Za-z]"
_PHONE = r"^(?:\+44|0)[ 0-9()-]{9,14}$"
_POSTCODE = r"(?:^|[^A-Z0-9])[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2}(?:$|[^A-Z0-9])"
_SPACED_POSTCODE = _POSTCODE.replace(" ?", " ")
_ADDRESS = (
    r"\b[0-9]{1,4}[A-Za-z]? (?:[A-Z][A-Za-z']+ ){1,2}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Crescent|Terrace|Gardens|Grove)\b"
)
_BIRTH = r"^(?:19[0-8][0-9]-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/19[0-8][0-9])(?: 00:00(?::00)?)?$"
# 1 January 1900 is what many systems write for nothing.
_NO_DAY = r"^(?:1900-01-01|01/01/1900)"
MANY = 0.3
FEWEST = 3


def about_patients(kind: Kind) -> bool:
    """Say whether a row of the kind is about one patient: then it has an identifier."""
    return any(name.endswith("_id") for name in kind.column_names)


def personal(columns: Mapping[str, Distinct], kind: Kind, excused: Collection[str] = ()) -> dict[str, dict[str, int]]:
    """Give what looks personal in an extract: {"dates of birth": {column: how many rows}}.

    `columns` are those of the file. A column of the contract may hold free text and is looked at for what stands out
    in any text, once; others also for what fills a column. `excused`: names of columns, folded, that are not looked at.
    """
    found: dict[str, dict[str, int]] = {}
    known = {plain(column.name): column for column in kind.columns}
    for name, column in columns.items():
        wanted = known.get(plain(name))
        if plain(name) in excused or (wanted is not None and (wanted.allowed or wanted.type != "text")):
            continue
        if plain(name) in ("spellid", "personid", "localid", "extractedat"):
            continue
        what = _in_text(column, owner=plain(name) == "owner") or (_unknown(name, column) if wanted is None else None)
        if what is not None:
            found.setdefault(what[0], {})[name] = what[1]
    return found


def plain(name: str) -> str:
    """The letters and digits of a column's name, in lower case."""
    return re.sub("[^0-9a-z]", "", name.casefold())


def _in_text(column: Distinct, *, owner: bool) -> tuple[str, int] | None:
    """What a single cell gives away; the owner of a task is staff, and may be named."""
    if owner:
        return None
    signs: tuple[tuple[str, Callable[[pl.Series], pl.Series]], ...] = (
        ("e-mail addresses", lambda texts: texts.str.contains("@", literal=True) & texts.str.contains(_EMAIL)),
        ("names of people", lambda texts: texts.str.contains(_TITLED)),
        ("telephone numbers", lambda texts: texts.str.contains(_LETTER) & texts.str.contains(_MOBILE)),
    )
    for what, test in signs:
        if count := _count(column, test):
            return what, count
    return None


def _unknown(name: str, column: Distinct) -> tuple[str, int] | None:
    """What a column that the contract does not know holds, by its name or by what fills it."""
    filled = _count(column, lambda texts: texts.is_not_null())
    if not filled:
        return None
    for what, names in NAMED.items():
        if plain(name) in names:
            return what, filled
    if plain(name) in POSTCODE_NAMES and (count := _count(column, _matching(_POSTCODE))):
        return "full postcodes", count
    return _by_content(column, filled)


def _by_content(column: Distinct, filled: int) -> tuple[str, int] | None:
    signs = (
        ("full postcodes", _matching(_SPACED_POSTCODE)),
        ("telephone numbers", _matching(_PHONE)),
        ("addresses", _matching(_ADDRESS, upper=False)),
        ("dates of birth", lambda texts: texts.str.contains(_BIRTH) & ~texts.str.contains(_NO_DAY)),
    )
    for what, test in signs:
        different = column.values.drop_nulls().unique()
        count = _count(column, test)
        if count >= FEWEST and count > MANY * filled and int(test(different).sum()) >= FEWEST:
            return what, count
    return None


def _matching(pattern: str, *, upper: bool = True) -> Callable[[pl.Series], pl.Series]:
    def test(texts: pl.Series) -> pl.Series:
        return (texts.str.to_uppercase() if upper else texts).str.contains(pattern)

    return test


def _count(column: Distinct, test: Callable[[pl.Series], pl.Series]) -> int:
    """In how many rows the test holds."""
    holds = test(column.values.cast(pl.String)).fill_null(False)
    return int(column.spread(holds).fill_null(False).sum()) if holds.any() else 0
