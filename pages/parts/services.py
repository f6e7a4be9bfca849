"""Intermediate care by service: what each did in a stretch of days, and who waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from metrics import catalogue
from metrics.ask import Answers
from metrics.effects.proportions import wilson
from metrics.metric import IC_EPISODE
from metrics.scope import Scope
from pages import service
from pages.parts import words
from pages.parts.table import Column

HOURS: Final = (
    ("up to 24 h", 24),
    ("24 to 48 h", 48),
    ("2 to 3 days", 72),
    ("3 to 7 days", 168),
    ("over 7 days", None),
)
COLUMNS: Final = (
    Column("service", "Service", "18%", heading=True),
    Column("setting", "Setting"),
    Column("started", "Started", align="end"),
    Column("within", "Within 24 h (95%)", "8.5rem", align="end", title="Referral to first contact at most 24 hours"),
    Column("median", "Half start within", align="end", title="Nearest-rank median, referral to first contact"),
    Column("ended", "Ended", align="end"),
    Column("days", "Days in service", align="end"),
    Column("home", "Home (95%)", "8.5rem", align="end", title="Of episodes ended with a known destination"),
    Column("calls", "Care calls a day", "8.5rem", align="end", title="At the start, to at the end, of those with both"),
)


def started(held: Answers, who: service.Principal, scope: Scope) -> pl.DataFrame:
    """service, setting, hours from referral to start, of the episodes that started in scope with both times."""
    rows = held.fact(who, IC_EPISODE, ["event", "service", "setting", "wait_seconds"], scope)
    there = (pl.col("event").cast(pl.String) == "start") & pl.col("wait_seconds").is_not_null()
    named = pl.col("service", "setting").cast(pl.String)
    return rows.filter(there).select(named, hours=pl.col("wait_seconds") / 3600)


def bands(waits: pl.DataFrame) -> pl.DataFrame:
    """name, value (how many) for the bands of HOURS; a band's upper end belongs to it."""
    found, low = [], -1.0
    for name, high in HOURS:
        inside = pl.col("hours") > low if high is None else (pl.col("hours") > low) & (pl.col("hours") <= high)
        found.append((name, float(waits.filter(inside).height)))
        low = float(high or 0)
    return pl.DataFrame(found, schema=["name", "value"], orient="row")


def table_rows(held: Answers, who: service.Principal, scope: Scope, waits: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of COLUMNS, one a service in order of name."""
    pairs = held.fact(who, IC_EPISODE, ["service", "setting"], scope).select(
        pl.col("service", "setting").cast(pl.String)
    )
    return [
        _row(held, who, scope, name, setting, waits.filter(pl.col("service") == name))
        for name, setting in pairs.unique().sort("service", "setting").iter_rows()
    ]


def _row(
    held: Answers, who: service.Principal, scope: Scope, name: str, setting: str | None, waits: pl.DataFrame
) -> dict[str, Any]:
    keys = ("ic_within_24h_share", "ic_days_mean", "ic_home_share")
    own = {key: held.window(who, key, _of(scope, name)) for key in keys}
    hours = sorted(waits["hours"].to_list())
    median = hours[(len(hours) + 1) // 2 - 1] if hours else None
    calls = _calls(held, who, _of(scope, name))
    return {
        "id": f"{name}|{setting}",
        "service": name,
        "setting": setting or "not recorded",
        "started": words.count(len(hours)),
        "within": _share(own["ic_within_24h_share"]),
        "median": words.NO_DATA if median is None else words.amount(median, "hours"),
        "ended": words.count(own["ic_days_mean"].denominator),
        "days": words.number(own["ic_days_mean"].value, "days"),
        "home": _share(own["ic_home_share"]),
        "calls": calls,
    }


def _of(scope: Scope, name: str) -> Scope:
    return Scope(provider=scope.provider, service=name, from_day=scope.from_day, to_day=scope.to_day)


def _calls(held: Answers, who: service.Principal, scope: Scope) -> str:
    """ "4.1 to 2.1": mean calls a day at the start and at the end, of the same episodes."""
    rows = held.fact(who, IC_EPISODE, ["care_calls_start", "care_calls_end"], scope).drop_nulls()
    if rows.is_empty():
        return words.NO_DATA
    start, end = (words.number(rows[name].mean(), "calls") for name in ("care_calls_start", "care_calls_end"))  # type: ignore[arg-type]
    return f"{start} to {end}"


def _share(found: Any) -> str:
    if not found.denominator:
        return words.NO_DATA
    about = wilson(found.numerator, found.denominator)
    return words.interval(about.value, about.low, about.high, "share")


def said(waits: pl.DataFrame, where: str) -> str:
    """How many started within 24 hours, of how many, with the interval; the chart's sentence."""
    n = waits.height
    quick = waits.filter(pl.col("hours") <= 24).height
    about = wilson(quick, n)
    return (
        f"{words.share(about.value)} of {words.plural(n, 'episode')} from {where} started within 24 hours of referral"
        f" ({words.share(about.low)} to {words.share(about.high)}); {words.count(n - quick)} did not."
    )


def waiting(rows: pl.DataFrame) -> str:
    """Who waits now against the 24 hours, as one sentence."""
    if rows.is_empty():
        return "Nobody is waiting for a service to start: every referral loaded has started or ended."
    over = rows.filter(pl.col("hours") > 24).height
    longest = words.amount(float(rows["hours"][0]), "hours")
    there = words.plural(rows.height, "person is", "people are")
    return f"{there} waiting for a service to start: {over} for over 24 hours, the longest {longest}."


def metrics_of() -> Sequence[Any]:
    """The measures of the page, in order."""
    keys = ("ic_within_24h_share", "ic_days_mean", "ic_home_share", "care_calls_change")
    return [catalogue.metric(key) for key in keys]
