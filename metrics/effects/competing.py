"""Ways of leaving that compete: cumulative incidence, never one less Kaplan-Meier by cause (methods, section 9).

Aalen and Johansen (1978). The error is the infinitesimal jackknife, as R's survival 3 has it: the root of the sum of
squares of each person's influence on the share.
"""

from __future__ import annotations

import numpy as np

from metrics.effects.cohort import Cohort, Risk
from metrics.effects.estimate import Array, Estimate, Z


def cumulative_incidence(people: Cohort, cause: int, day: float) -> Estimate | None:
    """The share that left for `cause` within `day` days, normal interval; None beyond the follow-up.

    With h = d/n at each time: F rises by S(-) h_cause. A person's influence on it has closed form: sums over the times
    at which they were at risk, so all of them together cost one pass over the times.
    """
    risk = people.left
    survival = np.cumprod(1 - risk.events / risk.at_risk)
    if day > float(people.days.max()) and (survival > 0).all():
        return None
    kept = risk.times <= day
    if not kept.any():
        return Estimate(0.0, 0.0, 0.0, 0.0)
    own = people.event == cause
    causes = np.bincount(np.searchsorted(risk.times, people.days[own]), minlength=len(risk.times)).astype(float)
    before = np.concatenate([[1.0], survival[:-1]])
    share = float(np.sum((before * causes / risk.at_risk)[kept]))
    influence = _influence(people, Risk(risk.times[kept], risk.events[kept], risk.at_risk[kept]), causes[kept], own)
    error = float(np.sqrt(influence @ influence))
    return Estimate(share, share - Z * error, share + Z * error, error)


def _influence(people: Cohort, risk: Risk, causes: Array, own: np.typing.NDArray[np.bool_]) -> Array:
    """dF(last time)/dw for each person's weight w, all weights 1.

    A weight adds (dN - Y h)/n to each hazard. With c = d/(n (n - d)), its running sum C, and f the steps of F, a person
    at risk on (entry, exit] adds: sum of f C(-) in between, less sum of f/n; at an event S(-)/n if it is of the cause,
    and from then on - f times 1/(n - d); after exit C in between times f.
    """
    n, left = risk.at_risk, risk.at_risk - risk.events
    inverse_left = np.divide(1.0, left, out=np.zeros(len(left)), where=left > 0)
    before = np.concatenate([[1.0], np.cumprod(1 - risk.events / n)[:-1]])
    rises = before * causes / n
    f, c = _running(rises), _running(risk.events / n * inverse_left)
    fc, fn = _running(rises * c[:-1]), _running(rises / n)
    enter = np.searchsorted(risk.times, people.entry, side="right")
    leave = np.searchsorted(risk.times, people.days, side="right")
    observed = (people.event > 0) & (people.days <= risk.times[-1])
    at = np.where(observed, leave - 1, 0)
    within = fc[leave] - fc[enter] - c[enter] * (f[leave] - f[enter]) - (fn[leave] - fn[enter])
    afterwards = (f[-1] - f[leave]) * (c[leave] - c[enter] - observed * inverse_left[at])
    event = (observed & own) * before[at] / n[at]
    influence: Array = within + afterwards + event
    return influence


def _running(values: Array) -> Array:
    """Sums of none, the first, the first two ... of the values."""
    return np.concatenate([[0.0], np.cumsum(values)])
