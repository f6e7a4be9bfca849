"""How far the items of a table can move at the least, without a solver: whole people passed between its groups.

Groups are the places on one axis. In every group a whole number is added to one column, or added to one and taken from
the next. What a group can give or take is bounded by its own items, and all groups together by the totals; between
those bounds every whole number is possible, so the distance found is real. It settles nearly all items of a long table.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from metrics.suppression_attack import Floats, Published

MOST_COLUMNS: Final = 24


def shifts(table: Published, truth: Floats, shape: tuple[int, ...]) -> Floats:
    """For each item, two of its possible values are at least so far apart; 0 for tables of more than two dimensions.

    In one dimension none are further apart.
    truth: the innermost cells, whole numbers, which fit the table.
    """
    if len(shape) > 2:
        return np.zeros(len(table.low))
    sizes = tuple(size + 1 for size in shape)
    most = 10 * truth.sum() + 1000
    items = table.sums @ truth
    down = np.maximum(np.ceil(table.low - items), -items).reshape(sizes)
    up = np.minimum(np.floor(table.high - items), most).reshape(sizes)
    if not shape:
        return (up - down).ravel()
    if len(shape) == 1:
        return _over_groups(down[:, None], up[:, None], [np.ones(1)]).ravel()
    along, across = (_over_groups(*sides) for sides in ((down, up, _ways(shape[1])), (down.T, up.T, _ways(shape[0]))))
    return np.maximum(along, across.T).ravel()


def _ways(columns: int) -> list[Floats]:
    """What is added to each column and to their total, the last: 1 to one of them, or 1 to one and -1 to the next.

    None where there are many columns: the other axis is the long one then, and settles more in less time.
    """
    if columns > MOST_COLUMNS:
        return []
    inner, total = np.eye(columns, columns + 1), np.eye(columns + 1)[-1]
    return [*(inner + total), *(inner[:-1] - inner[1:])]


def _over_groups(down: Floats, up: Floats, ways: list[Floats]) -> Floats:
    """The distance for each item, the last row being the totals. down, up: how far each may go, 0 between them."""
    found = np.zeros(down.shape)
    for way in ways:
        touched = way != 0
        low = np.where(way > 0, down, -up)[:, touched].max(axis=1)
        high = np.where(way > 0, up, -down)[:, touched].min(axis=1)
        (least, most), (lows, highs) = (low[-1], high[-1]), (low[:-1], high[:-1])
        reach = np.minimum(highs, most - (lows.sum() - lows)) - np.maximum(lows, least - (highs.sum() - highs))
        whole = min(most, highs.sum()) - max(least, lows.sum())
        found[:, touched] = np.maximum(found[:, touched], np.append(reach, whole)[:, None])
    return found
