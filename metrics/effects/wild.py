"""The wild cluster bootstrap of a two-way comparison of wards, with its interval.

Cameron, Gelbach and Miller (2008); MacKinnon, Nielsen and Webb (2023): null imposed, one sign a ward, t from cluster
scores. With up to 14 wards all 2^G sign vectors are looked at, so the p is exact and needs no random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.effects.estimate import Array
from metrics.effects.panel import Panel, TwoWay

MOST_ENUMERATED = 14
DRAWS = 9_999
LEVEL = 0.05
SAME = 1e-9
# An interval end this many standard errors away is no end at all.
FARTHEST = 1e4


@dataclass(frozen=True)
class WildBootstrap:
    """p of "no effect", the number of sign vectors behind it, and the effects that the test does not reject at 5%.

    low, high: None where the test cannot reject however far the effect lies (too few wards).
    """

    p: float
    n: int
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False)
class _Pieces:
    """What the test statistic of any null is made of: a residual y - d x is linear in d, so both parts are kept.

    scores_y[g, h]: the score of ward g from the residual of ward h alone (ward and week effects refitted); scores_x the
    same for the regressor. sums: by ward, of regressor times residual. squares: by ward, of the regressor.
    signs: half of the sign vectors, or the draws; the first row is all ones, the data as they are.
    """

    scores_y: Array
    scores_x: Array
    sums: Array
    squares: Array
    signs: Array
    enumerated: bool


def wild_bootstrap(rows: Panel, fit: TwoWay, error: float, *, seed: int = 1) -> WildBootstrap:
    """The bootstrap of `fit`; error: a standard error of the effect, the first step of the search for the interval.

    seed: of the 9,999 draws that stand in for all sign vectors with more than 14 wards.
    """
    pieces = _pieces(rows, fit, seed)
    wards = len(rows.names)
    low, high = (_end(pieces, fit.effect, direction * error) for direction in (-1, 1))
    return WildBootstrap(_p(pieces, 0.0), 2**wards if pieces.enumerated else DRAWS, low, high)


def wild_p(rows: Panel, fit: TwoWay, *, seed: int = 1) -> float:
    """The p of "no effect" alone, a hundredth of the work."""
    return _p(_pieces(rows, fit, seed), 0.0)


def _pieces(rows: Panel, fit: TwoWay, seed: int) -> _Pieces:
    wards = len(rows.names)
    x = fit.regressor
    y = fit.residuals + fit.effect * x
    own = rows.ward[:, None] == np.arange(wards)
    scores = [rows.ward_sums(x[:, None] * rows.residual(own * part[:, None])) for part in (y, x)]
    enumerated = wards <= MOST_ENUMERATED
    signs = _all_signs(wards) if enumerated else _drawn_signs(wards, seed)
    return _Pieces(scores[0], scores[1], rows.ward_sums(x * y), rows.ward_sums(x * x), signs, enumerated)


def _all_signs(wards: int) -> Array:
    """Half of the sign vectors: turning every sign turns t, whose size alone counts."""
    bits = np.arange(2 ** (wards - 1))[:, None] >> np.arange(wards) & 1
    return np.asarray(1.0 - 2.0 * bits, float)


def _drawn_signs(wards: int, seed: int) -> Array:
    drawn = np.random.default_rng(seed).integers(0, 2, (DRAWS, wards)) * 2.0 - 1.0
    return np.vstack([np.ones(wards), drawn])


def _p(pieces: _Pieces, null: float) -> float:
    """The share of sign vectors whose |t| is at least that of the data, the data's own among them."""
    sums = pieces.sums - null * pieces.squares
    scores = pieces.scores_y - null * pieces.scores_x
    effects = pieces.signs @ sums
    spread = pieces.signs @ scores.T - np.outer(effects, pieces.squares / pieces.squares.sum())
    noise = np.sqrt(np.sum(spread**2, axis=1))
    sizes = np.divide(np.abs(effects), noise, out=np.full(len(noise), np.inf), where=noise > 0)
    return float(np.mean(sizes >= sizes[0] * (1 - SAME)))


def _end(pieces: _Pieces, effect: float, step: float) -> float | None:
    """Where p falls to 5% on one side of the effect: steps that double, then bisection."""
    inside, farthest = effect, abs(step) * FARTHEST
    while _p(pieces, effect + step) > LEVEL:
        inside, step = effect + step, step * 2
        if abs(step) > farthest:
            return None
    outside = effect + step
    for _ in range(40):
        middle = (inside + outside) / 2
        if _p(pieces, middle) > LEVEL:
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2
