"""Random draws that several modules share: weighted choices, stratified uniforms, repeatable uniforms by key."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, pdtrik

from data.demo.calendar import Anything, Floats, Ints


def choose(rng: np.random.Generator, weights: dict[str, float], size: int) -> Anything:
    """`size` keys of `weights`, each drawn with its weight."""
    shares = np.array(list(weights.values()), dtype=float)
    places = np.searchsorted(np.cumsum(shares / shares.sum())[:-1], rng.random(size), side="right")
    return np.array(list(weights), dtype=object)[places]


def even(rng: np.random.Generator, size: int, block: int = 20) -> Floats:
    """Uniforms that cover 0-1 evenly within each run of `block`: shares come out near their truth in small numbers."""
    ranks = rng.random((-(-size // block), block)).argsort(axis=1).ravel()[:size]
    return (ranks + rng.random(size)) / block


def even_gamma(rng: np.random.Generator, size: int, *, shape: float, mean: float) -> Floats:
    """Gamma draws of the given mean, stratified as in `even`."""
    return gammaincinv(shape, even(rng, size)) * mean / shape


def even_poisson(rng: np.random.Generator, means: Floats) -> Ints:
    """Poisson counts of the given means, stratified as in `even`."""
    return np.maximum(np.ceil(pdtrik(even(rng, len(means)), means)), 0).astype(np.int64)


def round_at_random(values: Floats, draws: Floats) -> Ints:
    """Whole numbers with the same mean as `values`: up or down by the uniform `draws`."""
    return np.floor(values + draws).astype(np.int64)


def at_hours(rng: np.random.Generator, weights: Sequence[float], size: int) -> Ints:
    """Minutes after midnight, from a weight for each hour of the day."""
    shares = np.cumsum(weights) / np.sum(weights)
    hours = np.searchsorted(shares[:-1], rng.random(size), side="right")
    return hours * 60 + rng.integers(0, 60, size)


def keyed(salt: int, *keys: npt.NDArray[np.int64]) -> Floats:
    """A uniform for each row that depends on its keys and `salt` only, so that it repeats where the keys repeat."""
    mixed = np.full(len(keys[0]), salt, dtype=np.uint64)
    for key in keys:
        mixed = _mix(mixed ^ _mix(key.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)))
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finaliser of splitmix64; unsigned numbers wrap, as it wants."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
