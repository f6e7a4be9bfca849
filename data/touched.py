"""Only the days that a load touches: the facts of patients' days are made anew from the first such day on.

A row of these facts, on day d, comes from the stays in hospital around d, the boards and the cover of the days d - 1
to d + 1, and the ward stays begun by then. So where none of that has changed before a day, the rows before it stand.
What has changed is found by comparing contents, never by trusting what a load says of itself; in doubt everything is
made anew.
"""

from __future__ import annotations

from threading import Lock
from types import TracebackType
from typing import Final

import duckdb

from data.here import ASIDE, Here
from data.warehouse import facts_digest

OF_DAYS: Final = ("census", "return_patient", "daily_return")
"""The facts whose older rows stand; all are made of `stay`, `cover_day` and the steps before them."""
STEPS: Final = ("board_census", "day_end")
MADE_OF: Final = "fact_made_of"
"""The table that says what the facts beside it were made of: feed, stat_date, digest; the release in feed 'facts'."""
NARROW: Final = "touched_days"
ALL_ABOVE: Final = 0.5
"""Share of the covered days from which making everything anew costs no more and leaves no gaps in the file."""
NEVER: Final = 1_000_000
"""A day number after every date."""

DAYS: Final = {"board": "cast(snapshot_at as date)", "ward_stays": 'cast("from" as date)'}
INSIDE: Final = (
    "site", "ward", "specialty", "pathway", "age_band", "sex", "ethnicity", "imd_decile", "local_authority", "cohort",
    "adm_no", "ready_no", "population",
)  # fmt: skip
"""What these facts say of a stay on each of its days; a change of one of them touches all of them."""
LEAVING: Final = ("dis_no", "died", "discharge_minute")
"""What they say of its end only: a change touches the days from the earlier of the two ends on."""
NARROWED: Final = {
    # a board may still show who has left
    "stay": "dis_no is null or dis_no >= {day} or (provider, spell_id) in"
    " (select (provider, spell_id) from board where snapshot_at >= date '1970-01-01' + {day})",
    "board": "snapshot_at >= date '1970-01-01' + {day}",
    "cover_day": "day_no >= {day}",
    "night": "day_no >= {day}",
    "night_ward": "day_no >= {day}",
}


class Touched(Here):
    """Makes facts as Here does, those OF_DAYS from the first touched day on, where the database says what they hold."""

    def __enter__(self) -> Touched:
        super().__enter__()
        self._lock = Lock()
        self._asked = False
        self._first: int | None = None
        self._remember()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._first is not None:
            self._con.execute(f"detach {NARROW}")
        super().__exit__(kind, error, trace)

    def create(self, name: str, statement: str) -> None:
        """Make table `name` of what the SELECT gives; of the facts OF_DAYS only the touched days, if that is enough."""
        first = self._first_day() if name in (*OF_DAYS, *STEPS) else None
        if first is None:
            return super().create(name, statement)
        with self._cursor(f"{NARROW}.main") as cursor:
            if name in STEPS:
                return self._make(cursor, name, statement)
            since = f"stat_date >= date '1970-01-01' + {first}"
            cursor.execute(f"create table {NARROW}.main.new_rows_{name} as select * from ({statement}) t where {since}")
            cursor.begin()
            cursor.execute(f"delete from {self._place(name)}.{name} where {since}")
            cursor.execute(f"insert into {self._place(name)}.{name} select * from {NARROW}.main.new_rows_{name}")
            cursor.commit()
            cursor.execute(f"drop table {NARROW}.main.new_rows_{name}")

    def _remember(self) -> None:
        """Keep what the older facts were made of, as far as it is known; and say it of those to be made."""
        with self._cursor() as cursor:
            needed = (MADE_OF, "stay", "cover_day", *OF_DAYS)
            held = cursor.sql("select table_name from duckdb_tables() where database_name = current_database()")
            self._known = set(needed) <= {name for (name,) in held.fetchall()}
            if self._known:
                cursor.execute(f"create table {ASIDE}.main.old_made_of as select * from {MADE_OF}")
                cursor.execute(f"create table {ASIDE}.main.old_stay as {_stays('stay')}")
                cursor.execute(f"create table {ASIDE}.main.old_cover as {_covered('cover_day')}")
            parts = [_digests(cursor, feed, day) for feed, day in DAYS.items()]
            made = f"select 'facts' as feed, cast(null as date) as stat_date, {_RELEASE} as digest"
            cursor.execute(f"create or replace table {self._kept}.{MADE_OF} as {' union all '.join([made, *parts])}")

    def _first_day(self) -> int | None:
        """The number of the first touched day, or None where everything has to be made anew."""
        with self._lock:
            if not self._asked:
                self._first = self._found() if self._known else None
                if self._first is not None:
                    self._narrow(self._first - 1)
                self._asked = True
            return self._first

    def _found(self) -> int | None:
        with self._cursor() as cursor:
            ((same,),) = cursor.sql(
                f"select count(*) from old_made_of where feed = 'facts' and digest = {_RELEASE}"
            ).fetchall()
            ((first,),) = cursor.sql(_FIRST).fetchall()
            ((start, end),) = cursor.sql(
                "select min(day_no), max(day_no) from cover_day where feed = 'spells'"
            ).fetchall()
        if not same or start is None:
            return None
        first = NEVER if first is None else int(first)
        return first if end - first <= ALL_ABOVE * (end - start) else None

    def _narrow(self, day: int) -> None:
        """Give the statements of these facts less to read: what can matter to them from `day` on."""
        with self._cursor() as cursor:
            cursor.execute(f"attach ':memory:' as {NARROW}")
            for name, condition in NARROWED.items():
                rows = f"select * from {self._place(name)}.{name} where {condition.format(day=day)}"
                cursor.execute(f"create view {NARROW}.main.{name} as {rows}")


