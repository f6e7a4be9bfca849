"""A mapping file: which keys it may hold, of which type, and the sentence for one that is wrong."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from data.contract import KINDS
from data.errors import DataError

ALSO_KINDS = ("board", "ward_stays")
AS_AT_COLUMN = "extracted_at"
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


class MappingError(DataError):
    """The mapping file is wrong, or does not fit the file it is used on."""

    def __init__(self, file: str, wrong: str, do: str) -> None:
        super().__init__(f"The mapping {file} {wrong}; {do}.")


def read_mapping(path: Path) -> dict[str, Any]:
    """The checked content of a mapping file: only known keys, tuples for lists, text for numbers.

    Raises MappingError naming the file and the key.
    """
    file = path.name
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as wrong:
        raise MappingError(file, "cannot be opened", "check its name and folder") from wrong
    except UnicodeDecodeError as wrong:
        raise MappingError(file, "is not UTF-8 text", "save it as UTF-8") from wrong
    except tomllib.TOMLDecodeError as wrong:
        raise MappingError(file, f"is not TOML ({str(wrong).rstrip('.')})", "mend that line") from wrong
    _refuse_unknown(given, READERS, file, "the key")
    content = {key: READERS[key](value, key, file) for key, value in given.items()}
    _refuse_unknown_columns(content, file)
    return content


def _text(value: Any, key: str, file: str) -> str:
    if isinstance(value, str):
        return value
    raise MappingError(file, f"has something other than text for {key}", "put it in double quotes")


def _plain(value: Any, key: str, file: str) -> str:
    """Text, or a number as its text: codes and constants read naturally without quotes."""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    raise MappingError(file, f"has something other than text or a number for {key}", "put it in double quotes")


def _texts(value: Any, key: str, file: str) -> tuple[str, ...]:
    if isinstance(value, list) and value:
        return tuple(_text(item, key, file) for item in value)
    raise MappingError(file, f"has something other than a list of text for {key}", f'write {key} = ["...", "..."]')


def _table(of: Callable[[Any, str, str], Any]) -> Callable[[Any, str, str], dict[str, Any]]:
    def read(value: Any, key: str, file: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise MappingError(file, f"has something other than a table for {key}", f"write [{key}] on its own line")
        return {name: of(item, f"{key}.{name}", file) for name, item in value.items()}

    return read


def _kind(value: Any, key: str, file: str) -> str:
    kind = _text(value, key, file)
    _refuse_unknown([kind], KINDS, file, "the kind")
    return kind


def _date_format(value: Any, key: str, file: str) -> str | dict[str, str]:
    if isinstance(value, dict):
        return {name: _one_format(item, f"{key}.{name}", file) for name, item in value.items()}
    return _one_format(value, key, file)


def _one_format(value: Any, key: str, file: str) -> str:
    form = _text(value, key, file)
    moment = datetime(2025, 1, 31)
    try:
        whole = datetime.strptime(moment.strftime(form), form).date() == moment.date()
    except (ValueError, re.error):
        whole = False
    if not whole:
        raise MappingError(
            file, f"has a date format for {key} that is not a whole date ('{form}')", 'write it as "%d/%m/%Y %H:%M"'
        )
    return form


def _movements(value: Any, key: str, file: str) -> dict[str, Any]:
    readers = {"spell": _texts, "start": _text, "end": _text, "order": _texts}
    return _record(value, key, file, readers, needed="spell")


def _also(value: Any, key: str, file: str) -> tuple[dict[str, Any], ...]:
    if not isinstance(value, list):
        raise MappingError(file, f"has something other than a list of tables for {key}", f"write [[{key}]]")
    records = tuple(_record(item, key, file, {"kind": _text, "at": _text}, needed="kind") for item in value)
    for record in records:
        _refuse_unknown([record["kind"]], ALSO_KINDS, file, "the further kind")
        if record["kind"] == "board" and not CLOCK.fullmatch(record.get("at", "")):
            raise MappingError(file, "says no time of day for the board", 'add at = "08:00" below its [[also]]')
    return records


def _record(value: Any, key: str, file: str, readers: dict[str, Any], needed: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MappingError(file, f"has something other than a table for {key}", f"write [{key}] on its own line")
    _refuse_unknown(value, readers, file, f"in {key} the key")
    if needed not in value:
        raise MappingError(file, f"has no {key}.{needed}", "add it")
    return {name: readers[name](item, f"{key}.{name}", file) for name, item in value.items()}


READERS: dict[str, Callable[[Any, str, str], Any]] = {
    "kind": _kind,
    "encoding": _text,
    "delimiter": _text,
    "sheet": _text,
    "date_format": _date_format,
    "null_values": _texts,
    "not_nhs_number": _texts,
    "not_personal": _texts,
    "lower_end_of_band": _texts,
    "columns": _table(_text),
    "first_of": _table(_texts),
    "values": _table(_table(_plain)),
    "constants": _table(_plain),
    "join": _table(_texts),
    "surrogate": _table(_texts),
    "movements": _movements,
    "also": _also,
}


def contract_columns(kind: str | None) -> dict[str, str]:
    """Contract column to its type: of one kind and of the kinds that may be built beside it, or of all where None."""
    kinds = KINDS.values() if kind is None else [KINDS[kind]]
    found: dict[str, str] = {column.name: column.type for kind in kinds for column in kind.columns}
    return found | {AS_AT_COLUMN: "timestamp"}


def _refuse_unknown_columns(content: Mapping[str, Any], file: str) -> None:
    """A contract column that does not exist would otherwise be mapped to nothing, in silence."""
    known = contract_columns(content.get("kind"))
    for key in ("columns", "first_of", "values", "constants", "join", "surrogate", "lower_end_of_band"):
        _refuse_unknown(content.get(key, ()), known, file, f"in {key} the contract column")
    made = [name for key in ("columns", "first_of", "constants", "join", "surrogate") for name in content.get(key, ())]
    twice = sorted({name for name in made if made.count(name) > 1})
    if twice:
        raise MappingError(file, f"makes {twice[0]} in two ways", "keep one of them")
    if (content.get("movements") or content.get("also")) and content.get("kind") != "spells":
        raise MappingError(file, "builds spells, boards or ward stays from another kind", 'say kind = "spells"')


def _refuse_unknown(given: Iterable[str], known: Iterable[str], file: str, what: str) -> None:
    known = list(known)
    for name in given:
        if name not in known:
            raise MappingError(file, f"has {what} '{name}', which is not known", hint(name, known))


def hint(name: str, known: Iterable[str]) -> str:
    """What to do about a name that is not known: the nearest one, if any is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else "check its spelling"
