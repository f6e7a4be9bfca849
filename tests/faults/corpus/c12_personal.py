"""Class 12: what says who somebody is. Every number and name here is made up."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from tests.faults.corpus.case import Group, Make
from tests.faults.corpus.rows import CLEAN, NAMES, NHS_NUMBERS, changed, each, mapped, put, table, text
from tests.faults.corpus.sheets import fill

g = Group(12)
NUMBER = NHS_NUMBERS[0]
SPACED, DASHED = f"{NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]}", f"{NUMBER[:3]}-{NUMBER[3:6]}-{NUMBER[6:]}"
WAITING = {name: CLEAN[3][name] for name in ("provider", "site", "ward", "spell_id")}


def note(value: str, name: str = "note") -> Make:
    """The clean rows with a column that says this in one row."""
    return table([{**row, name: value if place == 3 else ""} for place, row in enumerate(CLEAN)])


def column(name: str, *values: str) -> Make:
    """The clean rows with a column of these values, again and again."""
    return table([{**row, name: values[place % len(values)]} for place, row in enumerate(CLEAN)])


def sheet(name: str = "Extract", hidden: str = "") -> Make:
    """A workbook with a sheet of this name, and a hidden column of this value."""

    def make(folder: Path) -> Path:
        book = xlsxwriter.Workbook(folder / "spells.xlsx")
        made = book.add_worksheet(name)
        fill(made, CLEAN)
        if hidden:
            made.write_string(0, len(NAMES), "old number")
            made.write_string(4, len(NAMES), hidden)
            made.set_column(len(NAMES), len(NAMES), None, None, {"hidden": True})
        book.close()
        return folder / "spells.xlsx"

    return make


def two_columns(folder: Path) -> list[Path]:
    """Telephone numbers; an e-mail address."""
    phones = [{**row, "ring": f"0113 496 0{place:03d}"} for place, row in enumerate(CLEAN)]
    mails = changed(3, each(note=""), note="write to a.hargreaves@example.org")
    return [put(folder, text(phones), "phones.csv"), put(folder, text(mails), "mails.csv")]


def waiting(said: str, **more: str) -> Make:
    """A board row that waits for something, in free text."""
    return table([{**WAITING, "snapshot_at": "2025-01-10 08:00", "waiting_for": said, **more}], "board.csv")


def local_number(n: int) -> str:
    """Ten digits that pass the check of the NHS number by chance, as one in eleven does."""
    return NHS_NUMBERS[n % 3] if n % 4 == 0 else str(1_000_000_000 + n)


LOCAL = table([{**row, "hospital number": local_number(n)} for n, row in enumerate(CLEAN)])
g.p("one NHS number in a free column", note(NUMBER), "note (1)")
g.p("spaced 3-3-4", note(SPACED), "note (1)")
g.p("with dashes", note(DASHED), "note (1)")
g.p("inside a text", note(f"see also {NUMBER}, moved"), "note (1)")
g.p("as a float", note(f"{NUMBER}.0"), "note (1)")
g.p("in the file's name", lambda folder: put(folder, text(), f"{NUMBER}.csv"), "name of the file")
g.p("in a sheet's name", sheet(name=f"Patient {NUMBER}"), "beside the rows")
g.p("in a hidden column", sheet(hidden=NUMBER), "old number (1)")
g.a("local numbers of ten digits, declared", LOCAL, options=mapped(not_nhs_number=("hospital number",)))
g.p("names", column("Patient name", "Hargreaves, Anna", "Oduya, Ben"), "names of people in Patient name (12)")
g.p("dates of birth", column("born", *(f"19{n}-03-0{n % 9 + 1}" for n in range(31, 43))), "dates of birth in born (12)")
g.p("full postcodes", column("lives at", "LS1 4AP", "BD3 7DE", "HX1 2QR"), "full postcodes in lives at (12)")
g.w("sectors of postcodes", column("postcode", "LS1 4", "BD3 7", "HX1 2"), "postcode", twin=table())
g.p("telephone numbers, and an e-mail address", two_columns, "what look like")
g.p("addresses", column("home", "12 Orchard Road", "4 Mill Lane", "19 Station Street"), "addresses in home (12)")
g.w(
    "a reason in free text",
    waiting("", delay_reason="son is looking at homes"),
    "delay_reason is not on the national list",
    1,
    twin=table(),
    same_rows=False,
)
g.p(
    "free text with a name",
    waiting("Mrs Hargreaves to ring back"),
    "names of people in waiting_for (1)",
    deviates="found by Mr, Mrs, Miss or Ms before it; a bare name in free text can't be told from other words",
)
g.p("names of general practitioners", column("GP name", "Dr Oduya", "Dr Hargreaves"), "names of people in GP name (12)")
g.p("a number of the test range", note("9990000018"), "note (1)")
g.w(
    "GMC numbers",
    column("GMC", "7012345", "7054321"),
    "GMC",
    twin=table(),
    deviates="they identify doctors and no patient: the column is named as not used and not kept",
)
CASES = g.cases
