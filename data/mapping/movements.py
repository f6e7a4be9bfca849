"""Spells, ward stays and a board history out of rows of movements, or of stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

import polars as pl

from data.checking.moments import moments
from data.mapping.steps import Source

# What is known on the way in is taken from the first movement that says it, everything else from the last.
FROM_FIRST = (
    "person_id",
    "age",
    "sex",
    "ethnicity",
    "imd_decile",
    "local_authority",
    "admission_method",
    "patient_classification",
    "admitted_at",
)
# A blank here has a meaning (still in hospital, ward not recorded), so the last row counts as it stands.
FROM_LAST_ROW = ("site", "ward", "discharged_at")
PLACE = ("provider", "site", "ward", "spell_id")
BOARD_KEY = ["provider", "site", "spell_id", "snapshot_at"]
LONGEST_STAY_DAYS = 1_830
ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
START, END, ROW, ALONE = "movement:start", "movement:end", "movement:row", "movement:alone"

Built = tuple[pl.DataFrame, pl.Series, tuple[str, ...]]


def as_spells(source: Source, moves: Mapping[str, Any]) -> Built:
    """One row per spell: the first start, the last row's ward, site and end.

    Rows are in order of `order`, else of their start. A row without a spell key or with an unreadable start stays by
    itself, so that checking quarantines it and not the spell.
    """
    keys = [_named(source, name) for name in moves["spell"]]
    rows = _moved(source, moves)
    alone = pl.any_horizontal(pl.col(*keys).is_null()) | ~pl.col(START).str.contains(ISO_DAY).fill_null(False)
    rows = rows.with_columns(pl.when(alone).then(pl.col(ROW)).alias(ALONE)).sort(*_order(source, moves), ROW)
    values = [_of_spell(name).alias(f"made:{name}") for name in source.made]
    others = [pl.col(column).drop_nulls().last().alias(f"other:{name}") for column, name in source.others().items()]
    spells = rows.group_by([*keys, ALONE], maintain_order=True).agg(*values, *others, pl.col(ROW).min()).sort(ROW)
    note = f"{rows.height:,} rows of movements make {spells.height:,} spells."
    shown = [pl.col(f"made:{name}").alias(name) for name in source.made]
    shown += [pl.col(f"other:{name}").alias(name) for name in source.others().values()]
    return spells.select(shown), spells[ROW].alias("row_number"), (note,)


def as_ward_stays(source: Source, moves: Mapping[str, Any] | None) -> Built:
    """One ward stay per row of the file."""
    rows = _moved(source, moves or {})
    names = [_made(source, name) for name in ("provider", "spell_id", "site", "ward")]
    rows = rows.select(*names, pl.col(START).alias("from"), pl.col(END).alias("to"), ROW)
    return rows.drop(ROW), rows[ROW].alias("row_number"), ()


def as_board(source: Source, moves: Mapping[str, Any] | None, at: str) -> Built:
    """One board row, its status blank, for each day of a stay that covers the hour `at` (start included, end not).

    A stay that has not ended lasts to the latest time in the file. Stays of more than 1,830 days, without a readable
    start or without provider, site, ward or spell give none; the notes count them.
    """
    rows = _moved(source, moves or {}).select(*[_made(source, name) for name in PLACE], START, END, ROW)
    unread = rows[END].is_not_null() & moments(rows[END]).is_null()
    rows = rows.with_columns(moments(rows[START]), moments(rows[END]))
    latest = rows.select(pl.max_horizontal(pl.col(START).max(), pl.col(END).max())).item()
    rows = rows.with_columns(pl.col(END).fill_null(latest))
    long = (pl.col(END) - pl.col(START)).dt.total_days() > LONGEST_STAY_DAYS
    used = rows.filter(pl.all_horizontal(pl.col(*PLACE, START).is_not_null()) & ~unread & ~long)
    every = _snapshots(used, time.fromisoformat(at))
    board = every.sort(START, ROW).unique(BOARD_KEY, keep="last").sort(ROW, "snapshot_at")
    notes = [f"The board has one row a day at {at} for {used.height:,} stays; its status is blank."]
    if left := rows.height - used.height:
        notes.append(f"{left:,} rows give no board row: no readable start or end, no place, or more than five years.")
    if twice := every.height - board.height:
        notes.append(f"{twice:,} board rows lie in two stays of one spell at once; the later stay counts.")
    blank = pl.lit(None, pl.String).alias("meets_criteria_to_reside")
    snapshot = pl.col("snapshot_at").dt.strftime("%Y-%m-%dT%H:%M:%S")
    return board.select(*PLACE, snapshot, blank), board[ROW].alias("row_number"), tuple(notes)


def _moved(source: Source, moves: Mapping[str, Any]) -> pl.DataFrame:
    """The source's rows with the start and end of each movement, as text, and its row number."""
    start = _named(source, moves.get("start", "admitted_at"))
    end = _named(source, moves.get("end", "discharged_at"))
    return source.frame.with_columns(pl.col(start).alias(START), pl.col(end).alias(END), source.row_number.alias(ROW))


def _named(source: Source, name: str) -> str:
    return name if name in source.made else source.column(name, "movements")


def _made(source: Source, name: str) -> pl.Expr:
    return pl.col(name) if name in source.made else pl.lit(None, pl.String).alias(name)


def _of_spell(name: str) -> pl.Expr:
    column = pl.col(name)
    if name in FROM_LAST_ROW:
        return column.last()
    return column.drop_nulls().first() if name in FROM_FIRST else column.drop_nulls().last()


def _order(source: Source, moves: Mapping[str, Any]) -> list[pl.Expr]:
    """Numbers in order of size, texts (ISO times among them) by their letters."""
    if "order" not in moves:
        return [pl.col(START)]
    columns = [_named(source, name) for name in moves["order"]]
    return [order for column in columns for order in (pl.col(column).cast(pl.Float64, strict=False), pl.col(column))]


def _snapshots(rows: pl.DataFrame, at: time) -> pl.DataFrame:
    """A row for each day whose hour `at` lies in the stay, the start included and the end not."""
    hour = pl.duration(hours=at.hour, minutes=at.minute)
    midnight = pl.col(START).dt.truncate("1d")
    first = (
        pl.when(midnight + hour >= pl.col(START)).then(midnight + hour).otherwise(midnight + hour + pl.duration(days=1))
    )
    span = (pl.col(END) - pl.col("first")).dt.total_seconds()
    days = -(-span // 86_400)  # rounded up: a stay that ends after the hour has that day's row too
    rows = rows.with_columns(first=first).with_columns(day=pl.int_ranges(0, days.clip(0)))
    rows = rows.explode("day").filter(pl.col("day").is_not_null())
    return rows.with_columns(snapshot_at=pl.col("first") + pl.duration(days=pl.col("day")))
