"""Before and after of amounts per patient: means, medians, their ratio (reference methods, section 2).

Does not allow for trend or season, and is labelled so wherever it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from metrics.effects.bootstrap import SEED, difference_of_means, difference_of_medians, ratio_of_means
from metrics.effects.estimate import Array, Estimate, NotComparable, NotEnoughData, limits, named, t_interval, t_ratio

FEWEST = 10
# Below this many a side the normal interval of a ratio of skewed means covers too little: bootstrap-t instead.
ENOUGH_FOR_RATIO = 400
LONG = 7


class TooFewPatients(NotEnoughData):
    """Under 10 patients in a period."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__(
            f"There are {before} patients before and {after} after; a comparison of means needs {FEWEST} in each. "
            "Use a larger area or a longer period."
        )
        self.before, self.after = before, after


class NoSpread(NotComparable):
    """All values of a period are the same."""

    def __init__(self) -> None:
        super().__init__("All values in a period are the same, so no interval can be given. Check that they are real.")


class NotAmounts(NotComparable):
    """Something that is not a finite number of 0 or more."""

    def __init__(self) -> None:
        super().__init__("Amounts per patient must be numbers of 0 or more. Leave out the patients without one.")


@dataclass(frozen=True)
class Side:
    """One period: how many patients, mean, SD (n-1), and the median with its exact order-statistic interval."""

    n: int
    mean: float
    sd: float
    median: Estimate


@dataclass(frozen=True)
class MeansChange:
    """After less before. difference: Welch; percent: 100 (ratio - 1), its interval the one of `ratio`.

    ratio: of means, None where before is 0; normal on the log scale from 400 patients a side, else bootstrap-t
    (ratio_normal is there in any case). geometric: of 1 + amount, a sensitivity. standardised: difference over the SD
    before. median_difference, mean_bootstrap: seeded percentile bootstrap within period. long_after: share of the
    after period with 7 or more.
    """

    before: Side
    after: Side
    difference: Estimate
    p: float
    ratio: Estimate | None
    ratio_normal: Estimate | None
    geometric: Estimate
    median_difference: Estimate
    mean_bootstrap: Estimate
    long_after: float
    rank_p: float

    @property
    def standardised(self) -> float | None:
        """The difference in SDs of the period before; None where that is 0."""
        return self.difference.value / self.before.sd if self.before.sd else None

    @property
    def percent(self) -> Estimate | None:
        """The change as a percentage of the mean before."""
        if self.ratio is None:
            return None
        return Estimate(*(100 * (r - 1) for r in (self.ratio.value, self.ratio.low, self.ratio.high)))


def compare_means(before: Sequence[float] | Array, after: Sequence[float] | Array, *, seed: int = SEED) -> MeansChange:
    """Compare amounts (0 or more, one a patient). Raises TooFewPatients, NoSpread, NotAmounts."""
    a, b = _checked(before), _checked(after)
    if min(len(a), len(b)) < FEWEST:
        raise TooFewPatients(len(a), len(b))
    if a.std() == 0 and b.std() == 0:
        raise NoSpread
    difference = welch(a, b)
    normal = _ratio(a, b)
    shown = normal if normal is None or min(len(a), len(b)) >= ENOUGH_FOR_RATIO else ratio_of_means(a, b, seed)
    logs = welch(np.log1p(a), np.log1p(b))
    t = abs(difference.value) / (difference.error or math.inf)
    return MeansChange(
        _side(a), _side(b), difference, 2 * float(stats.t.sf(t, difference.df)), shown, normal,
        Estimate(math.exp(logs.value), math.exp(logs.low), math.exp(logs.high), logs.error, logs.df),
        difference_of_medians(a, b, seed), difference_of_means(a, b, seed), float(np.mean(b >= LONG)),
        float(stats.mannwhitneyu(a, b, use_continuity=False, method="asymptotic").pvalue),
    )  # fmt: skip


def welch(before: Array, after: Array) -> Estimate:
    """The difference of means, after less before, with Welch's t interval."""
    a, b = before.var(ddof=1) / len(before), after.var(ddof=1) / len(after)
    df = (a + b) ** 2 / (a**2 / (len(before) - 1) + b**2 / (len(after) - 1))
    return t_interval(float(after.mean() - before.mean()), math.sqrt(a + b), float(df))


def median(values: Array) -> Estimate:
    """The median and order statistics k and n-k+1, k = qbinom(.025, n, .5): an exact interval for any law."""
    ordered = np.sort(values)
    k = max(int(stats.binom.ppf(0.025, len(ordered), 0.5)), 1)
    return Estimate(float(np.median(ordered)), float(ordered[k - 1]), float(ordered[-k]))


def fields(result: MeansChange) -> dict[str, float]:
    """The family `means` of the method goldens; nothing of a ratio where there is none."""
    found: dict[str, float] = {
        "diff_mean_df": result.difference.df or 0.0,
        "diff_mean_p": result.p,
        "share_over_7": result.long_after,
        "mwu_p": result.rank_p,
        "diff_median": result.median_difference.value,
        **named("diff_mean", result.difference),
        **named("gmr_log1p", result.geometric),
        **limits("boot_diff_mean", result.mean_bootstrap),
        **limits("boot_diff_median", result.median_difference),
    }
    for period, side in (("before", result.before), ("after", result.after)):
        found |= {f"n_{period}": side.n, f"mean_{period}": side.mean, **named(f"median_{period}", side.median)}
    if result.ratio_normal is not None:
        found |= named("ratio_mean", result.ratio_normal)
    return found


def _checked(values: Sequence[float] | Array) -> Array:
    found: Array = np.asarray(values, dtype=float)
    if not np.all(np.isfinite(found)) or np.any(found < 0):
        raise NotAmounts
    return found


def _side(values: Array) -> Side:
    return Side(len(values), float(values.mean()), float(values.std(ddof=1)), median(values))


def _ratio(a: Array, b: Array) -> Estimate | None:
    """m1/m0, log-SE = sqrt(s1^2/(n1 m1^2) + s0^2/(n0 m0^2))."""
    if not (a.mean() > 0 and b.mean() > 0):
        return None
    error = math.sqrt(b.var(ddof=1) / (len(b) * b.mean() ** 2) + a.var(ddof=1) / (len(a) * a.mean() ** 2))
    return t_ratio(math.log(b.mean() / a.mean()), error)
