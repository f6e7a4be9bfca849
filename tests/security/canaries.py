"""A hospital in which every name of a patient is a token that can be counted in any bytes that leave the server."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from data.access import DEMONSTRATION
from data.demo import generate
from data.groups import NAMES
from data.loading import load
from data.register import Action, Departure, Person, RoundEntry, import_toml, open_register, save
from metrics.ask import Answers, answers
from metrics.catalogue import KEYS
from metrics.scope import Scope

TOKEN = "CANARY"
CANARY = re.compile(rb"CANARY[0-9A-Za-z]+")
LAST_DAY = date(2026, 11, 21)
WARD = "Alder"
COUNCIL = "Kestrelshire"
KEPT, SINCE = 20_000, "2026-06-01"  # the newest rows of the long feeds, and stays that ended since then


def canary_store(folder: Path) -> Path:
    """A store of one year of the demonstration hospital with tokens for names, and entries about its patients."""
    extracts, store = folder / "extracts", folder / "store"
    generate(extracts, years=1, last_day=LAST_DAY)
    for path in sorted(extracts.glob("*.csv")):
        rows = pl.read_csv(path, infer_schema=False)
        names = [name for name in rows.columns if name in NAMES and name != "bed"]
        rows = rows.tail(KEPT) if path.stem in ("board", "returns") else rows
        if path.stem == "spells":
            rows = rows.filter(pl.col("discharged_at").is_null() | (pl.col("discharged_at") >= SINCE))
        if names:
            rows.with_columns(pl.concat_str(pl.lit(TOKEN), name).alias(name) for name in names).write_csv(path)
    report = load(store, [extracts])
    assert not [extract.refused for extract in report.extracts if extract.refused]
    register = open_register(store)
    import_toml(register, DEMONSTRATION, (extracts / "registers.toml").read_text("utf-8"), known_metrics=KEYS)
    _enter(store)
    return store


def _enter(store: Path) -> None:
    """What wards say of patients, and a council's officer."""
    register = open_register(store)
    for row in board(store).sort("ward", "spell_id").group_by("ward", maintain_order=True).head(2).to_dicts():
        place = {name: row[name] for name in ("provider", "site", "ward", "spell_id")}
        token = f"{TOKEN}note{row['spell_id'].removeprefix(TOKEN)}"
        save(register, DEMONSTRATION, RoundEntry(**place, day=LAST_DAY, owner="Ward team", note=token))
        about = {"about": "patient", "owner": "Ward team", "raised": LAST_DAY, "text": token}
        save(register, DEMONSTRATION, Action(**place, **about))
    gone = {name: row[name] for name in ("provider", "site", "ward", "spell_id")}
    save(register, DEMONSTRATION, Departure(**gone, left_on=LAST_DAY, note=token))
    officer = {"roles": ("executive",), "all_wards": True, "authorities": (COUNCIL,)}
    save(register, DEMONSTRATION, Person(subject="https://id.test|partner", name="Pat Council", **officer))


def board(store: Path) -> pl.DataFrame:
    """Everybody on the newest board, as somebody with every right sees them."""
    return whole(store).board(DEMONSTRATION, Scope())


@cache
def whole(store: Path) -> Answers:
    return answers(store, DEMONSTRATION)


@cache
def elsewhere(store: Path) -> frozenset[bytes]:
    """Tokens of those who are, by every table, on other wards than WARD: nobody of WARD may be shown one."""
    held = whole(store)
    here, all_of = set[str](), set[str]()
    for name in ("board_now", "stay", "clock_open", "failed_plan"):
        rows = held.people(DEMONSTRATION, name, Scope())
        there = rows["ward"].cast(pl.String) == WARD
        for column in {"spell_id", "local_id", "person_id"} & set(rows.columns):
            here |= set(rows.filter(there)[column].drop_nulls())
            all_of |= set(rows[column].drop_nulls())
    return frozenset(token.encode() for token in all_of - here)
