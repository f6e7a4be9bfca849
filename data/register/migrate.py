"""Bringing a register to this release's tables, keeping what is in it.

A numbered list of statements and one number in a table, not alembic: a dozen small tables that change a few times a
year don't earn a second configuration, a second way to reach the database and a generated file per change, and a
hospital upgrades from an offline bundle with no developer present. A new register is made by `create_all` at the
newest number; a test holds that the steps lead to the same tables.

A step may add tables and columns (empty for entries that exist: their digests stay as they are, see entries.plain
and rows.LATER_FIELDS). One that rewrites entries must add their new digests to the audit log too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, insert, inspect, select, text, update

from data.errors import DataError
from data.register.models import AuditHeadRow, Base, SchemaRow

FIRST_HASH: Final = "0" * 64  # what the first row of the audit log follows


@dataclass(frozen=True, kw_only=True)
class Step:
    """What leads from schema `number` - 1 to `number`; what is there already stays.

    `columns` are (table, column, its type and default), `tables` are made as this release has them, so a later step
    that adds a column to one of them finds it there; `statements` are texts that both engines take.
    """

    number: int
    columns: tuple[tuple[str, str, str], ...] = ()
    tables: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()


STEPS: Final[tuple[Step, ...]] = (
    Step(
        number=2,
        # Registers of schema 1 were made with this column and, at the very first, without it.
        columns=(("test_area", "settle_weeks", "INTEGER NOT NULL DEFAULT 0"),),
        tables=(
            "benefit_line",
            "case_review",
            "comparison",
            "delay",
            "departure",
            "learning",
            "person",
            "round_entry",
            "sent_return",
            "ward_round",
            "ward_standard",
        ),
        statements=("CREATE INDEX IF NOT EXISTS audit_by_kind ON audit (kind, seq)",),
    ),
)


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
        _take(connection, step)
    connection.execute(update(SchemaRow).values(number=newest(steps)))


def _take(connection: Connection, step: Step) -> None:
    Base.metadata.create_all(connection, tables=[Base.metadata.tables[name] for name in step.tables])
    for table, column, type_and_default in step.columns:
        if column not in {found["name"] for found in inspect(connection).get_columns(table)}:
            connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {column} {type_and_default}"))
    for statement in step.statements:
        connection.execute(text(statement))
