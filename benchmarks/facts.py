"""Building every fact against hand-written queries for the two large ones, the census and the discharges.

The floors know this hospital: no ward stays, one provider, one board a day. They have the same patients,
the same columns and the same sums, which is looked at before anything is timed.
"""

from __future__ import annotations

import shutil

import duckdb
import pandas as pd

from benchmarks.common import Hospital, Lap, Options, cpu, in_turns, lap, ratio, table, wall
from data import facts
from data.contract.delay_reasons import REASON_GROUPS
from data.made_of import MADE_OF
from data.settings import Settings
from data.touched import Touched
from data.warehouse import current

ADULTS = """
select s.*, coalesce(discharge_ready_date, cast(criteria_not_met_at as date), case
    when run_day between cast(admitted_at as date) and coalesce(cast(discharged_at as date), run_day) then run_day
end) as ready
from spells s left join (
    select spell_id, cast(min(snapshot_at) as date) as run_day
    from (
        select spell_id, snapshot_at, meets_criteria_to_reside,
            max(snapshot_at) filter (meets_criteria_to_reside = 'Y') over (partition by spell_id) as met_at
        from board
    )
    where meets_criteria_to_reside = 'N' and (met_at is null or snapshot_at > met_at)
    group by spell_id
) using (spell_id)
where age >= 18 and patient_classification = '1' and admission_method not in ('31', '32', '82', '83')
"""
COVER = """
select min(cast(discharged_at as date)) as a, max(cast(coalesce(discharged_at, admitted_at) as date)) as b from spells
"""
AGE_BAND = """
case when age < 18 then '0-17' when age < 65 then '18-64' when age < 75 then '65-74' when age < 85 then '75-84'
    else '85+' end as age_band"""
DISCHARGES = f"""
with adults as ({ADULTS}), cover as ({COVER}),
again as (
    select d.spell_id, min(cast(n.admitted_at as date) - cast(d.discharged_at as date)) as days_to_return
    from adults d join spells n on n.person_id = d.person_id and n.spell_id <> d.spell_id
    where n.admission_method like '2%' and n.admitted_at >= d.discharged_at
    group by all
)
select cast(discharged_at as date) as stat_date, site, ward, specialty, pathway, {AGE_BAND}, sex, ethnicity, imd_decile,
    local_authority, cohort, discharge_destination,
    cast(admitted_at as date) < cast(discharged_at as date) and coalesce(discharge_method, '') not in ('4', '5')
        and coalesce(discharge_destination, '')
            not in ('79', '30', '48', '49', '50', '51', '52', '53', '84', '87', '98') as eligible,
    cast(discharged_at as date) - cast(admitted_at as date) as stay_days,
    cast(discharged_at as date) - ready as delay_days,
    hour(discharged_at) * 60 + minute(discharged_at) as discharge_minute,
    epoch(support_started_at - criteria_not_met_at) as support_wait_seconds, weekly_care_cost,
    person_id is not null as person_known, days_to_return
from adults cross join cover left join again using (spell_id)
where cast(discharged_at as date) between a and b
"""
CENSUS = f"""
with adults as ({ADULTS}), cover as ({COVER}),
last_board as (
    select *, cast(snapshot_at as date) as stat_date from board
    qualify snapshot_at = max(snapshot_at) over (partition by site, cast(snapshot_at as date))
),
on_board as (
    select b.stat_date, b.site, b.ward, s.specialty, b.pathway, {AGE_BAND}, sex, ethnicity, imd_decile, local_authority,
        cohort, b.delay_reason, reason_group, b.waiting_for, b.owner,
        b.stat_date - cast(s.admitted_at as date) as stay_days,
        coalesce(b.meets_criteria_to_reside = 'N', false) as not_meeting, true as from_board
    from last_board b join adults s using (spell_id) left join reasons using (delay_reason) cross join cover
    where b.stat_date between a and b
),
nights as (
    select adults.*, cast(unnest(generate_series(
        greatest(cast(admitted_at as date) + 1, a), least(coalesce(cast(discharged_at as date), b), b), interval 1 day
    )) as date) as stat_date
    from adults cross join cover
)
select * from on_board
union all
select stat_date, site, ward, specialty, pathway, {AGE_BAND}, sex, ethnicity, imd_decile, local_authority, cohort,
    null, null, null, null, stat_date - cast(admitted_at as date), coalesce(ready < stat_date, false), false
from nights
anti join (select distinct site, stat_date from last_board) using (site, stat_date)
anti join (select spell_id, stat_date from last_board) using (spell_id, stat_date)
"""


def run(hospital: Hospital, options: Options) -> None:
    """Print the table of the three contestants, and one of our statements."""
    version = current(hospital.store)
    assert version is not None
    copy = hospital.store / "facts-copy.duckdb"
    shutil.copyfile(version.path, copy)
    con = duckdb.connect(str(copy))
    try:
        spells, board = con.sql("from spells").df(), con.sql("from board").df()
        _reasons(con)
        _print_checks(con, spells, board)
        laps = in_turns(
            {
                "Homeward, all facts": lambda: build_whole(con),
                "DuckDB, one query each for census and discharges": lambda: by_hand(con),
                "pandas, the census only": lambda: pandas_census(spells, board),
            },
            options.rounds,
        )
        _print_statements(con)
    finally:
        con.close()
        copy.unlink()
    ours = laps["Homeward, all facts"]
    rows = [(name, wall(one), cpu(one), ratio(ours, one), cpu(ours) / cpu(one)) for name, one in laps.items()]
    table("Facts", ("", "ms", "CPU ms", "ours is times it", "in CPU"), rows)


