"""Staggered roll-out: the imputation estimator, with Callaway and Sant'Anna's as a check (methods, section 5).

Borusyak, Jaravel and Spiess (2024): ward and week effects from ward-weeks without the intervention alone; the effect of
a ward-week with it is what is left over. Two-way regression is kept as a warning comparison only, since it takes wards
that already started as controls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.effects.did import FEWEST_OTHERS, FEWEST_TREATED, OneWard
from metrics.effects.estimate import Array, Estimate, NotComparable, NotEnoughData, limits
from metrics.effects.few_wards import cr1, from_moves
from metrics.effects.hussey_hughes import hussey_hughes
from metrics.effects.panel import Panel, parts, require_noise, two_way

START_DRAWS = 999
SAME = 1e-9


class TooFewWards(NotEnoughData):
    """Fewer wards than leaving one out can bear."""

    def __init__(self, wards: int) -> None:
        fewest = FEWEST_TREATED + FEWEST_OTHERS
        super().__init__(
            f"A staggered roll-out needs {fewest} wards for an interval; there are {wards}. Add wards that started "
            "later or never."
        )


class NothingToImpute(NotComparable):
    """No ward-week with the intervention has an untreated ward in the same week."""

    def __init__(self, without: str | None) -> None:
        said = "" if without is None else f" once ward {without} is left out"
        super().__init__(
            f"No week with the intervention has a ward still without it{said}, so nothing says what would have "
            "happened. Add wards that start later or never."
        )


@dataclass(frozen=True)
class EventWeek:
    """The effect so many weeks after the start (0 the first), over `wards` wards."""

    week: int
    effect: float
    wards: int


@dataclass(frozen=True)
class Staggered:
    """A roll-out's effect. att: imputation, jackknife over wards, the headline. cells: ward-weeks it is a mean of.

    callaway_santanna: None without never-treated wards, or with no base week. two_way: CR1, a warning comparison.
    hussey_hughes: the mixed model, for a roll-out whose order was drawn by lot.
    """

    wards: int
    n: int
    cells: int
    att: Estimate
    events: tuple[EventWeek, ...]
    callaway_santanna: float | None
    two_way: Estimate
    hussey_hughes: Estimate

    @property
    def headline(self) -> Estimate:
        """The imputation estimate."""
        return self.att


def staggered(rows: Panel) -> Staggered:
    """The effect over all ward-weeks whose week still has a ward without the intervention.

    Raises OneWard, TooFewWards, NothingToImpute, NothingSwitchedOn, NothingVaries.
    """
    wards, treated = len(rows.names), int(rows.treated.sum())
    if treated < FEWEST_TREATED:
        raise OneWard(treated)
    if wards < FEWEST_TREATED + FEWEST_OTHERS:
        raise TooFewWards(wards)
    regression = two_way(rows)
    require_noise(rows, regression)
    effects, used = imputed(rows)
    if not used.any():
        raise NothingToImpute(None)
    att = float(effects[used].mean())
    moves = np.array([_mean_without(rows, ward) - att for ward in range(wards)])
    return Staggered(
        wards=wards,
        n=len(rows.y),
        cells=int(used.sum()),
        att=from_moves(att, moves),
        events=_events(rows, effects, used),
        callaway_santanna=callaway_santanna(rows),
        two_way=cr1(rows, regression),
        hussey_hughes=hussey_hughes(rows),
    )


def imputed(rows: Panel) -> tuple[Array, NDArray[np.bool_]]:
    """For each row y less the fit of untreated rows, and whether that is an effect.

    It is one for rows that are on, whose ward and week both have untreated rows that belong together: then ward plus
    week effect is determined.
    """
    off = rows.on == 0
    effects, used = np.full(len(rows.y), np.nan), np.zeros(len(rows.y), dtype=bool)
    if not off.any():
        return effects, used
    base = rows.take(off)
    ward_effects, week_effects = base.fitted_effects()
    level, part = np.full(len(rows.names), np.nan), np.full(len(rows.names), -1)
    move, week_part = np.full(len(rows.weeks), np.nan), np.full(len(rows.weeks), -2)
    wards, weeks, together = rows.ward[off], rows.week[off], parts(base)
    level[wards], part[wards] = ward_effects[base.ward], together
    move[weeks], week_part[weeks] = week_effects[base.week], together
    used = ~off & (part[rows.ward] == week_part[rows.week])
    effects[used] = (rows.y - level[rows.ward] - move[rows.week])[used]
    return effects, used


def _mean_without(rows: Panel, ward: int) -> float:
    effects, used = imputed(rows.without(ward))
    if not used.any():
        raise NothingToImpute(rows.names[ward])
    return float(effects[used].mean())


def _events(rows: Panel, effects: Array, used: NDArray[np.bool_]) -> tuple[EventWeek, ...]:
    since = (rows.weeks[rows.week][used] - rows.start[rows.ward][used]).astype(np.int64)
    found = effects[used]
    return tuple(EventWeek(int(h), float(found[since == h].mean()), int(np.sum(since == h))) for h in np.unique(since))


def callaway_santanna(rows: Panel) -> float | None:
    """The simple ATT of Callaway and Sant'Anna (2021): never-treated controls, base week start-1.

    The mean over starts and weeks from the start on of the change since the base week against that of the controls,
    weighted by wards. Wards without a row in the base week or the week itself are left out of that week's change.
    """
    table = np.full((len(rows.names), len(rows.weeks)), np.nan)
    table[rows.ward, rows.week] = rows.y
    total = wards = 0.0
    for start in np.unique(rows.start[rows.treated]):
        base = np.flatnonzero(rows.weeks == start - 1)
        if not len(base):
            continue
        change = table[:, rows.weeks >= start] - table[:, base]
        mine, never = change[rows.start == start], change[~rows.treated]
        counts, controls = np.isfinite(mine).sum(0), np.isfinite(never).sum(0)
        both = (counts > 0) & (controls > 0)
        gaps = np.nansum(mine, 0)[both] / counts[both] - np.nansum(never, 0)[both] / controls[both]
        total, wards = total + float(counts[both] @ gaps), wards + float(counts[both].sum())
    return total / wards if wards else None


def start_permutation(
    rows: Panel, *, draws: int = START_DRAWS, seed: int = 1, progress: Callable[[float], None] | None = None
) -> float:
    """p of "no effect" when the order was drawn by lot: start weeks dealt anew over the wards, the data among them.

    The share of deals whose imputed mean is at least as far from 0; deals that leave nothing to impute are dealt again.
    progress: told the share done, from 0 to 1.
    """
    rng = np.random.default_rng(seed)
    effects, used = imputed(rows)
    observed = abs(float(effects[used].mean()))
    as_far, dealt = 1, 1
    while dealt <= draws:
        dealt_rows = Panel(rows.names, rows.weeks, rows.ward, rows.week, rows.y, rng.permutation(rows.start))
        effects, used = imputed(dealt_rows)
        if used.any():
            dealt += 1
            as_far += abs(float(effects[used].mean())) >= observed * (1 - SAME)
            if progress is not None:
                progress((dealt - 1) / draws)
    return as_far / dealt


def fields(result: Staggered) -> dict[str, float]:
    """The family `staggered` of the method goldens; cs_simple_att only where there are never-treated wards."""
    found: dict[str, float] = {
        "G": result.wards,
        "N": result.n,
        "n_treated_cells": result.cells,
        "bjs_att": result.att.value,
        "bjs_jackknife_se": result.att.error or 0.0,
        **limits("bjs", result.att),
        "twfe": result.two_way.value,
        "twfe_cr1_se": result.two_way.error or 0.0,
        "hussey_hughes_est": result.hussey_hughes.value,
        "hussey_hughes_se": result.hussey_hughes.error or 0.0,
    }
    found |= {f"bjs_event_{event.week}": event.effect for event in result.events}
    return found if result.callaway_santanna is None else found | {"cs_simple_att": result.callaway_santanna}
