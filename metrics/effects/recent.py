"""Were the last weeks before the start unlike the rest? An area chosen on bad weeks gets better by itself.

Regression to the mean (reference methods, section 10): the weeks that made somebody choose an area are partly bad luck,
and luck does not last. Leaving those weeks out takes most of it away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.effects.autoregressive import reml
from metrics.effects.design import FEWEST_FOR_TREND, Weeks, season_pairs, terms
from metrics.effects.estimate import Array, Estimate, t_interval

RECENT = 8


@dataclass(frozen=True)
class RecentWeeks:
    """The last `weeks` weeks before the start less the others before it, season allowed for (`season`: whether)."""

    weeks: int
    others: int
    apart: Estimate
    season: bool


def recent_weeks(weeks: Weeks, values: Array, *, recent: int = RECENT) -> RecentWeeks | None:
    """Compare the last `recent` weeks of a stretch before a start with the rest of it; None under 26 weeks in all.

    weeks: ascending numbers; values without blanks. Errors AR(1) by REML, season as its length can carry, no trend: an
    area that had been getting worse for a while is to be seen too. Raises what reml raises.
    """
    if len(weeks) < FEWEST_FOR_TREND:
        return None
    first = int(weeks[-1]) - recent + 1
    late = weeks >= first
    pairs = season_pairs(len(weeks))
    model = terms(weeks, first, pairs, False)
    fit = reml(model.x, values, weeks)
    error = float(np.sqrt(fit.covariance[model.level, model.level]))
    apart = t_interval(float(fit.coefficients[model.level]), error, fit.df_effective)
    return RecentWeeks(int(late.sum()), int((~late).sum()), apart, pairs > 0)
