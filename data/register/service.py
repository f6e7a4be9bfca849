"""The one way into the register: permission, version, audit row, one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from data import audit
from data.access import Principal, Right, require
from data.errors import DataError
from data.register.checks import E
from data.register.columns import digest
from data.register.entries import Baseline, Entry, Note, Rebase
from data.register.kinds import KIND_OF
from data.register.models import EntryRow
from data.register.rights import require_change
from data.register.rows import entry_of, fill, row_of
from data.register.store import Register, stamp

LONDON: Final = ZoneInfo("Europe/London")
BOOKKEEPING: Final = ("version", "changed_by", "changed_at")


class StaleEntry(DataError):
    """Somebody else saved the entry after it was read; nothing was overwritten."""

    def __init__(self, label: str, version: int, theirs: EntryRow) -> None:
        self.changed_by, self.changed_at = theirs.changed_by, theirs.changed_at
        moment = theirs.changed_at.astimezone(LONDON)
        when = f"{moment:%H:%M} on {moment.day} {moment:%B %Y}"
        if version == 0:
            what = f"there is a {label} already, saved by {self.changed_by} at {when}; open that one to change it"
        else:
            what = f"{self.changed_by} saved {label} at {when}, after you opened it; open it again to make your change"
        super().__init__(f"Nothing was saved: {what}.")


class NoSuchEntry(DataError):
    """An entry that is not, or no longer, in the register."""

    def __init__(self, label: str) -> None:
        super().__init__(f"The register has no {label}: it may have been removed; choose another one.")


class FrozenEntry(DataError):
    """A change to a baseline after it was frozen, or to what is saved once, such as a comparison."""

    def __init__(self, label: str) -> None:
        super().__init__(f"Nothing was saved: {label} is frozen and never changes; make a new one instead.")


def save(
    register: Register,
    principal: Principal,
    entry: E,
    *,
    at: datetime | None = None,
    known_metrics: Collection[str] | None = None,
) -> E:
    """Save a new entry (version 0) or an edited one (the version that was read); gives it as it now stands.

    Raises NotAllowed, BadEntry, StaleEntry, NoSuchEntry, FrozenEntry or a fault of the store; then nothing changed.
    """
    kind = KIND_OF[type(entry)]
    with audit.refusals(register, principal, at):
        require_change(principal, entry)
        clean = kind.checked(entry, known_metrics)
        with register.writing() as session:
            row = row_of(session, type(clean), clean.id)
            _compare(kind.label(clean), entry, row)
            return write(session, principal, clean, row, stamp(at))


def remove(register: Register, principal: Principal, entry: Entry, *, at: datetime | None = None) -> None:
    """Take an entry out; the log keeps that it was there. One that never changes takes the right to administer."""
    kind = KIND_OF[type(entry)]
    with audit.refusals(register, principal, at), register.writing() as session:
        row = row_of(session, type(entry), entry.id)
        if row is None:
            raise NoSuchEntry(kind.label(entry))
        stored = entry_of(row, type(entry))
        require_change(principal, stored)
        if _frozen(stored):
            require(principal, Right.ADMINISTER)
        _compare(kind.label(entry), entry, row)
        session.delete(row)
        audit.append(session, principal, "removed", kind.name, entry.id, {"digest": None}, stamp(at))


def write(session: Session, principal: Principal, clean: E, row: EntryRow | None, at: datetime) -> E:
    """A checked entry into its row, with its audit row; the caller holds the transaction and has compared versions."""
    kind = KIND_OF[type(clean)]
    before = None if row is None else entry_of(row, type(clean))
    if before is not None:
        require_change(principal, before)  # it may have been on another ward
        if _frozen(before):
            raise FrozenEntry(kind.label(clean))
    version = 1 if before is None else before.version + 1
    saved = replace(_signed(clean, principal), version=version, changed_by=principal.name, changed_at=at)
    row = row or kind.row()
    fill(row, saved)
    session.add(row)
    detail: dict[str, object] = {"digest": digest(saved), "version": version}
    if before is not None:
        detail["fields"] = changed_fields(before, saved)
    audit.append(session, principal, "added" if before is None else "changed", kind.name, saved.id, detail, at)
    return saved


def changed_fields(before: Entry, after: Entry) -> list[str]:
    """The names of the fields that differ, bookkeeping apart."""
    names = [field.name for field in fields(after) if field.name not in BOOKKEEPING]
    return [name for name in names if getattr(after, name) != getattr(before, name)]


def _frozen(entry: Entry) -> bool:
    """Frozen baselines, and kinds that are saved once."""
    return KIND_OF[type(entry)].unchanging or (isinstance(entry, Baseline) and entry.frozen is not None)


def _compare(label: str, entry: Entry, row: EntryRow | None) -> None:
    """Raise where the entry is not the newest version, or no longer there."""
    if row is None and entry.version > 0:
        raise NoSuchEntry(label)
    if row is not None and row.version != entry.version:
        raise StaleEntry(label, entry.version, row)


def _signed(entry: E, principal: Principal) -> E:
    """Notes and rebases carry who wrote them, even when another person corrects them later."""
    if isinstance(entry, Note | Rebase) and not entry.author:
        return replace(entry, author=principal.name)
    return entry
