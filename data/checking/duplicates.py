"""Rows of one extract with the same key: exact repeats count once, different contents are a clash."""

from __future__ import annotations

import polars as pl

from data.checking.faults import POSITION
from data.contract import Kind


def split_duplicates(rows: pl.DataFrame, kind: Kind) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Give the rows to keep, the rows that clash, and how many exact repeats were set aside.

    Rows whose key is the same (null counts as a value) repeat one another when every column is the same, and clash
    otherwise; of repeats the first row is kept, of a clash none.
    """
    keys = rows.select(kind.key).hash_rows()
    # Equal keys have equal hashes, so rows with a hash of their own need no closer look.
    shared = keys.is_duplicated() if keys.n_unique() < len(keys) else None
    if shared is None or not shared.any():
        return rows, rows.clear(), 0
    contents = list(kind.column_names)
    once = rows.filter(shared).unique(contents, keep="first", maintain_order=True)
    clashing = rows.filter(shared).filter(pl.Series(_clashes(rows.filter(shared), once, kind)))
    kept = once.join(clashing.select(POSITION), on=POSITION, how="anti", maintain_order="left")
    result = pl.concat([rows.filter(~shared), kept]).sort(POSITION)
    return result, clashing, rows.height - result.height - clashing.height


def _clashes(rows: pl.DataFrame, once: pl.DataFrame, kind: Kind) -> pl.Series:
    versions = once.group_by(kind.key).agg(pl.len().alias("versions"))
    counted = rows.join(versions, on=kind.key, how="left", nulls_equal=True, maintain_order="left")
    return counted["versions"] > 1
