"""No small number can be worked out from what is published: random tables, attacked by an integer solver.

The attacker reads the published rows alone, and knows the rule: what is rounded reaches two either way, what is hidden
for being small is 1 to 7 (or 1 to 4), what is hidden beside it is any number.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from metrics.suppression import POLICIES, Nature, suppress
from metrics.suppression_attack import Published
from metrics.suppression_shifts import shifts

SEED = 20261122
MOST = 10_000
FEWEST = {"hes_1_7_round5": 8, "lt5": 5}
BLOCKS = [*range(10), *(pytest.param(block, marks=pytest.mark.slow) for block in range(10, 100))]


def published(counts: np.ndarray, name: str, kind: Nature = "count", bottoms: np.ndarray | None = None) -> pl.DataFrame:
    """The table as it leaves, its groups named by their place on each axis."""
    by = [f"axis_{axis}" for axis in range(counts.ndim)]
    places = list(np.ndindex(counts.shape))
    below = [None] * counts.size if bottoms is None else [float(count) for count in bottoms.ravel()]
    columns = {column: [place[axis] for place in places] for axis, column in enumerate(by)}
    values = pl.DataFrame(
        {**columns, "numerator": counts.ravel().astype(float), "denominator": below},
        schema_overrides={"denominator": pl.Float64},
    )  # fmt: skip
    values = values.with_columns(value=pl.col("numerator"))
    return suppress(values, POLICIES[name], kind, by=by)


def members(row: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
    """1 for each innermost cell that a published row counts."""
    asked = [row[f"axis_{axis}"] for axis in range(len(shape))]
    cells = np.ndindex(shape)
    return np.array(
        [all(a is None or a == at for a, at in zip(asked, cell, strict=True)) for cell in cells], dtype=float
    )


def reach(shown: float | None, hidden: str | None, name: str) -> tuple[float, float]:
    """The least and the most that a published count can be."""
    if hidden == "few":
        return 1, FEWEST[name] - 1
    if shown is None:
        return 0, MOST
    if shown == 0 or name == "lt5":
        return shown, shown
    return max(shown - 2, 8), shown + 2


def possible(sums: np.ndarray, low: list[float], high: list[float], aim: np.ndarray, sign: int, whole: int) -> float:
    """The least (sign 1) or the most (-1) that the aimed cells can sum to; nan where the solver finds nothing."""
    found = milp(sign * aim, integrality=np.full(aim.size, whole), bounds=Bounds(0, MOST),
                 constraints=LinearConstraint(sums, low, high))  # fmt: skip
    return np.nan if found.x is None else float(round(sign * found.fun))


def apart(sums: np.ndarray, low: list[float], high: list[float], aim: np.ndarray, whole: int) -> float:
    """How far the least and the most are from each other; one way is enough where the truth is known to fit."""
    return possible(sums, low, high, aim, -1, whole) - possible(sums, low, high, aim, 1, whole)


def counts_known(counts: np.ndarray, name: str, whole: int = 0) -> Iterator[tuple[float, float]]:
    """(true count, distance between least and most possible) of each small number of the published table.

    Two dimensions need no whole-number search: every corner of such a system is whole.
    """
    rows = published(counts, name).to_dicts()
    sums = np.array([members(row, counts.shape) for row in rows])
    known = [reach(row["value"], row["hidden"], name) for row in rows]
    low, high = [list(side) for side in zip(*known, strict=True)]
    for aim in sums:
        true = float(aim @ counts.ravel())
        if 0 < true < FEWEST[name]:
            yield true, apart(sums, low, high, aim, whole)


def tables(block: int, size: int = 100, axes: int = 2, most: int = 26) -> Iterator[np.ndarray]:
    """Random tables of two to four groups an axis, many of their cells small, some 0."""
    random = np.random.default_rng([SEED, block, axes])
    for _ in range(size):
        shape = random.integers(2, 4 if axes > 2 else 5, axes)
        yield random.integers(0, random.integers(3, most), shape)


@pytest.mark.parametrize("block", BLOCKS)
def test_no_small_cell_of_a_table_can_be_worked_out(block: int) -> None:
    """100 tables a block: 1,000 always, 10,000 with the slow ones."""
    found = [distance for counts in tables(block) for _, distance in counts_known(counts, "hes_1_7_round5")]
    assert len(found) > 100
    assert all(distance >= 2 for distance in found)


@pytest.mark.parametrize("block", range(2))
def test_no_small_cell_can_be_worked_out_from_exact_numbers(block: int) -> None:
    found = [distance for counts in tables(block, 20) for _, distance in counts_known(counts, "lt5")]
    assert len(found) > 30
    assert all(distance >= 2 for distance in found)


def test_no_small_cell_of_a_table_of_three_dimensions_can_be_worked_out() -> None:
    found = [distance for counts in tables(0, 5, 3, 12) for _, distance in counts_known(counts, "hes_1_7_round5", 1)]
    assert len(found) > 30
    assert all(distance >= 2 for distance in found)


@pytest.mark.parametrize("name", ["hes_1_7_round5", "lt5"])
def test_rates_beside_their_totals_tell_no_small_number(name: str) -> None:
    """Numerators, denominators and both totals are published; those of whom the thing is not true are people too."""
    random = np.random.default_rng([SEED, 7])
    for _ in range(30):
        true = random.integers(0, random.integers(3, 26), (random.integers(2, 6), 2))
        rows = published(true[:, 0], name, "share", true.sum(axis=1)).to_dicts()
        sums, low, high = _rates(rows, len(true), name)
        wanted = [np.eye(true.size)[cell] for cell in range(true.size)]
        for aim in itertools.chain(sums, wanted):
            if 0 < aim @ true.ravel() < FEWEST[name]:
                assert apart(sums, low, high, aim, 0) >= 2


def _rates(rows: list[dict[str, Any]], groups: int, name: str) -> tuple[np.ndarray, list[float], list[float]]:
    """What is known of (true, not true) of each group: an equation for each published numerator and denominator."""
    sums, known = [], []
    for row in rows:
        chosen = np.array([[row["axis_0"] in (None, group)] * 2 for group in range(groups)], dtype=float)
        for part, mask in (("numerator", [1.0, 0.0]), ("denominator", [1.0, 1.0])):
            sums.append((chosen * mask).ravel())
            # Which of the two parts is small is not said, so the attacker takes any number that is not shown.
            known.append(reach(row[part], None, name))
    low, high = [list(side) for side in zip(*known, strict=True)]
    return np.array(sums), low, high


@pytest.mark.parametrize("axes", [1, 2])
def test_what_passing_people_between_groups_moves_is_possible(axes: int) -> None:
    """Against the solver: never further than it finds, and as far where there is one axis."""
    random, settled = np.random.default_rng([SEED, 8, axes]), 0
    for _ in range(40):
        counts = random.integers(0, random.integers(3, 26), random.integers(2, 5, axes))
        cells, places = list(np.ndindex(counts.shape)), np.ndindex(tuple(size + 1 for size in counts.shape))
        sums = np.array(
            [[all(at in (a, size) for at, a, size in zip(place, cell, counts.shape, strict=True)) for cell in cells]
             for place in places], dtype=float,
        )  # fmt: skip
        truth = counts.ravel().astype(float)
        items = sums @ truth
        low = np.maximum(items - random.integers(0, 5, items.size), 0.0)
        high = items + random.choice([0, 1, 3, np.inf], items.size)
        moved = shifts(Published(sums, low, high), truth, counts.shape)
        exact = [apart(sums, list(low), list(high), aim, 1) for aim in sums]
        finite = [at for at, distance in enumerate(exact) if distance < 1000]
        assert all(moved[at] <= exact[at] for at in finite)
        assert axes > 1 or all(moved[at] == exact[at] for at in finite)
        settled += int((moved >= 2).sum())
    assert settled > 100


def test_hiding_and_rounding_alone_would_leave_some() -> None:
    """The reason for the attack: without it two sevens under 15 are 6 or 7, and twelve ones under 10 are 1 each."""
    sums = np.array([*np.eye(12), np.ones(12)])
    assert apart(sums, [*[1] * 12, 8], [*[7] * 12, 12], np.eye(12)[0], 1) == 0
