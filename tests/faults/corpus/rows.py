"""The clean rows that every case starts from, and the ways to write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from data.mapping import Mapping as FileMapping
from tests.faults.corpus.case import Make

Row = dict[str, str]
NOW = datetime(2025, 6, 1, 9)
PROVIDER = "RX1"
NHS_NUMBERS = ("9434765919", "9876543210", "4010232137")
FIRST = datetime(2025, 1, 6, 10)


def spell(number: int, **changes: str) -> Row:
    """One good spell; its values differ by its number, its id starts with QX so that a leak is seen."""
    admitted = FIRST + timedelta(days=number, minutes=7 * number)
    left = admitted + timedelta(days=2 + number % 5, hours=4, minutes=3)
    row = {
        "provider": PROVIDER, "site": "RX101", "ward": ("Acacia", "Beech", "Cedar")[number % 3],
        "spell_id": f"QX{7000 + number}", "person_id": f"PZ{5000 + number}", "age": str(55 + number),
        "admission_method": "21", "patient_classification": "1", "admitted_at": f"{admitted:%Y-%m-%d %H:%M}",
        "discharge_ready_date": f"{left - timedelta(days=1):%Y-%m-%d}", "discharged_at": f"{left:%Y-%m-%d %H:%M}",
        "discharge_method": "1", "discharge_destination": "19", "pathway": str(number % 4),
    }  # fmt: skip
    return {**row, **changes}


CLEAN = [spell(number) for number in range(12)]
NAMES = list(CLEAN[0])


def changed(at: int | Iterable[int] = 3, rows: Sequence[Row] = CLEAN, **changes: str) -> list[Row]:
    """The clean rows, the one (or those) at a position changed."""
    wanted = {at} if isinstance(at, int) else set(at)
    return [{**row, **changes} if place in wanted else dict(row) for place, row in enumerate(rows)]


def each(rows: Sequence[Row] = CLEAN, **changes: Callable[[Row], str] | str) -> list[Row]:
    """Every row with columns replaced, by a text or by what a function makes of the row."""
    return [{**row, **{k: v(row) if callable(v) else v for k, v in changes.items()}} for row in rows]


def text(rows: Sequence[Mapping[str, str]] = CLEAN, delimiter: str = ",", ending: str = "\n") -> str:
    """Rows as CSV text, quoted where needed; a column that a row does not have is blank in it."""
    out = io.StringIO()
    names = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(out, names, restval="", delimiter=delimiter, lineterminator=ending)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def lines(rows: Sequence[Row] = CLEAN) -> list[str]:
    """The lines of the CSV text without their ends, the names first."""
    return text(rows).splitlines()


def put(folder: Path, content: str | bytes, name: str = "spells.csv") -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def raw(content: str | bytes, name: str = "spells.csv") -> Make:
    """A file of this content."""
    return lambda folder: put(folder, content, name)


def table(rows: Sequence[Mapping[str, str]] = CLEAN, name: str = "spells.csv") -> Make:
    """A CSV file of these rows."""
    return raw(text(rows), name)


def mapped(**given: object) -> dict[str, object]:
    """The options of a load with a mapping of spells."""
    return {"mapping": FileMapping(kind="spells", **given)}  # type: ignore[arg-type]


def british(moment: str) -> str:
    """An ISO date or time as dd/mm/yyyy."""
    day, _, clock = moment.partition(" ")
    year, month, number = day.split("-")
    return f"{number}/{month}/{year} {clock}".strip()


# Eight weeks of a hospital, for what is improbable only beside what came before.

WEEKS_FIRST, WEEKS_DAYS, PER_DAY, WARDS = date(2025, 3, 3), 56, 12, 6
WEEKS_NOW = WEEKS_FIRST + timedelta(days=WEEKS_DAYS)


def week_spell(day: int, n: int, **changes: str) -> Row:
    """The nth admission of a day, day 0 the first; it stays 3 to 8 days."""
    number = day * PER_DAY + n
    admitted = datetime.combine(WEEKS_FIRST + timedelta(days=day), datetime.min.time()) + timedelta(
        hours=8 + n, minutes=(7 * number) % 60
    )
    left = admitted + timedelta(days=3 + (number * 7) % 6, hours=1, minutes=(11 * number) % 50 + 1)
    row = {
        "provider": PROVIDER, "site": "RX101", "ward": f"Ward {number % WARDS}", "spell_id": f"QX{20000 + number}",
        "person_id": f"PZ{30000 + number}", "age": str(50 + number % 40), "admission_method": "21",
        "patient_classification": "1", "admitted_at": f"{admitted:%Y-%m-%d %H:%M}",
        "discharge_ready_date": f"{left - timedelta(days=1 + number % 2):%Y-%m-%d}" if number % 10 else "",
        "discharged_at": f"{left:%Y-%m-%d %H:%M}", "discharge_method": "1",
        "discharge_destination": "19" if number % 3 else "29", "pathway": str(number % 4),
    }  # fmt: skip
    return {**row, **changes}


def week_spells(first: int, last: int) -> list[Row]:
    """The admissions of days from `first` to before `last`."""
    return [week_spell(day, n) for day in range(first, last) for n in range(PER_DAY)]


def week_board(day: int, **changes: str) -> list[Row]:
    """The board of a day at 08:00: everybody admitted before and not yet gone."""
    at = datetime.combine(WEEKS_FIRST + timedelta(days=day), datetime.min.time()) + timedelta(hours=8)
    rows = []
    for row in week_spells(max(0, day - 10), day):
        if row["discharged_at"] > f"{at:%Y-%m-%d %H:%M}":
            ready = row["discharge_ready_date"]
            out = "N" if ready and ready < f"{at:%Y-%m-%d}" else "Y"
            place = {name: row[name] for name in ("provider", "site", "ward", "spell_id")}
            rows.append({**place, "snapshot_at": f"{at:%Y-%m-%d %H:%M}", "meets_criteria_to_reside": out, **changes})
    return rows


def weeks(folder: Path) -> list[tuple[Path, dict[str, object]]]:
    """Eight weeks of spells, all of them gone by the end but the last days', and their boards, as two files."""
    at = f"{WEEKS_NOW:%Y-%m-%d} 06:00"
    spells = [_as_known(row, at) for row in week_spells(0, WEEKS_DAYS)]
    boards = [row for day in range(8, WEEKS_DAYS) for row in week_board(day)]
    return [
        (put(folder, text(spells), "spells_before.csv"), {"as_at": datetime.fromisoformat(at)}),
        (put(folder, text(boards), "board_before.csv"), {}),
    ]


def _as_known(row: Row, at: str) -> Row:
    """A spell as it was known then: a discharge or ready date of later is blank."""
    late = row["discharged_at"] > at
    gone = {"discharged_at": "", "discharge_method": "", "discharge_destination": ""} if late else {}
    ready = {"discharge_ready_date": ""} if row["discharge_ready_date"] > at[:10] else {}
    return {**row, **gone, **ready}
