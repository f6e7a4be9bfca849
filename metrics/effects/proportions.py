"""Before and after of a share of patients (reference methods, section 2). Does not allow for trend or season."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from metrics.effects.estimate import Estimate, NotComparable, NotEnoughData, Z, limits, named, t_ratio

FEWEST = 20


class TooFewForShare(NotEnoughData):
    """Under 20 patients in a period."""

    def __init__(self, before: float, after: float) -> None:
        super().__init__(
            f"There are {before:g} patients before and {after:g} after; a comparison of shares needs {FEWEST} in "
            "each. Use a larger area or a longer period."
        )


class NotAShare(NotComparable):
    """More counted than there are, or fewer than none."""

    def __init__(self) -> None:
        super().__init__("A share needs a count between 0 and its total, before and after. Check the two columns.")


@dataclass(frozen=True)
class ShareChange:
    """x of n before and after; before, after: Wilson; difference: Newcombe's hybrid score, after less before.

    relative: ratio with Katz's log interval, None when a count is 0. score: Miettinen-Nurminen, after_exact:
    Clopper-Pearson, fisher_p: sensitivities. score_reference: see miettinen_nurminen, for comparing engines only.
    """

    counts: tuple[float, float]
    totals: tuple[float, float]
    before: Estimate
    after: Estimate
    difference: Estimate
    relative: Estimate | None
    after_exact: Estimate
    score: Estimate
    score_reference: Estimate
    fisher_p: float


def compare_shares(x_before: float, n_before: float, x_after: float, n_after: float) -> ShareChange:
    """Compare x of n patients before with x of n after. Raises TooFewForShare, NotAShare."""
    if not (0 <= x_before <= n_before and 0 <= x_after <= n_after):
        raise NotAShare
    if min(n_before, n_after) < FEWEST:
        raise TooFewForShare(n_before, n_after)
    before, after = wilson(x_before, n_before), wilson(x_after, n_after)
    table = [[x_before, n_before - x_before], [x_after, n_after - x_after]]
    return ShareChange(
        (x_before, x_after), (n_before, n_after), before, after, newcombe(before, after),
        katz(x_before, n_before, x_after, n_after), clopper_pearson(x_after, n_after),
        miettinen_nurminen(x_before, n_before, x_after, n_after),
        miettinen_nurminen(x_before, n_before, x_after, n_after, as_statsmodels=True),
        float(stats.fisher_exact(table).pvalue),
    )  # fmt: skip


def wilson(x: float, n: float) -> Estimate:
    """Wilson's score interval of x/n, no continuity correction."""
    p, z2 = x / n, Z**2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    reach = Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n**2))
    # The ends are exactly 0 and 1 there; rounding would put them on the wrong side of p.
    return Estimate(p, centre - reach if x else 0.0, centre + reach if x < n else 1.0)


def newcombe(before: Estimate, after: Estimate) -> Estimate:
    """Newcombe's (1998) hybrid score interval of after less before, from the Wilson interval of each."""
    d = after.value - before.value
    down = math.hypot(after.value - after.low, before.high - before.value)
    up = math.hypot(after.high - after.value, before.value - before.low)
    return Estimate(d, d - down, d + up)


def katz(x0: float, n0: float, x1: float, n1: float) -> Estimate | None:
    """The relative risk with Katz's log interval; None when a count is 0."""
    if not x0 or not x1:
        return None
    return t_ratio(math.log(x1 / n1 / (x0 / n0)), math.sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0))


def clopper_pearson(x: float, n: float) -> Estimate:
    """The exact interval of x/n, from beta quantiles."""
    low = float(stats.beta.ppf(0.025, x, n - x + 1)) if x > 0 else 0.0
    high = float(stats.beta.ppf(0.975, x + 1, n - x)) if x < n else 1.0
    return Estimate(x / n, low, high)


def miettinen_nurminen(x0: float, n0: float, x1: float, n1: float, *, as_statsmodels: bool = False) -> Estimate:
    """Miettinen and Nurminen's (1985) score interval of p1 - p0, variance factor N/(N-1).

    as_statsmodels: with the slip of statsmodels 0.14 and 0.15 (its issue 10269: a count where a total belongs in the
    cubic), which the reference answers carry; off by up to 0.0003 in their set. Never shown.
    """
    linear = x0 if as_statsmodels else n0
    d = x1 / n1 - x0 / n0

    def score(delta: float) -> float:
        return _score(x0, n0, x1, n1, delta, linear)

    edge = 1 - 1e-9
    low = -1.0 if score(-edge) < Z else optimize.brentq(lambda delta: score(delta) - Z, -edge, d, xtol=1e-13)
    high = 1.0 if score(edge) > -Z else optimize.brentq(lambda delta: score(delta) + Z, d, edge, xtol=1e-13)
    return Estimate(d, float(low), float(high))


def fields(result: ShareChange) -> dict[str, float]:
    """The family `proportions` of the method goldens; nothing of rr where a count is 0.

    score_mn is the reference's own figure, slip and all; score_mn_right is the interval its authors meant.
    """
    found: dict[str, float] = {
        "x_before": result.counts[0],
        "n_before": result.totals[0],
        "x_after": result.counts[1],
        "n_after": result.totals[1],
        "fisher_p": result.fisher_p,
        **named("p_before", result.before),
        **named("p_after", result.after),
        **named("diff", result.difference),
        **limits("p_after_exact", result.after_exact),
        **limits("score_mn", result.score_reference),
        **limits("score_mn_right", result.score),
    }
    return found if result.relative is None else found | named("rr", result.relative)


def _score(x0: float, n0: float, x1: float, n1: float, delta: float, linear: float) -> float:
    """(d - delta) over its standard error under p1 - p0 = delta."""
    q0 = _restricted(x0, n0, x1, n1, delta, linear)
    q1 = q0 + delta
    n = n0 + n1
    variance = (max(q1 * (1 - q1), 0.0) / n1 + max(q0 * (1 - q0), 0.0) / n0) * n / (n - 1)
    gap = x1 / n1 - x0 / n0 - delta
    return gap / math.sqrt(variance) if variance > 0 else math.copysign(math.inf, gap) if gap else 0.0


def _restricted(x0: float, n0: float, x1: float, n1: float, delta: float, linear: float) -> float:
    """The most likely p0 when p1 - p0 = delta: Miettinen and Nurminen's cubic in closed form, `linear` being n0."""
    n, x = n0 + n1, x0 + x1
    c3, c2 = n, (n1 + 2 * n0) * delta - n - x
    c1, c0 = (linear * delta - n - 2 * x0) * delta + x, x0 * delta * (1 - delta)
    v = c2**3 / (27 * c3**3) - c1 * c2 / (6 * c3**2) + c0 / (2 * c3)
    u = math.copysign(math.sqrt(max(c2**2 / (9 * c3**2) - c1 / (3 * c3), 0.0)), v)
    angle = 0.0 if u == 0 else (math.pi + math.acos(float(np.clip(v / u**3, -1, 1)))) / 3
    return float(np.clip(2 * u * math.cos(angle) - c2 / (3 * c3), max(0.0, -delta), min(1.0, 1 - delta)))
