"""Before a test begins: how many, how long, how small an effect can be seen (reference methods, section 8).

Every function raises NotAQuestion where its question has no answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from metrics.effects.autoregressive import reml, whiten
from metrics.effects.design import Design, Weeks, season_pairs, terms
from metrics.effects.estimate import Array, NotComparable, NotEnoughData, Z

POWER = 0.8
WEEKS_AFTER = (4, 8, 12, 26, 52)
MOST_WARDS = 1000
FEWEST_BASELINE_WEEKS = 26


class NotAQuestion(NotComparable):
    """A size that can't be asked for."""

    def __init__(self, words: str) -> None:
        super().__init__(f"This can't be planned for: {words}. Give another effect, spread or power.")


class BaselineTooShort(NotEnoughData):
    """Under 26 weeks to measure the noise of a series with."""

    def __init__(self, weeks: int) -> None:
        super().__init__(
            f"The baseline has {weeks} whole weeks; planning a time series needs {FEWEST_BASELINE_WEEKS} to measure "
            "how much weeks vary. Freeze a longer baseline."
        )


@dataclass(frozen=True)
class SeriesNoise:
    """How weeks vary around trend and season: SD of a week, correlation with the next, harmonics taken out."""

    sd: float
    rho: float
    harmonics: int


@dataclass(frozen=True)
class SeriesPower:
    """What so many weeks after the start can show: standard errors, power for the effect asked about.

    detectable: the smallest average effect seen with 80% power.
    """

    weeks_after: int
    error_level: float
    error_average: float
    power_level: float
    power_average: float
    detectable: float


def patients_for_means(effect: float, sd: float, *, power: float = POWER, ratio: float = 1.0) -> tuple[int, int]:
    """Patients before and after: (z.975 + z_power)^2 sd^2 (1 + 1/r) / d^2, and r times as many after."""
    _ask(effect != 0 and sd > 0 and ratio > 0, "the effect must not be 0, the spread and ratio above 0")
    before = _quantiles(power) ** 2 * sd**2 * (1 + 1 / ratio) / effect**2
    return math.ceil(before), math.ceil(ratio * before)


def patients_for_shares(before: float, after: float, *, power: float = POWER) -> int:
    """Patients a period: (z sqrt(2pq) + z_power sqrt(p0q0 + p1q1))^2 / (p0 - p1)^2, p the mean."""
    _ask(0 < before < 1 and 0 < after < 1 and before != after, "two different shares between 0 and 1 are needed")
    _quantiles(power)
    mean = (before + after) / 2
    apart = Z * math.sqrt(2 * mean * (1 - mean))
    apart += _z(power) * math.sqrt(before * (1 - before) + after * (1 - after))
    return math.ceil(apart**2 / (before - after) ** 2)


def exposure_for_rates(rate: float, ratio: float, *, power: float = POWER, dispersion: float = 1.0) -> float:
    """Exposure a period: (z + z_power)^2 phi (1/l0 + 1/l1) / log(ratio)^2, in the unit of the rate."""
    _ask(rate > 0 and ratio > 0 and ratio != 1, "the rate must be above 0 and the ratio not 1")
    return _quantiles(power) ** 2 * dispersion * (1 / rate + 1 / (rate * ratio)) / math.log(ratio) ** 2


def design_effect(size: float, icc: float) -> float:
    """1 + (m-1) ICC: how much more is needed when patients come in wards of m."""
    return 1 + (size - 1) * icc


def wards_needed(effect: float, sd: float, size: float, icc: float, *, power: float = POWER) -> int:
    """Wards in all, half of them with the change and `size` patients in each, with Student's t(G-2).

    Raises NotAQuestion where 1,000 are not enough.
    """
    _ask(effect != 0 and sd > 0 and size > 0, "the effect must not be 0, the spread and ward size above 0")
    _quantiles(power)
    for wards in range(4, MOST_WARDS + 1, 2):
        error = math.sqrt(4 * sd**2 * design_effect(size, icc) / (size * wards))
        reach = special.stdtrit(wards - 2, 0.975) + special.stdtrit(wards - 2, power)
        if reach * error <= abs(effect):
            return wards
    raise NotAQuestion(f"even {MOST_WARDS} wards would not show this effect")


def noise_of(weeks: Weeks, values: Array) -> SeriesNoise:
    """The noise of a frozen baseline by REML around a trend and the season its length can carry.

    Raises BaselineTooShort, and what reml raises.
    """
    if len(weeks) < FEWEST_BASELINE_WEEKS:
        raise BaselineTooShort(len(weeks))
    pairs = season_pairs(len(weeks))
    plain = terms(weeks, int(weeks[-1]) + 1, pairs, True)
    kept = [column for column in range(plain.x.shape[1]) if column not in (plain.level, plain.level + 1)]
    fit = reml(plain.x[:, kept], values, weeks)
    return SeriesNoise(fit.sd, fit.rho, pairs)


def series_power(weeks_before: int, weeks_after: int, noise: SeriesNoise, effect: float) -> SeriesPower:
    """Power of an interrupted series: standard errors from (X' S^-1 X)^-1, S = sd^2 rho^|i-j|."""
    fine = noise.sd > 0 and abs(noise.rho) < 1 and min(weeks_before, weeks_after) > 1
    _ask(fine, "weeks must vary, and there be two or more on each side")
    weeks = np.arange(weeks_before + weeks_after)
    model = terms(weeks, weeks_before, noise.harmonics, True)
    level, average = _errors(model, noise)
    return SeriesPower(
        weeks_after, level, average, power_of(effect, level), power_of(effect, average), (Z + _z(POWER)) * average
    )


def power_table(weeks_before: int, noise: SeriesNoise, effect: float) -> tuple[SeriesPower, ...]:
    """What 4, 8, 12, 26 and 52 weeks after the start would show."""
    return tuple(series_power(weeks_before, after, noise, effect) for after in WEEKS_AFTER)


def power_of(effect: float, error: float) -> float:
    """The chance that a 95% interval with this standard error leaves 0 out on either side."""
    size = abs(effect) / error
    return float(special.ndtr(size - Z) + special.ndtr(-size - Z))


def _errors(model: Design, noise: SeriesNoise) -> tuple[float, float]:
    # The inverse of S has three diagonals: whitened rows give X' S^-1 X without a matrix of weeks by weeks.
    rows = whiten(model.x, noise.rho, np.diff(model.weeks))
    covariance = noise.sd**2 * (1 - noise.rho**2) * np.linalg.inv(rows.T @ rows)
    return (
        float(np.sqrt(covariance[model.level, model.level])),
        float(np.sqrt(model.average @ covariance @ model.average)),
    )


def _quantiles(power: float) -> float:
    _ask(0.5 <= power < 1, "power must be at least a half and below 1")
    return Z + _z(power)


def _z(power: float) -> float:
    return float(special.ndtri(power))


def _ask(fine: bool, words: str) -> None:
    if not fine:
        raise NotAQuestion(words)
