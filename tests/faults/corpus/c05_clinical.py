"""Class 5: facts that can't be, or can hardly be."""

from __future__ import annotations

from datetime import datetime

from tests.faults.corpus.case import Group
from tests.faults.corpus.rows import CLEAN, changed, each, spell, table

g = Group(5)
STATUS = {name: CLEAN[3][name] for name in ("provider", "site", "ward", "spell_id")}
LATER = {"as_at": datetime(2025, 3, 1)}
WARD = {name: CLEAN[3][name] for name in ("provider", "spell_id", "site", "ward")}
IN, OUT = CLEAN[3]["admitted_at"], CLEAN[3]["discharged_at"]


def one(**changes: str) -> object:
    """The clean rows with the fourth changed."""
    return table(changed(3, **changes))


def same(**changes: str) -> dict[str, object]:
    """A file and, as its twin, the same rows."""
    made = table(changed(3, **changes))
    return {"make": made, "twin": made}


g.w("discharge before admission", one(discharged_at="2025-01-08 10:00"), "The discharge is before the admission.", 1)
g.w("ready before admission", one(discharge_ready_date="2025-01-08"), "before the day of admission", 1)
g.w("ready after discharge", one(discharge_ready_date="2025-01-20"), "after the day of discharge", 1)
g.w(
    "discharge after the as-at time",
    one(discharged_at="2025-03-02 10:00"),
    "after the extract's as-at time",
    1,
    options=LATER,
)
g.w(
    "ready after the as-at time",
    one(discharge_ready_date="2025-03-02", discharged_at=""),
    "discharge_ready_date is after",
    1,
    options=LATER,
)
g.w(
    "admitted in 1900 and 2299",
    table(changed(4, changed(3, admitted_at="1900-01-01 10:00"), admitted_at="2299-01-01 10:00")),
    "admitted_at is before 1950 or after 2199.",
    2,
)
g.w("a stay of more than five years", says="longer than five years", **same(admitted_at="2019-01-01 10:00"))
g.a("a stay of no length", **same(discharged_at=IN, discharge_ready_date=IN[:10]))
g.a(
    "admitted, ready and gone in one minute",
    **same(discharged_at=IN, discharge_ready_date=IN[:10], criteria_not_met_at=IN),
)
g.w(
    "on the board after the discharge",
    table([{**STATUS, "snapshot_at": "2025-02-01 08:00"}], "board.csv"),
    "on the board after the discharge",
    before=((table(), {}),),
    twin=lambda folder: [table()(folder), table([{**STATUS, "snapshot_at": "2025-02-01 08:00"}], "board.csv")(folder)],
)
g.w(
    "on the board without an admission",
    table([{**STATUS, "snapshot_at": "2025-01-10 08:00"}], "board.csv"),
    "the board row waits for it",
    twin=table([{**STATUS, "snapshot_at": "2025-01-10 08:00"}], "board.csv"),
)
g.w(
    "died, and home",
    says="do not agree on whether the patient died",
    **same(discharge_method="4", discharge_destination="19"),
)
READY = each(
    CLEAN[3:4], discharged_at="", discharge_method="", discharge_destination="", extracted_at="2025-01-14 06:00"
)
CLEARED = each(READY, discharge_ready_date="", extracted_at="2025-01-15 06:00")
g.a("ready date taken back", table(CLEARED), before=((table(READY, "before.csv"), {}),), twin=table(CLEARED))
OVERLAP = [*CLEAN, spell(3, spell_id="QX7999", admitted_at="2025-01-10 10:00", discharged_at="2025-01-13 10:00")]
g.w("two spells at once", table(OVERLAP), "has not ended when this one begins", twin=table(OVERLAP))


def stays(*spans: tuple[str, str]) -> object:
    """A ward stay for each span."""
    return table([{**WARD, "from": first, "to": last} for first, last in spans], "ward_stays.csv")


def with_spells(make: object) -> dict[str, object]:
    """A file loaded after the clean spells, and its twin."""
    return {
        "make": make,
        "before": ((table(), {}),),
        "twin": lambda folder: [table()(folder), make(folder)],  # type: ignore[operator]
    }


g.w(
    "a ward stay outside its spell",
    says="the ward stay lies outside its spell",
    **with_spells(stays((IN, "2025-02-01 10:00"))),
)
g.w(
    "a gap between ward stays",
    says="the ward stay before ended earlier",
    **with_spells(stays((IN, "2025-01-10 10:00"), ("2025-01-11 10:00", OUT))),
)
REASON = {
    "snapshot_at": "2025-01-10 08:00",
    "meets_criteria_to_reside": "Y",
    "delay_reason": "Homeless with no recourse to public funds",
}
g.w(
    "a reason for delay of somebody not ready",
    says="meets the criteria to reside",
    **with_spells(table([{**STATUS, **REASON}], "board.csv")),
)
g.w("pathway 0 to a care home", says="pathway 0 is home", **same(pathway="0", discharge_destination="55"))
g.a("a child on an adult ward", **same(age="7"))
g.a("ready and gone on the day of admission", **same(discharged_at=f"{IN[:10]} 20:00", discharge_ready_date=IN[:10]))
g.w("a negative age", one(age="-1"), "age is outside 0 to 120.", 1)
BLANK = each(CLEAN[3:4], discharged_at="", discharge_method="", discharge_destination="", discharge_ready_date="")
FIRST_SAID, THEN = (
    each(BLANK, extracted_at="2025-02-01 06:00"),
    each(BLANK, extracted_at="2025-02-02 06:00", discharge_ready_date="2025-01-12"),
)
g.w(
    "ready date written down weeks late",
    table(THEN),
    "more than seven days after the day it names",
    before=((table(FIRST_SAID, "before.csv"), {}),),
    twin=table(THEN),
    deviates="a flag and not quarantine, as the contract has no rule against it",
)
CASES = g.cases
