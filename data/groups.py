"""The second file of a version: the same facts added up, with no row, name or trait of a patient in it.

Those who may see figures and no patients are answered from this file alone, so that no mistake in a page could show
them one. What it lists is what it holds: a table that is not named here is not in it. Traits of a person (age, sex,
ethnicity, deprivation, council) stand in tables of their own, one trait at a time, by site and month.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import duckdb

from data.errors import DataError
from data.warehouse import Version

TRAITS: Final = ("age_band", "sex", "ethnicity", "imd_decile", "local_authority")
NAMES: Final = ("spell_id", "person_id", "local_id", "bed", "review_id", "referral_id", "episode_id")
WHOLE: Final = frozenset(
    {
        "bed_day", "calendar", "cover", "cover_day", "cover_option", "daily_return", "day_not_covered",
        "delay_reason_group", "delayed_stretch", "extract", "flow_day", "front_door_day", "morning", "organisation",
        "place", "planned_discharge", "published_stretch", "ready_ignored", "return_day", "setting", "waiting_now",
        "ward_source",
    }
)  # fmt: skip
"""Tables that hold no row of a patient: taken as they are."""


_making = threading.Lock()
_verified: set[tuple[str, str, int]] = set()


class GroupsNotMade(DataError):
    """The second file could not be written; without it nobody is answered who may not see patients."""

    def __init__(self, folder: Path, why: Exception) -> None:
        reason = getattr(why, "strerror", None) or str(why).splitlines()[0]
        super().__init__(f"The figures without patients can't be written to {folder} ({reason}): make room there.")


@dataclass(frozen=True)
class Added:
    """How a fact with a row per patient is added up over every column that is left.

    coarse: column -> the expression in its place, no finer than any metric looks. averaged: amounts of which a group
    keeps the mean, apart from those without one. by_trait: whether each trait gets a table by site and month.
    """

    coarse: Mapping[str, str] = field(default_factory=dict)
    averaged: tuple[str, ...] = ()
    by_trait: bool = False


ADDED: Final[Mapping[str, Added]] = {
    "discharge": Added(
        coarse={
            "discharge_minute": (
                "case when discharge_minute < 720 then 0 when discharge_minute <= 1020 then 720"
                " when discharge_minute is null then null else 1021 end"
            ),
            "support_wait_seconds": (
                "case when support_wait_seconds <= 86400 then 86400 when support_wait_seconds > 86400 then 86401 end"
            ),
            "days_followed": "case when days_followed >= 29 then 29 else 0 end",
            "days_to_return": "case when days_to_return <= 29 then 29 end",
        },
        averaged=("weekly_care_cost",),
        by_trait=True,
    ),
    "census": Added(
        coarse={
            "stay_days": (
                "case when stay_days >= 21 then 21 when stay_days >= 14 then 14 when stay_days >= 7 then 7 else 0 end"
            )
        },
        by_trait=True,
    ),
    "expected_stay": Added(
        coarse={
            "set_seconds": ("case when set_seconds <= 172800 then 172800 when set_seconds > 172800 then 172801 end"),
            "stay_seconds": "case when stay_seconds >= 172800 then 172800 else 0 end",
        }
    ),
    # Hours rounded up keep who is within 24 and who is not.
    "clock_case": Added(coarse={"waited_seconds": "cast(ceil(waited_seconds / 3600.0) as bigint) * 3600"}),
    "failed_plan": Added(),
    "reviewed_decision": Added(),
    "chc_decision": Added(),
    "chc_open": Added(),
    "ic_episode": Added(),
    "ic_waiting": Added(coarse={"referred_at": "date_trunc('hour', referred_at)"}),
}
MADE_AS: Final = hashlib.sha256(repr((TRAITS, NAMES, sorted(WHOLE), ADDED)).encode()).hexdigest()
"""What this release puts into the file; one that another release made is made anew."""


def groups_of(version: Version, memory_limit: str | None = None) -> Version:
    """The second file of a version as a version of its own, made now where it is missing or damaged.

    Made beside its name and renamed, so that a reader sees it whole or not at all. Raises GroupsNotMade.
    """
    path = version.path.with_name(version.name.replace("facts-", "groups-"))
    with _making:
        if not _is_of(path, version):
            _make(path, version, memory_limit)
    return replace(version, name=path.name, path=path)


def _is_of(path: Path, version: Version) -> bool:
    """Whether the file was made from that very version and has the bytes it was made with (looked at once)."""
    note = path.with_name(path.name + ".json")
    try:
        held, stat = json.loads(note.read_text("utf-8")), path.stat()
        if (held["of"], held["as"], held["size"]) != (version.sha256, MADE_AS, stat.st_size):
            return False
        seen = (str(path), held["sha256"], stat.st_mtime_ns)
        if seen not in _verified:
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != held["sha256"]:
                    return False
            _verified.add(seen)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


def _make(path: Path, version: Version, memory_limit: str | None) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        _fill(part, version, memory_limit)
        with part.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        note = {"of": version.sha256, "as": MADE_AS, "size": part.stat().st_size, "sha256": sha256}
        part.replace(path)
        scratch = path.with_name(f"{path.name}.{os.getpid()}.json.tmp")
        scratch.write_text(json.dumps(note), "utf-8")
        scratch.replace(path.with_name(path.name + ".json"))
    except (OSError, duckdb.Error) as error:
        part.unlink(missing_ok=True)
        raise GroupsNotMade(path.parent, error) from error


def _fill(part: Path, version: Version, memory_limit: str | None) -> None:
    con = duckdb.connect(str(part))
    try:
        if memory_limit is not None:
            con.execute(f"set memory_limit = '{memory_limit}'")
        into = con.sql("select current_database()").fetchall()[0][0]
        source = str(version.path).replace("'", "''")
        con.execute(f"attach '{source}' as facts (read_only)")
        con.execute("use facts")
        build_groups(con, f'"{into}"')
        con.execute(f'checkpoint "{into}"')
    finally:
        con.close()


def build_groups(con: duckdb.DuckDBPyConnection, into: str) -> None:
    """Make the tables of the second file in the attached database `into` from the facts on `con`."""
    there = {
        name
        for (name,) in con.sql(
            "select table_name from duckdb_tables() where not temporary and database_name = current_database()"
        ).fetchall()
    }
    for name in sorted(WHOLE & there):
        con.execute(f"create table {into}.{name} as select * from {name}")
    for name, how in ADDED.items():
        if name in there:
            con.execute(f"create table {into}.{name} as {added_up(con, name, how)}")
            for trait in TRAITS if how.by_trait else ():
                con.execute(f"create table {into}.{name}_by_{trait} as {by_trait(con, name, how, trait)}")


def added_up(con: duckdb.DuckDBPyConnection, name: str, how: Added) -> str:
    """The statement that adds a fact up; traits are there as nulls, so that it has the fact's own columns."""
    types = _columns(con, name)
    kept = {column: how.coarse.get(column, column) for column in types if column not in (*NAMES, *TRAITS, "patients")}
    nothing = [f"cast(null as {types[trait]}) as {trait}" for trait in TRAITS if trait in types]
    return _statement(name, kept, nothing, how)


