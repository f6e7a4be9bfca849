"""The mix of discharges in an extract: what no hospital's month looks like, and what the last eight weeks did not."""

from __future__ import annotations

from typing import Any

import duckdb

from data.loading.unusual.finding import FEWEST, Finding, asked

MANY = 50
NEARLY_ALL = 0.9
LONGER = 5
COMPLETENESS, PATHWAY = 0.05, 0.2
ERRORS = 3
_READY = "coalesce(discharge_ready_date, cast(criteria_not_met_at as date))"
_STAY = "(cast(discharged_at as date) - cast(admitted_at as date))"
MEASURES = f"""
    count(*) as discharges, avg({_STAY}) as stay, count({_READY}) as ready,
    count(*) filter (where {_READY} is not null and {_STAY} > 0) as ready_known,
    count(*) filter (where {_READY} = cast(admitted_at as date) and {_STAY} > 0) as ready_at_once,
    count(discharge_destination) as destinations, count(distinct discharge_destination) as different,
    count(*) filter (where extract(minute from discharged_at) = 0 and extract(second from discharged_at) = 0) as hourly,
    count(pathway) as pathways, {", ".join(f"count(*) filter (where pathway = '{p}') as pathway_{p}" for p in range(4))}
"""


def mix(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Compare the discharges of an extract with what is likely, and with those held of the eight weeks before."""
    now = _measured(con, "incoming_look where discharged_at is not null")
    before = _measured(
        con,
        "spells s where discharged_at > (select max(discharged_at) from spells) - interval 56 day"
        " and provider in (select provider from incoming_look) and not exists"
        " (select 1 from incoming_look i where i.provider = s.provider and i.spell_id = s.spell_id)",
    )
    found = _unlikely(now)
    if before["discharges"] >= FEWEST and now["discharges"] >= FEWEST:
        found += _longer(now, before)
    if before["discharges"] >= MANY and now["discharges"] >= MANY:
        found += _less_complete(now, before) + _other_pathways(now, before)
    return found


def _measured(con: duckdb.DuckDBPyConnection, source: str) -> dict[str, Any]:
    return asked(con, f"select {MEASURES} from {source}")[0]


def _unlikely(now: dict[str, Any]) -> list[Finding]:
    found = []
    if now["ready_known"] >= FEWEST and now["ready_at_once"] >= NEARLY_ALL * now["ready_known"]:
        found.append(Finding("Nearly every ready date is the day of admission: is it filled in by a system?"))
    if now["destinations"] >= MANY and now["different"] == 1:
        found.append(
            Finding(f"All {now['destinations']:,} discharges have one destination: is it filled in by a system?")
        )
    if now["discharges"] >= MANY and now["hourly"] >= NEARLY_ALL * now["discharges"]:
        found.append(Finding("Nearly every time of discharge is a full hour: are times rounded, or dates alone?"))
    return found


def _longer(now: dict[str, Any], before: dict[str, Any]) -> list[Finding]:
    if now["stay"] <= LONGER * max(before["stay"], 1):
        return []
    words = f"The mean stay is {now['stay']:,.0f} days, and {before['stay']:,.1f} in the weeks before: hours for days?"
    return [Finding(words, doubtful=True)]


def _less_complete(now: dict[str, Any], before: dict[str, Any]) -> list[Finding]:
    shares = [of["ready"] / of["discharges"] for of in (now, before)]
    if not _fell(shares[1] - shares[0], COMPLETENESS, now["discharges"], before["discharges"], shares[1]):
        return []
    return [
        Finding(f"{shares[0]:.0%} of discharges have a ready date, and {shares[1]:.0%} had one in the weeks before.")
    ]


def _other_pathways(now: dict[str, Any], before: dict[str, Any]) -> list[Finding]:
    if min(now["pathways"], before["pathways"]) < MANY:
        return []
    for code in range(4):
        shares = [of[f"pathway_{code}"] / of["pathways"] for of in (now, before)]
        if _fell(abs(shares[1] - shares[0]), PATHWAY, now["pathways"], before["pathways"], shares[1]):
            words = f"Pathway {code} is {shares[0]:.0%} of those known, and was {shares[1]:.0%} in the weeks before."
            return [Finding(words)]
    return []


def _fell(difference: float, limit: float, n: int, m: int, share: float) -> bool:
    """More than the limit, and more than three standard errors."""
    error = (max(share * (1 - share), 0.01) * (1 / n + 1 / m)) ** 0.5
    return bool(difference > limit and difference > ERRORS * error)
