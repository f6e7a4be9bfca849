"""What stands around a measure: its frozen baseline, target, rebases and the test areas that went live in scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import streamlit as st

from metrics.ask import Answers
from metrics.baseline import Frozen
from metrics.benefits import overlap
from metrics.metric import Metric
from metrics.periods import Grain
from metrics.scope import Scope
from metrics.trend import Trend, trend
from pages import service
from pages.parts import words
from pages.parts.figure import Marker

E = TypeVar("E", service.Rebase, service.Note)


@dataclass(frozen=True)
class Context:
    """Entries of the register that belong to one metric, scope and grain."""

    baseline: service.Baseline | None
    frozen: Frozen | None
    target: float | None
    trajectory: tuple[tuple[date, float], ...]
    rebases: tuple[service.Rebase, ...]
    notes: tuple[service.Note, ...]
    markers: tuple[Marker, ...]


def context(metric: Metric, scope: Scope, grain: Grain, day: date) -> Context:
    """What the register holds for exactly this metric, scope and grain on `day`; markers of every scope it meets."""
    baseline = _newest(
        entry
        for entry in service.entries(service.Baseline)
        if entry.metric == metric.key and entry.grain == grain and _same(entry.scope, scope) and entry.frozen
    )
    return Context(
        baseline,
        frozen(baseline),
        _target(metric, scope, day),
        _trajectory(metric, scope),
        _mine(service.Rebase, metric, scope),
        _mine(service.Note, metric, scope),
        markers(scope, metric),
    )


def read(metric: Metric, scope: Scope, grain: Grain) -> tuple[Trend, Context]:
    """The metric's trend over all its days for whoever asks, read against what the register holds for it."""
    return read_from(service.ask(), service.principal(), metric, scope, grain)


def read_from(
    held: Answers, who: service.Principal, metric: Metric, scope: Scope, grain: Grain
) -> tuple[Trend, Context]:
    """The same from given answers; worked out once for the version, the register's entries and the store's rules."""
    values = held.series(who, metric.key, scope, grain)
    last = values["period_start"].max() if values.height else date.min
    around = context(metric, scope, grain, last)  # type: ignore[arg-type]
    rebases, rules = tuple(entry.day for entry in around.rebases), service.spc_rules()
    question = ("trend", metric.key, scope, grain, around.frozen, around.target, rebases, rules)
    return held.kept(
        who,
        question,
        lambda: trend(
            metric, values, grain, baseline=around.frozen, target=around.target, rebases=rebases, rules=rules
        ),
    ), around


def markers(scope: Scope, metric: Metric) -> tuple[Marker, ...]:
    """Numbered flags of the go-live dates of test areas whose scope this view could hold; then the events' letters."""
    found = sorted(
        (stage.day, area.name, _where(stage.scope, area.scope))
        for area in service.entries(service.TestArea)
        for stage in area.go_lives
        if _concerns(area, metric) and _meets(area.scope, scope) and _meets(stage.scope, scope)
    )
    return *(
        Marker(number=number, on=day, name=f"{name}: {where}") for number, (day, name, where) in enumerate(found, 1)
    ), *events(scope, metric)  # fmt: skip


def events(scope: Scope, metric: Metric | None = None) -> tuple[Marker, ...]:
    """Flags with letters of what else happened in a place that this view could hold, in order of date.

    With a metric, the turns of the learning log that are about it too, in the places of their test area.
    """
    found = [(entry.day, _event(entry)) for entry in service.entries(service.Event) if _meets(entry.scope, scope)]
    found += _learned(scope, metric) if metric else []
    return tuple(Marker(number=at, on=day, name=name, event=True) for at, (day, name) in enumerate(sorted(found), 1))


def _learned(scope: Scope, metric: Metric) -> list[tuple[date, str]]:
    """First day and words of the learning log's entries about a metric."""
    areas = {area.id: area.scope for area in service.entries(service.TestArea)}
    return [
        (
            entry.from_day,
            f"Learning log, {entry.title}" + (f" (to {words.long_day(entry.to_day)})" if entry.to_day else ""),
        )
        for entry in service.entries(service.LearningEntry)
        if entry.metric == metric.key and _meets(areas.get(entry.test_area, service.EntryScope()), scope)
    ]


def listed(markers: Sequence[Marker]) -> None:
    """The flags of a chart in words: go-lives by number, other events by letter."""
    for title, event in (("Flags", False), ("Events", True)):
        said = [
            f"**{marker.sign}** {words.escaped(marker.name)}, {words.long_day(marker.on)}"
            for marker in markers
            if marker.event is event
        ]
        if said:
            st.markdown(f"{title}: {'; '.join(said)}")


def _meets(entry: service.EntryScope, scope: Scope) -> bool:
    """Whether a view could hold some of an entry's scope: false only where a level that both name rules it out."""
    return overlap(service.scope_of(entry).chosen(), scope.chosen())


def _event(entry: service.Event) -> str:
    until = f" (to {words.long_day(entry.to_day)})" if entry.to_day and entry.to_day != entry.day else ""
    where = _where(entry.scope, entry.scope)
    return f"{entry.name}{until}" + ("" if where == "everywhere" else f": {where}")


def _concerns(area: service.TestArea, metric: Metric) -> bool:
    """Whether the test area says that it is about the metric; a flag on every chart would tell nothing."""
    return metric.key in {area.primary_metric, *area.target_metrics, *area.balancing_metrics}


def _where(stage: service.EntryScope, area: service.EntryScope) -> str:
    for scope in (stage, area):
        named = [*scope.ward, *scope.site, *scope.cohort, *scope.service]
        if named:
            return ", ".join(named)
    return "everywhere"


def _same(entry: service.EntryScope, scope: Scope) -> bool:
    """Whether an entry is about exactly this view; in a store of one provider its name says nothing."""
    mine, asked = service.scope_of(entry).chosen(), scope.chosen()
    if len(service.ask().choices(service.principal(), "provider")) == 1:
        mine.pop("provider", None)
        asked.pop("provider", None)
    return mine == asked


def _newest(found: object) -> service.Baseline | None:
    return max(found, key=lambda entry: entry.start, default=None)  # type: ignore[call-overload]


def frozen(entry: service.Baseline | None) -> Frozen | None:
    """A register's baseline as the metrics room takes it; None where nothing is frozen yet."""
    if entry is None or entry.frozen is None:
        return None
    held = entry.frozen
    return Frozen(held.centre, held.lower, held.upper, held.n, entry.start, entry.end, held.input_hash, held.series)


def _trajectory(metric: Metric, scope: Scope) -> tuple[tuple[date, float], ...]:
    """The dated targets of exactly this metric and scope, in order: where it should be on the way."""
    held = [entry for entry in service.entries(service.Target) if entry.metric == metric.key]
    return tuple(sorted((entry.from_day, entry.value) for entry in held if _same(entry.scope, scope)))


def _target(metric: Metric, scope: Scope, day: date) -> float | None:
    held = [
        entry
        for entry in service.entries(service.Target)
        if entry.metric == metric.key and _same(entry.scope, scope) and entry.from_day <= day
    ]
    return max(held, key=lambda entry: entry.from_day).value if held else None


def _mine(kind: type[E], metric: Metric, scope: Scope) -> tuple[E, ...]:
    """The rebases or notes of exactly this metric and scope, in order of day."""
    held = [entry for entry in service.entries(kind) if entry.metric == metric.key and _same(entry.scope, scope)]
    return tuple(sorted(held, key=lambda entry: entry.day))
