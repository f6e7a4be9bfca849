"""Before and after of weekly events over an exposure (reference methods, section 2).

Does not allow for trend or season, and is labelled so wherever it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from metrics.effects.estimate import Array, Estimate, NotComparable, NotEnoughData, limits, named, t_ratio
from metrics.effects.proportions import clopper_pearson

PER = 1000
# Above this Pearson dispersion weeks vary more than chance alone, and the quasi-Poisson interval is the one shown.
OVER_DISPERSED = 1.2
FEWEST_WEEKS = 4


class TooFewWeeksOfEvents(NotEnoughData):
    """Under 4 weeks on one side, or no event in either."""

    def __init__(self, before: int, after: int, events: float) -> None:
        super().__init__(
            f"There are {before} weeks before and {after} after, with {events:g} events in all; a comparison of rates "
            f"needs {FEWEST_WEEKS} weeks on each side and an event. Use a larger area or a longer period."
        )


class NotARate(NotComparable):
    """Events below 0, not whole, or weeks without exposure."""

    def __init__(self) -> None:
        super().__init__("Events must be whole numbers of 0 or more and every week's exposure above 0.")


@dataclass(frozen=True)
class RateChange:
    """Events per 1,000 of exposure before and after (Garwood), and their ratio, after over before.

    exact: from the conditional binomial, its high end infinite when there is no event before. quasi: quasi-Poisson,
    None when a period has no event. dispersion: Pearson X^2 / (weeks - 2).
    """

    events: tuple[float, float]
    exposure: tuple[float, float]
    weeks: tuple[int, int]
    before: Estimate
    after: Estimate
    exact: Estimate
    exact_p: float
    quasi: Estimate | None
    dispersion: float

    @property
    def shown(self) -> Estimate:
        """The ratio to show: quasi-Poisson where weeks vary more than chance alone, else exact."""
        return self.quasi if self.quasi is not None and self.dispersion > OVER_DISPERSED else self.exact


def compare_rates(
    events_before: Sequence[float] | Array, exposure_before: Sequence[float] | Array,
    events_after: Sequence[float] | Array, exposure_after: Sequence[float] | Array,
) -> RateChange:  # fmt: skip
    """Compare weekly events and exposures (bed days), one each a week. Raises TooFewWeeksOfEvents, NotARate."""
    x0, t0, x1, t1 = (np.asarray(v, float) for v in (events_before, exposure_before, events_after, exposure_after))
    _check(x0, t0, x1, t1)
    (a, b), (s, t) = (float(x0.sum()), float(x1.sum())), (float(t0.sum()), float(t1.sum()))
    dispersion = (_pearson(x0, t0) + _pearson(x1, t1)) / (len(x0) + len(x1) - 2)
    p = float(stats.binomtest(int(b), int(a + b), t / (s + t)).pvalue)
    return RateChange(
        (a, b), (s, t), (len(x0), len(x1)), garwood(a, s), garwood(b, t), conditional(a, s, b, t), p,
        _quasi(a / s, b / t, (a, b), dispersion, len(x0) + len(x1) - 2), dispersion,
    )  # fmt: skip


def garwood(events: float, exposure: float) -> Estimate:
    """Events per 1,000 with Garwood's (1936) exact interval: chi2(.025, 2x)/2 and chi2(.975, 2x+2)/2."""
    low = float(special.gammaincinv(events, 0.025)) if events else 0.0
    high = float(special.gammaincinv(events + 1, 0.975))
    return Estimate(*(PER * v / exposure for v in (events, low, high)))


def conditional(x0: float, t0: float, x1: float, t1: float) -> Estimate:
    """The rate ratio after / before, exact: x1 given x0 + x1 is binomial; Clopper-Pearson limits as odds, x T0/T1."""
    share = clopper_pearson(x1, x0 + x1)
    return Estimate(*(_odds(p) * t0 / t1 for p in (share.value, share.low, share.high)))


def fields(result: RateChange) -> dict[str, float]:
    """The family `rates` of the method goldens; nothing of qp where a period has no event."""
    found: dict[str, float] = {
        "events_before": result.events[0],
        "bed_days_before": result.exposure[0],
        "events_after": result.events[1],
        "bed_days_after": result.exposure[1],
        "rate_ratio": result.exact.value,
        "rate_ratio_exact_p": result.exact_p,
        "dispersion": result.dispersion,
        **named("rate_before", result.before),
        **named("rate_after", result.after),
        **limits("rate_ratio_exact", result.exact),
    }
    if result.quasi is not None:
        found |= {"qp_rate_ratio": result.quasi.value, **limits("qp", result.quasi)}
    return found


def _odds(p: float) -> float:
    return p / (1 - p) if p < 1 else math.inf


def _pearson(events: Array, exposure: Array) -> float:
    expected = exposure * events.sum() / exposure.sum()
    return float(np.sum((events - expected) ** 2 / expected)) if events.sum() else 0.0


def _quasi(before: float, after: float, events: tuple[float, float], dispersion: float, df: int) -> Estimate | None:
    if not all(events):
        return None
    return t_ratio(math.log(after / before), math.sqrt(dispersion * (1 / events[0] + 1 / events[1])), df)


def _check(x0: Array, t0: Array, x1: Array, t1: Array) -> None:
    for events, exposure in ((x0, t0), (x1, t1)):
        if np.any(events < 0) or np.any(events % 1) or not np.all(exposure > 0) or len(events) != len(exposure):
            raise NotARate
    if min(len(x0), len(x1)) < FEWEST_WEEKS or not x0.sum() + x1.sum():
        raise TooFewWeeksOfEvents(len(x0), len(x1), float(x0.sum() + x1.sum()))
