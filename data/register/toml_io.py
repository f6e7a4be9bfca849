"""The register as TOML: read with the standard library, written with tomli-w (its small, maintained counterpart)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final, get_type_hints

import tomli_w

from data import audit
from data.access import Principal, Right, require
from data.errors import DataError
from data.register.checks import BadEntry, nearest
from data.register.entries import Action, Baseline, Entry, EntryScope, Frozen, GoLive, Note, Rebase, Series, Step, plain
from data.register.kind import EntryKind
from data.register.kinds import KIND_OF, KINDS
from data.register.rights import may_see, require_change
from data.register.rows import entry_of, read_all, row_of
from data.register.service import BOOKKEEPING, changed_fields, write
from data.register.store import Register, stamp

# Fields whose key in the file is another word.
KEYS: Final = {"day": "date", "from_day": "from", "to_day": "to", "go_lives": "go_live"}
# The day's entries, people and what was sent stay in the register and its backups.
DEFINITIONS: Final = tuple(kind for kind in KINDS if kind.definition)
TABLES: Final[dict[Any, type]] = {EntryScope: EntryScope, Frozen | None: Frozen}
LISTS: Final[dict[Any, type]] = {tuple[GoLive, ...]: GoLive, tuple[Step, ...]: Step}


class BadToml(DataError):
    """Text that is no TOML, or holds a table that the register does not know."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"Nothing was imported: {problem}.")


@dataclass(frozen=True)
class ImportReport:
    """How many entries an import added, changed and found as they were."""

    added: int
    changed: int
    unchanged: int


def import_toml(
    register: Register,
    principal: Principal,
    text: str,
    *,
    known_metrics: Collection[str] | None = None,
    at: datetime | None = None,
) -> ImportReport:
    """Add or change entries by id, all of them or none; entries that the text leaves out stay.

    A baseline without its frozen values keeps those it has; a note or rebase without an author keeps its own. Raises
    BadToml, BadEntry, NotAllowed, FrozenEntry or a fault of the store.
    """
    wanted = [KIND_OF[type(entry)].checked(entry, known_metrics) for entry in parse_toml(text)]
    _refuse_twins(wanted)
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    moment = stamp(at)
    with audit.refusals(register, principal, moment):
        for entry in wanted:
            require_change(principal, entry)
        with register.writing() as session:
            for entry in wanted:
                row = row_of(session, type(entry), entry.id)
                before = None if row is None else entry_of(row, type(entry))
                after = entry if before is None else _carried(before, entry)
                if before is not None and not changed_fields(before, after):
                    counts["unchanged"] += 1
                    continue
                write(session, principal, after, row, moment)
                counts["added" if before is None else "changed"] += 1
            if counts["added"] or counts["changed"]:
                audit.append(session, principal, "imported", "register", "", counts, moment)
    return ImportReport(**counts)


def export_toml(register: Register, principal: Principal, *, at: datetime | None = None) -> str:
    """All definitions and actions as TOML, in order of id; the export is logged. The day's entries stay: see kinds.py.

    Actions about patients whom the person may not see are left out, and the first lines say how many.
    """
    with audit.refusals(register, principal, at):
        require(principal, Right.READ)
    with register.reading() as session:
        found = {kind.name: read_all(session, kind.entry) for kind in DEFINITIONS}
    whole = {name: [one for one in entries if may_see(principal, one)] for name, entries in found.items()}
    hidden = sum(map(len, found.values())) - sum(map(len, whole.values()))
    tables = {name: [_table(entry) for entry in entries] for name, entries in whole.items() if entries}
    counts = {name: len(entries) for name, entries in tables.items()}
    audit.record(register, principal, "exported", "register", detail=counts, at=at)
    left_out = f"# Left out: {hidden} actions about patients whom {principal.name} may not see.\n" if hidden else ""
    return "# The Homeward register; `homeward register import` reads it.\n" + left_out + tomli_w.dumps(tables)


def parse_toml(text: str) -> list[Entry]:
    """The entries of a text, not yet checked; raises BadToml or BadEntry for what has no place in an entry."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadToml(f"the text is not TOML ({error}); correct that place") from None
    kinds = {kind.name: kind for kind in DEFINITIONS}
    found: list[Entry] = []
    for name, tables in document.items():
        if name not in kinds:
            raise BadToml(f"there is no kind of entry called {name!r}; {nearest(name, kinds)}")
        if not isinstance(tables, list):
            raise BadToml(f"{name} is not a list of tables; write [[{name}]] above each")
        found += [_parsed(kinds[name], table, number) for number, table in enumerate(tables, start=1)]
    return found


def _parsed(kind: EntryKind, table: object, number: int) -> Entry:
    named = table.get(kind.named) if isinstance(table, dict) and kind.about else None
    return _build(kind.entry, table, f"{kind.words} {named!r}" if named else f"{kind.name} number {number}")


def _build(shape: type[Any], table: object, label: str) -> Any:
    """A value of one of our shapes from a TOML table; unknown and missing keys are refused by name."""
    if not isinstance(table, dict):
        raise BadEntry(label, f"{table!r} is not a table; write its keys one by one")
    allowed = {KEYS.get(field.name, field.name): field for field in fields(shape) if field.name not in BOOKKEEPING}
    for key in table:
        if key not in allowed:
            raise BadEntry(label, f"there is no key {key!r}; {nearest(key, allowed)}")
    for key, field in allowed.items():
        if key not in table and field.default is MISSING:
            raise BadEntry(label, f"{key} is missing; add it")
    hints = get_type_hints(shape)
    return shape(**{allowed[key].name: _value(hints[allowed[key].name], value, label) for key, value in table.items()})


def _value(hint: object, value: Any, label: str) -> Any:
    if hint in TABLES:
        return _build(TABLES[hint], value, label)
    if not isinstance(value, list):
        return value
    if hint in LISTS:
        return tuple(_build(LISTS[hint], item, label) for item in value)
    if hint == Series:
        return tuple(_point(item, label) for item in value)
    return tuple(value)


def _point(item: object, label: str) -> tuple[date, float | None]:
    """[date, value], or [date] for a period with no value: TOML has no null."""
    if not isinstance(item, list) or len(item) not in (1, 2):
        raise BadEntry(label, f"{item!r} in the frozen series is not a date with its value; export it again")
    return item[0], (item[1] if len(item) == 2 else None)


def _refuse_twins(wanted: list[Entry]) -> None:
    seen: set[tuple[type[Entry], str]] = set()
    for entry in wanted:
        if (type(entry), entry.id) in seen:
            raise BadEntry(KIND_OF[type(entry)].label(entry), f"it stands twice, with id {entry.id!r}; take one out")
        seen.add((type(entry), entry.id))


def _carried(before: Entry, entry: Entry) -> Entry:
    """The imported entry with what the file may leave to the register."""
    if isinstance(entry, Baseline) and isinstance(before, Baseline) and entry.frozen is None:
        return replace(entry, frozen=before.frozen)
    if isinstance(entry, Action) and isinstance(before, Action) and not entry.steps:
        return replace(entry, steps=before.steps)
    if isinstance(entry, Note | Rebase) and isinstance(before, Note | Rebase) and not entry.author:
        return replace(entry, author=before.author)
    return entry


def _table(value: object) -> Any:
    """An entry as TOML's own values, empty ones left out."""
    return _renamed(plain(value))


def _renamed(value: object) -> Any:
    if isinstance(value, dict):
        return {KEYS.get(key, key): _renamed(item) for key, item in value.items() if key not in BOOKKEEPING}
    if isinstance(value, list):
        return [_renamed(item) for item in value if item is not None]
    return value
