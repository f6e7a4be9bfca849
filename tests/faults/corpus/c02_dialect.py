"""Class 2: delimiters, quotes and line ends."""

from __future__ import annotations

from pathlib import Path

from tests.faults.corpus.case import Group
from tests.faults.corpus.rows import CLEAN, changed, each, lines, mapped, put, raw, table, text

g = Group(2)
NORTH = each(ward=lambda row: f'{row["ward"]} "North", upper floor')


def three_delimiters(folder: Path) -> list[Path]:
    """The clean rows by semicolon, tab and bar."""
    return [put(folder, text(CLEAN[n::3], d), f"spells{n}.csv") for n, d in enumerate(";\t|")]


def with_line(at: int, line: str) -> str:
    """The clean text with a line put in before line `at`."""
    found = lines()
    return "\n".join([*found[:at], line, *found[at:]]) + "\n"


def longer(at: int, more: str) -> str:
    """The clean text with something behind line `at`."""
    found = lines()
    found[at] += more
    return "\n".join(found) + "\n"


def shorter(at: int) -> str:
    """The clean text with line `at` one field short."""
    found = lines()
    found[at] = found[at].rpartition(",")[0]
    return "\n".join(found) + "\n"


for sign, name in ((";", "semicolon"), ("\t", "tab"), ("|", "bar")):
    g.a(f"{name} declared", raw(text(delimiter=sign)), options=mapped(delimiter=sign))
g.a(
    "semicolon, tab and bar undeclared",
    three_delimiters,
    deviates="the contract takes any common delimiter: the one that every line agrees on is no guess",
)
g.a("CRLF", raw(text(ending="\r\n")))
g.a("CR alone", raw(text(ending="\r")))
g.a("line ends mixed", raw(text().replace("\n", "\r\n", 5)))
g.a("line feed inside quotes", table(each(ward='"A"\nupper')), twin=table(each(ward='"A"\nupper')))
g.r("quote never closed", raw(with_line(6, 'RX1,"RX101,' + "x," * 12)), "that is never closed")
g.w("stray quote", raw(with_line(6, 'RX1,RX"101' + "," * 12)), "a quote stands where none may", quarantined=1)
g.a("doubled quotes and the delimiter inside a ward", table(NORTH), twin=table(NORTH))
g.r("single quotes", raw("".join("'" + line.replace(",", "','") + "'\n" for line in lines())), "single quotes")
g.a("space after the comma", raw(text().replace(",", ", ")))
g.w("a field too many in the first row", raw(longer(1, ",x")), "the column names are 14", quarantined=1)
g.w("a field missing in a middle row", raw(shorter(6)), "the row has 13 fields", quarantined=1)
g.w("a field too many in the last row", raw(longer(12, ",x")), "the row has 15 fields", quarantined=1)
g.a("trailing commas", raw("\n".join(line + ",," for line in lines()) + "\n"))
g.w("decimal comma", table(changed(2, age="70,5")), "age is not a whole number.", quarantined=1)
g.r(
    "thousands commas without quotes",
    raw("\n".join([lines()[0], *(line.replace(",21,", ",1,021,", 1) for line in lines()[1:])]) + "\n"),
    "rows of another number of fields",
)
g.r(
    "comment lines",
    raw(with_line(0, "# made on Monday, by the data team")),
    "delete any title lines above the column names",
)
g.a("blank lines", raw(text().replace("\n", "\n\n")))
g.r("title lines", raw("Spells of the week\n\n" + text()), "(line 3 looks like the column names)")
g.w("footer with the total", raw(text() + "Total,12\n"), "the row has 2 fields", quarantined=1)
g.a("sep= line", raw("sep=;\n" + text(delimiter=";")))
g.w(
    "escape by backslash",
    raw(with_line(6, 'RX1,"RX\\"101"' + "," * 12)),
    "a quote stands where none may",
    quarantined=1,
    deviates="a backslash before a quote is the dialect of no hospital system we know: the row goes to quarantine",
)
g.r("one column", raw("\n".join(row["spell_id"] for row in CLEAN) + "\n"), "has one column only")
CASES = g.cases