def by_trait(con: duckdb.DuckDBPyConnection, name: str, how: Added, trait: str) -> str:
    """The same by site, month (stat_date is its first day) and one trait, without wards and the other splits."""
    splits = {"ward", "specialty", "cohort", "delay_reason", "reason_group", "waiting_for", "owner"}
    left = {*NAMES, *TRAITS, *splits, "patients"}
    kept = {column: how.coarse.get(column, column) for column in _columns(con, name) if column not in left}
    kept |= {"stat_date": "cast(date_trunc('month', stat_date) as date)", trait: trait}
    return _statement(name, kept, [], how)


def _statement(name: str, kept: Mapping[str, str], nothing: list[str], how: Added) -> str:
    keys = {column: expression for column, expression in kept.items() if column not in how.averaged}
    known = {f"{column}_known": f"{column} is not null" for column in how.averaged}
    chosen = [f"{expression} as {column}" for column, expression in keys.items()]
    means = [f"sum({column} * patients) / sum(patients) as {column}" for column in how.averaged]
    inside = ", ".join([*chosen, *(f"{expression} as {column}" for column, expression in known.items())])
    rest = ", ".join(["patients", *how.averaged])
    out = ", ".join([*keys, *nothing, "cast(sum(patients) as bigint) as patients", *means])
    groups = ", ".join([*keys, *known])
    return f"select {out} from (select {inside}, {rest} from {name}) group by {groups} order by stat_date"


def _columns(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    found = con.execute(
        "select column_name, data_type from duckdb_columns()"
        " where table_name = ? and database_name = current_database() order by column_index",
        [name],
    ).fetchall()
    return dict(found)
