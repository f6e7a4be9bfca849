"""Class 13: good rows, and wrong all the same; eight weeks of the hospital are held before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.faults.corpus.c07_identity import AFTER_WEEKS
from tests.faults.corpus.case import Group, Make
from tests.faults.corpus.rows import CLEAN, WEEKS_DAYS, WEEKS_NOW, Row, each, table, week_board, week_spells

g = Group(13)
NEXT = WEEKS_DAYS
BOARD = week_board(NEXT)
FORTNIGHT = week_spells(WEEKS_DAYS - 7, WEEKS_DAYS)


def board(rows: Sequence[Row]) -> dict[str, object]:
    """A board beside those of eight weeks."""
    return {"make": table(rows, "board.csv"), "start": "weeks"}


def spells(rows: Sequence[Row], **more: object) -> dict[str, object]:
    """Spells beside those of eight weeks, taken two weeks later; those flagged must be as good as their own rows."""
    return {"make": table(rows), "start": "weeks", "options": AFTER_WEEKS, "same_rows": False, **more}


def hours(row: Row, factor: int) -> str:
    """A discharge after so many times the stay."""
    first, last = (datetime.fromisoformat(row[name]) for name in ("admitted_at", "discharged_at"))
    return f"{first + factor * (last - first):%Y-%m-%d %H:%M}"


def again(folder_name: str) -> Make:
    """Last week's board with this week's time on it."""
    return table(each(week_board(NEXT - 7), snapshot_at=f"{WEEKS_NOW:%Y-%m-%d} 08:00"), folder_name)


SILENT = [row for day in range(NEXT, NEXT + 4) for row in week_board(day) if row["ward"] != "Ward 2"]
g.a(
    "yesterday's file under today's name",
    table(CLEAN, "today.csv"),
    before=((table(CLEAN, "yesterday.csv"), {}),),
    says="Already loaded",
    deviates="the contract says that a file already loaded changes nothing; the report says when it was",
)
g.r(
    "half the wards missing",
    says="wards of the board before it",
    **board([row for row in BOARD if row["ward"] in ("Ward 0", "Ward 1", "Ward 3")]),
)
g.w("a ward with nobody for three days", says="has had none since", same_rows=False, **board(SILENT))
g.r(
    "half again as many patients as on that weekday",
    says="are usual on that weekday",
    **board([*BOARD, *({**row, "spell_id": row["spell_id"] + "B"} for row in BOARD[::2])]),
    deviates="for the board, whose size is steady; discharges a day fall as far on any bank holiday",
)
g.w(
    "every ready date the day of admission",
    says="Nearly every ready date is the day of admission",
    **spells(each(FORTNIGHT, discharge_ready_date=lambda row: row["admitted_at"][:10])),
)
g.w("every destination the same", says="one destination", **spells(each(FORTNIGHT, discharge_destination="19")))
g.r(
    "hours sent for days",
    says="hours for days?",
    **spells(
        each(
            week_spells(0, 10),
            spell_id=lambda row: row["spell_id"] + "H",
            person_id="",
            discharged_at=lambda row: hours(row, 24),
            discharge_ready_date="",
        ),
        options={"as_at": datetime(2025, 12, 1)},
    ),
)
g.r(
    "ready and discharge swapped",
    says="Are two columns swapped?",
    **spells(
        each(
            week_spells(0, 10),
            discharged_at=lambda row: row["discharge_ready_date"] and row["discharge_ready_date"] + " 23:00",
            discharge_ready_date=lambda row: row["discharged_at"][:10],
        )
    ),
    deviates="noted from 5% of rows on, refused from half: the contract sends single rows to quarantine",
)
g.r(
    "the site of another trust",
    says="the site is known as another provider's",
    **spells(each(week_spells(0, 5), provider="RX2", spell_id=lambda row: row["spell_id"] + "S")),
)
g.r(
    "an as-at time a year off",
    says="is after the extract's as-at time",
    **spells(
        each(FORTNIGHT, spell_id=lambda row: row["spell_id"] + "Y"),
        options={"as_at": datetime.combine(WEEKS_NOW, datetime.min.time()) - timedelta(days=365)},
    ),
)
g.w(
    "all pathways home",
    says="in the weeks before",
    **spells(each(FORTNIGHT, pathway="1", spell_id=lambda row: row["spell_id"] + "P", person_id="")),
)
g.r("last week's board", again("board.csv"), "that of 2025-04-21", start="weeks")
g.w(
    "every discharge on the hour",
    says="is a full hour",
    **spells(each(FORTNIGHT, discharged_at=lambda row: row["discharged_at"][:14] + "00")),
)
g.w(
    "half the ready dates left out",
    says="of discharges have a ready date",
    **spells(
        [
            {
                **row,
                "discharge_ready_date": "" if n % 2 else row["discharge_ready_date"],
                "spell_id": row["spell_id"] + "C",
                "person_id": "",
            }
            for n, row in enumerate(FORTNIGHT)
        ]
    ),
)
CASES = g.cases
