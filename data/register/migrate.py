"""Bringing a register to this release's tables, keeping what is in it.

A numbered list of statements and one number in a table, not alembic: a dozen small tables that change a few times a
year don't earn a second configuration, a second way to reach the database and a generated file per change, and a
hospital upgrades from an offline bundle with no developer present. A new register is made by `create_all` at the
newest number; a test holds that the steps lead to the same tables.

A step may add tables and columns (empty for entries that exist: their digests stay as they are, see entries.plain).
One that rewrites entries must add their new digests to the audit log too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, insert, inspect, select, text, update

from data.errors import DataError
from data.register.models import AuditHeadRow, Base, SchemaRow

FIRST_HASH: Final = "0" * 64  # what the first row of the audit log follows


@dataclass(frozen=True)
class Step:
    """What leads from schema `number` - 1 to `number`: statements that both engines take."""

    number: int
    statements: tuple[str, ...]


STEPS: Final[tuple[Step, ...]] = ()


class NewerRegister(DataError):
    """A later release has written this register."""

    def __init__(self, number: int, newest: int) -> None:
        super().__init__(
            f"The register was written by a later release of Homeward (its schema is {number}, this release knows "
            f"{newest}): start that release, or restore the backup made before the upgrade."
        )


def newest(steps: tuple[Step, ...] = STEPS) -> int:
    """The schema number of this release."""
    return 1 + len(steps)


def schema_number(connection: Connection) -> int:
    """The number that the register is at; 0 where it has no tables yet."""
    if SchemaRow.__tablename__ not in inspect(connection).get_table_names():
        return 0
    return connection.scalar(select(SchemaRow.number)) or 0


def bring_up(connection: Connection, steps: tuple[Step, ...] = STEPS) -> None:
    """Make or upgrade the tables inside the caller's transaction; raises NewerRegister."""
    number = schema_number(connection)
    if number > newest(steps):
        raise NewerRegister(number, newest(steps))
    if number == 0:
        Base.metadata.create_all(connection)
        connection.execute(insert(SchemaRow).values(number=newest(steps)))
        connection.execute(insert(AuditHeadRow).values(id=1, seq=0, hash=FIRST_HASH))
        return
    for step in steps[number - 1 :]:
        for statement in step.statements:
            connection.execute(text(statement))
    connection.execute(update(SchemaRow).values(number=newest(steps)))
