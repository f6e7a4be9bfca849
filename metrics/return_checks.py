"""Is a daily return fit to be sent? Whether it adds up, whether it is whole, and whether it is like the weeks before.

"wrong" must be mended before sending; "look" is to be looked at and may be true; "unknown" can't be said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, Literal

import polars as pl

from metrics import daily_return as returned
from metrics.asking import named
from metrics.daily_return import DISCHARGED, REMAINING, Line

Outcome = Literal["right", "look", "wrong", "unknown"]
WEEKS: Final = 8  # same weekdays that a day is held against
FEWEST: Final = 5
XMR: Final = 2.66  # limits of an XmR chart: mean and average moving range
MOST_UNRECORDED: Final = 0.05
EVENING: Final = timedelta(hours=4)
COMPARED: Final = {"nctr": "no longer meeting", "remaining": "remaining", "discharged": "discharged"}
NAMES: Final = {**COMPARED, "discharged_by_1700": "discharged by 17:00"}


@dataclass(frozen=True)
class Check:
    """One check: its name, how it came out, and a sentence with the numbers."""

    name: str
    outcome: Outcome
    sentence: str


def adds_up(found: tuple[Line, ...]) -> Check:
    """Whether the lines are one whole: the total, the 17:00 split, pathways, reasons and long stays."""
    nctr, discharged, remaining = (returned.value(found, key) for key in ("nctr", "discharged", "remaining"))
    stays = list(returned.section(found, returned.STAYS).values())
    parts = {
        "no longer meeting = discharged + remaining": nctr == discharged + remaining,
        "times = discharged": sum(returned.section(found, returned.TIMES).values()) == discharged,
        "pathways = discharged": sum(returned.section(found, returned.OUT).values()) == discharged,
        "reason groups = remaining": sum(returned.section(found, returned.GROUPS).values()) == remaining,
        "reasons = remaining": sum(returned.reason_lines(found).values()) == remaining,
        "21 days or more are among 14, 14 among 7, 7 among all": [remaining, *stays] == sorted(
            [remaining, *stays], reverse=True),
    }  # fmt: skip
    broken = [name for name, holds in parts.items() if not holds]
    if broken:
        return Check("Adds up", "wrong", f"These do not add up: {'; '.join(broken)}. Please report it; do not send.")
    said = f"{nctr:,} no longer meeting = {discharged:,} discharged + {remaining:,} remaining, and every part adds up."
    return Check("Adds up", "right", said)


def counted_otherwise(found: tuple[Line, ...], other: int) -> Check:
    """Whether the discharges are those of the discharge measures; `other`: those of the fact `discharge` not died."""
    own = returned.value(found, "discharged")
    if own != other:
        said = f"The return counts {own:,} discharged and the discharge measures {other:,}: report it; do not send."
        return Check("Same discharges", "wrong", said)
    return Check("Same discharges", "right", f"The discharge measures count the same {other:,} people.")


def day_over(day: date, reach: datetime, newest: datetime) -> Check:
    """Whether the day had ended in the data. reach: the time the spells reach; newest: that of any feed.

    An extract that does not say when it was taken counts to its last timestamp, which is a little before midnight.
    """
    end = datetime.combine(day + timedelta(days=1), datetime.min.time())
    said = f"The spells reach to {reach:%H:%M} on {reach:%Y-%m-%d}"
    if reach >= end or (newest >= end and reach >= end - EVENING):
        return Check("Day over", "right", f"{said}, the newest feed to {newest:%H:%M} on {newest:%Y-%m-%d}.")
    return Check("Day over", "look", f"{said}: what happened later on {day} is not in the return.")


def everyone_covered(day: date, covering: set[str], wanted: set[str]) -> Check:
    """Whether every provider in scope covers the day."""
    silent = sorted(wanted - covering)
    if silent:
        return Check("Covered", "wrong", f"The data of {named(silent)} do not cover {day}: the sums leave them out.")
    return Check("Covered", "right", f"The data cover {day}.")


def statuses(rows: pl.DataFrame) -> list[Check]:
    """Whether those in hospital at the end of the day have a status of that day. rows: the fact's rows of the day."""
    inside = rows.filter(~DISCHARGED, pl.col("board_there") == 1)
    if inside.is_empty():
        said = "No board of the day is loaded: who remains goes by the ready dates in the spells."
        return [Check("Status recorded", "unknown", said)]
    listed = inside.filter(pl.col("from_board") == 1)
    blank, missing = _sum(listed.filter(pl.col("status_recorded") == 0)), _sum(inside) - _sum(listed)
    said = "on the last board of the day have no status and are not counted as remaining"
    found = [_share("Status recorded", blank, _sum(listed), said)]
    said = f"{missing:,} of {_sum(inside):,} in hospital at the end of the day are not on its last board,"
    found.append(
        Check("On the board", "right", f"{said} as those admitted later are not: they go by their ready date.")
    )
    elsewhere = _sum(rows.filter(~DISCHARGED, pl.col("board_there") == 0))
    if elsewhere:
        said = f"{elsewhere:,} more are at sites without a board that day and go by their ready date."
        found.append(Check("Sites without a board", "look", said))
    return found


def as_on_board(found: tuple[Line, ...], rows: pl.DataFrame, listed: int) -> Check:
    """How the day's last boards become the remaining. rows: of the day; listed: not meeting criteria on the boards."""
    name, total = "As on the board", returned.value(found, "remaining")
    there = rows.filter(REMAINING)
    stayed, others = _sum(there.filter(pl.col("from_board") == 1)), _sum(there.filter(pl.col("from_board") == 0))
    if not listed and not stayed:
        return Check(name, "unknown", f"No board of the day lists anybody; {others:,} remain by their ready date.")
    said = (
        f"The last boards of the day list {listed:,} not meeting the criteria: {listed - stayed:,} of them left later "
        f"that day and {stayed:,} remain; with {others:,} who are not on it, by their ready date, that makes {total:,}."
    )
    return Check(name, "right" if stayed <= listed and stayed + others == total else "wrong", said)


