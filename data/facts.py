"""The facts: what happened, to how many, when and where, built from the loaded extracts by the statements in sql/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from data.contract.delay_reasons import REASON_GROUPS
from data.settings import Settings
from data.touched import OF_FAMILY, Touched

AHEAD = 8  # days past the last one: an expected discharge date within a week has a number on every morning alike
LONDON = "Europe/London"
SQL_FOLDER = Path(__file__).resolve().parent.parent / "sql"
# Steps on the way: needed while building, of no use to a reader, so they never reach the published file.
SCRATCH = frozenset(
    {
        "board_ready",
        "board_last",
        "board_twice",
        "board_census",
        "day_end",
        "emergency_return",
        "expected_move",
        "morning_board",
        "night",
        "night_ward",
        "stay_night",
    }
)
# What the statements read beside the tables of the kinds; ward_stay is the ward stays under other names.
INPUTS: Final = ("setting", "delay_reason_group", "calendar", "cover_option", "day_not_covered")
MANY: Final = 1_000_000
A_ROW_A_NIGHT: Final = frozenset({"night", "day_end"})
# from and to are words of SQL itself; the statements read the ward stays under names that every engine takes.
WARD_STAY: Final = 'select provider, spell_id, site, ward, "from" as start_at, "to" as end_at from ward_stays'
DATED = (
    ("spells", "admitted_at"), ("spells", "discharged_at"), ("spells", "discharge_ready_date"),
    ("spells", "criteria_not_met_at"), ("spells", "support_started_at"),
    ("spells", "expected_date_set_at"), ("board", "snapshot_at"),
    ("beds", "date"), ("front_door", "date"), ("failed_discharges", "planned_on"), ("returns", "date"),
    ("ward_stay", "start_at"), ("ward_stay", "end_at"),
    ("intermediate_care", "referred_at"), ("intermediate_care", "started_at"), ("intermediate_care", "ended_at"),
    ("delayed_days", "period_start"), ("delayed_days", "period_end"),
    ("case_reviews", "reviewed_on"), ("chc", "checklist_on"), ("chc", "decided_on"),
    ("published_figures", "period_start"), ("published_figures", "period_end"),
    ("cover_option", "covers_from"), ("cover_option", "covers_to"),
)  # fmt: skip


class Bench(Protocol):
    """Where facts are made: DuckDB here, or another engine (data/engine); it holds the typed tables and `prepare`'s."""

    def create(self, name: str, statement: str) -> None:
        """Make table `name` of what the SELECT gives, in place of an older one."""

    def put(self, name: str, rows: pl.DataFrame) -> None:
        """Make table `name` of these rows, in place of an older one."""

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Give the rows of a query."""

    def drop(self, name: str) -> None:
        """Remove table `name` if it is there."""


def build(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Build every fact anew on `con`, a connection that holds the typed tables of all kinds; old facts are replaced.

    What `con` has not committed is not seen.
    """
    prepare(con, settings)
    ((spells,),) = con.sql("select count(*) from spells").fetchall()
    # Two at once fill the cores where a table is written by one; many rows keep both busy by themselves. A row for
    # each night is most of the memory, and is not kept where there are many.
    at_once = 2 if settings.memory_limit is None and spells < MANY else 1
    views = A_ROW_A_NIGHT if spells >= MANY or settings.memory_limit is not None else frozenset()
    with Touched(con, SCRATCH | {"ward_stay", "stay_night"}, views) as here:
        here.create("ward_stay", WARD_STAY)
        make(here, at_once)


