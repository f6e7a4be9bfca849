"""From a row of a table to the frozen value that callers get, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from data.errors import DataError
from data.register.checks import E
from data.register.columns import digest
from data.register.entries import Entry, TestArea, field_names
from data.register.kinds import KIND_OF
from data.register.models import Base, EntryRow

# Fields of a later release whose empty value a digest holds (see entries.plain): entries from before lack them.
LATER_FIELDS: Final[dict[type[Entry], dict[str, object]]] = {TestArea: {"settle_weeks": 0}}


class DamagedEntry(DataError):
    """A row that is not as Homeward wrote it."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"The register's table {table} holds something that Homeward did not write: run `homeward audit verify`, "
            "then restore the newest backup."
        )


def entry_of(row: EntryRow, entry_type: type[E]) -> E:
    """The entry that a row holds: columns and fields have the same names. Raises DamagedEntry by its digest."""
    with damage(type(row)):
        entry = entry_type(**{name: getattr(row, name) for name in field_names(entry_type)})
        if digest(entry) != row.digest and _digest_then(entry) != row.digest:
            raise DamagedEntry(row.__tablename__)
    return entry


def _digest_then(entry: Entry) -> str:
    """What the digest was for an entry saved before fields were added that it leaves as they come."""
    added = LATER_FIELDS.get(type(entry), {})
    return digest(entry, [name for name, value in added.items() if getattr(entry, name) == value])


def fill(row: EntryRow, entry: Entry) -> None:
    """Every field of the entry into its column, and its digest."""
    row.digest = digest(entry)
    for name in field_names(type(entry)):
        setattr(row, name, getattr(entry, name))


def read_all(session: Session, entry_type: type[E], query: Select[Any] | None = None) -> list[E]:
    """All entries of a type, or those of a query for its rows, in order of id; raises DamagedEntry."""
    return [entry_of(row, entry_type) for row in rows_of(session, entry_type, query)]


def rows_of(session: Session, entry_type: type[Entry], query: Select[Any] | None = None) -> Sequence[EntryRow]:
    """As `read_all`, the rows; raises DamagedEntry where a column can't be read at all."""
    row = KIND_OF[entry_type].row
    with damage(row):
        found = session.scalars(select(row) if query is None else query).all()
    return sorted(found, key=lambda one: one.id)  # here, since databases differ in how they order texts


def each_row(session: Session, entry_type: type[Entry]) -> Iterator[EntryRow]:
    """Every row of a type, a thousand at a time and in no order; raises DamagedEntry as `rows_of`."""
    row = KIND_OF[entry_type].row
    with damage(row), session.scalars(select(row).execution_options(yield_per=1000)) as found:
        yield from found


def row_of(session: Session, entry_type: type[Entry], entry_id: str) -> EntryRow | None:
    """The row of one entry, None where there is none; raises DamagedEntry."""
    row = KIND_OF[entry_type].row
    with damage(row):
        return session.get(row, entry_id)


@contextmanager
def damage(row: type[Base]) -> Iterator[None]:
    """What can't be read as Homeward writes it, as one sentence."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedEntry(row.__tablename__) from error
