"""Class 14: how files arrive."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from data.loading.watching import Watcher
from tests.faults.corpus.c07_identity import after, at, both
from tests.faults.corpus.case import Group
from tests.faults.corpus.rows import CLEAN, changed, put, table, text
from tests.faults.corpus.sheets import workbook

g = Group(14)
LONG = "é" * 115 + ".spells. .csv"


def other_names(folder: Path) -> list[Path]:
    """A workbook called .txt and a CSV called .xlsx, half of the rows each."""
    first = workbook(folder, CLEAN[:6], "first.xlsx").rename(folder / "first.txt")
    return [first, put(folder, text(CLEAN[6:]), "second.xlsx")]


def aborted(folder: Path) -> Path:
    """A folder with a whole file and the rest of an upload that broke off."""
    put(folder, text())
    put(folder, text()[:300], "spells.csv.part")
    return folder


def twice(folder: Path) -> list[Path]:
    """One file under two names in one load."""
    return [put(folder, text(), "first.csv"), put(folder, text(), "second.csv")]


def locked(folder: Path) -> Path:
    """A file that may not be read."""
    path = put(folder, text())
    path.chmod(0)
    return path


def half_copied(folder: Path) -> list[Path]:
    """A folder in which one file is whole and one still grows: the second waits."""
    store, drop = folder / "watch", folder / "drop"
    store.mkdir(exist_ok=True)
    drop.mkdir(exist_ok=True)
    whole, growing = put(drop, text()), put(drop, text()[:200], "spells_more.csv")
    watcher = Watcher(store, drop)
    watcher.due()
    growing.write_text(text()[:400])
    due = watcher.due()
    assert due == [whole]
    return due


def of_tomorrow(folder: Path) -> Path:
    """A file whose time of change lies years ahead."""
    path = put(folder, text())
    moment = datetime(2035, 1, 1).timestamp()
    os.utime(path, (moment, moment))
    return path


MONTH = [at(day, changed(3, ward=f"W{day}")) for day in range(31)]
g.w(
    "a day in the name that is not in the rows",
    table(CLEAN, "spells_2025-05-31.csv"),
    "The name says 2025-05-31",
    twin=table(),
    deviates="a name is no data: it is noted, and the rows say what the file is about",
)
g.a(
    "an older file again",
    at(0),
    before=after(at(0), at(5, changed(3, ward="Dogwood"))),
    twin=at(5, changed(3, ward="Dogwood")),
)
g.a("types that their names do not say", other_names)
g.a("an upload broken off beside it", aborted)
g.a("one file twice in one load", twice)
g.a(
    "a name of 250 bytes, of accents and dots",
    lambda folder: put(folder, text(), LONG),
    deviates="no file system here takes a name of 300 characters",
)
g.r("a file that may not be read", locked, "cannot be opened")
g.a("a folder half copied", half_copied)
g.a("a time of change in the future", of_tomorrow)
g.a("31 days at once", both(*MONTH), twin=MONTH[30])
CASES = g.cases