def build_whole(con: duckdb.DuckDBPyConnection) -> None:
    """Every fact of every day, though the older ones would still do."""
    con.execute(f"drop table if exists {MADE_OF}")
    facts.build(con, Settings())


def by_hand(con: duckdb.DuckDBPyConnection) -> None:
    """The census and the discharges, each as one query, kept as tables."""
    con.execute(f"create or replace table hand_discharge as {DISCHARGES}")
    con.execute(f"create or replace table hand_census as {CENSUS}")


def pandas_census(spells: pd.DataFrame, board: pd.DataFrame) -> pd.DataFrame:
    """One row per patient and day: stat_date, spell_id, site, ward, stay_days, not_meeting, from_board."""
    adult = spells["age"].ge(18) & spells["patient_classification"].eq("1")
    adults = spells[adult & ~spells["admission_method"].isin(["31", "32", "82", "83"])]
    left, came = adults["discharged_at"].dt.normalize(), adults["admitted_at"].dt.normalize()
    first = spells["discharged_at"].min().normalize()
    last = max(spells["discharged_at"].max(), spells["admitted_at"].max()).normalize()
    times = board["snapshot_at"]
    newest = board[times == times.groupby([board["site"], times.dt.normalize()]).transform("max")]
    who = adults[["spell_id", "admitted_at"]]
    on = newest.assign(stat_date=newest["snapshot_at"].dt.normalize(), from_board=True).merge(who, on="spell_id")
    on = on[on["stat_date"].between(first, last)]
    on["not_meeting"] = on["meets_criteria_to_reside"].eq("N")
    start, end = (came + pd.Timedelta(days=1)).clip(lower=first), left.fillna(last).clip(upper=last)
    nights = (end - start).dt.days + 1
    off = adults.assign(start=start)[nights > 0]
    off = off.loc[off.index.repeat(nights[nights > 0])]
    off["stat_date"] = off["start"] + pd.to_timedelta(off.groupby(level=0).cumcount(), unit="D")
    off = off.merge(on[["site", "stat_date"]].drop_duplicates(), how="left", indicator=True)
    off = off[off.pop("_merge") == "left_only"].assign(from_board=False)
    ready = off["discharge_ready_date"].fillna(off["criteria_not_met_at"]).dt.normalize()
    off["not_meeting"] = ready < off["stat_date"]
    columns = ["stat_date", "spell_id", "site", "ward", "admitted_at", "not_meeting", "from_board"]
    census = pd.concat([on[columns], off[columns]])
    census["stay_days"] = (census["stat_date"] - census.pop("admitted_at").dt.normalize()).dt.days
    return census


def _reasons(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create table reasons (delay_reason varchar, reason_group varchar)")
    con.executemany("insert into reasons values (?, ?)", list(REASON_GROUPS.items()))


def _print_checks(con: duckdb.DuckDBPyConnection, spells: pd.DataFrame, board: pd.DataFrame) -> None:
    """The same sums, three ways: a floor that counts something else would be no floor."""
    facts.build(con, Settings())
    by_hand(con)
    census = "select count(*), sum(not_meeting::int), sum(stay_days), count(*) filter (from_board::bool) from"
    numbers = "eligible::int", "delay_days", "days_to_return", "support_wait_seconds"
    discharge = f"select count(*), {', '.join(f'sum({number})' for number in numbers)} from"
    held = pandas_census(spells, board)
    by_pandas = (len(held), held["not_meeting"].sum(), held["stay_days"].sum(), held["from_board"].sum())
    rows = [
        ("census: rows, not meeting, stay days, from the board", "Homeward", _sums(con, f"{census} census")),
        ("", "DuckDB", _sums(con, f"{census} hand_census")),
        ("", "pandas", ", ".join(f"{int(value):,}" for value in by_pandas)),
        ("discharges: rows, eligible, delay, return, support", "Homeward", _sums(con, f"{discharge} discharge")),
        ("", "DuckDB", _sums(con, f"{discharge} hand_discharge")),
    ]
    table("Facts: the same numbers", ("", "", "sums"), rows)


def _sums(con: duckdb.DuckDBPyConnection, query: str) -> str:
    (row,) = con.sql(query).fetchall()
    return ", ".join(f"{int(value):,}" for value in row)


def _print_statements(con: duckdb.DuckDBPyConnection) -> None:
    """Each statement of sql/ once, slowest first."""
    taken: list[tuple[str, Lap]] = []
    create = Touched.create

    def timed(bench: Touched, name: str, statement: str) -> None:
        taken.append((name, lap(lambda: create(bench, name, statement))))

    Touched.create = timed  # type: ignore[method-assign]
    try:
        build_whole(con)
    finally:
        Touched.create = create  # type: ignore[method-assign]
    slowest = sorted(taken, key=lambda one: -one[1].wall)[:8]
    table("Facts: the slowest statements", ("", "ms"), [(name, 1000 * one.wall) for name, one in slowest])
