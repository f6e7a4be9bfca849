"""Class 6: clocks and calendars. 26 October 2025 at 01:00 UTC the clocks go back, 30 March 2025 at 01:00 forward."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.faults.corpus.case import Group
from tests.faults.corpus.rows import Row, changed, each, table

g = Group(6)
AFTER = datetime(2025, 11, 1)
NIGHT = "2025-10-26"


def open_from(admitted: str, **more: str) -> list[Row]:
    """The clean rows, the fourth still in hospital and admitted then."""
    return changed(
        3,
        admitted_at=admitted,
        discharged_at="",
        discharge_ready_date="",
        discharge_method="",
        discharge_destination="",
        **more,
    )


def stay(admitted: str, left: str) -> list[Row]:
    """The clean rows, the fourth with these times."""
    return changed(3, admitted_at=admitted, discharged_at=left, discharge_ready_date=left[:10])


def later(**given: object) -> dict[str, object]:
    """The options of a file and its twin, both as at November."""
    return {"options": {"as_at": AFTER}, "twin_options": {"as_at": AFTER}, **given}


g.a(
    "half past one twice, with offsets",
    table(
        [
            *open_from(f"{NIGHT}T00:30:00Z"),
            *each(open_from(f"{NIGHT}T01:30:00Z")[3:4], spell_id="QX7100", person_id="PZ7100"),
        ]
    ),
    **later(
        twin=table(
            [
                *open_from(f"{NIGHT} 01:30"),
                *each(open_from(f"{NIGHT} 01:30")[3:4], spell_id="QX7100", person_id="PZ7100"),
            ]
        )
    ),
)
g.w(
    "half past one twice, without",
    table(open_from(f"{NIGHT} 01:30")),
    "in the hour that came twice",
    **later(twin=table(open_from(f"{NIGHT} 01:30"))),
)
g.w(
    "half past one in March",
    table(open_from("2025-03-30 01:30")),
    "in the hour that the clocks left out",
    **later(twin=table(open_from("2025-03-30 01:30"))),
)
OVER = [
    *stay("2025-03-29 10:00", "2025-03-31 10:00"),
    *each(stay(f"{NIGHT[:8]}25 10:00", f"{NIGHT[:8]}27 10:00")[3:4], spell_id="QX7100"),
]
g.a("stays over both changes", table(each(OVER, person_id="")), **later(twin=table(each(OVER, person_id=""))))
SUMMER = changed(3, discharged_at="2025-05-30 08:30")
g.a(
    "as-at time in UTC",
    table(SUMMER),
    options={"as_at": datetime(2025, 5, 30, 8, tzinfo=UTC)},
    twin=table(SUMMER),
    twin_options={"as_at": datetime(2025, 5, 30, 9)},
)
g.a("as-at time an hour ahead of the clock", table(), options={"as_at": datetime(2025, 6, 1, 10)})
g.w(
    "as-at time two days ahead of the clock",
    table(),
    "after this computer's clock",
    options={"as_at": datetime(2025, 6, 3, 10)},
    deviates="noted with both times and loaded: the clock of this computer must never decide what is loaded",
)
g.a(
    "week 53",
    table(stay("2021-01-01 10:00", "2021-01-03 10:00")),
    twin=table(stay("2021-01-01 10:00", "2021-01-03 10:00")),
)
g.a(
    "29 February",
    table(stay("2024-02-28 10:00", "2024-02-29 10:00")),
    twin=table(stay("2024-02-28 10:00", "2024-02-29 10:00")),
)
g.a(
    "over the year's end, extracted at midnight",
    table(stay("2024-12-30 10:00", "2025-02-01 00:00")),
    options={"as_at": datetime(2025, 2, 1)},
    twin=table(stay("2024-12-30 10:00", "2025-02-01 00:00")),
)
g.a(
    "offsets of two kinds",
    table(
        changed(
            3,
            admitted_at="2025-01-09T10:21:00+00:00",
            discharged_at="2025-01-14T16:24:00+02:00",
        )
    ),
    twin=table(changed(3, admitted_at="2025-01-09 10:21", discharged_at="2025-01-14 14:24")),
)
MIDNIGHT = changed(3, discharged_at="2025-01-15 00:00", discharge_ready_date="2025-01-15")
g.a(
    "gone at midnight belongs to the new day",
    table(MIDNIGHT),
    twin=table(changed(3, MIDNIGHT, discharged_at="2025-01-14 24:00")),
)
CASES = g.cases
