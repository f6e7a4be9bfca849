"""Which stays a load changed, and the first day from which each family of facts has to be made anew.

Stays are compared where the spells of a day of discharge, or the open ones, are not what they were; only those that
differ are replaced. In doubt everything is made anew.
"""

from __future__ import annotations

from typing import Final

import duckdb

from data.made_of import differing

NARROW: Final = "touched_days"
"""An attached database in memory for what a load compares, and for what its statements see of the tables."""
CHANGED: Final = f"{NARROW}.main.changed"
"""provider, spell_id of the stays that differ, and the first days that this touches: of those in hospital (inside_no),
of the discharges before that it is looked up for (left_no)."""
NEW: Final = f"{NARROW}.main.new_stay"
NEVER: Final = 1_000_000
"""A day number after every date."""
FOLLOWED: Final = 30
"""Days after a discharge to which sql/05 and sql/06 look."""

INSIDE: Final = (
    "site", "ward", "specialty", "pathway", "age_band", "sex", "ethnicity", "imd_decile", "local_authority", "cohort",
    "adm_no", "ready_no", "population",
)  # fmt: skip
"""What facts of a day say of a stay on each of its days; a change of one of them touches all of them."""
LEAVING: Final = ("dis_no", "died", "discharge_minute")
"""What they say of its end only: a change touches the days from the earlier of the two ends on."""
COMING: Final = ("person_id", "admission_method", "admitted_at")
"""What a discharge before it says of a stay: whether the person came back, and when."""

TOUCHED_ENDS: Final = f"select date_diff('day', date '1970-01-01', stat_date) from ({differing('spells')}) d"
ASKED: Final = f"(dis_no is null or dis_no in ({TOUCHED_ENDS} where stat_date is not null))"
"""The stays that may differ: open ones, and those that ended on a day whose spells are not what they were."""
ASKED_SPELLS: Final = (
    f"(discharged_at is null or cast(discharged_at as date) in"
    f" (select stat_date from ({differing('spells')}) d where stat_date is not null))"
)
COVERED: Final = "select provider, day_no from {} where feed = 'spells'"


def compare(con: duckdb.DuckDBPyConnection, stay: str, new: str) -> None:
    """Make NEW, by the statement `new` of the spells that may differ, and CHANGED beside the older table `stay`."""
    columns = [row[0] for row in con.sql(f"describe {stay}").fetchall()]
    con.execute(f"create table {NEW} as {new}")
    con.execute(f"create table {CHANGED} as {_changed(f'select * from {stay} where {ASKED}', columns)}")


def replace(con: duckdb.DuckDBPyConnection, stay: str) -> None:
    """Put the stays that differ in the place of the older ones of `stay`."""
    keys = f"(provider, spell_id) in (select (provider, spell_id) from {CHANGED})"
    con.begin()
    con.execute(f"delete from {stay} where {ASKED} and {keys}")
    con.execute(f"insert into {stay} select * from {NEW} where {keys}")
    con.commit()


def _changed(old: str, columns: list[str]) -> str:
    def differ(*names: str) -> str:
        return " or ".join(f"(o.{name} is distinct from n.{name})" for name in names)

    return f"""
select
    coalesce(o.provider, n.provider) as provider, coalesce(o.spell_id, n.spell_id) as spell_id,
    o.spell_id is null or n.spell_id is null or {differ(*INSIDE)} as inside,
    case
        when o.spell_id is null or n.spell_id is null or {differ(*INSIDE)} then least(o.adm_no, n.adm_no)
        when {differ(*LEAVING)} then least(o.dis_no, n.dis_no, {NEVER})
    end as inside_no,
    case
        when o.spell_id is null or n.spell_id is null or {differ(*COMING)}
        then least(o.adm_no, n.adm_no) - {FOLLOWED}
    end as left_no
from ({old}) o full join {NEW} n on n.provider = o.provider and n.spell_id = o.spell_id
where {differ(*columns)}
"""


_NOW = COVERED.format("cover_day")
_COVER = f"""
    select day_no from ((select * from old_cover except {_NOW}) union all ({_NOW} except select * from old_cover)) c
    union all
    -- the day after the last one, itself not covered perhaps: stays are looked up to there
    select least(o.day_no, n.day_no) + 1
    from (select provider, max(day_no) as day_no from old_cover group by provider) o
    join (select provider, max(day_no) as day_no from ({_NOW}) c group by provider) n on n.provider = o.provider
    where n.day_no <> o.day_no
"""
FIRST_INSIDE: Final = f"""
select min(day_no) from (
    select inside_no as day_no from {CHANGED}
    union all
    -- a board counts on its day whatever the stay's own dates say
    select date_diff('day', date '1970-01-01', cast(min(b.snapshot_at) as date))
    from board b join {CHANGED} c on c.provider = b.provider and c.spell_id = b.spell_id where c.inside
    union all
    select date_diff('day', date '1970-01-01', stat_date) from ({differing("board", "ward_stays", "beds")}) d
    union all
    -- a night's ward is looked up the day before, so the first day more or less that is covered touches that one too
    select day_no - 1 from ({_COVER}) v
) t
"""
"""The first day of which a patient's day in hospital may be another."""
FIRST_LEFT: Final = f"""
select min(day_no) from (
    select left_no as day_no from {CHANGED}
    union all
    -- where the last covered day is another, so are the days that people were followed for
    select day_no - 1 - {FOLLOWED} from ({_COVER}) v
    union all
    -- of the spells themselves: facts of a discharge say more of one than its stay does
    select date_diff('day', date '1970-01-01', stat_date) from ({differing("spells", "expected_move")}) d
) t
"""
"""The first day of which a discharge may be another."""