def prepare(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Make what the statements read beside the typed tables: INPUTS, from the extracts and the settings."""
    con.execute("create table if not exists cover_option (provider varchar, covers_from date, covers_to date)")
    con.execute("create table if not exists day_not_covered (feed varchar, provider varchar, stat_date date)")
    con.execute(f"create or replace temp view ward_stay as {WARD_STAY}")
    con.execute("create table if not exists extract (kind varchar, as_at timestamp)")
    known = {"adult_age": [settings.adult_age], "as_at_second": [_as_at_second(con)]}
    _put(con, "setting", pl.DataFrame(known, schema={"adult_age": pl.Int32, "as_at_second": pl.Int64}))
    reasons = {"delay_reason": list(REASON_GROUPS), "reason_group": list(REASON_GROUPS.values())}
    _put(con, "delay_reason_group", pl.DataFrame(reasons))
    _put(con, "calendar", calendar(*_first_and_last_day(con)))


def make(bench: Bench, at_once: int = 1) -> None:
    """Run the statements of sql/, `at_once` side by side, each after those it reads and otherwise in their order.

    The steps on the way are gone at the end. What a statement raises stops the rest.
    """
    left = dict(statements())
    reads = read_by(left)
    done: set[str] = set()
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(at_once) as threads:
        while left or running:
            ready = [name for name in left if reads[name] <= done]
            for name in ready[: at_once - len(running)]:
                running[threads.submit(_make_one, bench, name, left.pop(name))] = name
            for finished in wait(running, return_when=FIRST_COMPLETED).done:
                finished.result()
                done.add(running.pop(finished))
    for name in sorted(SCRATCH):
        bench.drop(name)


def read_by(known: Mapping[str, str]) -> dict[str, set[str]]:
    """Which of the statements before it each one reads, by their names in its text; `known` in the order of sql/.

    The nights of stay_night are put there by the statement `night`, so whoever joins on them comes after it; the
    longest stay is asked of stay and cover_day.
    """
    found: dict[str, set[str]] = {}
    for name, statement in known.items():
        words = set(re.findall(r"\w+", re.sub("--.*", "", statement)))
        found[name] = words & set(found) | ({"night"} & set(found) if "stay_night" in words else set())
    for name in OF_FAMILY.keys() & found.keys():
        found[name] |= {"stay", "cover_day", "expected_move"} & known.keys()  # these say which days are touched
    return found


def _make_one(bench: Bench, name: str, statement: str) -> None:
    if name == "night":
        bench.put("stay_night", stay_nights(_longest_stay(bench)))
    bench.create(name, statement)


def statements() -> list[tuple[str, str]]:
    """(table name, its SELECT) of every file in sql/, in the order in which they build on one another."""
    return [(path.stem.split("_", 1)[1], path.read_text("utf-8")) for path in sorted(SQL_FOLDER.glob("*.sql"))]


def calendar(first: date, last: date) -> pl.DataFrame:
    """One row per day from `first` to `last` inclusive: stat_date and day_no, a whole number that grows by 1 a day.

    night_offset and day_offset: seconds by which the wall clock is ahead of UTC before and from 02:00 that day, so that
    statements can subtract local times over a clock change. The hour that comes twice in October is before.
    """
    days = pl.date_range(first, last, "1d", eager=True).alias("stat_date")
    offsets = {"night_offset": _ahead(days, time(0)), "day_offset": _ahead(days, time(12))}
    return pl.DataFrame({"stat_date": days, "day_no": days.to_physical(), **offsets})


def _ahead(days: pl.Series, at: time) -> pl.Series:
    local = days.to_frame("day").select(pl.col("day").dt.combine(at).dt.replace_time_zone(LONDON)).to_series()
    return (local.dt.base_utc_offset() + local.dt.dst_offset()).dt.total_seconds().cast(pl.Int32)


def stay_nights(longest: int) -> pl.DataFrame:
    """For every number of nights 1..longest, one row per night 0..nights-1; the census joins on it."""
    nights = pl.DataFrame({"nights": pl.int_range(1, longest + 1, dtype=pl.Int32, eager=True)})
    return nights.with_columns(night=pl.int_ranges(0, "nights", dtype=pl.Int32)).explode("night")


def _first_and_last_day(con: duckdb.DuckDBPyConnection) -> tuple[date, date]:
    """The days that the calendar must hold: every date in the extracts (no join drops a row) and a week ahead."""
    union = " union all ".join(
        f"select cast(min({column}) as date) as a, cast(max({column}) as date) as b from {table}"
        for table, column in DATED
    )
    first, last = con.sql(f"select min(a), max(b) from ({union}) t").fetchall()[0]
    first, last = (first, last) if first else (date(2000, 1, 1), date(2000, 1, 1))
    return first, last + timedelta(days=AHEAD)


def _as_at_second(con: duckdb.DuckDBPyConnection) -> int | None:
    """The as-at time of the newest spells or board, as seconds since 1970 began in UTC; None without either."""
    ((as_at,),) = con.sql("select max(as_at) from extract where kind in ('spells', 'board')").fetchall()
    return None if as_at is None else round(as_at.replace(tzinfo=ZoneInfo(LONDON)).timestamp())


def _longest_stay(bench: Bench) -> int:
    ((longest,),) = bench.ask(
        "select max(coalesce(s.dis_no, c.last_no + 1) - s.adm_no) as longest from stay s"
        " cross join (select max(day_no) as last_no from cover_day where feed = 'spells') c"
    )
    return max(1, longest or 1)


def _put(con: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame) -> None:
    con.register("incoming_rows", rows)
    con.execute(f"create or replace table {name} as select * from incoming_rows")
    con.unregister("incoming_rows")
