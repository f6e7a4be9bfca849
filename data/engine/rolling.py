"""Facts added up for a region: who was where is left out, what metrics look at stays, and patients says how many.

One SELECT a fact, in the portable subset, run where the facts are; pages read the result as they read rows of patients.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import duckdb

from data.groups import ADDED, NAMES, WHOLE, Added
from data.settings import SPLITS, Settings

MANY: Final = 2_000_000
"""Spells from which `bring = "auto"` adds up: their census is over ten million rows, more than pages hold at ease."""

SUMMED: Final[Mapping[str, tuple[str, ...]]] = {
    "bed_day": ("beds_open", "occupied"),
    "planned_discharge": ("failed", "eligible"),
    "flow_day": ("leavers", "admitted"),
    "morning": ("patients", *(f"left_{day}" for day in range(8))),
    "daily_return": ("patients",),
    "waiting_now": ("patients",),
    "place": (),
}
"""Facts that hold no patient and are finer than a site: what is added up in them. `place` is its distinct rows."""


def splits_wanted(con: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[str, ...] | None:
    """The splits that added-up facts keep, or None where the facts are wanted whole; `con` holds the typed tables."""
    if settings.engine_bring == "auto" and settings.engine_url is not None:
        ((spells,),) = con.sql("select count(*) from spells").fetchall()
        return settings.engine_splits if spells > MANY else None
    return settings.engine_splits if settings.engine_bring == "groups" else None


def kept(name: str, columns: tuple[str, ...], splits: tuple[str, ...] | None) -> tuple[str, ...]:
    """Those columns by which a fact can still be split in a version that was added up by `splits`; all without."""
    if splits is None or (name not in SUMMED and name not in ADDED):
        return columns
    return tuple(column for column in columns if column not in SPLITS or column in splits)


def is_of_patients(name: str) -> bool:
    """Whether a fact is a list of patients, which is no figure and can't be added up."""
    return name not in WHOLE and name not in ADDED


def added_up(name: str, columns: list[str], splits: tuple[str, ...]) -> tuple[str, list[str]]:
    """The SELECT that adds a fact up over all but `splits`, and the columns that it gives, in its order.

    A fact that has nothing to add up comes as it is.
    """
    gone = {*SPLITS, *NAMES} - set(splits)
    if name in SUMMED:
        return _summed(name, [column for column in columns if column not in gone], SUMMED[name])
    if name in ADDED:
        return _of_patients(name, [column for column in columns if column not in gone], ADDED[name])
    return f"select {', '.join(columns)} from {name}", columns


def _summed(name: str, columns: list[str], sums: tuple[str, ...]) -> tuple[str, list[str]]:
    keys = [column for column in columns if column not in sums]
    totals = [f"cast(sum({column}) as bigint) as {column}" for column in sums]
    return f"select {', '.join([*keys, *totals])} from {name} group by {', '.join(keys)}", [*keys, *sums]


def _of_patients(name: str, columns: list[str], how: Added) -> tuple[str, list[str]]:
    """Amounts are means of their group, apart from those without one; the rest is coarse or exact."""
    keys = [column for column in columns if column not in (*how.averaged, "patients")]
    inner = [f"{how.coarse.get(column, column)} as {column}" for column in keys]
    known = [f"case when {column} is null then 0 else 1 end as {column}_known" for column in how.averaged]
    means = [f"sum({column} * patients) / sum(patients) as {column}" for column in how.averaged]
    inside = f"select {', '.join([*inner, *known, *how.averaged, 'patients'])} from {name}"
    groups = ", ".join([*keys, *(f"{column}_known" for column in how.averaged)])
    outer = ", ".join([*keys, "cast(sum(patients) as bigint) as patients", *means])
    return f"select {outer} from ({inside}) x group by {groups}", [*keys, "patients", *how.averaged]
