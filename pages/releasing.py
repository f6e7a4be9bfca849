"""What test areas were worth: their comparisons and the register's unit costs gathered, answered with every caveat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from metrics import benefits, catalogue, ledger
from metrics.ask import Answers
from metrics.benefits import RESOURCES, Claim, Cost, Found, NoClaim
from metrics.errors import MetricError
from metrics.ledger import Line, Pounds
from metrics.metric import DISCHARGE, Direction, Metric
from metrics.scope import Scope
from pages import comparing, service

YEAR = timedelta(days=365)
ENDED = "stopped"
Answer = Claim | NoClaim
Scoped = tuple[str, Mapping[str, tuple[str, ...]], Claim]


def answers(held: Answers, who: service.Principal, area: service.TestArea) -> list[Answer]:
    """A claim, or why there is none, for every measure of the area: a balancing one that costs days too."""
    costs = unit_costs()
    return [_answer(held, who, area, key, costs) for key in measures(area)]


def measures(area: service.TestArea) -> list[str]:
    """Primary, target and balancing metrics in this order, each once."""
    return list(dict.fromkeys([area.primary_metric, *area.target_metrics, *area.balancing_metrics]))


def unit_costs() -> dict[str, Cost]:
    """The register's unit costs by lower-case name."""
    return {
        entry.name.lower(): Cost(entry.name, entry.low, entry.central, entry.high, entry.source)
        for entry in service.entries(service.UnitCost)
    }


def scoped(areas: Sequence[service.TestArea], found: Mapping[str, Sequence[Answer]]) -> list[Scoped]:
    """The claims that may be added up: area id, its places, claim; those of a test that was stopped are over."""
    return [
        (area.id, service.scope_of(area.scope).chosen(), one)
        for area in areas
        if area.status != ENDED
        for one in found[area.id]
        if isinstance(one, Claim)
    ]


def lines(area: str | None = None) -> list[Line]:
    """The pounds that partners have entered, of one test area or all, with the places of their test areas."""
    places = {entry.id: service.scope_of(entry.scope).chosen() for entry in service.entries(service.TestArea)}
    return [
        Line(
            id=entry.id, partner=entry.partner, kind=entry.kind, status=entry.status,  # type: ignore[arg-type]
            pounds=Pounds(entry.low, entry.central, entry.high), first=entry.from_day, last=entry.to_day,
            area=entry.test_area, scope=places.get(entry.test_area),
        )
        for entry in service.entries(service.BenefitLine)
        if area is None or entry.test_area == area
    ]  # fmt: skip


def overlaps(area: service.TestArea) -> list[dict[str, str]]:
    """Other test areas that may hold the same people and claim the same thing: id, name and what."""
    mine = service.scope_of(area.scope).chosen()
    return [
        {"test_area": other.id, "name": other.name, "unit": unit}
        for other in service.entries(service.TestArea)
        if other.id != area.id and benefits.overlap(mine, service.scope_of(other.scope).chosen())
        for unit in benefits.same_resource(measures(area), measures(other))
    ]


def document(held: Answers, who: service.Principal, area: service.TestArea) -> dict[str, Any]:
    """The benefits of one test area as one JSON document."""
    found = answers(held, who, area)
    return {
        "test_area": area.id,
        "name": area.name,
        "claims": [benefits.as_document(one) for one in found if isinstance(one, Claim)],
        "not_claimed": [
            {"metric": one.metric.key, "label": one.metric.label, "reason": one.reason}
            for one in found
            if isinstance(one, NoClaim)
        ],
        "overlaps": overlaps(area),
        "entered": ledger.as_document(ledger.ledger(lines(area.id), held.version.as_at.date())),
        "notes": list(benefits.NOTES),
    }


def _answer(
    held: Answers, who: service.Principal, area: service.TestArea, key: str, costs: Mapping[str, Cost]
) -> Answer:
    metric = catalogue.metric(key)
    if key not in RESOURCES:
        return NoClaim(metric, "It carries no bed days, admissions or care cost, so no pounds are claimed.")
    primary = key == area.primary_metric
    direction: Direction = area.direction if primary else metric.direction  # type: ignore[assignment]
    place = comparing.scope(area, metric)
    try:
        compared = comparing.compared(held, who, area, key)
    except MetricError as refusal:
        return NoClaim(metric, str(refusal))
    found = Found(
        metric=metric, direction=direction, verdict=compared.verdict, simple=compared.simple,
        potential=area.potential if primary else None, in_beds=_in_beds(held, who, metric, place),
        occupancy=_occupancy(held, who, metric, place),
    )  # fmt: skip
    return benefits.claim(found, costs)


def _in_beds(held: Answers, who: service.Principal, metric: Metric, place: Scope) -> bool:
    """Whether all days of an intermediate care measure are spent in beds; true for measures of the hospital."""
    if "setting" not in metric.fact.splits:
        return True
    rows = held.series(who, metric.key, place, "window", "setting")
    return set(rows.filter(rows["denominator"] > 0)["setting"].to_list()) == {"bed"}


def _occupancy(held: Answers, who: service.Principal, metric: Metric, place: Scope) -> float | None:
    """Of the hospital's beds over the last year; None where none are known, and for beds of other services."""
    if metric.fact is not DISCHARGE:
        return None
    last = held.version.as_at.date()
    whole = replace(Scope(), provider=place.provider, from_day=last - YEAR, to_day=last)
    share = held.window(who, "occupancy", whole).value
    return min(share, 1.0) if share else None
