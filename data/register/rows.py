"""From a row of a table to the frozen value that callers get, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import DataError
from data.register.checks import E
from data.register.columns import digest
from data.register.entries import Entry
from data.register.kinds import KIND_OF
from data.register.models import Base, EntryRow


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
        entry = entry_type(**{field.name: getattr(row, field.name) for field in fields(entry_type)})
        if digest(entry) != row.digest:
            raise DamagedEntry(row.__tablename__)
    return entry


def fill(row: EntryRow, entry: Entry) -> None:
    """Every field of the entry into its column, and its digest."""
    row.digest = digest(entry)
    for field in fields(entry):
        setattr(row, field.name, getattr(entry, field.name))


def read_all(session: Session, entry_type: type[E]) -> list[E]:
    """All entries of a type in order of id; raises DamagedEntry."""
    return [entry_of(row, entry_type) for row in rows_of(session, entry_type)]


def rows_of(session: Session, entry_type: type[Entry]) -> Sequence[EntryRow]:
    """All rows of a type in order of id; raises DamagedEntry where a column can't be read at all."""
    row = KIND_OF[entry_type].row
    with damage(row):
        return session.scalars(select(row).order_by(row.id)).all()


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
