"""Spells out of a store for good: out of every table and version, of what people entered, and of later loads.

A version's file is written anew without them, since what is deleted from a database file stays in its free pages.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb

from data import engine
from data.access import Principal, Right, require
from data.engine import splits_wanted
from data.errors import DataError
from data.facts import statements
from data.loading.drafting import Build
from data.loading.ledger import data_version, newest_as_at
from data.loading.lock import writing
from data.loading.publishing import Draft, begin, discard, next_number, prune, publish, tidy
from data.loading.removed import REASONS, REFUSED, remember
from data.made_of import MADE_OF
from data.register import open_register
from data.register.removal import remove_spells
from data.settings import Settings
from data.warehouse import Version, current

MADE: Final = frozenset({"setting", "delay_reason_group", "calendar", MADE_OF})


class NotRemoved(DataError):
    """What was asked for makes no sense, so nothing was taken out."""


@dataclass(frozen=True)
class Removal:
    """What was taken out: rows by table, entries of the register, and the version that holds none of it."""

    spells: int
    reason: str
    rows: dict[str, int]
    entries: int
    version: str | None


def remove(
    store: Path, principal: Principal, provider: str, spell_ids: Sequence[str], reason: str, *,
    now: datetime, build: Build = engine.build,
) -> Removal:  # fmt: skip
    """Take a provider's spells out for good; `reason`: cancelled, opt-out (both never loaded again) or re-keyed.

    `now` is London wall clock. Backups and files from before still hold them. Safe to repeat after a failure: what was
    taken out already is not there, the rest goes. Needs the right to administer. Raises DataError.
    """
    require(principal, Right.ADMINISTER)
    wanted = sorted({one.strip() for one in spell_ids} - {""})
    if reason not in REASONS:
        raise NotRemoved(f"There is no reason {reason}: say one of {', '.join(REASONS)}.")
    if not wanted or not provider:
        raise NotRemoved("No spell is named: give a provider, and a file with one spell number a line.")
    with writing(store, now):
        if reason in REFUSED:
            remember(store, provider, wanted)
        base = current(store, any_release=True)
        tidy(store, base)
        rows, version = ({}, None) if base is None else _without(store, base, provider, wanted, now, build)
        detail = {"reason": reason, "spells": len(wanted), "rows": rows, "version": version}
        entries = remove_spells(open_register(store), principal, provider, wanted, detail)
    return Removal(len(wanted), reason, rows, entries, version)


def _without(
    store: Path, base: Version, provider: str, wanted: list[str], now: datetime, build: Build
) -> tuple[dict[str, int], str]:
    """The rows taken out by table, and the name of the version without them; every older version is gone."""
    settings = Settings.read(store)
    draft = begin(base.path.parent, None, next_number(store), settings)
    try:
        rows = _copy(draft, base, provider, wanted)
        if not rows:
            discard(draft)
            prune(store, base, 1)
            return rows, base.name
        build(draft.con, settings)
        version = publish(
            store, draft, data_version=data_version(draft.con, settings), as_at=newest_as_at(draft.con) or base.as_at,
            loaded_at=base.loaded_at, keep=1, splits=splits_wanted(draft.con, settings),
        )  # fmt: skip
    except BaseException:
        discard(draft)
        raise
    return rows, version.name


def _copy(draft: Draft, base: Version, provider: str, wanted: list[str]) -> dict[str, int]:
    """Every loaded table of `base` into the draft but for those spells; how many rows of each were left out."""
    con, left_out = draft.con, {}
    con.execute("create temp table taken as select unnest($ids) as spell_id", {"ids": wanted})
    source = str(base.path).replace("'", "''")
    con.execute(f"attach '{source}' as before (read_only)")
    for name, columns in _loaded(con).items():
        gone = _gone(name, columns)
        con.execute(f"create table {name} as select * from before.{name} t where not ({gone})", _given(gone, provider))
        (count,) = con.execute(f"select count(*) from before.{name} t where {gone}", _given(gone, provider)).fetchall()
        if count[0]:
            left_out[name] = count[0]
    con.execute("detach before")
    # The same extracts are another data version from here on.
    con.execute("create table if not exists removal (which varchar, spells integer, rows_out integer)")
    if left_out:
        counts = [len(wanted), sum(left_out.values())]
        con.execute("insert into removal values (?, ?, ?)", [secrets.token_hex(8), *counts])
    con.execute("drop table taken")
    return left_out


def _loaded(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The tables of the version before that come from extracts, with their columns; facts are built anew."""
    made = MADE | {name for name, _ in statements()}
    rows = con.execute("select table_name, column_name from duckdb_columns() where database_name = 'before'").fetchall()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        if table not in made:
            found.setdefault(table, set()).add(column)
    return found


def _gone(name: str, columns: set[str]) -> str:
    """Which rows of a table are those spells'; a fault in quarantine is, where its value is a spell's number."""
    if name == "quarantine":
        return "coalesce(trim(t.value) in (select spell_id from taken), false)"
    if "spell_id" not in columns:
        return "false"
    own = "coalesce(t.spell_id in (select spell_id from taken), false)"
    return f"{own} and t.provider = $provider" if "provider" in columns else own


def _given(condition: str, provider: str) -> dict[str, str]:
    return {"provider": provider} if "$provider" in condition else {}
