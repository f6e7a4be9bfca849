"""The answers of the calculators under the names of the method goldens, for the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from metrics.effects import benefits, calc
from metrics.effects.many import adjusted

Questions = Mapping[str, Sequence[Any]]
Found = dict[str, float | list[float]]


def fields(questions: Questions) -> Found:
    """Answers of the family `calc`; questions are the lists of its settings, any of them may be missing."""
    found: Found = {}
    for name, answer in (
        ("power_means", _means),
        ("power_props", _shares),
        ("power_rates", _rates),
        ("deff", _design_effect),
        ("power_its", _series),
        ("fdr", _many),
        ("benefits", _benefit),
    ):
        for number, question in enumerate(questions.get(name, ()), start=1):
            found |= answer(question, number)
    return found


def _means(asked: Mapping[str, float], number: int) -> Found:
    n = calc.patients_for_means(asked["delta"], asked["sd"], power=asked["power"], ratio=asked["ratio"])
    return {f"means_{number}_n_before": n[0], f"means_{number}_n_after": n[1]}


def _shares(asked: Mapping[str, float], number: int) -> Found:
    return {f"props_{number}_n_per_period": calc.patients_for_shares(asked["p0"], asked["p1"], power=asked["power"])}


def _rates(asked: Mapping[str, float], number: int) -> Found:
    exposure = calc.exposure_for_rates(asked["rate0"], asked["rr"], power=asked["power"], dispersion=asked["od"])
    return {f"rates_{number}_exposure_per_period": exposure}


def _design_effect(asked: Mapping[str, float], number: int) -> Found:
    return {f"deff_{number}": calc.design_effect(asked["m"], asked["icc"])}


def _series(asked: Mapping[str, Any], number: int) -> Found:
    noise = calc.SeriesNoise(asked["sd"], asked["rho"], asked["harmonics"])
    power = calc.series_power(asked["n_pre"], asked["n_post"], noise, asked["delta"])
    return {
        f"its_{number}_se_level": power.error_level,
        f"its_{number}_power_level": power.power_level,
        f"its_{number}_se_avg_effect": power.error_average,
        f"its_{number}_power_avg_effect": power.power_average,
        f"its_{number}_mde80_avg_effect": power.detectable,
    }


def _many(chances: Sequence[float], number: int) -> Found:
    return {
        f"bh_{number}": adjusted(chances, "bh").tolist(),
        f"by_{number}": adjusted(chances, "by").tolist(),
        f"holm_{number}": adjusted(chances, "holm").tolist(),
    }


def _benefit(asked: Mapping[str, Any], number: int) -> Found:
    central, low, high = asked["days_saved"]
    inputs = benefits.Inputs(
        saved=benefits.Span(low, central, high),
        uptake=benefits.Span(*asked["uptake"]),
        unit_cost=benefits.Span(*asked["bed_day_cost"]),
        discharges=asked["discharges_per_year"],
        occupancy=asked["occupancy"],
        running_cost=asked["running_cost"],
    )
    return dict(benefits.fields(benefits.benefit(inputs), number))
