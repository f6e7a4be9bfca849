"""Only what a load touched: stays that differ are replaced, facts of days are made anew from the first touched day on.

A row of the facts of a day in hospital comes from the stays in hospital around it, the boards and the cover of the days
beside it, the ward stays begun by then; a row of the facts of a discharge from its stay and the FOLLOWED days after it.
So where none of that has changed from a day on, the rows before it stand. data/changed.py finds the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Final

import duckdb

from data.changed import ASKED_SPELLS, COVERED, FIRST_INSIDE, FIRST_LEFT, NARROW, NEVER, compare, replace
from data.here import ASIDE, Here
from data.made_of import EVERY_DAY, MADE_OF, OF_MOVES, OLD, of_days, of_spells

ALL_ABOVE: Final = 0.5
"""Share of the covered days from which making everything anew costs no more and leaves no gaps in the file."""
SPELLS: Final = f"{NARROW}.spells"
"""The schema in which only the spells whose stays may differ are seen."""


@dataclass(frozen=True)
class Family:
    """Facts of one kind of day. `first` gives the first touched one; the statements see no more than `sees`.

    facts: by how many days before that one a row may be another. before: the days that the statements need before.
    made_of: digests that can only be taken once the statements before these have run.
    """

    name: str
    first: str
    facts: Mapping[str, int]
    steps: tuple[str, ...]
    sees: Mapping[str, str]
    before: int = 0
    made_of: str = ""


FAMILIES: Final = (
    Family(
        "days",
        FIRST_INSIDE,
        # a morning says who leaves within seven days
        {"census": 0, "bed_day": 0, "flow_day": 0, "return_patient": 0, "daily_return": 0, "morning": 8},
        ("night", "night_ward", "board_census", "day_end"),
        {
            # a board may still show who has left
            "stay": "dis_no is null or dis_no >= {day} or (provider, spell_id) in"
            " (select (provider, spell_id) from board where snapshot_at >= date '1970-01-01' + {day})",
            "board": "snapshot_at >= date '1970-01-01' + {day}",
            "cover_day": "day_no >= {day}",
            "census": "stat_date >= date '1970-01-01' + {day}",
        },
        before=1,
    ),
    Family(
        "discharges",
        FIRST_LEFT,
        {"discharge": 0, "expected_stay": 0},
        ("emergency_return",),
        {"stay": "dis_no is null or dis_no >= {day}", "cover_day": "day_no >= {day}"},
        made_of=OF_MOVES,
    ),
)
OF_FAMILY: Final = {name: family for family in FAMILIES for name in (*family.facts, *family.steps)}


class Touched(Here):
    """Makes facts as Here does, but only what was touched where the database says what its older facts hold."""

    def __enter__(self) -> Touched:
        super().__enter__()
        self._lock = Lock()
        self._known = False
        self._first: dict[str, int | None] = {}
        self._con.execute(f"attach ':memory:' as {NARROW}")
        for schema in (SPELLS, *(f"{NARROW}.{family.name}" for family in FAMILIES)):
            self._con.execute(f"create schema {schema}")
        self._remember()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.execute(f"detach {NARROW}")
        super().__exit__(kind, error, trace)

    def create(self, name: str, statement: str) -> None:
        """Make table `name` of what the SELECT gives, or only what was touched of it, if that is enough."""
        if name == "stay":
            return self._make_stays(statement)
        family = OF_FAMILY.get(name)
        first = None if family is None else self._first_day(family)
        if family is None or first is None:
            return super().create(name, statement)
        with self._cursor(f"{NARROW}.{family.name}") as cursor:
            if name in family.steps:
                return self._make(cursor, name, statement)
            self._replace_days(cursor, name, statement, first - family.facts[name])

    def _replace_days(self, cursor: duckdb.DuckDBPyConnection, name: str, statement: str, first: int) -> None:
        since = f"stat_date >= date '1970-01-01' + {first}"
        cursor.begin()
        cursor.execute(f"delete from {self._place(name)}.{name} where {since}")
        cursor.execute(f"insert into {self._place(name)}.{name} select * from ({statement}) t where {since}")
        cursor.commit()

    def _remember(self) -> None:
        """Keep what the older facts were made of, as far as it is known; and say it of those to be made."""
        with self._cursor() as cursor:
            held = cursor.sql("select table_name from duckdb_tables() where database_name = current_database()")
            needed = {MADE_OF, "stay", "cover_day", *(name for family in FAMILIES for name in family.facts)}
            known = needed <= {name for (name,) in held.fetchall()}
            if known:
                cursor.execute(f"create table {ASIDE}.main.{OLD} as select * from {MADE_OF}")
                cursor.execute(f"create table {ASIDE}.main.old_cover as {COVERED.format('cover_day')}")
            cursor.execute(f"create or replace table {self._kept}.{MADE_OF} as {of_days(cursor)}")
            if known:
                ((same,),) = cursor.sql(
                    f"select count(*) from {OLD} where feed = 'facts' and digest = {EVERY_DAY}"
                ).fetchall()
                self._known = bool(same)

    def _note(self, digests: str) -> None:
        with self._cursor() as cursor:
            cursor.execute(f"insert into {self._kept}.{MADE_OF} {digests}")

    def _make_stays(self, statement: str) -> None:
        with self._cursor() as cursor:
            self._note(of_spells(cursor))
            self._known = self._known and self._few(cursor)
        if not self._known:
            return super().create("stay", statement)
        with self._cursor(SPELLS) as cursor:
            rows = f"select * from {self._place('spells')}.spells where {ASKED_SPELLS}"
            cursor.execute(f"create view {SPELLS}.spells as {rows}")
            stay = f"{self._place('stay')}.stay"
            compare(cursor, stay, statement)
            replace(cursor, stay)

    def _few(self, cursor: duckdb.DuckDBPyConnection) -> bool:
        """Whether the stays that may differ are few enough beside all."""
        ((few,),) = cursor.sql(
            f"select count(*) filter ({ASKED_SPELLS}) <= {ALL_ABOVE} * count(*) from spells"
        ).fetchall()
        return bool(few)

    def _first_day(self, family: Family) -> int | None:
        """The number of the first touched day of a family, or None where everything has to be made anew."""
        with self._lock:
            if family.name not in self._first:
                if family.made_of:
                    self._note(family.made_of)
                first = self._found(family) if self._known else None
                if first is not None:
                    self._narrow(family, first - max(family.facts.values()) - family.before)
                self._first[family.name] = first
            return self._first[family.name]

    def _found(self, family: Family) -> int | None:
        with self._cursor() as cursor:
            ((first,),) = cursor.sql(family.first).fetchall()
            ((start, end),) = cursor.sql(
                "select min(day_no), max(day_no) from cover_day where feed = 'spells'"
            ).fetchall()
        if start is None:
            return None
        first = NEVER if first is None else int(first)
        return first if end - first <= ALL_ABOVE * (end - start) else None

    def _narrow(self, family: Family, day: int) -> None:
        """Give the statements of these facts less to read: what can matter to them from `day` on."""
        with self._cursor() as cursor:
            for name, condition in family.sees.items():
                rows = f"select * from {self._place(name)}.{name} where {condition.format(day=day)}"
                cursor.execute(f"create view {NARROW}.{family.name}.{name} as {rows}")
