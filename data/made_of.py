"""What the facts of a version were made of: a digest a day of each feed, kept beside them, compared at the next load.

What has changed is found by comparing contents, never by trusting what a load says of itself.
"""

from __future__ import annotations

from typing import Final

import duckdb

from data.warehouse import facts_digest

MADE_OF: Final = "fact_made_of"
"""The table beside the facts: feed, stat_date, digest. In feed 'facts' the release and what holds for every day."""
OLD: Final = "old_made_of"
"""The same of the version before, while a load compares the two."""

DAYS: Final = {"board": "cast(snapshot_at as date)", "ward_stays": 'cast("from" as date)', "beds": '"date"'}
"""Feeds whose rows belong to a day, and the day."""

# The statements, the groups of delay reasons, the age of adults and who keeps the time of an expected date touch every
# day: the first two come from the release and the third from the settings, so no digest of a day holds them.
EVERY_DAY: Final = f"""
(select concat(
    '{facts_digest()} ',
    (select bit_xor(hash(delay_reason, reason_group)) from delay_reason_group), ' ',
    (select max(adult_age) from setting), ' ',
    (select bit_xor(hash(provider)) from (
        select distinct provider from spells where expected_date_set_at is not null) k)
))
"""


def of_days(con: duckdb.DuckDBPyConnection) -> str:
    """The SELECT of what holds for every day, and of the digests of the feeds whose rows belong to a day."""
    made = [f"select 'facts' as feed, cast(null as date) as stat_date, {EVERY_DAY} as digest"]
    for feed, day in DAYS.items():
        made.append(digests(feed, f"select {day} as stat_date, hash({_columns(con, feed)}) as digest from {feed}"))
    return " union all ".join(made)


def of_spells(con: duckdb.DuckDBPyConnection) -> str:
    """The SELECT of the digests of spells by the day of discharge (null: open), with what the board says of each."""
    columns = ", ".join(f"s.{name}" for name in _columns(con, "spells").split(", "))
    return digests(
        "spells",
        f"select cast(s.discharged_at as date) as stat_date, hash({columns}, r.run_day) as digest from spells s"
        " left join board_ready r on r.provider = s.provider and r.spell_id = s.spell_id",
    )


def digests(feed: str, rows: str) -> str:
    """The SELECT of a digest a day of `rows`, which gives stat_date and a digest for each row, in any order."""
    return (
        f"select '{feed}' as feed, stat_date, concat_ws(' ', count(*), bit_xor(digest), sum(digest)) as digest"
        f" from ({rows}) t group by stat_date"
    )


OF_MOVES: Final = digests(
    "expected_move",
    "select date '1970-01-01' + s.dis_no as stat_date,"
    " hash(m.provider, m.spell_id, m.first_on, m.slips, m.brought) as digest"
    " from expected_move m join stay s on s.provider = m.provider and s.spell_id = m.spell_id"
    " where s.dis_no is not null",
)
"""The SELECT of the digests of how boards moved the expected date, by the day of discharge."""


def differing(*feeds: str) -> str:
    """The SELECT of the days (stat_date) on which the digests of these feeds are not those of the version before."""
    wanted = ", ".join(f"'{feed}'" for feed in feeds)
    return (
        f"select coalesce(o.stat_date, n.stat_date) as stat_date from (select * from {OLD} where feed in ({wanted})) o"
        f" full join (select * from {MADE_OF} where feed in ({wanted})) n"
        " on n.feed = o.feed and n.stat_date is not distinct from o.stat_date"
        " where o.digest is distinct from n.digest"
    )


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> str:
    found = con.sql(f"describe {table}").fetchall()
    return ", ".join(f'"{name}"' for (name, *_) in found if name != "extract_id")
