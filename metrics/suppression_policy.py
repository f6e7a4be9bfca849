"""Small-number policies: which counts are hidden, how the others are rounded, and the words for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from metrics.errors import MetricError
from metrics.metric import BED_DAY, CENSUS, Metric

Nature = Literal["count", "share", "mean"]
FEW: Final = "few"
BESIDE: Final = "beside"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One rule for small numbers of people.

    fewest: the smallest count above 0 that may be shown; 0 hides nothing. base: shown counts are rounded to the nearest
    multiple of it; 0 shows them as they are. Both are in people; a count on an average day is read to the nearest
    person.
    """

    name: str
    label: str
    words: str
    fewest: int
    base: int

    def limit(self, scale: float) -> float:
        """A sum over `scale` days is hidden below this: half a person under `fewest` still rounds up to it."""
        return (self.fewest - 0.5) * scale if scale != 1 else float(self.fewest)

    def is_small(self, count: float, scale: float = 1) -> bool:
        """Whether the count may not be shown. None, 0, may."""
        return 0 < count < self.limit(scale)

    def rounded(self, count: float, scale: float = 1) -> float:
        """The count as shown: people, or people on an average day, half of the base upward."""
        if not self.base:
            return count / scale
        return math.floor(count / (self.base * scale) + 0.5) * float(self.base)

    def reach(self, count: float, scale: float = 1) -> tuple[float, float]:
        """The least and the most that a shown count can be for somebody who knows the policy."""
        if not self.base or count == 0:
            return count, count
        middle, half = self.rounded(count, scale) * scale, self.base * scale / 2
        return max(math.ceil(middle - half), math.ceil(self.limit(scale))), math.ceil(middle + half) - 1

    def digits(self, n: float, most: int) -> int:
        """The decimals that a mean of n people is shown with, at most `most`.

        With no more of them than n has tens, every n gives every such mean, so the digits don't tell n.
        """
        least = max(self.reach(n)[0], 1)
        return min(most, math.floor(math.log10(least))) if self.fewest else most

    def hidden_words(self, reason: str | None) -> str:
        """Why a number is not there: "hidden: fewer than 8 people"."""
        if reason == FEW:
            return f"hidden: fewer than {self.fewest} people"
        return "hidden: it would tell a small number beside it" if reason == BESIDE else ""


POLICIES: Final[dict[str, Policy]] = {
    policy.name: policy
    for policy in (
        Policy(
            name="hes_1_7_round5",
            label="1 to 7 hidden, others to the nearest 5",
            words=(
                "Counts of 1 to 7 people are hidden and others rounded to the nearest 5; percentages are of rounded "
                "counts; means rest on 8 people or more (the Hospital Episode Statistics rule of September 2018)"
            ),
            fewest=8,
            base=5,
        ),
        Policy(
            name="lt5",
            label="1 to 4 hidden, nothing rounded",
            words=(
                "Counts of 1 to 4 people are hidden, and others where they would tell one of these; nothing is "
                "rounded; means rest on 5 people or more"
            ),
            fewest=5,
            base=0,
        ),
        Policy(
            name="none",
            label="all shown, for use inside the trust",
            words="No number is hidden or rounded: for use inside the trust",
            fewest=0,
            base=0,
        ),
    )
}
DEFAULT: Final = "hes_1_7_round5"


class UnknownPolicy(MetricError):
    """No policy has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no policy for small numbers called {name}: choose one of {', '.join(POLICIES)}.")


def policy(name: str) -> Policy:
    """The policy of that name; raises UnknownPolicy."""
    if name not in POLICIES:
        raise UnknownPolicy(name)
    return POLICIES[name]


def counts_days(metric: Metric) -> bool:
    """Whether the metric sums people over days: 195 bed days can be two people, so days are read as people a day."""
    return metric.fact in (CENSUS, BED_DAY)


def nature(metric: Metric) -> Nature:
    """How the rule reads a metric: a count of people or their days, a share of people, or a mean or median of them.

    A ratio of two levels (weekend to weekday) is a mean that rests on its denominator.
    """
    if metric.shape in ("flow", "stock"):
        return "count"
    return "share" if metric.shape == "ratio" and metric.unit == "share" else "mean"
