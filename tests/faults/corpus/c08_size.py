"""Class 8: cut off, empty, or very large."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl

from data.loading.watching import Watcher
from tests.faults.corpus.c07_identity import after, at
from tests.faults.corpus.case import Group
from tests.faults.corpus.rows import CLEAN, lines, put, raw, spell, table, text, week_spells

g = Group(8)
HUGE = 5_000_000


def sparse(size: int, name: str = "spells.csv", start: bytes = b"") -> object:
    """A file of a size that takes no room on the disk: `start`, then zeros."""

    def make(folder: Path) -> Path:
        path = put(folder, start, name)
        os.truncate(path, size)
        return path

    return make


def growing(folder: Path) -> Path:
    """A file that a watcher sees at half, then whole, then the same again."""
    store, drop = folder / "watch", folder / "drop"
    store.mkdir(exist_ok=True)
    drop.mkdir(exist_ok=True)
    watcher = Watcher(store, drop)
    path = put(drop, text()[:400])
    assert watcher.due() == []
    path.write_text(text())
    assert watcher.due() == []
    assert watcher.due() == [path]
    return path


def many(folder: Path) -> Path:
    """Five million finished spells."""
    n = pl.int_range(HUGE, eager=True)
    pl.DataFrame({"spell_id": n}).select(
        provider=pl.lit("RX1"),
        site=pl.lit("RX101"),
        ward=pl.format("W{}", pl.col("spell_id") % 40),
        spell_id=pl.format("QX{}", "spell_id"),
        age=pl.col("spell_id") % 100,
        admission_method=pl.lit("21"),
        patient_classification=pl.lit("1"),
        admitted_at=pl.format(
            "2024-{}-{} 10:{}",
            (pl.col("spell_id") % 12 + 1).cast(pl.String).str.zfill(2),
            (pl.col("spell_id") % 28 + 1).cast(pl.String).str.zfill(2),
            (pl.col("spell_id") % 60).cast(pl.String).str.zfill(2),
        ),
        discharged_at=pl.lit("2025-01-02 11:17"),
    ).write_csv(folder / "spells.csv")
    return folder / "spells.csv"


BOARD = "provider,site,ward,spell_id,snapshot_at\n" + "RX1,RX101,Beech,QX7003,2025-01-10 08:00\n" * 30
g.r("no byte", raw(b""), "is empty")
g.r("names alone", raw(lines()[0] + "\n"), "column names and no rows")
g.r("cut off inside a row", raw(text()[:-60]), "so it is cut off")
WHOLE = week_spells(0, 4)
g.w(
    "cut off between two rows",
    at(62, WHOLE[:24]),
    "is it whole?",
    before=after(at(60, WHOLE), at(61, WHOLE)),
    twin=at(61, WHOLE),
    deviates="there is no manifest to count against: far fewer rows than the two extracts before is a note",
)
g.a("one row", table(CLEAN[:1]), twin=table(CLEAN[:1]))
g.a("five million rows", many, slow=True, same_rows=False)
g.r("more than 1 GB", sparse(1_000_000_001), "more than 1 GB")
g.r("a field of 5 MB", table([*CLEAN, spell(30, ward="x" * 5_000_000)]), "has a row of more than 1 MB at line 14")
g.w(
    "a ward of 100,000 letters",
    table([*CLEAN, spell(30, ward="x" * 100_000)]),
    "ward is longer than 1,000 characters.",
    1,
    deviates="one impossible value: the contract sends its row to quarantine and takes the others",
)
g.r("a line of a million columns", raw("a," * 1_000_000 + "a\n" + text()), "has a first line that does not end")
g.r("a hole of zeros", sparse(10_000_000, start=text().encode()), "holds NUL bytes")
g.a("a file still growing", growing)
g.r("two files joined", raw(text() + BOARD), "rows of another number of fields")
g.a("a last line without its end", raw(text()[:-1]))
g.r("padded with zeros", raw(text().encode() + bytes(512)), "holds NUL bytes")
g.w(
    "10,000 rows in quarantine",
    table([*CLEAN, *(spell(30, age="x") for _ in range(10_000))]),
    "age is not a whole number.",
    10_000,
)
CASES = g.cases
