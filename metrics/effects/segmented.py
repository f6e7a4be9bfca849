"""One segmented regression by one method, and the effects read from it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from metrics.effects.autoregressive import prais_winsten, reml
from metrics.effects.design import Design
from metrics.effects.estimate import Array, Estimate, t_interval
from metrics.effects.linear import hac, newey_west_lag, ols

Method = Literal["reml", "newey_west", "newey_west_2l", "prais_winsten", "ols"]


@dataclass(frozen=True, eq=False)
class Segmented:
    """Coefficients and covariance of a design by a method; residuals are whitened where rho is not None."""

    design: Design
    method: Method
    coefficients: Array
    covariance: Array
    residuals: Array
    df: int
    df_effective: float
    rho: float | None

    def level(self, df: float | None = None) -> Estimate:
        """The step at the start; df is the one of the interval, the effective one when left out."""
        return self._along(_unit(self.design.level, len(self.coefficients)), df)

    def slope(self, df: float | None = None) -> Estimate | None:
        """The change of slope a week, None in a model without trend."""
        if not self.design.trend:
            return None
        return self._along(_unit(self.design.level + 1, len(self.coefficients)), df)

    def average(self, df: float | None = None) -> Estimate:
        """The average effect over the weeks after the start: the headline."""
        return self._along(self.design.average, df)

    @property
    def counterfactual_mean(self) -> float:
        """The mean over the weeks after the start of what the model expects without the intervention."""
        return float(self._mean_without @ self.coefficients)

    def percent(self, df: float | None = None) -> Estimate | None:
        """100 x average effect / counterfactual mean, by the delta method with the whole covariance.

        None where the counterfactual is not above 0, since a share of it then means nothing.
        """
        effect, without = self.design.average, self._mean_without
        a, c = float(effect @ self.coefficients), self.counterfactual_mean
        if c <= 0:
            return None
        gradient = 100 * (effect / c - a * without / c**2)
        return t_interval(100 * a / c, self._error(gradient), self.df_effective if df is None else df)

    @property
    def _mean_without(self) -> Array:
        mean: Array = self.design.without[self.design.after].mean(axis=0)
        return mean

    def _along(self, weights: Array, df: float | None) -> Estimate:
        value = float(weights @ self.coefficients)
        return t_interval(value, self._error(weights), self.df_effective if df is None else df)

    def _error(self, weights: Array) -> float:
        return math.sqrt(max(float(weights @ self.covariance @ weights), 0.0))


def segmented(model: Design, y: Array, method: Method = "reml", weights: Array | None = None) -> Segmented:
    """Fit y, one value a row of the design, by a method.

    weights: how much each row is worth (a share's denominator), any scale. Raises TooPersistent (reml),
    NothingVaries, TermsNotSeparable.
    """
    x, target = model.x, y
    if weights is not None:
        root = np.sqrt(weights / weights.mean())
        x, target = x * root[:, None], y * root
    if method in ("reml", "prais_winsten"):
        fit = (reml if method == "reml" else prais_winsten)(x, target, model.weeks)
        freedom = fit.df_effective if method == "reml" else float(fit.df)
        return Segmented(model, method, fit.coefficients, fit.covariance, fit.residuals, fit.df, freedom, fit.rho)
    plain = ols(x, target)
    covariance = plain.covariance
    if method != "ols":
        lag = newey_west_lag(len(y)) * (2 if method == "newey_west_2l" else 1)
        covariance = hac(x, plain.residuals, lag, model.weeks)
    return Segmented(model, method, plain.coefficients, covariance, plain.residuals, plain.df, float(plain.df), None)


def _unit(place: int, length: int) -> Array:
    weights = np.zeros(length)
    weights[place] = 1.0
    return weights
