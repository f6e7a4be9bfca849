"""The same effect under other assumptions; always computed, shown folded (reference methods, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.effects.design import Design, terms
from metrics.effects.estimate import Array, Estimate, NotComparable
from metrics.effects.segmented import Method, Segmented, segmented

LARGEST_LEFT_OUT = 5
SHIFT = 2


@dataclass(frozen=True)
class Alternative:
    """The average effect under another assumption: its name, in words, or why it could not be had."""

    name: str
    words: str
    average: Estimate | None
    refused: str | None = None


def alternatives(
    model: Design, y: Array, weights: Array | None, fits: Mapping[Method, Segmented]
) -> tuple[Alternative, ...]:
    """Other errors, one more harmonic pair, starts two weeks apart, the five largest residuals left out.

    fits: the fits of the design itself, by method. A refusal is listed with its sentence, not raised.
    """
    everything = np.ones(len(y), dtype=bool)
    return (
        Alternative("newey_west", "Newey-West errors", fits["newey_west"].average()),
        Alternative("prais_winsten", "Prais-Winsten errors", fits["prais_winsten"].average()),
        Alternative("ols", "Independent weeks", fits["ols"].average()),
        _under("one_more_season", "One more seasonal wave", model, y, weights, everything, more_harmonics=1),
        _under("start_earlier", f"Start {SHIFT} weeks earlier", model, y, weights, everything, shift=-SHIFT),
        _under("start_later", f"Start {SHIFT} weeks later", model, y, weights, everything, shift=SHIFT),
        _under(
            "largest_left_out", f"Without the {LARGEST_LEFT_OUT} weeks furthest from the model", model, y, weights,
            _nearest(y - model.x @ fits["reml"].coefficients),
        ),
    )  # fmt: skip


def _under(
    name: str, words: str, model: Design, y: Array, weights: Array | None, kept: NDArray[np.bool_],
    *, shift: int = 0, more_harmonics: int = 0,
) -> Alternative:  # fmt: skip
    other = terms(model.weeks[kept], model.start + shift, model.harmonics + more_harmonics, model.trend)
    try:
        fit = segmented(other, y[kept], "reml", None if weights is None else weights[kept])
    except NotComparable as refusal:
        return Alternative(name, words, None, str(refusal))
    return Alternative(name, words, fit.average())


def _nearest(residuals: Array) -> NDArray[np.bool_]:
    kept = np.ones(len(residuals), dtype=bool)
    kept[np.argsort(-np.abs(residuals), kind="stable")[:LARGEST_LEFT_OUT]] = False
    return kept
