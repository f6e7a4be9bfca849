"""What every entry must be before it is saved: each field of its type, tidied, and the sentence where it is not."""

from __future__ import annotations

import difflib
import json
import math
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar, get_type_hints

from data.contract.codes import pathway
from data.contract.delay_reasons import national
from data.errors import DataError
from data.register.columns import canonical_json
from data.register.entries import (
    SCOPE_NAMES,
    DelayReason,
    Entry,
    EntryScope,
    Frozen,
    GoLive,
    Json,
    Pathway,
    SpellId,
    Step,
)
from data.register.numbers import holds_number, without_number

E = TypeVar("E", bound=Entry)
LONGEST_TEXT = 10_000
LONGEST_JSON = 2_000_000
LONGEST_ID = 200
NHS_NUMBER = "holds what looks like an NHS number; take it out, nobody here needs it"
LEVELS = ("team", "coordinator", "manager", "executive")
WORDS = {
    "day": "date",
    "from_day": "from",
    "to_day": "to",
    "go_lives": "go-live",
}  # fields whose name people see is another


class BadEntry(DataError):
    """An entry that says something impossible, or not enough."""

    def __init__(self, label: str, problem: str) -> None:
        super().__init__(without_number(f"{label[:1].upper()}{label[1:]}: {problem}."))


class Wrong(Exception):
    """What is wrong with one value; becomes a BadEntry where the entry is known."""


def tidy(entry: E, label: str) -> E:
    """The entry with texts trimmed, whole numbers as decimals, scopes sorted; raises BadEntry naming the field."""
    shape: type = type(entry)
    hints = _hints(shape)
    clean: dict[str, Any] = {}
    for field in fields(entry):
        if field.name in ("version", "changed_by", "changed_at"):
            continue
        value, hint = getattr(entry, field.name), hints[field.name]
        try:
            if isinstance(value, str) and hint is not SpellId and holds_number(value):
                raise Wrong(NHS_NUMBER)
            clean[field.name] = CHECKS[hint](value)
        except Wrong as wrong:
            raise BadEntry(label, f"{words(field.name)} {wrong}") from None
    if len(clean["id"]) > LONGEST_ID:
        raise BadEntry(label, f"id is longer than {LONGEST_ID} characters; shorten it")
    return replace(entry, **clean)


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape, include_extras=True)


def words(field: str) -> str:
    """A field's name as people write it."""
    return WORDS.get(field, field.replace("_", " "))


def nearest(value: str, allowed: Collection[str]) -> str:
    """The allowed values in words, the nearest one alone where there are many."""
    close = difflib.get_close_matches(value, sorted(allowed), n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]}?"
    return f"use one of {', '.join(sorted(allowed))}" if len(allowed) <= 9 else "look it up on the definitions page"


def one_of(label: str, field: str, value: str, allowed: Collection[str]) -> None:
    """Raise BadEntry where the value is not one of a few."""
    if value not in allowed:
        raise BadEntry(label, f"{words(field)} {value!r} is not known; use one of {', '.join(allowed)}")


def needed(label: str, **values: str) -> None:
    """Raise BadEntry for the first text that is empty."""
    for field, value in values.items():
        if not value:
            raise BadEntry(label, f"{words(field)} is empty; fill it in")


def in_order(label: str, first: str, start: date | None, last: str, end: date | None) -> None:
    """Raise BadEntry where a stretch ends before it starts; both days belong to it."""
    if start is not None and end is not None and end < start:
        raise BadEntry(label, f"{words(last)} {end} is before {words(first)} {start}; swap or correct them")


def known_metric(label: str, metric: str, known: Collection[str] | None) -> None:
    """Raise BadEntry for a metric that the caller's catalogue lacks; with no catalogue any text will do.

    A split value in braces, as in `waiting_for_share{social worker}`, is not looked at.
    """
    if known is not None and metric not in known and metric.split("{")[0] not in known:
        raise BadEntry(label, f"metric {metric!r} is not known; {nearest(metric, known)}")


def _text(value: object) -> str:
    text = _any_text(value, LONGEST_TEXT)
    if holds_number(text):
        raise Wrong(NHS_NUMBER)
    return text


def _any_text(value: object, longest: int = LONGEST_ID) -> str:
    if not isinstance(value, str):
        raise Wrong(f"{value!r} is not text; put it in quotes")
    text = value.replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise Wrong(f"is longer than {longest} characters; shorten it")
    # Control characters and lone surrogates can't be stored by every engine, nor seen by anybody.
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text):
        raise Wrong("holds an invisible control character; type it again")
    return text


