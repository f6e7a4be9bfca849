"""A board beside the boards before it, and beside the spells."""

from __future__ import annotations

import duckdb

from data.checking import Checked
from data.loading.unusual.finding import FEWEST, Finding, asked, flagged, seen_before

# The last snapshot of each day and site of the extract on days after the last held one, and of the held 56 days.
LAST = """
with known as (select provider, site, max(cast(snapshot_at as date)) as last_day from board group by all),
fresh as (
    select i.* from incoming_look i join known k on k.provider = i.provider and k.site = i.site
    where cast(i.snapshot_at as date) > k.last_day
    qualify i.snapshot_at = max(i.snapshot_at) over (partition by i.provider, i.site, cast(i.snapshot_at as date))
),
held as (
    select b.* from board b join known k on k.provider = b.provider and k.site = b.site
    where cast(b.snapshot_at as date) > k.last_day - 56
    qualify b.snapshot_at = max(b.snapshot_at) over (partition by b.provider, b.site, cast(b.snapshot_at as date))
)
"""
USUAL = 0.4
FEWEST_DAYS = 4
FEWEST_WARDS = 4
FEWEST_SAME = 50
SILENT_DAYS, SILENT_LIMIT, BUSY = 3, 14, 5
LOOKED_AT = 7


def look(con: duckdb.DuckDBPyConnection, _checked: Checked) -> list[Finding]:
    """Rows that wait or come too late, then what is improbable beside the boards of the last eight weeks."""
    found = _beside_spells(con)
    if seen_before(con, "board"):
        found += _size(con) + _wards(con) + _the_same(con) + _silent_wards(con)
    return found


def _beside_spells(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    joined = (
        "select i.row_number from incoming_look i left join spells s"
        " on s.provider = i.provider and s.spell_id = i.spell_id"
    )
    return [
        *flagged(con, f"{joined} where s.spell_id is null", "the spell is not loaded, so the board row waits for it."),
        *flagged(
            con,
            f"{joined} where i.snapshot_at > s.discharged_at",
            "the patient is on the board after the discharge of the spell.",
        ),
    ]


def _size(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Patients on a day's board beside the median of the same weekday."""
    rows = asked(
        con,
        f"""{LAST}, sizes as (
            select provider, site, cast(snapshot_at as date) as day, count(*) as patients from held group by all
        ), usual as (
            select provider, site, dayofweek(day) as weekday, median(patients) as patients, count(*) as days
            from sizes group by all
        ), now as (
            select provider, site, cast(snapshot_at as date) as day, count(*) as patients from fresh group by all
        )
        select n.day, n.patients, u.patients as usual from now n join usual u
        on u.provider = n.provider and u.site = n.site and u.weekday = dayofweek(n.day)
        where u.days >= {FEWEST_DAYS} and u.patients >= {FEWEST} and abs(n.patients - u.patients) > {USUAL} * u.patients
        order by n.day limit 1""",
    )
    return [
        Finding(
            f"The board of {row['day']} has {row['patients']:,} patients at a site, and {row['usual']:,.0f} are usual"
            " on that weekday.",
            doubtful=True,
        )
        for row in rows
    ]


def _wards(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Half of the wards of the last held board missing on a new one."""
    rows = asked(
        con,
        f"""{LAST}, before as (
            select distinct provider, site, ward from held
            qualify cast(snapshot_at as date) = max(cast(snapshot_at as date)) over (partition by provider, site)
        ), now as (select distinct provider, site, cast(snapshot_at as date) as day, ward from fresh),
        days as (select distinct provider, site, day from now)
        select d.day, count(*) as wards, count(n.ward) as present from days d
        join before b on b.provider = d.provider and b.site = d.site
        left join now n on n.provider = d.provider and n.site = d.site and n.day = d.day and n.ward = b.ward
        group by d.provider, d.site, d.day
        having count(*) >= {FEWEST_WARDS} and count(n.ward) <= 0.5 * count(*) order by d.day limit 1""",
    )
    return [
        Finding(
            f"The board of {row['day']} has {row['present']} of the {row['wards']} wards of the board before it.", True
        )
        for row in rows
    ]


def _the_same(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """A board on which not one cell but the time differs from the board of an earlier day."""
    row = (
        "provider, site, cast(snapshot_at as date) as day,"
        " count(*) as patients, bit_xor(hash(spell_id, ward, bed, meets_criteria_to_reside, criteria_code,"
        " delay_reason, pathway, waiting_for, owner, expected_discharge_date)) as mark"
    )
    rows = asked(
        con,
        f"""{LAST}, now as (select {row} from fresh group by all), before as (select {row} from held group by all)
        select n.day, b.day as earlier, n.patients from now n join before b
        on b.provider = n.provider and b.site = n.site and b.patients = n.patients and b.mark = n.mark
        where n.patients >= {FEWEST_SAME} order by n.day, b.day desc limit 1""",
    )
    return [
        Finding(f"The board of {row['day']} is in all {row['patients']:,} rows that of {row['earlier']}.", True)
        for row in rows
    ]


def _silent_wards(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Wards that had patients every day and have had none for three days."""
    rows = asked(
        con,
        f"""{LAST}, every as (
            select provider, site, ward, cast(snapshot_at as date) as day from held
            union all select provider, site, ward, cast(snapshot_at as date) from fresh
        ), newest as (select provider, site, max(day) as newest from every group by all),
        wards as (
            select provider, site, ward, max(day) as seen, count(*) / count(distinct day) as patients,
            count(distinct day) as days from every group by all
        )
        select w.seen from wards w join newest n on n.provider = w.provider and n.site = w.site
        where n.newest - w.seen between {SILENT_DAYS} and {SILENT_LIMIT} and w.patients >= {BUSY}
        and w.days >= {LOOKED_AT} and exists (select 1 from fresh) order by w.seen""",
    )
    return [Finding(f"A ward with patients every day has had none since {row['seen']}.") for row in rows]
