"""Class 4: types and formats."""

from __future__ import annotations

from datetime import datetime

from tests.faults.corpus.case import Group
from tests.faults.corpus.rows import CLEAN, Row, british, changed, each, mapped, table

g = Group(4)
TIMES = ("admitted_at", "discharged_at", "discharge_ready_date")
DAYS_FIRST = each(**{name: lambda row, name=name: british(row[name]) for name in TIMES})  # type: ignore[misc]


def american(row: Row) -> str:
    """mm/dd/yyyy."""
    return datetime.fromisoformat(row["admitted_at"]).strftime("%m/%d/%Y %H:%M")


def word(form: str) -> list[Row]:
    """The clean rows with times in another format."""
    return each(
        **{
            name: lambda row, name=name: datetime.fromisoformat(row[name]).strftime(form)
            for name in ("admitted_at", "discharged_at")
        }
    )  # type: ignore[misc]


g.a(
    "dd/mm/yyyy declared",
    table(DAYS_FIRST),
    options=mapped(
        date_format={
            "admitted_at": "%d/%m/%Y %H:%M",
            "discharged_at": "%d/%m/%Y %H:%M",
            "discharge_ready_date": "%d/%m/%Y",
        }
    ),
)
g.r("mm/dd/yyyy", table(each(admitted_at=american)), "Say in the mapping how it is written")
g.r(
    "days and months that could be either",
    table(each(admitted_at="03/04/2025 10:00", discharged_at="", discharge_ready_date="")),
    "Say in the mapping how it is written",
)
g.r("two-digit years", table(word("%d/%m/%y %H:%M")), "Say in the mapping how it is written")
g.a(
    "Z and offsets",
    table(
        each(
            admitted_at=lambda row: row["admitted_at"].replace(" ", "T") + ":00Z",
            discharged_at=lambda row: row["discharged_at"] + "+00:00",
        )
    ),
)
g.w(
    "a day number of a spreadsheet",
    table(changed(3, admitted_at="45666.5")),
    "admitted_at is not a date",
    quarantined=1,
)
g.w(
    "30 February",
    table(changed(3, discharge_ready_date="2025-02-30")),
    "discharge_ready_date is not a date",
    quarantined=1,
)
g.a(
    "24:00",
    table(changed(3, discharged_at="2025-01-15 24:00")),
    twin=table(changed(3, discharged_at="2025-01-16 00:00")),
)
g.w("a time alone", table(changed(3, admitted_at="10:15")), "admitted_at is not a date and time", quarantined=1)
g.a(
    "month as a word, declared",
    table(word("%d %b %Y %H:%M")),
    options=mapped(date_format={"admitted_at": "%d %b %Y %H:%M", "discharged_at": "%d %b %Y %H:%M"}),
)
g.w(
    "milliseconds since 1970",
    table(changed(3, admitted_at="1736330400000")),
    "admitted_at is not a date",
    quarantined=1,
)
g.a(
    "zeros in front of an id",
    table(each(spell_id=lambda row: "00" + row["spell_id"])),
    twin=table(each(spell_id=lambda row: "00" + row["spell_id"])),
)
g.w(
    "1E5 as an id",
    table(changed(3, spell_id="1E5")),
    "a number that a spreadsheet has changed",
    twin=table(changed(3, spell_id="1E5")),
)
g.w(
    "12.0 as an id",
    table(changed(3, spell_id="12.0")),
    "a number that a spreadsheet has changed",
    twin=table(changed(3, spell_id="12.0")),
)
COST = each(weekly_care_cost="5")
g.w(
    "a negative cost",
    table(changed(3, COST, weekly_care_cost="-5")),
    "weekly_care_cost is below 0.",
    quarantined=1,
    twin=table(COST),
)
g.a(
    "words for nothing, declared",
    table([{**row, "pathway": nothing} for row, nothing in zip(CLEAN, ["NULL", "N/A", "-", "?"] * 3, strict=True)]),
    options=mapped(null_values=("NULL", "N/A", "-", "?")),
    twin=table(each(pathway="")),
)


def board(*said: str) -> list[Row]:
    """Board rows of the clean spells, with a status each."""
    place = ("provider", "site", "ward", "spell_id")
    return [
        {**{name: row[name] for name in place}, "snapshot_at": "2025-01-08 08:00", "meets_criteria_to_reside": status}
        for row, status in zip(CLEAN, said, strict=False)
    ]


g.a(
    "yes and no in four dresses",
    table(board("yes", "No", "y", "N"), "board.csv"),
    twin=table(board("Y", "N", "Y", "N"), "board.csv"),
)
g.w("an unknown pathway", table(changed(3, pathway="home")), "pathway is not one of 0, 1, 2, 3.", quarantined=1)
g.a("a code in lower case", table(changed(3, admission_method="2a")), twin=table(changed(3, admission_method="2A")))
g.a("a code with a space behind", table(changed(3, admission_method="21 ")))
FIRST_LOAD = table([*CLEAN, *({**row, "spell_id": row["spell_id"] + "A"} for row in CLEAN)], "first.csv")
NEW_WARD = table(changed(0, each(spell_id=lambda row: row["spell_id"] + "B", person_id=""), ward="Zeder"))
g.w(
    "a ward nobody has named before",
    NEW_WARD,
    "the ward was never named before",
    before=((FIRST_LOAD, {}),),
    twin=lambda folder: [FIRST_LOAD(folder), NEW_WARD(folder)],
)  # type: ignore[list-item]
g.w("per cent", table(changed(3, age="70%")), "age is not a whole number.", quarantined=1)
g.w("full-width digits", table(changed(3, age="７０")), "age is not a whole number.", quarantined=1)
g.w("a number of 400 digits", table(changed(3, age="7" * 400)), "age is not a whole number.", quarantined=1)
g.w(
    "NaN and infinity",
    table(changed(2, changed(3, COST, weekly_care_cost="inf"), weekly_care_cost="NaN")),
    "weekly_care_cost is not a number.",
    quarantined=2,
    twin=table(COST),
)
g.w(
    "TRUE in a date",
    table(changed(3, discharge_ready_date="TRUE")),
    "discharge_ready_date is not a date",
    quarantined=1,
)
CASES = g.cases