def _json(value: object) -> str:
    """The text as `canonical_json` writes it, so that equal values are equal text and have one hash."""
    text = _any_text(value, LONGEST_JSON)
    try:
        return canonical_json(json.loads(text)) if text else ""
    except ValueError:
        raise Wrong("is not JSON; export it again") from None


def _reason(value: object) -> str:
    text = _text(value)
    found = national(text) if text else ""
    if found is None:
        raise Wrong("is not one of the 37 national reasons; choose one from the list")
    return found


def _pathway(value: object) -> str:
    text = _text(value)
    found = pathway(text) if text else ""
    if found is None:
        raise Wrong(f"{text!r} is not a pathway; use one of 0, 1, 2, 3")
    return found


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong(f"{value!r} is not yes or no; write true or false")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Wrong(f"{value!r} is not a number; write it in digits, such as 8 or 5500")
    return float(value) + 0.0  # -0.0 becomes 0.0: SQLite gives it back so


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong(f"{value!r} is not a whole number; write it in digits, such as 6")
    return value


def _day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, datetime) or not isinstance(value, date):
        raise Wrong(f"{str(value)!r} is not a date; write it as 2026-04-01")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise Wrong(f"{value!r} is not a list; put it in square brackets")
    texts = tuple(_text(item) for item in value)
    if "" in texts:
        raise Wrong("holds an empty text; take it out")
    return tuple(dict.fromkeys(texts))


def _scope(value: object) -> EntryScope:
    if not isinstance(value, EntryScope):
        raise Wrong(f"is not a scope; give lists of {', '.join(SCOPE_NAMES)}")
    try:
        return EntryScope(**{name: tuple(sorted(_texts(getattr(value, name)))) for name in SCOPE_NAMES})
    except Wrong as wrong:
        raise Wrong(f"list {wrong}") from None


def _go_lives(value: object) -> tuple[GoLive, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(stage, GoLive) for stage in value):
        raise Wrong("is not a list of go-live dates")
    stages = [GoLive(day=_day(stage.day), scope=_scope(stage.scope)) for stage in value]
    return tuple(sorted(stages, key=lambda stage: stage.day))


def _steps(value: object) -> tuple[Step, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(step, Step) for step in value):
        raise Wrong("is not a list of levels with their dates")
    return tuple(Step(level=_text(step.level), day=_day(step.day)) for step in value)


def _frozen(value: object) -> Frozen:
    """The shape, and the arithmetic between its parts; a time without a zone is refused."""
    if not isinstance(value, Frozen):
        raise Wrong("is not what freezing gives")
    if not isinstance(value.at, datetime) or value.at.tzinfo is None:
        raise Wrong(f"time {str(value.at)!r} is not a time with its zone; write it as 2026-04-01T09:30:00Z")
    series = tuple((_day(day), _number_or_none(number)) for day, number in value.series)
    if value.n != sum(number is not None for _, number in series) or value.n == 0:
        raise Wrong(f"n {value.n!r} is not the number of values in its series; export the baseline again")
    if re.fullmatch(r"[0-9a-f]{64}", _text(value.input_hash)) is None:
        raise Wrong("input hash is not 64 hexadecimal digits; export the baseline again")
    centre, lower, upper = _number(value.centre), _number_or_none(value.lower), _number_or_none(value.upper)
    if (lower is not None and lower > centre) or (upper is not None and upper < centre):
        raise Wrong("centre lies outside its limits; export the baseline again")
    if not (_text(value.by) and _text(value.data_version)):
        raise Wrong("does not say by whom and on which data version it was frozen; export the baseline again")
    return replace(value, centre=centre, lower=lower, upper=upper, series=series, at=value.at.astimezone(UTC))


def _number_or_none(value: object) -> float | None:
    return None if value is None else _number(value)


CHECKS: dict[Any, Callable[[object], Any]] = {
    str: _text,
    SpellId: _any_text,  # as the extracts have it, checked when they were loaded (some are ten digits by right)
    DelayReason: _reason,
    Pathway: _pathway,
    Json: _json,
    bool: _truth,
    bool | None: lambda value: None if value is None else _truth(value),
    int: _whole,
    float: _number,
    float | None: _number_or_none,
    date: _day,
    date | None: lambda value: None if value is None else _day(value),
    tuple[str, ...]: _texts,
    EntryScope: _scope,
    tuple[GoLive, ...]: _go_lives,
    tuple[Step, ...]: _steps,
    Frozen | None: lambda value: None if value is None else _frozen(value),
}
