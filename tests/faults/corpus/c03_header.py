"""Class 3: the header and the columns."""

from __future__ import annotations

from pathlib import Path

from tests.faults.corpus.case import Group
from tests.faults.corpus.rows import CLEAN, NAMES, Row, each, lines, mapped, put, raw, table, text

g = Group(3)


def without(name: str) -> list[Row]:
    """The clean rows without a column."""
    return [{key: value for key, value in row.items() if key != name} for row in CLEAN]


def renamed(old: str, new: str) -> list[Row]:
    """The clean rows with a column under another name."""
    return [{new if key == old else key: value for key, value in row.items()} for row in CLEAN]


def header(line: str) -> str:
    """The clean text under another first line."""
    return "\n".join([line, *lines()[1:]]) + "\n"


def odd_headers(folder: Path) -> list[Path]:
    """5,000 columns; a name of 5,000 letters."""
    many = ",".join(f"c{n}" for n in range(5_000))
    return [put(folder, f"{many}\n{many}\n", "many.csv"), put(folder, header(lines()[0] + "x" * 5_000), "long.csv")]


def two_tables(folder: Path) -> Path:
    """Spells, and below them a longer table of beds."""
    return put(folder, text() + "\nprovider,site,ward,date,beds_open\n" + "RX1,RX101,Beech,2025-01-06,20\n" * 20)


for name in ("site", "ward", "spell_id", "age", "admission_method", "admitted_at"):
    g.r(f"without {name}", table(without(name)), name)
g.a("age by another name, mapped", table(renamed("age", "Years")), options=mapped(columns={"age": "Years"}))
g.a("ward by another name, mapped", table(renamed("ward", "Unit")), options=mapped(columns={"ward": "Unit"}))
g.r("age by another name", table(renamed("age", "Years")), "age")
g.r("admitted_at by another name", table(renamed("admitted_at", "start")), "admitted_at")
g.r("a name twice", raw(header(lines()[0].replace("pathway", "ward"))), "two columns of one name")
g.r("a name twice but for case and space", raw(header(lines()[0].replace("pathway", "Spell ID"))), "two columns")
g.a("other order", table([{name: row[name] for name in reversed(NAMES)} for row in CLEAN]))
g.a("a column nobody knows", table(each(colour="red")), says="colour")
g.p("a column of surnames", table(each(surname="Hargreaves")), "names of people in surname (12)")
g.r("no header", raw("\n".join(lines()[1:]) + "\n"), "two columns of one name")
g.w("header twice", raw(lines()[0] + "\n" + text()), "the row repeats the column names", quarantined=1)
g.a("upper case", raw(header(lines()[0].upper())))
g.r(
    "translated",
    raw(header("Anbieter,Standort,Station,Fall,Person,Alter,Art,Klasse,Ein,Bereit,Aus,Wie,Wohin,Weg")),
    "No column",
)
g.r("an empty name", raw(header(lines()[0].replace("person_id", ""))), "has no name for column 5")
g.r("two tables in one file", two_tables, "rows of another number of fields")
g.r("a needed column all blank", table(each(age="")), "age is blank.")
g.w(
    "a row of types below the names",
    raw(lines()[0] + "\n" + ",".join(["text"] * 14) + text()[len(lines()[0]) :]),
    "age is not a whole number.",
    quarantined=1,
    same_rows=True,
    deviates="one row that is no row: the contract sends it to quarantine by its number and takes the others",
)
g.r("5,000 columns, and a very long name", odd_headers, "more than 2")
CASES = g.cases
