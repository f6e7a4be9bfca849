# ruff: noqa: E501 (statements of SQL)
"""Made-up spells of many hospitals straight into a version's typed table, by SQL and one seed; and what is timed on them.

python -m benchmarks.synthetic build|floor SPELLS FOLDER does one thing in a process of its own and prints JSON, so that
its memory is its own. 730 days, a mean stay of about 6 nights, some over 21, under 1% still in; 30 wards a site.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb

from data import facts
from data.loading.ledger import data_version, note_extract
from data.loading.merging import create_tables
from data.loading.publishing import begin, publish
from data.settings import Settings
from data.touched import Touched

DAYS, FIRST, LAST = 730, "2024-10-01", datetime(2026, 9, 30)
SITE_SPELLS, WARDS, PROVIDER_SITES = 80_000, 30, 5


def _dice(number: int) -> str:
    """A number from 0 to 1 that depends on the row and on `number` only."""
    return f"(hash(i * 64 + {number}) / 18446744073709551616.0)"


NIGHTS: Final = (
    f"case when {_dice(1)} < 0.1 then 0 when {_dice(1)} < 0.95 then cast(floor(-4.3 * ln(1 - 0.999 * {_dice(2)})) as int)"
    f" else 15 + cast(floor(-14 * ln(1 - 0.999 * {_dice(3)})) as int) end"
)
SPELLS: Final = f"""
insert into spells (
    provider, site, ward, spell_id, person_id, age, sex, ethnicity, imd_decile, local_authority, specialty, cohort,
    admission_method, patient_classification, admitted_at, discharge_ready_date, discharged_at, discharge_method,
    discharge_destination, pathway, extract_id
)
select
    'P' || cast(site // {PROVIDER_SITES} as varchar), 'Site ' || cast(site as varchar),
    'Ward ' || cast(site as varchar) || '-' || cast(ward as varchar), 'S' || cast(i as varchar),
    'N' || cast(i // 2 as varchar), 18 + cast(floor(80 * {_dice(4)}) as int), case when {_dice(5)} < 0.5 then '1' else '2' end,
    'A', cast(1 + floor(10 * {_dice(6)}) as int), 'E0600000' || cast(site % 9 as varchar),
    cast(100 + ward as varchar), null, '21', '1', came, ready, case when left_at <= ends then left_at end,
    case when left_at <= ends then '1' end, case when left_at <= ends then '19' end, pathway, 1
from (
    select *, came + to_days(nights) + to_minutes(cast(floor(600 * {_dice(7)}) as int)) as left_at,
        cast(came as date) + cast(floor(nights * (0.4 + 0.6 * {_dice(8)})) as int) as ready_on,
        timestamp '{LAST:%Y-%m-%d} 23:59:00' as ends
    from (
        select i, cast(floor(sites * {_dice(9)}) as int) as site, cast(floor({WARDS} * {_dice(10)}) as int) as ward,
            timestamp '{FIRST} 00:00:00' + to_days(cast(floor({DAYS} * {_dice(11)}) as int))
                + to_minutes(cast(floor(780 * {_dice(12)}) as int)) as came,
            {NIGHTS} as nights,
            case when {_dice(13)} < 0.8 then '0' when {_dice(13)} < 0.9 then '1' when {_dice(13)} < 0.97 then '2' else '3' end
                as pathway
        from range({{spells}}) t(i) cross join (select {{sites}} as sites)
    )
) x
cross join lateral (select case when ready_on <= cast(ends as date) then ready_on end as ready) y
"""
# What someone would write in DuckDB for the same two questions: a row a place, pathway and day.
OCCUPANCY: Final = """
create or replace table floor_occupancy as
select stat_date, site, ward, pathway, count(*) as beds, sum((stat_date > ready)::int) as beds_past_ready,
    sum(greatest(stat_date - ready, 0)) as days_past_ready, sum((night >= 7)::int) as los7,
    sum((night >= 14)::int) as los14, sum((night >= 21)::int) as los21
from (
    select site, ward, pathway, discharge_ready_date as ready, cast(d as date) as stat_date,
        cast(d as date) - cast(admitted_at as date) as night
    from (
        select *, unnest(generate_series(
            cast(admitted_at as date) + 1, coalesce(cast(discharged_at as date), date '{last}'), interval 1 day)) as d
        from spells where age >= 18
    )
) group by all
"""
DISCHARGES: Final = """
create or replace table floor_discharge as
select cast(discharged_at as date) as stat_date, site, ward, pathway, count(*) as discharges,
    sum(greatest(cast(discharged_at as date) - discharge_ready_date, 0)) as days_past_ready,
    count(*) filter (cast(discharged_at as date) - cast(admitted_at as date) between 7 and 13) as h7_13,
    count(*) filter (cast(discharged_at as date) - cast(admitted_at as date) between 14 and 20) as h14_20,
    count(*) filter (cast(discharged_at as date) - cast(admitted_at as date) >= 21) as h21,
    count(*) filter (hour(discharged_at) < 12) as before_noon
from spells where age >= 18 and discharged_at is not null group by all
"""
SAME_FACTS: Final = ("cover", "cover_day", "board_ready", "stay", "emergency_return", "discharge", "board_last",
                     "board_twice", "board_census", "night", "night_ward", "census")  # fmt: skip
"""The statements that the floor's two questions need of ours."""


def spells(con: duckdb.DuckDBPyConnection, number: int) -> None:
    """Fill the typed table."""
    create_tables(con)
    con.execute(SPELLS.format(spells=number, sites=max(3, number // SITE_SPELLS)))


def one_day(con: duckdb.DuckDBPyConnection, path: Path, number: int) -> int:
    """Write the day after the last as an extract: as many admissions as on a day, as many discharges; give the rows."""
    day, a_day = (LAST + timedelta(days=1)).date(), number // DAYS
    listed = ", ".join(
        f'"{row[0]}"' for row in con.sql("describe spells").fetchall()
        if row[0] not in ("extract_id", "spell_id", "admitted_at", "discharged_at", "discharge_ready_date")
    )  # fmt: skip
    came, left = f"timestamp '{day} 09:00:00'", f"timestamp '{day} 15:00:00'"
    query = (
        f"select {listed}, 'T' || spell_id as spell_id, {came} as admitted_at, null::timestamp as discharged_at,"
        " null::date as discharge_ready_date"
        f" from (select * from spells where discharged_at is not null order by spell_id limit {a_day})"
        f" union all select {listed}, spell_id, admitted_at, {left}, coalesce(discharge_ready_date, date '{day}')"
        f" from (select * from spells where discharged_at is null order by admitted_at, spell_id limit {a_day})"
    )
    con.execute(f"copy ({query}) to '{path}' (header)")
    return int(con.sql(f"select count(*) from read_csv('{path}', all_varchar = true)").fetchall()[0][0])


def build(number: int, folder: Path) -> dict[str, float]:
    """Build every fact of `number` spells and publish them as the first version of the store `folder`."""
    draft = begin(folder / "versions", None, 1, Settings())
    seconds = {"make": _seconds(lambda: spells(draft.con, number))}
    one_day(draft.con, folder / "day.csv", number)
    extract = dict.fromkeys(("rows_replaced", "rows_unchanged", "rows_quarantined"), 0)
    extract |= {"extract_id": 1, "rows_in": number, "rows_new": number}
    words = {"kind": "spells", "name": "synthetic", "sha256": str(number), "mapping_hash": "", "reasons": "{}"}
    times = {"as_at": LAST, "loaded_at": LAST, "covers_from": None, "covers_to": None, "provider": None}
    note_extract(draft.con, extract | words | times)
    taken: dict[str, float] = {}
    create = Touched.create

    def timed(bench: Touched, name: str, statement: str) -> None:
        taken[name] = _seconds(lambda: create(bench, name, statement))

    Touched.create = timed  # type: ignore[method-assign]
    seconds["facts"] = _seconds(lambda: facts.build(draft.con, Settings()))
    seconds["same"] = sum(taken[name] for name in SAME_FACTS)
    version = data_version(draft.con, Settings())
    seconds["publish"] = _seconds(
        lambda: publish(folder, draft, data_version=version, as_at=LAST, loaded_at=LAST, keep=2)
    )
    return seconds


def floor(number: int, folder: Path) -> dict[str, float]:
    """Answer the two questions by the queries that someone would write, into a file too."""
    con = duckdb.connect(str(folder / "floor.duckdb"))
    spells(con, number)
    occupancy = OCCUPANCY.replace("{last}", f"{LAST:%Y-%m-%d}")
    seconds = {
        "occupancy": _seconds(lambda: con.execute(occupancy)),
        "discharges": _seconds(lambda: con.execute(DISCHARGES)),
    }
    con.close()
    return seconds


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    """Do one of the two and print its seconds and the peak of its memory in GB."""
    what, number, folder = {"build": build, "floor": floor}[sys.argv[1]], int(sys.argv[2]), Path(sys.argv[3])
    found = what(number, folder)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps(found | {"gb": kilobytes / 2**20}))


if __name__ == "__main__":
    main()
