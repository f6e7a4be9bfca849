"""A test area on the page: before, now and potential, the balancing measure beside a gain, where and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import streamlit as st

from metrics import catalogue
from metrics.ask import Answers
from metrics.baseline import NoBaselinePeriods, freeze
from metrics.before_now import BeforeNow, before_now
from metrics.metric import Direction, Metric
from metrics.scope import Scope
from metrics.trend import Trend, trend
from pages import service
from pages.comparing import before_days, better, scope
from pages.parts import context, sentences, words
from pages.parts.figure import Marker
from pages.parts.table import Column, cell, table

Days = tuple[date, date]
ROLES: Final = {"primary": "decides", "target": "also aimed at", "balancing": "must not get worse"}


@dataclass(frozen=True)
class Line:
    """One measure of a test area: what it is for, and its two stretches."""

    role: str
    metric: Metric
    direction: Direction
    found: BeforeNow
    potential: float | None


def card(held: Answers, who: service.Principal, area: service.TestArea) -> list[Line]:
    """The primary metric first, then other targets, then every balancing metric; a worse one is never left out."""
    before = before_days(area)
    if before is None:
        return []
    settled = max(stage.day for stage in area.go_lives) + timedelta(weeks=area.settle_weeks)
    roles = [("primary", area.primary_metric)]
    roles += [("target", key) for key in area.target_metrics if key != area.primary_metric]
    roles += [("balancing", key) for key in area.balancing_metrics]
    lines = []
    for role, key in roles:
        metric = catalogue.metric(key)
        direction = better(area, metric)
        now = (settled, held.version.as_at.date())
        potential = area.potential if role == "primary" else None
        found = compared(held, who, metric, scope(area, metric), before, now, direction)
        lines.append(Line(role, metric, direction, found, potential))
    return lines


def compared(
    held: Answers, who: service.Principal, metric: Metric, place: Scope, before: Days, now: Days,
    direction: Direction | None,
) -> BeforeNow:  # fmt: skip
    """Two stretches of a measure's weeks side by side, worked out once."""

    def make() -> BeforeNow:
        return before_now(metric, held.series(who, metric.key, place, "week"), before, now, direction)

    return held.kept(who, ("before and now", metric.key, place, before, now, direction), make)


def draw(lines: Sequence[Line], area: service.TestArea, verdict: str) -> None:
    """The card: one row a measure, the primary one first, and how it was made.

    verdict: that of the comparison, which the primary measure's reading follows: two answers would be none.
    """
    columns = (
        Column("measure", "Measure", "18%", heading=True),
        Column("role", "For", "9rem"),
        Column("before", "Before", align="end"),
        Column("now", "Now", align="end"),
        Column("change", "Change (95% interval)", "26%"),
        Column("potential", "Potential", align="end"),
        Column("n", "From (before, now)", "13%", align="end", title="What the two figures rest on"),
        Column("meaning", "Reading"),
    )
    table(
        [_row(line, verdict) for line in lines], columns, key="card", caption="Before, now and potential", opens=False
    )
    left = f" The first {words.plural(area.settle_weeks, 'week')} after the last go-live are left out."
    st.markdown(
        ":gray[Before and now are two stretches of whole weeks, set side by side: no trend, season or other change is "
        f"allowed for, as the sentence above does.{left if area.settle_weeks else ''}]"
    )


def got_worse(lines: Sequence[Line]) -> str | None:
    """What got worse beside the primary measure, so that no gain is read without it; None where nothing did."""
    worse = [line for line in lines if line.role != "primary" and line.found.better is False]
    said = [
        f"{line.metric.label[:1].lower()}{line.metric.label[1:]}{sentences.per(line.metric)} was "
        f"{words.amount(line.found.before.value, sentences.said_unit(line.metric))} and is "
        f"{words.amount(line.found.now.value, sentences.said_unit(line.metric))}"
        for line in worse
    ]
    return f"Worse beside it: {'; '.join(said)}." if said else None