def _stays(table: str) -> str:
    return (
        f"select provider, spell_id, adm_no, dis_no, hash({', '.join(INSIDE)}) as inside,"
        f" hash({', '.join(LEAVING)}) as leaving from {table}"
    )


def _covered(table: str) -> str:
    return f"select provider, day_no from {table} where feed = 'spells'"


def _digests(con: duckdb.DuckDBPyConnection, feed: str, day: str) -> str:
    columns = [f'"{name}"' for (name, *_) in con.sql(f"describe {feed}").fetchall() if name != "extract_id"]
    return (
        f"select '{feed}' as feed, stat_date, concat_ws(' ', count(*), bit_xor(digest), sum(digest)) as digest"
        f" from (select {day} as stat_date, hash({', '.join(columns)}) as digest from {feed}) t group by stat_date"
    )


# The statements, and the groups of delay reasons: these come from the release too, and no digest of a day holds them.
_RELEASE: Final = (
    f"(select concat('{facts_digest()} ', bit_xor(hash(delay_reason, reason_group))) from delay_reason_group)"
)

_FIRST: Final = f"""
with changed as (
    select
        coalesce(o.provider, n.provider) as provider, coalesce(o.spell_id, n.spell_id) as spell_id,
        o.inside is distinct from n.inside as whole,
        case
            when o.inside is distinct from n.inside then least(o.adm_no, n.adm_no)
            when o.leaving <> n.leaving then least(coalesce(o.dis_no, n.dis_no), coalesce(n.dis_no, o.dis_no), {NEVER})
        end as day_no
    from old_stay o full join ({_stays("stay")}) n on n.provider = o.provider and n.spell_id = o.spell_id
    where o.inside is distinct from n.inside or o.leaving is distinct from n.leaving
)
select min(day_no) from (
    select day_no from changed
    union all
    -- a board counts on its day whatever the stay's own dates say
    select date_diff('day', date '1970-01-01', cast(min(b.snapshot_at) as date))
    from board b join changed c on c.provider = b.provider and c.spell_id = b.spell_id where c.whole
    union all
    select date_diff('day', date '1970-01-01', coalesce(o.stat_date, n.stat_date))
    from (select * from old_made_of where feed <> 'facts') o
    full join (select * from {MADE_OF} where feed <> 'facts') n on n.feed = o.feed and n.stat_date = o.stat_date
    where o.digest is distinct from n.digest
    union all
    -- a night's ward is looked up the day before, so the first day more or less that is covered touches that one too
    select c.day_no - 1 from (
        (select * from old_cover except {_covered("cover_day")})
        union all ({_covered("cover_day")} except select * from old_cover)
    ) c
) t
"""