def recorded(found: tuple[Line, ...]) -> list[Check]:
    """Whether reasons and pathways are recorded."""
    reasons = returned.section(found, returned.GROUPS)[returned.NOT_RECORDED]
    pathways = returned.value(found, "pathway_not_recorded")
    return [
        _share("Reasons recorded", reasons, returned.value(found, "remaining"), "remaining have no delay reason"),
        _share("Pathways recorded", pathways, returned.value(found, "discharged"), "discharged have no pathway"),
    ]


def jumps(day: date, history: pl.DataFrame) -> list[Check]:
    """Each total against the same weekdays of the eight weeks before. history: metrics.daily_return.by_day."""
    values = {row["stat_date"]: row for row in history.to_dicts()}
    before = [values[on] for on in (day - timedelta(weeks=ago) for ago in range(WEEKS, 0, -1)) if on in values]
    now = values.get(day)
    if now is None or len(before) < FEWEST:
        said = f"Fewer than {FEWEST} of the {WEEKS} {day:%A}s before have a return, so nothing says what is usual."
        return [Check("Like the weeks before", "unknown", said)]
    return [_jump(name, now[key], [row[key] for row in before], f"{day:%A}s") for key, name in COMPARED.items()]


def since_yesterday(rows: pl.DataFrame, yesterday: int | None) -> Check:
    """How the remaining of the day before became those of the day. rows: of the day; yesterday: its remaining."""
    name = "Follows from the day before"
    if yesterday is None:
        return Check(name, "unknown", "The day before is not covered, so nothing can be followed from it.")
    known = rows.filter(pl.col("remained_before") == 1)
    stayed, left = _sum(known.filter(REMAINING)), _sum(known.filter(DISCHARGED))
    new, rest = _sum(rows.filter(REMAINING)) - stayed, yesterday - stayed - left
    said = (
        f"Remaining the day before {yesterday:,}: {left:,} discharged, {stayed:,} still there, {rest:,} died, meeting "
        f"the criteria again or without a status; {new:,} new: {stayed + new:,} remaining."
    )
    return Check(name, "right" if rest >= 0 else "wrong", said)


def as_sent(day: date, sent: Mapping[str, int] | None, now: Mapping[str, int]) -> Check:
    """What was sent for a day against what the data of now say of it; both by line key."""
    name = f"As sent for {day}"
    if sent is None:
        return Check(name, "unknown", f"Homeward has no record of a return sent for {day}.")
    moved = [f"{label} {sent[key]:,}, now {now[key]:,}" for key, label in COMPARED.items() if sent.get(key) != now[key]]
    if moved:
        return Check(name, "look", f"The data have changed since it was sent: {'; '.join(moved)}.")
    return Check(name, "right", "What was sent is what the data say today.")


def published(day: date, own: pl.DataFrame, returns: pl.DataFrame) -> Check:
    """Own totals against the loaded returns. returns: stat_date, measure, return_value of the provider."""
    pairs = agreement(own, returns)
    name = "Published returns"
    if pairs.is_empty():
        return Check(name, "unknown", "No published return of these days is loaded to compare with.")
    today = pairs.filter(pl.col("stat_date") == day, pl.col("difference") != 0)
    same = int((pairs["difference"] == 0).sum())
    said = f"{same} of {pairs.height} totals of the last four weeks equal the loaded returns"
    if today.height:
        parts = [f"{NAMES[row['measure']]} {row['own']} here, {row['published']:g} there" for row in today.to_dicts()]
        return Check(name, "look", f"{said}; on {day}: {'; '.join(parts)}.")
    return Check(name, "right" if same == pairs.height else "look", f"{said}.")


def agreement(own: pl.DataFrame, returns: pl.DataFrame) -> pl.DataFrame:
    """stat_date, measure, own, published, difference of the days that both have."""
    long = own.unpivot(list(NAMES), index="stat_date",
                       variable_name="measure", value_name="own")  # fmt: skip
    there = returns.select("stat_date", pl.col("measure").cast(pl.String), published="return_value")
    found = long.join(there, on=["stat_date", "measure"])
    return found.with_columns(difference=pl.col("own") - pl.col("published")).sort("stat_date", "measure")


def _jump(name: str, now: int, before: list[int], weekdays: str) -> Check:
    mean = sum(before) / len(before)
    moving = sum(abs(b - a) for a, b in pairwise(before)) / (len(before) - 1)
    low, high = max(0.0, mean - XMR * moving), mean + XMR * moving
    usual = f"{low:,.0f} to {high:,.0f}, the usual range of the last {len(before)} {weekdays}"
    if low <= now <= high:
        return Check(f"Usual: {name}", "right", f"{now:,} is within {usual}.")
    side = "above" if now > high else "below"
    return Check(f"Usual: {name}", "look", f"{now:,} is {side} {usual}: make sure of it before sending.")


def _share(name: str, missing: int, of: int, words: str) -> Check:
    outcome: Outcome = "look" if of and missing / of > MOST_UNRECORDED else "right"
    return Check(name, outcome, f"{missing:,} of {of:,} {words}.")


def _sum(rows: pl.DataFrame) -> int:
    return int(rows["patients"].sum())
