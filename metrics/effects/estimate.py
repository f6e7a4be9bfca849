"""A number with its interval, and the two kinds of refusal that a verdict knows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from metrics.errors import MetricError

Array = NDArray[np.float64]
Z = float(special.ndtri(0.975))


class NotEnoughData(MetricError):
    """Too little was recorded for the question; its verdict is "not enough data"."""


class NotComparable(MetricError):
    """A check failed, so before and after (or the areas) should not be compared; its verdict is "not comparable"."""


@dataclass(frozen=True)
class Estimate:
    """A value and its 95% interval, on the scale it is shown on.

    error: the standard error, on the log scale for a ratio, None for an interval that has none (exact, score,
    bootstrap). df: degrees of freedom of Student's t behind the interval, None where another law is.
    """

    value: float
    low: float
    high: float
    error: float | None = None
    df: float | None = None

    @property
    def clear(self) -> bool:
        """Whether the interval of a difference leaves 0 out."""
        return self.low > 0 or self.high < 0


def t_quantile(df: float) -> float:
    """The 97.5% point of Student's t."""
    return float(special.stdtrit(df, 0.975))


def t_interval(value: float, error: float, df: float) -> Estimate:
    """value -+ t(.975, df) error."""
    reach = t_quantile(df) * error
    return Estimate(value, value - reach, value + reach, error, df)


def t_ratio(log_value: float, log_error: float, df: float | None = None) -> Estimate:
    """A ratio from its logarithm: exp(value -+ quantile x error), Student's t with df, the normal without."""
    reach = (Z if df is None else t_quantile(df)) * log_error
    return Estimate(math.exp(log_value), math.exp(log_value - reach), math.exp(log_value + reach), log_error, df)


def named(name: str, estimate: Estimate) -> dict[str, float]:
    """The three fields of the method goldens: name, name_lo, name_hi."""
    return {name: estimate.value, **limits(name, estimate)}


def limits(name: str, estimate: Estimate, ending: str = "") -> dict[str, float]:
    """The two fields name_lo and name_hi, with an ending where the goldens have one."""
    return {f"{name}_lo{ending}": estimate.low, f"{name}_hi{ending}": estimate.high}
