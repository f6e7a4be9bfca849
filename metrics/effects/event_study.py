"""The effect by blocks of weeks around a common start, against the last block before it (methods, section 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.effects.did import OneSided, common_start
from metrics.effects.estimate import Array, Estimate
from metrics.effects.few_wards import from_moves
from metrics.effects.panel import Ints, NothingSwitchedOn, Panel

WEEKS = 4


@dataclass(frozen=True)
class Block:
    """Weeks first to last, both inclusive, counted from the start (negative before), and the treated wards' difference.

    effect: against the reference block, CR3; None for the reference block itself.
    """

    first: int
    last: int
    effect: Estimate | None


def event_study(rows: Panel, *, weeks: int = WEEKS) -> tuple[Block, ...]:
    """Blocks of `weeks` weeks in order; the outermost ones may be shorter.

    y = ward + week + treated x block, jackknife bands. Raises what metrics.effects.did.common_start does, OneSided
    without any week before the start, NothingSwitchedOn where a block's difference cannot be told.
    """
    start = common_start(rows)
    block = (rows.weeks[rows.week] - start) // weeks
    present = np.unique(block)
    if present[0] >= 0:
        raise OneSided(rows.names[int(np.argmax(rows.treated))], start)
    reference = int(present[present < 0].max())
    others = present[present != reference]
    whole = _effects(rows, start, weeks, others)
    moves = np.array([_effects(rows.without(ward), start, weeks, others) - whole for ward in range(len(rows.names))])
    bands = {int(b): from_moves(float(whole[i]), moves[:, i]) for i, b in enumerate(others)}
    elapsed = rows.weeks - start
    return tuple(_block(elapsed[elapsed // weeks == b], bands.get(int(b))) for b in present)


def _block(elapsed: Ints, effect: Estimate | None) -> Block:
    return Block(int(elapsed.min()), int(elapsed.max()), effect)


def _effects(rows: Panel, start: int, weeks: int, blocks: Ints) -> Array:
    block = (rows.weeks[rows.week] - start) // weeks
    inside = rows.treated[rows.ward][:, None] & (block[:, None] == blocks)
    x = rows.residual(inside.astype(float))
    effects, _, rank, _ = np.linalg.lstsq(x, rows.residual(rows.y), rcond=1e-9)
    if rank < len(blocks):
        raise NothingSwitchedOn
    return np.asarray(effects, float)
