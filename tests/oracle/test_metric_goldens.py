"""Every metric of the golden sets equals the brute-force answer, row by row."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from data.access import Principal
from metrics.ask import answers
from metrics.scope import Scope


def expected(folder: Path) -> pl.DataFrame:
    rows = pl.read_csv(folder / "expected.csv", infer_schema=False)
    return rows.with_columns(
        pl.col("value").cast(pl.Float64), pl.col("period_start").str.to_date(), partial=pl.col("partial") == "true"
    )


def test_every_row_of_a_golden_set(golden_store: tuple[Path, Path], principal: Principal) -> None:
    folder, store = golden_store
    asked = answers(store)
    compared = 0
    for (metric, grain, split), rows in expected(folder).group_by("metric", "grain", "split"):
        by = str(split) if split else None
        series = asked.series(principal, str(metric), Scope(), str(grain), by)
        got = {(row[by] if by else None, row["period_start"]): row for row in series.to_dicts()}
        for row in rows.to_dicts():
            place = (row["split_value"] or None, row["period_start"])
            if place not in got:
                assert row["value"] in (None, 0), (metric, grain, split, place)
                continue
            assert got[place]["partial"] == row["partial"], (metric, grain, split, place)
            wanted = None if row["value"] is None else pytest.approx(row["value"], rel=1e-9)
            assert got[place]["value"] == wanted, (metric, grain, split, place)
            compared += 1
    assert compared > 5000
