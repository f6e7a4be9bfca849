"""A test that is still to begin: the measure's past weeks asked for, what it would need, and the sentence of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from metrics import catalogue
from metrics.ask import Answers
from metrics.benefits import overlap
from metrics.effects.design import FEWEST_A_SIDE
from metrics.plan import HALF_YEAR, LENGTHS, Plan, plan, recent
from metrics.scope import Scope
from pages import service
from pages.parts import sentences, words

SMALL: Final = {"days": " days", "bed_days": " bed days", "beds": " beds", "calls": " calls a day"}


def size(value: float, unit: str) -> str:
    """The size of a change, either way; two figures where the usual digits would round small ones into each other."""
    if unit in ("share", "pounds") or value >= 2:
        return words.difference(value, unit).removesuffix(" more")
    return f"{value:.2g}{SMALL.get(unit, '')}"


def planned(held: Answers, who: service.Principal, key: str, place: Scope, effect: float) -> Plan:
    """Plan a test of a metric in a place; wards come in where the metric has them and no single ward was chosen."""
    metric = catalogue.metric(key)
    whole = replace(place, from_day=None, to_day=None)
    weekly = held.series(who, key, whole, "week")
    by_ward = None
    if "ward" in held.splits(metric.fact) and len(place.chosen().get("ward", ())) != 1:
        by_ward = held.series(who, key, whole, "week", "ward")
    return plan(metric, weekly, effect, by_ward, live=first_live(place))


def first_live(place: Scope) -> date | None:
    """The first go-live of any test area whose scope this place could hold."""
    asked = place.chosen()
    days = [
        stage.day
        for area in service.entries(service.TestArea)
        for stage in area.go_lives
        if all(overlap(service.scope_of(scope).chosen(), asked) for scope in (area.scope, stage.scope))
    ]
    return min(days, default=None)


def level(held: Answers, who: service.Principal, key: str, place: Scope) -> float | None:
    """The mean of the last half-year of whole weeks: what a hope starts from; None where there are none."""
    rows = recent(catalogue.metric(key), held.series(who, key, replace(place, from_day=None, to_day=None), "week"))
    return None if rows.is_empty() else float(rows["level"].tail(HALF_YEAR).to_numpy().mean())


def sentence(found: Plan, where: str) -> str:
    """The answer: how long, or that a year is too short and what a year would show."""
    unit = found.metric.unit
    hoped = size(abs(found.effect), unit)
    level = words.amount(found.level, unit) + sentences.per(found.metric)
    tense = "was" if found.live and found.quiet else "is"
    opening = f"{found.metric.label} {tense} {level} on average ({where})"
    if found.needed is None:
        least = size(found.best.detectable, unit)
        return (
            f"{opening}. Even {LENGTHS[-1]} weeks would not show a change of {hoped}: the smallest that a test here is "
            f"likely to show is {least}, with {found.best.weeks_after} weeks."
        )
    reason = ", the fewest that a time-series model takes" if found.needed == FEWEST_A_SIDE else ""
    return (
        f"{opening}. A test needs {found.needed} weeks after it starts to have an 80% chance of showing a change of "
        f"{hoped}{reason}."
    )


def wards(found: Plan) -> str | None:
    """How many wards it takes ward against ward; None where wards have no part."""
    if found.wards is None:
        return None
    there = words.plural(found.wards.there, "ward")
    if found.wards.needed is None:
        return f"Ward against ward, no number of wards would show it in {HALF_YEAR} weeks."
    enough = "" if found.wards.needed <= found.wards.there else f", more than the {there} there are"
    needed = words.plural(found.wards.needed, "ward")
    return (
        f"Ward against ward, {HALF_YEAR} weeks on each side, it takes {needed}{enough}, half of them with the change."
    )


def basis(found: Plan) -> str:
    """What the answer rests on."""
    unit = found.metric.unit
    spread = size(found.noise.sd, unit)
    stretch = f"{words.long_day(found.first)} to {words.long_day(found.last)}"
    return (
        f"From {words.plural(found.weeks, 'whole week')} ({stretch}): around trend and season, weeks vary by {spread} "
        f"(one standard deviation), and neighbouring weeks correlate by {found.noise.rho:.2f}. {_live(found)}"
    ).strip()


def _live(found: Plan) -> str:
    """Whether a test that is already live here is part of what was measured."""
    if found.live is None:
        return ""
    day = words.long_day(found.live)
    if found.quiet:
        return (
            f"Only weeks before the first go-live here ({day}) were used: what a test changed is no chance variation."
        )
    return f"Too few weeks lie before the first go-live here ({day}), so what it changed is part of this variation."
