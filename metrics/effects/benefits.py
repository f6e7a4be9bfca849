"""From an effect per discharge to bed days, beds and pounds (reference methods, section 11).

Days are saved where the number is above 0; an interval that spans 0 gives a low case below 0, shown as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from metrics.effects.estimate import Array, NotComparable, Z

Name = Literal["low", "central", "high"]
DRAWS = 10_000
SEED = 1


class NotABenefit(NotComparable):
    """An input outside what it can be."""

    def __init__(self, words: str) -> None:
        super().__init__(f"The benefit can't be worked out: {words}. Correct that input.")


@dataclass(frozen=True)
class Span:
    """A low, a central and a high value of an input."""

    low: float
    central: float
    high: float

    def of(self, name: Name) -> float:
        """The value for a case."""
        return {"low": self.low, "central": self.central, "high": self.high}[name]


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What a benefit rests on; source and price_year of the unit cost are printed beside it.

    saved: days per discharge, its ends the effect's own 95% interval. uptake: share of discharges reached, 0 to 1.
    unit_cost: pounds a bed day. occupancy: 0 to 1. cash_releasing: pounds a year from beds closed or never opened,
    entered by hand. running_cost: pounds a year. days: length of the period of `discharges`.
    """

    saved: Span
    uptake: Span
    unit_cost: Span
    discharges: float
    occupancy: float
    running_cost: float
    cash_releasing: float = 0.0
    days: float = 365.0
    source: str = ""
    price_year: str = ""


@dataclass(frozen=True)
class Case:
    """One case. capacity_value is what the days are worth, not money in hand; net is that less the running cost."""

    bed_days: float
    beds_freed: float
    beds_at_occupancy: float
    capacity_value: float
    running_cost: float
    net: float


@dataclass(frozen=True)
class Benefit:
    """Three cases, and the 90% span of seeded draws for bed days and capacity value."""

    inputs: Inputs
    cases: dict[Name, Case]
    bed_days_90: tuple[float, float]
    capacity_value_90: tuple[float, float]
    net_90: tuple[float, float]


def benefit(inputs: Inputs, *, seed: int = SEED) -> Benefit:
    """Bed days = saved x discharges x uptake; beds = bed days / days, over occupancy for those a hospital needs.

    The draws take the effect as normal, uptake and unit cost as triangular. Raises NotABenefit.
    """
    _check(inputs)
    names: tuple[Name, ...] = ("central", "low", "high")
    cases = {name: _case(inputs, name) for name in names}
    rng = np.random.default_rng(seed)
    error = (inputs.saved.high - inputs.saved.low) / (2 * Z)
    bed_days = rng.normal(inputs.saved.central, error, DRAWS) * inputs.discharges * _triangular(rng, inputs.uptake)
    value = bed_days * _triangular(rng, inputs.unit_cost)
    return Benefit(inputs, cases, _middle(bed_days), _middle(value), _middle(value - inputs.running_cost))


def fields(result: Benefit, number: int = 1) -> dict[str, float]:
    """The family `calc` of the method goldens for one benefit: benefit_1_bed_days_central and so on."""
    found: dict[str, float] = {}
    for name, case in result.cases.items():
        for field, value in (
            ("bed_days", case.bed_days),
            ("beds_freed", case.beds_freed),
            ("beds_equivalent_at_occupancy", case.beds_at_occupancy),
            ("gross_gbp", case.capacity_value),
            ("net_gbp", case.net),
        ):
            found[f"benefit_{number}_{field}_{name}"] = value
    return found


def _case(inputs: Inputs, name: Name) -> Case:
    bed_days = inputs.saved.of(name) * inputs.discharges * inputs.uptake.of(name)
    beds = bed_days / inputs.days
    value = bed_days * inputs.unit_cost.of(name)
    return Case(bed_days, beds, beds / inputs.occupancy, value, inputs.running_cost, value - inputs.running_cost)


def _triangular(rng: np.random.Generator, span: Span) -> Array:
    if span.low == span.high:
        return np.full(DRAWS, span.central)
    return rng.triangular(span.low, span.central, span.high, DRAWS)


def _middle(drawn: Array) -> tuple[float, float]:
    low, high = np.quantile(drawn, (0.05, 0.95))
    return float(low), float(high)


def _check(inputs: Inputs) -> None:
    for name, span in (("effect", inputs.saved), ("uptake", inputs.uptake), ("unit cost", inputs.unit_cost)):
        if not span.low <= span.central <= span.high:
            raise NotABenefit(f"low, central and high of the {name} are not in order")
    if not (inputs.uptake.low >= 0 and inputs.uptake.high <= 1):
        raise NotABenefit("uptake must lie between 0 and 1")
    if not (0 < inputs.occupancy <= 1 and inputs.days > 0 and inputs.discharges >= 0 and inputs.unit_cost.low >= 0):
        raise NotABenefit("occupancy must be above 0 and at most 1, days above 0, discharges and costs not below 0")
