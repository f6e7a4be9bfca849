"""The daily return of a date: NHS England's lines from what is already held (contract, section 3).

Works on rows of sql/32_daily_return.sql: kinds of patient with their number. Pure; asks no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from metrics.errors import MetricError
from metrics.metric import Fact, patients

DAILY_RETURN: Final = Fact("daily_return", "spells", ("provider", "site", "ward"))
COLUMNS: Final = [
    "event", "by_1700", "pathway", "delay_reason", "reason_group", "stay_days", "from_board", "board_there",
    "status_recorded", "remained_before", "patients",
]  # fmt: skip
NCTR: Final = "No longer meeting the criteria to reside"
NOT_RECORDED: Final = "Not recorded"
PATHWAYS: Final = ("0", "1", "2", "3")
LONG_STAYS: Final = (7, 14, 21)
TOTALS, TIMES, OUT, STAYS, GROUPS = (
    "Totals", "Discharged, by time", "Discharged, by pathway", "Remaining, by stay", "Remaining, by reason group",
)  # fmt: skip
REMAINING: Final = pl.col("event").cast(pl.String) == "remaining"
DISCHARGED: Final = pl.col("event").cast(pl.String) == "discharged"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the return: a count of people. section is where it stands; key is a national reason's own text."""

    section: str
    key: str
    label: str
    value: int


class NotCovered(MetricError):
    """The data say nothing about that day: a return of 0 would be a false one."""

    def __init__(self, day: date, provider: str | None, days: list[date]) -> None:
        who = f" of {provider}" if provider else ""
        reach = f"they cover {min(days)} to {max(days)}" if days else "no day is covered"
        super().__init__(f"There is no return for {day}: the data{who} do not cover it ({reach}). Choose another date.")


def lines(rows: pl.DataFrame, reasons: pl.DataFrame) -> tuple[Line, ...]:
    """The lines of one day. rows: COLUMNS, of the day and provider; reasons: delay_reason, reason_group in their order.

    remaining: in hospital as the next day begins and not meeting the criteria; nctr = discharged + remaining.
    """
    out, there = rows.filter(DISCHARGED), rows.filter(REMAINING)
    discharged, remaining = _sum(out), _sum(there)
    early = _sum(out.filter(pl.col("by_1700") == 1))
    found = [
        Line(
            section=TOTALS, key="nctr", label="No longer meeting the criteria to reside", value=discharged + remaining
        ),
        Line(section=TOTALS, key="discharged", label="Discharged", value=discharged),
        Line(section=TOTALS, key="remaining", label="Remaining in hospital", value=remaining),
        Line(section=TIMES, key="discharged_by_1700", label="By 17:00", value=early),
        Line(section=TIMES, key="discharged_after_1700", label="17:01 to 23:59", value=discharged - early),
    ]
    found += _pathways(out)
    found += [
        Line(section=STAYS, key=f"stay_{days}_plus", label=f"{days} days or more in hospital",
             value=_sum(there.filter(pl.col("stay_days") >= days)))
        for days in LONG_STAYS
    ]  # fmt: skip
    return (*found, *_reasons(there, reasons))


def by_day(rows: pl.DataFrame, days: list[date]) -> pl.DataFrame:
    """stat_date, nctr, remaining, discharged, discharged_by_1700 of each of `days`, the covered ones: no row is 0."""
    counted = rows.group_by("stat_date").agg(
        remaining=patients(REMAINING).sum(),
        discharged=patients(DISCHARGED).sum(),
        discharged_by_1700=patients(DISCHARGED & (pl.col("by_1700") == 1)).sum(),
    )
    axis = pl.DataFrame({"stat_date": sorted(days)}, schema={"stat_date": pl.Date})
    found = axis.join(counted, on="stat_date", how="left").fill_null(0)
    return found.with_columns(nctr=pl.col("remaining") + pl.col("discharged"))


def value(found: tuple[Line, ...], key: str) -> int:
    """The value of a line by its key."""
    return next(line.value for line in found if line.key == key)


def section(found: tuple[Line, ...], name: str) -> dict[str, int]:
    """The lines of a section, key -> value."""
    return {line.key: line.value for line in found if line.section == name}


def reason_lines(found: tuple[Line, ...]) -> dict[str, int]:
    """The lines of single reasons, by the national text, those not recorded last."""
    fixed = (TOTALS, TIMES, OUT, STAYS, GROUPS)
    single = {line.key: line.value for line in found if line.section not in fixed}
    return {**single, NOT_RECORDED: section(found, GROUPS)[NOT_RECORDED]}


def document(found: tuple[Line, ...]) -> dict[str, Any]:
    """The lines as one JSON object: totals by their key; pathways, reason_groups and delay_reasons by theirs."""
    plain = {line.key: line.value for line in found if line.section in (TOTALS, TIMES, STAYS)}
    pathways = {key.removeprefix("pathway_"): number for key, number in section(found, OUT).items()}
    return {
        **plain, "pathways": pathways, "reason_groups": section(found, GROUPS), "delay_reasons": reason_lines(found)
    }  # fmt: skip


def _pathways(out: pl.DataFrame) -> list[Line]:
    known = {name: _sum(out.filter(pl.col("pathway").cast(pl.String) == name)) for name in PATHWAYS}
    found = [
        Line(section=OUT, key=f"pathway_{name}", label=f"Pathway {name}", value=number)
        for name, number in known.items()
    ]
    unknown = _sum(out) - sum(known.values())
    return [*found, Line(section=OUT, key="pathway_not_recorded", label=NOT_RECORDED, value=unknown)]


def _reasons(there: pl.DataFrame, reasons: pl.DataFrame) -> list[Line]:
    """The groups, those without a reason, then every national reason under its group, 0 included."""
    counted = there.group_by(pl.col("delay_reason").cast(pl.String)).agg(pl.col("patients").sum())
    known = dict(counted.drop_nulls("delay_reason").iter_rows())
    groups = dict.fromkeys(reasons["reason_group"], 0)
    single = []
    for reason, group in reasons.select("delay_reason", "reason_group").iter_rows():
        groups[group] += known.get(reason, 0)
        single.append(Line(section=group, key=reason, label=reason, value=known.get(reason, 0)))
    groups[NOT_RECORDED] = _sum(there.filter(pl.col("delay_reason").is_null()))
    return [Line(section=GROUPS, key=name, label=name, value=number) for name, number in groups.items()] + single


def _sum(rows: pl.DataFrame) -> int:
    return int(rows["patients"].sum())
