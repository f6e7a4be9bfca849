"""Class 7: identity, corrections and late arrivals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tests.faults.corpus.case import Group, Make
from tests.faults.corpus.rows import CLEAN, WEEKS_NOW, Row, changed, each, mapped, spell, table, week_spell, week_spells

g = Group(7)
BASE = datetime(2025, 2, 1, 6)
OPEN = {"discharged_at": "", "discharge_ready_date": "", "discharge_method": "", "discharge_destination": ""}
AFTER_WEEKS = {"as_at": datetime.combine(WEEKS_NOW, datetime.min.time()) + timedelta(days=14)}


def at(day: int, rows: Sequence[Row] = CLEAN) -> Make:
    """The rows as extracted on a day, 0 the first."""
    moment = f"{BASE + timedelta(days=day):%Y-%m-%d %H:%M}"
    return table(each(rows, extracted_at=moment), f"day{day:03d}.csv")


def after(*makes: Make) -> tuple[tuple[Make, dict[str, object]], ...]:
    """Files loaded first, one by one."""
    return tuple((make, {}) for make in makes)


def both(*makes: Make) -> Make:
    """All these files in one load."""
    return lambda folder: [_one(make, folder) for make in makes]


def _one(make: Make, folder: Path) -> Path:
    made = make(folder)
    assert isinstance(made, Path)
    return made


g.a("a row twice", table([*CLEAN, CLEAN[3]]))
g.w(
    "one spell, two contents",
    table([*CLEAN, {**CLEAN[3], "ward": "Dogwood"}]),
    "the same provider, spell_id and other contents",
    2,
)
g.a("a file twice", table(), before=after(table()), says="Already loaded")
FIXED = changed(3, discharged_at="2025-01-13 18:00")
g.a("a discharge date corrected", at(1, FIXED), before=after(at(0)), twin=at(1, FIXED))
OLD = changed(0, discharged_at="2025-01-10 18:00", discharge_ready_date="2025-01-09")
g.a(
    "a correction in the time of a baseline",
    at(40, OLD),
    before=after(at(0)),
    twin=at(40, OLD),
    deviates="that the frozen baseline stays is tested where baselines are (test_freezing, test_baseline)",
)
g.a(
    "a marker of deletion",
    at(1, each(changed(3, deleted="Y"), deleted=lambda row: row.get("deleted", ""))),
    before=after(at(0)),
    says="deleted",
    deviates="the contract knows no deletion: the column is named as not used and the row stays",
)
g.w(
    "a spell gone without a marker",
    at(1, [*CLEAN[:5], *CLEAN[6:]]),
    "1 of 12 spells held for its days are not in it",
    before=after(at(0)),
)
REOPENED = changed(3, **OPEN)
g.a("a spell opened again", at(1, REOPENED), before=after(at(0)), twin=at(1, REOPENED))
REUSED = changed(3, person_id="PZ5999", admitted_at="2025-01-10 12:00")
g.w(
    "a spell number of another patient",
    at(1, REUSED),
    "held for another person and admission",
    before=after(at(0)),
    twin=at(1, REUSED),
)
g.a(
    "two pseudonyms made one",
    table(changed(3, person_id="PZ5902")),
    options=mapped(values={"person_id": {"PZ5902": "PZ5003"}}),
)
g.r(
    "pseudonyms made anew",
    table(each(week_spells(44, 50), person_id=lambda row: row["person_id"].replace("PZ", "PN"))),
    "were the pseudonyms made anew?",
    start="weeks",
    options=AFTER_WEEKS,
)
g.a(
    "a ward renamed by the mapping",
    table(each(ward=lambda row: row["ward"].replace("Beech", "B4"))),
    options=mapped(values={"ward": {"B4": "Beech"}}),
    deviates="a mapping renames for a whole file; by date it takes one mapping for each period's file",
)
for days in (1, 7, 40, 400):
    late = each(
        [spell(30)],
        extracted_at=f"{BASE - timedelta(days=days):%Y-%m-%d %H:%M}",
        **dict.fromkeys(OPEN, ""),
        admitted_at=f"{BASE - timedelta(days=days + 1):%Y-%m-%d %H:%M}",
    )
    g.a(
        f"a spell {days} days late",
        table(late, "late.csv"),
        before=after(at(0)),
        twin=both(table(late, "late.csv"), at(0)),
    )
DAYS = [at(n, each(CLEAN[2 * n : 2 * n + 4], ward=f"W{n}")) for n in range(4)]
g.a(
    "days out of order",
    DAYS[1],
    before=after(DAYS[3], DAYS[0], DAYS[2]),
    twin=both(*DAYS),
    deviates="all 24 orders and their one hash are in tests/property/test_loading_property_more.py",
)
GAPPED = [week_spell(day, n) for day in range(10) if day != 4 for n in range(12)]
g.w("a day missing", table(GAPPED), "Nobody is admitted on 2025-03-07", twin=table(GAPPED))
g.a(
    "a full refresh after increments",
    at(9),
    before=after(at(0, CLEAN[:4]), at(1, CLEAN[3:8]), at(2, CLEAN[7:])),
    twin=at(9),
)
TENTH = [
    {**row, "spell_id": f"QX9{row['spell_id'][3:]}"} if place % 8 == 0 else row
    for place, row in enumerate(week_spells(40, 50))
]
g.r("a tenth of the numbers changed", table(TENTH), "did spell_id change?", start="weeks", options=AFTER_WEEKS)
CASED = [*CLEAN, spell(30, spell_id="qx7003", person_id="")]
g.w("numbers that differ by letter case", table(CASED), "by letter case alone", twin=table(CASED))
g.a("numbers with spaces around", table(each(spell_id=lambda row: f"  {row['spell_id']} ")))
MOVED = [
    *CLEAN,
    spell(
        3,
        spell_id="QX7900",
        site="RX102",
        admitted_at=CLEAN[3]["discharged_at"],
        discharged_at="2025-01-20 10:00",
        discharge_ready_date="2025-01-19",
    ),
]
g.a("moved to another site", table(MOVED), twin=table(MOVED))
VERSIONS = [at(n, changed(3, ward=f"V{n}")) for n in range(5)]
g.a(
    "five versions of a spell",
    VERSIONS[3],
    before=after(VERSIONS[2], VERSIONS[4], VERSIONS[0], VERSIONS[1]),
    twin=VERSIONS[4],
)
TIED = table(each(changed(3, ward="Dogwood"), extracted_at=f"{BASE:%Y-%m-%d %H:%M}", version="-1"), "tied.csv")
g.w(
    "two versions of one time, one numbered -1",
    TIED,
    "version",
    before=after(at(0)),
    twin=TIED,
    deviates="the contract says: equal, the later load; it knows no version column, which is named as not used",
)
STRAY = [
    {"provider": "RX1", "spell_id": "QX7777", "site": "RX101", "ward": "Beech", "from": "2025-01-10 10:00", "to": ""}
]
g.w(
    "a correction of an unknown spell",
    table(STRAY, "ward_stays.csv"),
    "the spell of this ward stay is not loaded",
    twin=table(STRAY, "ward_stays.csv"),
)
CASES = g.cases
