"""The register's rows as one JSON text and back, table by table: the same for SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, insert, select
from sqlalchemy.types import TypeDecorator, TypeEngine

from data.errors import DataError
from data.register import Register
from data.register.migrate import newest
from data.register.models import AuditHeadRow, Base

MARK = "\u0000"  # begins a text that stands for a date or a time


class RegisterNotEmpty(DataError):
    """The register into which a backup should go holds entries already."""

    def __init__(self, where: str) -> None:
        super().__init__(f"The register at {where} holds entries already: nothing was restored; name an empty one.")


def dump(register: Register) -> str:
    """Every row of every table, in the tables' order, as stored; one moment of the register."""
    with register.reading() as session:
        connection = session.connection()
        if not connection.dialect.has_table(connection, AuditHeadRow.__tablename__):
            return json.dumps({"schema": 0, "tables": {}})
        tables = {table.name: _rows(connection, table) for table in _tables()}
    return json.dumps({"schema": newest(), "tables": tables}, ensure_ascii=False)


def fill(register: Register, dumped: str) -> None:
    """Put the rows of `dump` into an empty register, in one transaction; raises RegisterNotEmpty."""
    held = json.loads(dumped)
    if not held["tables"]:
        return
    with register.writing() as session:
        connection = session.connection()
        if connection.scalar(select(AuditHeadRow.seq)):
            raise RegisterNotEmpty(register.where)
        tables = _tables()
        for table in reversed(tables):
            connection.execute(table.delete())
        for table in tables:
            rows = [_back(row) for row in held["tables"].get(table.name, [])]
            if rows:
                connection.execute(insert(table), rows)


def _tables() -> list[Table]:
    """The register's tables with the plain types under their own: texts and numbers go out and back as they stand."""
    plain = MetaData()
    return [
        Table(table.name, plain, *(Column(c.name, _stored(c.type), primary_key=c.primary_key) for c in table.columns))
        for table in Base.metadata.sorted_tables
    ]


def _stored(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    return _stored(type_.impl_instance) if isinstance(type_, TypeDecorator) else type_


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    found = connection.execute(select(table).order_by(*table.primary_key.columns))
    return [{name: _out(value) for name, value in row.items()} for row in found.mappings()]


def _out(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{MARK}time {value.isoformat()}"
    return f"{MARK}day {value.isoformat()}" if isinstance(value, date) else value


def _back(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(MARK):
        return value
    kind, said = value[1:].split(" ", 1)
    return datetime.fromisoformat(said) if kind == "time" else date.fromisoformat(said)
