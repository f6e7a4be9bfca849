"""Rows that a checker must refuse, so that quarantine has something in it. All are stated in truth.json."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

FAULTS: dict[str, tuple[int, str]] = {
    "discharged before admission": (10, "discharged_at"),
    "ready after discharge": (8, "discharge_ready_date"),
    "ready before admission": (4, "discharge_ready_date"),
    "admission method not on the list": (6, "admission_method"),
    "discharge destination not on the list": (4, "discharge_destination"),
    "age over 120": (3, "age"),
    "pathway not on the list": (3, "pathway"),
}
BAD_STATUS = 8  # board rows whose status is neither Y nor N
BAD_STATUS_VALUE = "Maybe"


def with_bad_spells(spells: pl.DataFrame, rng: np.random.Generator) -> tuple[pl.DataFrame, list[dict[str, str]]]:
    """The spells with bad ones added at the end, and what was added: spell_id, column, fault.

    They are copies of finished stays under new ids, so that no good row is lost to quarantine.
    """
    finished = spells.filter(pl.col("discharged_at").is_not_null() & (pl.col("patient_classification") == "1"))
    count = sum(number for number, _ in FAULTS.values())
    copies = finished[np.sort(rng.choice(finished.height, count, replace=False))]
    ids = [f"S9{place:06d}" for place in range(1, count + 1)]
    copies = copies.with_columns(spell_id=pl.Series(ids), person_id=pl.lit(None, dtype=pl.String))
    fault = pl.Series([name for name, (number, _) in FAULTS.items() for _ in range(number)])
    added = [{"spell_id": id_, "column": FAULTS[name][1], "fault": name} for id_, name in zip(ids, fault, strict=True)]
    return pl.concat([spells, _spoil(copies.with_columns(fault=fault)).drop("fault")]), added


def _spoil(rows: pl.DataFrame) -> pl.DataFrame:
    names = list(FAULTS)
    before = pl.col("admitted_at") - timedelta(hours=30)
    return rows.with_columns(
        discharged_at=pl.when(fault=names[0]).then(before).otherwise("discharged_at"),
        discharge_ready_date=pl.when(fault=names[1])
        .then(pl.col("discharged_at").dt.date() + timedelta(days=3))
        .when(fault=names[2])
        .then(pl.col("admitted_at").dt.date() - timedelta(days=2))
        .otherwise("discharge_ready_date"),
        admission_method=pl.when(fault=names[3]).then(pl.lit("ZZ")).otherwise("admission_method"),
        discharge_destination=pl.when(fault=names[4]).then(pl.lit("77")).otherwise("discharge_destination"),
        age=pl.when(fault=names[5]).then(pl.lit(199)).otherwise("age"),
        pathway=pl.when(fault=names[6]).then(pl.lit(7)).otherwise("pathway"),
    )


def with_bad_status(board: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The board with a few statuses that are neither Y nor N, none of them on the last morning."""
    early = int((board["snapshot_at"] < board["snapshot_at"][-1]).sum())
    places = np.sort(rng.choice(early, BAD_STATUS, replace=False))
    status = board["meets_criteria_to_reside"].clone().scatter(places, [BAD_STATUS_VALUE] * BAD_STATUS)
    return board.with_columns(meets_criteria_to_reside=status)
