"""What a change was worth: bed days, admissions or care cost by measure, with pounds low, central and high.

Reference methods, section 11. Days are worth their capacity, not money in hand; what got worse is shown below 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from metrics.before_now import BeforeNow
from metrics.effects.benefits import Inputs, Name, Span, benefit
from metrics.effects.verdict import Verdict
from metrics.metric import Direction, Metric

YEAR: Final = 365.0
ALL: Final = Span(1.0, 1.0, 1.0)
NAMES: Final[tuple[Name, ...]] = ("low", "central", "high")
READABLE: Final = ("improved", "worse", "no clear change")
NOTES: Final = (
    "Bed days are worth their capacity: cash is released only where beds are closed or never opened.",
    "Running cost stands on its own line, from what people entered as re-invested; it is not taken off bed days.",
    "The low case takes the low end of the change's interval with the low unit cost, the high case both high ends.",
    "Pounds a week are those of a year's discharges, for as long as their care packages last.",
)


@dataclass(frozen=True)
class Resource:
    """What a measure releases: its unit, the register's unit cost (None: the measure is in pounds), whose it is."""

    unit: str
    cost: str | None
    partner: str
    beds: bool = False
    whole: bool = False  # the measure counts the year itself, so there is nothing to multiply by
    cash: bool = False  # money that leaves no budget any more, where a bed day freed is only capacity


RESOURCES: Final = {
    "days_past_ctr": Resource("bed days", "acute bed day", "Acute trust", beds=True),
    "ic_days_mean": Resource("community bed days", "community bed day", "Community provider", beds=True),
    "weekly_care_cost_mean": Resource("pounds a week", None, "Council", cash=True),
    "admissions_avoided": Resource("admissions", "emergency admission", "Acute trust", whole=True),
}


@dataclass(frozen=True)
class Cost:
    """A unit cost of the register, in pounds, and where it comes from."""

    name: str
    low: float
    central: float
    high: float
    source: str = ""


@dataclass(frozen=True)
class Claim:
    """What one measure of a test area releases in a year.

    better: the change, its interval turned so that more is better. volume: discharges, or episodes, a year that it is
    multiplied by (1 where the measure counts the year). released, beds, beds_at_occupancy, pounds: by case; beds is
    None where nothing lies in beds, beds_at_occupancy where their occupancy is not known either. pounds_90: the 90%
    span of seeded draws. identified: released and central pounds if the potential were reached, None without one.
    """

    metric: Metric
    resource: Resource
    cost: Cost | None
    verdict: str
    better: Span
    volume: float
    released: Mapping[Name, float]
    beds: Mapping[Name, float] | None
    beds_at_occupancy: Mapping[Name, float] | None
    pounds: Mapping[Name, float]
    pounds_90: tuple[float, float]
    identified: tuple[float, float] | None


@dataclass(frozen=True)
class NoClaim:
    """A measure for which no pounds are claimed, and why, in a sentence."""

    metric: Metric
    reason: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a comparison of one measure found. potential: of the primary measure. in_beds: whether its days are spent
    in beds of a service. occupancy: share of beds in use, above 0 and at most 1; None where it is not known.
    """

    metric: Metric
    direction: Direction
    verdict: Verdict
    simple: BeforeNow
    potential: float | None = None
    in_beds: bool = True
    occupancy: float | None = None


def claim(found: Found, costs: Mapping[str, Cost]) -> Claim | NoClaim:
    """The claim of a measure, or the reason why there is none; costs: the register's, by lower-case name."""
    metric, resource = found.metric, RESOURCES.get(found.metric.key)
    cost = costs.get(resource.cost) if resource and resource.cost else None
    reason = _refused(found, resource, cost)
    if resource is None or reason:
        return NoClaim(metric, reason)
    volume = _volume(found, resource)
    better = _better(found)
    worth = ALL if cost is None else Span(cost.low, cost.central, cost.high)
    inputs = Inputs(
        saved=better, uptake=ALL, unit_cost=worth, discharges=volume, occupancy=found.occupancy or 1.0, running_cost=0.0
    )
    got = benefit(inputs)
    cases = {name: got.cases[name] for name in NAMES}
    return Claim(
        metric, resource, cost, found.verdict.kind, better, volume,
        {name: case.bed_days for name, case in cases.items()},
        {name: case.beds_freed for name, case in cases.items()} if resource.beds else None,
        {name: case.beds_at_occupancy for name, case in cases.items()} if resource.beds and found.occupancy else None,
        {name: case.capacity_value for name, case in cases.items()},
        got.capacity_value_90,
        _identified(found, volume, worth.central),
    )  # fmt: skip


