"""Order, facets and rebases: the rows of all facets in one sorted line, cut into segments.

All arrays lie flat, one entry per row, so a thousand series cost one pass and not a thousand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.spc.options import SpcOptions

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Segments:
    """Where each segment lies. Per row: first (opens a segment), segment (number over all facets), position (from 0
    in the segment), rebase_group (from 0 in the facet). Per segment: starts, sizes, facet (its number), last (closes
    its facet). Per facet: names, in code-point order; None is the one series of a chart without facets.
    """

    first: Bools
    segment: Ints
    position: Ints
    rebase_group: Ints
    starts: Ints
    sizes: Ints
    facet: Ints
    last: Bools
    names: tuple[str | None, ...]

    @property
    def closing_rows(self) -> Ints:
        """The last row of each segment."""
        return self.starts + self.sizes - 1

    def total(self, amounts: NDArray[np.generic]) -> Ints:
        """Sum of whole numbers or of true per segment."""
        return np.add.reduceat(amounts.astype(np.int64), self.starts)

    def mean(self, amounts: Floats, use: Bools) -> Floats:
        """Mean per segment of the rows in use, correctly rounded; NaN where there is none."""
        kept = amounts[use].tolist()
        ends = np.cumsum(self.total(use)).tolist()
        return np.array([_mean(kept[start:end]) for start, end in pairwise([0, *ends])])


def _mean(amounts: list[float]) -> float:
    """The double next to the true mean, as R's own mean gives it (reference/spc.md 12).

    An exact sum divided by n still misses a constant in every seventh series of tenths, and one pass in most, so that
    all points fall below their own mean; what is left over after the division is therefore added back, exactly too.
    """
    if not amounts:
        return math.nan
    n = len(amounts)
    rough = math.fsum(amounts) / n
    return rough + math.fsum(amounts + [-rough] * n) / n


def cut(rows: pl.DataFrame, options: SpcOptions) -> tuple[Segments, tuple[date, ...]]:
    """Segments of rows sorted by facet, then date, and the rebase dates that met no row."""
    run = rows["facet"].rle_id().to_numpy()
    opens_facet = np.r_[True, run[1:] != run[:-1]]
    facet_starts = np.flatnonzero(opens_facet)
    names = tuple(rows["facet"].gather(facet_starts).to_list())
    instants = rows["date"].dt.epoch("us").to_numpy()
    hit, unused = _rebases(instants, np.r_[facet_starts, len(instants)], names, options)
    first = opens_facet | hit
    starts = np.flatnonzero(first)
    segment = np.cumsum(first) - 1
    met = np.cumsum(hit)
    before_facet: Ints = (met - hit)[facet_starts]
    facet_of_row = np.cumsum(opens_facet) - 1
    facet = facet_of_row[starts]
    segments = Segments(
        first=first,
        segment=segment,
        position=np.arange(len(first)) - starts[segment],
        rebase_group=met - before_facet[facet_of_row],
        starts=starts,
        sizes=np.diff(np.r_[starts, len(first)]),
        facet=facet,
        last=np.r_[facet[1:] != facet[:-1], True],
        names=names,
    )
    return segments, unused


def _rebases(
    instants: Ints, bounds: Ints, names: tuple[str | None, ...], options: SpcOptions
) -> tuple[Bools, tuple[date, ...]]:
    hit = np.zeros(len(instants), dtype=bool)
    unused: list[date] = []
    if options.rebase is None:
        return hit, ()
    if not isinstance(options.rebase, Mapping):
        return _matches(instants, options.rebase, unused), tuple(unused)
    place = {name: number for number, name in enumerate(names)}
    for name, dates in options.rebase.items():
        rows = slice(bounds[place[name]], bounds[place[name] + 1])
        hit[rows] = _matches(instants[rows], dates, unused)
    return hit, tuple(unused)


def _matches(instants: Ints, dates: Sequence[date], unused: list[date]) -> Bools:
    wanted = np.array([_instant(day) for day in dates], dtype=np.int64)
    unused.extend(day for day, met in zip(dates, np.isin(wanted, instants), strict=True) if not met)
    return np.isin(instants, wanted)


def _instant(day: date) -> int:
    """Microseconds since 1970 in UTC: a plain date is its midnight UTC, as in the reference."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1)
