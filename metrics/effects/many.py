"""Many measures or areas at once: what is left of each finding (reference methods, section 11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from metrics.effects.estimate import Array, NotComparable

Adjustment = Literal["bh", "by", "holm"]
# Findings below this adjusted value are kept: at most one in ten of them is expected to be chance.
KEPT = 0.10


class NotChances(NotComparable):
    """Values that are no probabilities."""

    def __init__(self) -> None:
        super().__init__("Adjusting for many measures needs a chance from 0 to 1 for each. Leave out those without.")


def adjusted(chances: Sequence[float] | Array, how: Adjustment = "bh") -> Array:
    """Adjusted values in the order given: Benjamini-Hochberg (1995), Benjamini-Yekutieli (2001) or Holm (1979).

    Raises NotChances.
    """
    p: Array = np.asarray(chances, dtype=float)
    if not np.all((p >= 0) & (p <= 1)):
        raise NotChances
    m = len(p)
    order = np.argsort(p, kind="stable")
    ranks = np.arange(1, m + 1)
    if how == "holm":
        ordered = np.maximum.accumulate((m - ranks + 1) * p[order])
    else:
        factor = float(np.sum(1 / ranks)) if how == "by" else 1.0
        ordered = np.minimum.accumulate((factor * m / ranks * p[order])[::-1])[::-1]
    found = np.empty(m)
    found[order] = np.minimum(ordered, 1.0)
    return found


def kept(chances: Sequence[float] | Array, how: Adjustment = "bh", limit: float = KEPT) -> list[bool]:
    """Which findings remain when all measures of a comparison are looked at together."""
    return [bool(value <= limit) for value in adjusted(chances, how)]
