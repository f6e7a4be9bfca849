"""Two cohorts' rates of leaving: the log-rank test, and Cox's ratio with Efron's ties (methods, section 9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from metrics.effects.cohort import Cohort
from metrics.effects.estimate import Array, Estimate, t_ratio

TURNS, SETTLED, LONGEST_STEP = 100, 1e-12, 1.0


@dataclass(frozen=True)
class LogRank:
    """Chi-squared with one degree of freedom, and its p."""

    statistic: float
    p: float


@dataclass(frozen=True, eq=False)
class _Table:
    """By distinct time of leaving of both cohorts: those leaving and those at risk, before and after."""

    events: tuple[Array, Array]
    at_risk: tuple[Array, Array]


def _table(before: Cohort, after: Cohort, cause: int | None) -> _Table:
    """cause None: any reason; the others of a cause are censored."""
    cohorts = (before, after)
    leaving = [people.days[people.event > 0 if cause is None else people.event == cause] for people in cohorts]
    times = np.unique(np.concatenate(leaving))
    events = [np.bincount(np.searchsorted(times, days), minlength=len(times)).astype(float) for days in leaving]
    return _Table((events[0], events[1]), (before.at_risk(times), after.at_risk(times)))


def log_rank(before: Cohort, after: Cohort) -> LogRank:
    """Mantel (1966): observed less expected in `after`, hypergeometric variance; 0 where nothing can differ."""
    table = _table(before, after, None)
    d, n = table.events[0] + table.events[1], table.at_risk[0] + table.at_risk[1]
    share = table.at_risk[1] / n
    spread = np.divide(n - d, n - 1, out=np.zeros(len(n)), where=n > 1)
    variance = float(np.sum(d * share * (1 - share) * spread))
    if variance == 0:
        return LogRank(0.0, 1.0)
    apart = float(np.sum(table.events[1] - d * share))
    statistic = apart**2 / variance
    return LogRank(statistic, float(special.chdtrc(1, statistic)))


def cause_specific_ratio(before: Cohort, after: Cohort, cause: int) -> Estimate | None:
    """Hazard ratio of leaving for `cause`, after over before; None where a cohort has no such event.

    Newton's steps on the partial likelihood; Efron (1977): the l-th of d tied events meets a risk set less l/d of them.
    """
    table = _table(before, after, cause)
    if not all(events.sum() > 0 for events in table.events):
        return None
    log_odds, certain = _single_events(table)
    observed, log_ratio = float(table.events[1].sum()) - certain, 0.0
    for _ in range(TURNS):
        chance = special.expit(log_ratio + log_odds)
        information = float(np.sum(chance * (1 - chance)))
        if information < SETTLED:
            return None
        step = float(np.clip((observed - chance.sum()) / information, -LONGEST_STEP, LONGEST_STEP))
        log_ratio += step
        if abs(step) < SETTLED:
            return t_ratio(log_ratio, information**-0.5)
    return None


def _single_events(table: _Table) -> tuple[Array, int]:
    """For each single event the log odds, at equal rates, that it is one of `after`; and how many must be.

    The others, at whose time one cohort alone is at risk, say nothing of the ratio and are left out.
    """
    d = (table.events[0] + table.events[1]).astype(int)
    share = np.concatenate([np.arange(ties) / ties for ties in d])
    # The risk set as each single event meets it.
    then, now = (
        np.repeat(at_risk, d) - share * np.repeat(events, d)
        for at_risk, events in zip(table.at_risk, table.events, strict=True)
    )
    both = (then > 0) & (now > 0)
    return np.log(now[both]) - np.log(then[both]), int(np.sum(then <= 0))
