"""Spells beside the spells held: other numbers for the same stays, another mix, stays that went missing."""

from __future__ import annotations

import duckdb

from data.checking import Checked
from data.loading.unusual.finding import FEWEST, Finding, asked, flagged, seen_before
from data.loading.unusual.mix import mix

PAIRS = (
    "incoming_look i join spells s on s.provider = i.provider and s.spell_id = i.spell_id"
    " join extract x on x.extract_id = s.extract_id"
)
RENAMED = 0.1
LATE_DAYS = 7
WHOLE = 0.8
BUSY_DAY = 5


def look(con: duckdb.DuckDBPyConnection, checked: Checked) -> list[Finding]:
    """What an extract of spells says that those before it do not bear out."""
    found = _gap_days(con) + mix(con)
    if checked.as_at is not None and seen_before(con, "spells"):
        found += _pseudonyms(con) + _other_numbers(con) + _sites(con) + _wards(con)
        found += _another_patient(con) + _late_ready(con, checked) + _gone(con)
    return found


def _pseudonyms(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """The key of the pseudonyms was changed: no spell that is held keeps its person."""
    ((both, same),) = con.execute(
        f"select count(*), count(*) filter (where i.person_id = s.person_id) from {PAIRS}"
        " where i.person_id is not null and s.person_id is not null"
    ).fetchall()
    if both < FEWEST or same:
        return []
    return [Finding(f"All of {both:,} spells held before have another person_id: were the pseudonyms made anew?", True)]


def _other_numbers(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Stays that are held under another spell_id: the same person, provider and time of admission."""
    ((rows, renamed),) = con.execute(
        "select (select count(*) from incoming_look), count(*) from incoming_look i where not exists"
        " (select 1 from spells s where s.provider = i.provider and s.spell_id = i.spell_id) and exists"
        " (select 1 from spells s where s.provider = i.provider and s.person_id = i.person_id"
        " and s.admitted_at = i.admitted_at)"
    ).fetchall()
    if renamed < FEWEST / 2 or renamed < RENAMED * rows:
        return []
    return [Finding(f"{renamed:,} of {rows:,} stays are held already under other numbers: did spell_id change?", True)]


def _sites(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Rows whose site is known as another provider's alone."""
    ((rows, other),) = con.execute(
        "select (select count(*) from incoming_look), count(*) from incoming_look i"
        " where exists (select 1 from spells s where s.site = i.site and s.provider <> i.provider)"
        " and not exists (select 1 from spells s where s.site = i.site and s.provider = i.provider)"
    ).fetchall()
    if other < FEWEST or other < 0.5 * rows:
        return []
    return [Finding(f"In {other:,} of {rows:,} rows the site is known as another provider's.", True)]


def _wards(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Wards that the provider's spells never named before."""
    if con.execute("select count(*) from spells").fetchall()[0][0] < FEWEST:
        return []
    return flagged(
        con,
        "select i.row_number from incoming_look i where exists"
        " (select 1 from spells s where s.provider = i.provider) and not exists"
        " (select 1 from spells s where s.provider = i.provider and s.site = i.site and s.ward = i.ward)",
        "the ward was never named before at this site.",
    )


def _another_patient(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    return flagged(
        con,
        f"select i.row_number from {PAIRS} where i.person_id <> s.person_id and i.admitted_at <> s.admitted_at",
        "the spell_id is held for another person and admission, which this row replaces.",
    )


def _late_ready(con: duckdb.DuckDBPyConnection, checked: Checked) -> list[Finding]:
    """Ready dates that appear more than a week after the day they name, where an earlier extract had none."""
    return flagged(
        con,
        f"select i.row_number from {PAIRS} where i.discharge_ready_date is not null"
        " and s.discharge_ready_date is null and s.criteria_not_met_at is null"
        f" and cast(x.as_at as date) - i.discharge_ready_date > {LATE_DAYS}"
        f" and x.as_at < timestamp '{checked.as_at}'",
        "the ready date was written down more than seven days after the day it names.",
    )


def _gone(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Spells held and not in an extract that otherwise repeats nearly all of its days."""
    ((held, missing),) = con.execute(
        "with span as (select provider, min(admitted_at) as first, max(admitted_at) as last from incoming_look"
        " group by provider) select count(*), count(*) filter (where not exists (select 1 from incoming_look i"
        " where i.provider = s.provider and i.spell_id = s.spell_id)) from spells s join span p"
        " on p.provider = s.provider and s.admitted_at between p.first and p.last"
    ).fetchall()
    if not missing or held - missing < max(WHOLE * held, 2):
        return []
    return [Finding(f"{missing:,} of {held:,} spells held for its days are not in it; they stay as they are.")]


def _gap_days(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Days without an admission between days with many; never filled in. (Older open spells alone are sparse days.)"""
    rows = asked(
        con,
        "with days as (select provider, cast(admitted_at as date) as day, count(*) as rows from incoming_look"
        " group by all), span as (select provider, min(day) as first, max(day) as last, median(rows) as usual,"
        " count(*) as days from days group by all), every as (select provider, usual, days,"
        " unnest(generate_series(first, last, interval 1 day)) as day from span)"
        ", counted as (select e.provider, cast(e.day as date) as day, e.usual, e.days, coalesce(d.rows, 0) as rows,"
        " lag(coalesce(d.rows, 0)) over near as before, lead(coalesce(d.rows, 0)) over near as after"
        " from every e left join days d on d.provider = e.provider and d.day = cast(e.day as date)"
        " window near as (partition by e.provider order by e.day))"
        f" select day from counted where rows = 0 and usual >= {BUSY_DAY} and days >= 7"
        " and before >= usual / 2 and after >= usual / 2 order by day",
    )
    if not rows:
        return []
    days = ", ".join(str(row["day"]) for row in rows[:3])
    more = f" and {len(rows) - 3:,} more" if len(rows) > 3 else ""
    return [Finding(f"Nobody is admitted on {days}{more}: is a day missing?")]
