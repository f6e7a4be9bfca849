"""What holds for every kind: a rule that most rows break, an extract of another size, a name of another day."""

from __future__ import annotations

import re
from datetime import date, timedelta

import duckdb

from data.checking import Checked
from data.checking.faults import AFTER_AS_AT
from data.contract import Kind
from data.loading.unusual.finding import FEWEST, Finding, asked

MOST, SOME = 0.5, 0.05
FAR = timedelta(days=30)
NEAR_NAME = timedelta(days=7)
DAY_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})[-_]?(0[1-9]|1[0-2])[-_]?([0-3][0-9])(?![0-9])")
DROP = 0.6


def look(checked: Checked, kind: Kind) -> list[Finding]:
    """A rule across columns, or the as-at time, that most rows break: then the columns or the time are wrong."""
    rules = {rule.reason for rule in kind.rules}
    late = {AFTER_AS_AT.format(column.name) for column in kind.columns}
    found = []
    for reason, count in checked.reasons.items():
        if reason in rules | late and count >= FEWEST and count > SOME * checked.rows_in:
            doubtful = count > MOST * checked.rows_in
            hint = " Is the as-at time right?" if reason in late else " Are two columns swapped?"
            found.append(
                Finding(f"{count:,} of {checked.rows_in:,} rows: {reason}{hint if doubtful else ''}", doubtful)
            )
    return found


def beside_the_last(con: duckdb.DuckDBPyConnection, checked: Checked, name: str) -> list[Finding]:
    """An as-at time far after the rows, a day in the name that the rows do not reach, far fewer rows than usual."""
    found = []
    ((last,),) = con.execute(f"select cast(max({_latest(checked.kind)}) as timestamp) from incoming_look").fetchall()
    if checked.as_at is not None and last is not None and checked.as_at - last > FAR:
        found.append(
            Finding(f"The as-at time is {checked.as_at:%Y-%m-%d}, and nothing in it is after {last:%Y-%m-%d}.")
        )
    said = _day_in(name)
    if said is not None and last is not None and said - last.date() > NEAR_NAME:
        found.append(Finding(f"The name says {said}, and nothing in it is after {last:%Y-%m-%d}."))
    return found + _fewer_rows(con, checked)


def _latest(kind: str) -> str:
    return {
        "spells": "greatest(admitted_at, coalesce(discharged_at, admitted_at))",
        "board": "snapshot_at",
        "ward_stays": 'greatest("from", coalesce("to", "from"))',
    }[kind]


def _day_in(name: str) -> date | None:
    found = DAY_IN_NAME.search(name)
    try:
        return None if found is None else date(*map(int, found.groups()))
    except ValueError:
        return None


def _fewer_rows(con: duckdb.DuckDBPyConnection, checked: Checked) -> list[Finding]:
    """Where the last two extracts had about the same number of rows, one with far fewer may be cut off."""
    last = asked(
        con,
        f"select rows_in from extract where kind = '{checked.kind}' and rows_in > 0"
        " order by as_at desc, extract_id desc limit 2",
    )
    if len(last) < 2:
        return []
    more, fewer = sorted((row["rows_in"] for row in last), reverse=True)
    if fewer < FEWEST or fewer < 0.8 * more or checked.rows_in > DROP * fewer:
        return []
    return [Finding(f"It has {checked.rows_in:,} rows, and the two before it had {fewer:,} or more: is it whole?")]