def _row(line: Line, verdict: str) -> dict[str, object]:
    metric, found = line.metric, line.found
    reading = _meaning(found, line.direction)
    if line.role == "primary":
        better = {"improved": True, "worse": False}.get(verdict)
        reading = verdict if better is None else _judged(better, line.direction)
    return {
        "id": metric.key,
        "measure": metric.label + sentences.per(metric),
        "role": ROLES[line.role],
        "before": words.amount(found.before.value, sentences.said_unit(metric)),
        "now": words.amount(found.now.value, sentences.said_unit(metric)),
        "change": _change(found, metric),
        "potential": words.amount(line.potential, sentences.said_unit(metric)) if line.potential is not None else "",
        "n": _n(found),
        "meaning": reading,
    }


def _change(found: BeforeNow, metric: Metric) -> str:
    if found.change is None:
        return words.NO_DATA
    unit = sentences.said_unit(metric)
    said = words.difference(found.change, unit)
    if found.low is None or found.high is None:
        return said
    return f"{said} ({words.reach(found.low, found.high, unit)})"


def _meaning(found: BeforeNow, direction: Direction) -> object:
    if found.low is None:
        return "too few weeks to say"
    if found.better is None:
        unclear = found.low <= 0 <= (found.high or 0)
        return "no clear change" if unclear else "changed; neither way is better"
    return _judged(found.better, direction)


def _judged(better: bool, direction: Direction) -> object:
    """Better or worse, with the way that it went."""
    if better:
        return cell("better", shape="down" if direction == "lower" else "up", tone="improvement")
    return cell("worse", shape="up" if direction == "lower" else "down", tone="concern")


def _n(found: BeforeNow) -> str:
    weeks = f"{found.before.weeks} and {found.now.weeks} weeks"
    if found.before.n is None or found.now.n is None:
        return weeks
    return f"{words.count(found.before.n)} and {words.count(found.now.n)}, {weeks}"


def chart(held: Answers, who: service.Principal, area: service.TestArea) -> tuple[Trend, tuple[Marker, ...]]:
    """The primary metric by week in the area's scope, against limits of the stretch before, with its own flags."""
    metric = catalogue.metric(area.primary_metric)
    values = held.series(who, metric.key, scope(area, metric), "week")
    direction: Direction = area.direction  # type: ignore[assignment]
    before = before_days(area)
    try:
        base = freeze(values, *before, grain="week") if before else None
    except NoBaselinePeriods:
        base = None
    stages = sorted(area.go_lives, key=lambda stage: stage.day)
    flags = tuple(
        Marker(number=number, on=stage.day, name=where(stage.scope)) for number, stage in enumerate(stages, 1)
    )
    return trend(metric, values, "week", baseline=base, direction=direction, rules=service.spc_rules()), (
        *flags,
        *context.events(scope(area, metric)),
    )


def where(entry: service.EntryScope) -> str:
    """A scope in words, widest first; a provider only where nothing inside it is named."""
    named = [*entry.site, *entry.ward, *entry.cohort, *entry.service] or [*entry.provider]
    return ", ".join(named) or "everywhere"


def where_and_when(area: service.TestArea) -> str:
    """Team, scope, staged go-live dates and what the potential rests on, in one line."""
    several = len(area.go_lives) > 1
    dates = [words.long_day(stage.day) + (f" {where(stage.scope)}" if several else "") for stage in area.go_lives]
    stages = "; ".join(dates) or "no date yet"
    source = (
        f" Potential from: {area.potential_source}." if area.potential is not None and area.potential_source else ""
    )
    return words.escaped(f"{area.team}, {where(area.scope)}. Live: {stages}. Why here: {area.why_here}{source}")


def listed(registered: Sequence[service.TestArea]) -> str | None:
    """All test areas: name, team, scope, first go-live, primary metric, status; the id of the one just opened."""
    rows = [
        {
            "id": area.id,
            "name": area.name,
            "team": area.team,
            "where": where(area.scope),
            "live": words.long_day(min((stage.day for stage in area.go_lives), default=None)),
            "metric": catalogue.metric(area.primary_metric).label,
            "status": area.status,
        }
        for area in registered
    ]
    columns = (
        Column("name", "Test area", heading=True),
        Column("team", "Team"),
        Column("where", "Where"),
        Column("live", "Live since"),
        Column("metric", "Primary measure"),
        Column("status", "Status"),
    )
    return table(rows, columns, key="areas", caption="Registered test areas; open one to see its result")