def counted_once(claims: Sequence[tuple[str, Mapping[str, tuple[str, ...]], Claim]]) -> list[tuple[str, Claim]]:
    """The claims of several areas (id, its scope by level, claim) that may be added up.

    Of two areas that share people and claim the same thing only the one with the larger claim is kept, so that no bed
    day is counted twice.
    """
    kept: list[tuple[str, Mapping[str, tuple[str, ...]], Claim]] = []
    for area, scope, one in sorted(claims, key=lambda item: -abs(item[2].pounds["central"])):
        rivals = [other for _, other, theirs in kept if theirs.resource is one.resource]
        if not any(overlap(scope, other) for other in rivals):
            kept.append((area, scope, one))
    return [(area, one) for area, _, one in kept]


def overlap(one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether two scopes could hold the same person: false only where a level that both name rules it out."""
    return all(set(one[level]) & set(other[level]) for level in one.keys() & other.keys())


def same_resource(metrics: Iterable[str], others: Iterable[str]) -> list[str]:
    """The units that both lists of metric keys would claim."""
    mine, theirs = ({RESOURCES[key].unit for key in keys if key in RESOURCES} for keys in (metrics, others))
    return sorted(mine & theirs)


def as_document(one: Claim) -> dict[str, Any]:
    """A claim as it stands in the JSON document; all amounts are of a year, pounds a week where the unit says so."""
    cost = one.cost
    realised = None
    if one.identified is not None and one.identified[1]:
        realised = one.pounds["central"] / one.identified[1]
    return {
        "metric": one.metric.key, "label": one.metric.label, "partner": one.resource.partner,
        "unit": one.resource.unit, "cash_releasing": one.resource.cash, "verdict": one.verdict,
        "unit_cost": cost and {"name": cost.name, "low": cost.low, "central": cost.central, "high": cost.high,
                               "source": cost.source},
        "better_by": {name: one.better.of(name) for name in NAMES}, "volume_per_year": one.volume,
        "released": dict(one.released), "beds": one.beds and dict(one.beds),
        "beds_at_occupancy": one.beds_at_occupancy and dict(one.beds_at_occupancy),
        "pounds": dict(one.pounds), "pounds_90": list(one.pounds_90),
        "identified": one.identified and {"released": one.identified[0], "pounds": one.identified[1]},
        "realised_share": realised,
    }  # fmt: skip


def _refused(found: Found, resource: Resource | None, cost: Cost | None) -> str:
    if resource is None:
        return "It carries no bed days, admissions or care cost, so no pounds are claimed."
    if resource.unit == "community bed days" and not found.in_beds:
        return "Days in a service at home are not bed days, so no pounds are claimed."
    if resource.cost and cost is None:
        return f"The register has no unit cost called {resource.cost}, so no pounds are claimed: add one."
    if found.direction == "neither":
        return "Neither direction is better here, so no pounds are claimed."
    if found.verdict.kind not in READABLE:
        return f"The comparison says {found.verdict.kind}, so no pounds are claimed. {' '.join(found.verdict.reasons)}"
    if not resource.whole and (not found.simple.now.weeks or not found.simple.now.n):
        return "Nobody has been counted since the change, so no pounds are claimed."
    return ""


def _volume(found: Found, resource: Resource) -> float:
    now = found.simple.now
    return 1.0 if resource.whole else (now.n or 0.0) / (now.weeks * 7) * YEAR


def _better(found: Found) -> Span:
    change = found.verdict.evidence.estimate
    assert change is not None  # a verdict that may be read has one
    if found.direction == "lower":
        return Span(-change.high, -change.value, -change.low)
    return Span(change.low, change.value, change.high)


def _identified(found: Found, volume: float, worth: float) -> tuple[float, float] | None:
    before = found.simple.before.value
    if found.potential is None or before is None:
        return None
    apart = before - found.potential if found.direction == "lower" else found.potential - before
    return apart * volume, apart * volume * worth
