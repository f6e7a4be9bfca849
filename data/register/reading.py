"""Reading the register: all entries of a kind, one, those of some days, those of one patient."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import or_, select

from data import audit
from data.access import Principal, Right, require
from data.register.checks import E
from data.register.entries import Entry
from data.register.kinds import KIND_OF
from data.register.migrate import FIRST_HASH
from data.register.models import AuditRow
from data.register.rights import may_see, seen_by
from data.register.rows import entry_of, read_all, row_of
from data.register.service import NoSuchEntry
from data.register.store import Register


def read_entries(register: Register, principal: Principal, entry_type: type[E]) -> tuple[E, ...]:
    """All entries of a type in order of id; those about patients are masked for those who may not see them."""
    _require_read(register, principal, entry_type)
    with register.reading() as session:
        found = read_all(session, entry_type)
    return tuple(seen_by(principal, entry) for entry in found)


def read_entry(register: Register, principal: Principal, entry_type: type[E], entry_id: str) -> E:
    """One entry by its id, masked as in `read_entries`; raises NoSuchEntry."""
    _require_read(register, principal, entry_type)
    with register.reading() as session:
        row = row_of(session, entry_type, entry_id)
        if row is None:
            raise NoSuchEntry(f"{KIND_OF[entry_type].words} {entry_id!r}")
        return seen_by(principal, entry_of(row, entry_type))


def read_days(
    register: Register,
    principal: Principal,
    entry_type: type[E],
    from_day: date,
    to_day: date,
    *,
    provider: str | None = None,
    site: str | None = None,
    ward: str | None = None,
) -> tuple[E, ...]:
    """The entries of local days, both inclusive, in order of day and id; masked as in `read_entries`.

    Those with a first and a last day (Delay, Action) where any of their days is among them; last None: still going on.
    Takes the kinds that have a day (`EntryKind.days`); those of one place where it is named.
    """
    _require_read(register, principal, entry_type)
    kind = KIND_OF[entry_type]
    first, last = getattr(kind.row, kind.days[0]), getattr(kind.row, kind.days[-1])
    goes_on = last >= from_day if len(kind.days) == 1 else or_(last.is_(None), last >= from_day)
    place = {"provider": provider, "site": site, "ward": ward}
    here = {name: value for name, value in place.items() if value is not None}
    query = select(kind.row).where(first <= to_day, goes_on).filter_by(**here)
    with register.reading() as session:
        found = read_all(session, entry_type, query)
    return tuple(seen_by(principal, entry) for entry in _by_day(found))


def read_spell(
    register: Register, principal: Principal, entry_type: type[E], provider: str, spell_id: str
) -> tuple[E, ...]:
    """The entries about one patient's stay in order of day and id, those of wards whose patients the person may see.

    Needs the right to see patients; takes the kinds that have a spell and a day.
    """
    with audit.refusals(register, principal):
        require(principal, Right.SEE_PATIENTS)
    row: Any = KIND_OF[entry_type].row
    mine = select(row).where(row.provider == provider, row.spell_id == spell_id)
    with register.reading() as session:
        found = read_all(session, entry_type, mine)
    return tuple(entry for entry in _by_day(found) if may_see(principal, entry))


def revision(register: Register, entry_type: type[Entry]) -> str:
    """A text that differs after every change of that kind of entry; one look into an index.

    It is the hash of the newest audit row of the kind, so a restored backup has another one too.
    """
    newest = select(AuditRow.hash).where(AuditRow.kind == KIND_OF[entry_type].name).order_by(AuditRow.seq.desc())
    with register.reading() as session:
        return session.scalar(newest.limit(1)) or FIRST_HASH


def _by_day(entries: list[E]) -> list[E]:
    """In order of the (first) day of each, those of a day in the order they came in."""
    return sorted(entries, key=lambda entry: getattr(entry, KIND_OF[type(entry)].days[0]))


def _require_read(register: Register, principal: Principal, entry_type: type[Entry]) -> None:
    with audit.refusals(register, principal):
        require(principal, KIND_OF[entry_type].read)
