"""How values lie in columns: canonical JSON text and naive UTC, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from data.register.entries import SCOPE_NAMES, Entry, EntryScope, Frozen, Step, plain

T = TypeVar("T")


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an entry")


JSON: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_iso)


def canonical_json(value: object) -> str:
    """One text for one value: sorted keys, no spaces, dates as ISO; NaN and infinities raise ValueError."""
    return JSON.encode(plain(value))


def digest(entry: Entry, without: Collection[str] = ()) -> str:
    """SHA-256 of all that an entry says, its version and author included, some fields apart."""
    said: Any = plain(entry)
    told = {name: value for name, value in said.items() if name not in without}
    return hashlib.sha256(JSON.encode(told).encode()).hexdigest()


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC outside, naive UTC inside: a column type with a zone means different things on different engines."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To naive UTC; a naive value raises ValueError, since it could mean any zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without its zone")
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Comparisons take aware times too."""
        return self


class JsonText(TypeDecorator[T], Generic[T]):
    """A value as canonical JSON text, so that equal values are equal text on every engine."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:
        """To canonical JSON; None is a null column."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> T | None:
        """Back to the value; text that is no JSON of this kind raises ValueError."""
        return None if value is None else self.value_of(json.loads(value))

    def value_of(self, parsed: Any) -> T:
        """The value that parsed JSON stands for."""
        raise NotImplementedError


class TextsText(JsonText[tuple[str, ...]]):
    """A list of texts."""

    cache_ok = True

    def value_of(self, parsed: Any) -> tuple[str, ...]:
        """The texts, in their order."""
        return tuple(parsed)


class ScopeText(JsonText[EntryScope]):
    """A scope: an object of lists by level, empty levels left out."""

    cache_ok = True

    def value_of(self, parsed: Any) -> EntryScope:
        """The scope."""
        return EntryScope(**{name: tuple(parsed.get(name, ())) for name in SCOPE_NAMES})


class FrozenText(JsonText[Frozen]):
    """What a baseline was when it was frozen; a float's JSON text reads back as the same float."""

    cache_ok = True

    def value_of(self, parsed: Any) -> Frozen:
        """The frozen values."""
        series = tuple((date.fromisoformat(day), value) for day, value in parsed["series"])
        return Frozen(**{**parsed, "series": series, "at": datetime.fromisoformat(parsed["at"])})


class StepsText(JsonText[tuple[Step, ...]]):
    """The levels an action has come to: a list of {day, level}."""

    cache_ok = True

    def value_of(self, parsed: Any) -> tuple[Step, ...]:
        """The steps, in their order."""
        return tuple(Step(level=step["level"], day=date.fromisoformat(step["day"])) for step in parsed)
