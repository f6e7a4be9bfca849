"""What people entered: reading and saving it in the store's register."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeVar

from data.access import Principal
from data.register import (
    Baseline,
    Entry,
    EntryScope,
    Register,
    TestArea,
    export_toml,
    find_area,
    freeze,
    import_toml,
    open_register,
    read_entries,
    revision,
    save,
)
from data.register.entries import SCOPE_NAMES
from metrics import baseline as baselines
from metrics.catalogue import KEYS
from metrics.scope import Scope
from pages.service.core import ask, once_a_run, principal, store

E = TypeVar("E", bound=Entry)

_entries: dict[Any, tuple[object, str, tuple[Any, ...]]] = {}
_registers: dict[str, Register] = {}


def register(folder: Path | None = None) -> Register:
    """The store's register of what people enter; one a store and process."""
    asked = folder or store()
    return once_a_run(("register", asked), lambda: _register(os.path.realpath(asked)))


def _register(place: str) -> Register:
    if place not in _registers:
        _registers[place] = open_register(Path(place))
    return _registers[place]


def import_register(text: str, folder: Path | None = None) -> Any:
    """Read a register's TOML into the store's register, all or nothing, idempotent by id."""
    return import_toml(register(folder), principal(), text, known_metrics=KEYS)


def export_register(folder: Path | None = None) -> str:
    """The store's register as TOML."""
    return export_toml(register(folder), principal())


def entries(kind: type[E], folder: Path | None = None, who: Principal | None = None) -> tuple[E, ...]:
    """What people entered, of one kind (TestArea, Baseline, Target, Rebase ...), in order of id, as `who` may see it.

    A page asks a hundred times: one drawing of it has one answer, unless it writes in between. And while the
    register's file is as it was, or the kind's newest change is the one that was read, the answer is the one already
    read and checked.
    """
    held_in, who = register(folder), who or principal()
    key = (held_in.where, kind, who)
    return once_a_run(("entries", key, held_in.writes), lambda: _newest(held_in, kind, who, key))


def _newest(held_in: Register, kind: type[E], who: Principal, key: Any) -> tuple[E, ...]:
    before = _entries.get(key)
    state = held_in.state()
    if before is not None and state is not None and before[0] == state:
        return before[2]
    newest = revision(held_in, kind)
    found = before[2] if before is not None and before[1] == newest else read_entries(held_in, who, kind)
    _entries[key] = (state, newest, found)
    return found


def find_test_area(name: str, folder: Path | None = None) -> TestArea:
    """The test area of that id or name; raises a sentence that names the nearest."""
    return find_area(register(folder), principal(), name)


def save_entry(entry: E, folder: Path | None = None) -> E:
    """Save a new or edited entry; raises a DataError with a sentence when it is refused or somebody was quicker."""
    return save(register(folder), principal(), entry, known_metrics=KEYS)


def freeze_baseline(entry: Baseline, folder: Path | None = None) -> Baseline:
    """Work out the baseline's centre and limits from the data of now and keep them for good."""
    held = ask(folder)
    values = held.series(principal(), entry.metric, scope_of(entry.scope), entry.grain)
    found = baselines.freeze(values, entry.start, entry.end)
    return freeze(
        register(folder), principal(), entry,
        centre=found.centre, lower=found.lower, upper=found.upper, series=found.series, input_hash=found.input_hash,
        data_version=held.version.data_version,
    )  # fmt: skip


def entry_scope(scope: Scope) -> EntryScope:
    """A scope of the metrics room as an entry keeps it."""
    return EntryScope(**{name: values for name, values in scope.chosen().items() if name in SCOPE_NAMES})


def scope_of(entry: EntryScope) -> Scope:
    """An entry's scope as the metrics room takes it."""
    return Scope(**{name: getattr(entry, name) or None for name in SCOPE_NAMES})
