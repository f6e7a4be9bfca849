"""Time from ready to leaving: Kaplan-Meier, mean days within 21, medians, two cohorts compared (methods, section 9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.effects.cohort import CAUSES, FEWEST_AT_RISK, Cohort, Risk
from metrics.effects.competing import cumulative_incidence
from metrics.effects.estimate import Array, Estimate, NotEnoughData, Z, limits
from metrics.effects.hazards import LogRank, cause_specific_ratio, log_rank

HORIZON = 21.0
DAYS, INCIDENCE_DAYS = (1, 2, 3, 7, 14, 21), (7, 14, 21)
HALF = 0.5
SAME = 1e-9


class FollowUpTooShort(NotEnoughData):
    """A cohort has not been followed to the day asked for."""

    def __init__(self, followed: float, horizon: float) -> None:
        super().__init__(
            f"The cohort is followed for {followed:g} days at most, which says nothing about day {horizon:g}. "
            "Use fewer days, or wait until the cohort has matured."
        )


@dataclass(frozen=True, eq=False)
class Curve:
    """The share still in hospital: a step down at each of risk.times. greenwood: the sum of d / (n (n - d)) so far."""

    risk: Risk
    survival: Array
    greenwood: Array
    followed: float

    @property
    def drawn(self) -> np.typing.NDArray[np.bool_]:
        """The steps to draw: those before fewer than 8 people are at risk."""
        return np.logical_and.accumulate(self.risk.at_risk >= FEWEST_AT_RISK)

    def at(self, day: float) -> Estimate | None:
        """The share still in hospital after `day` days with log-log limits, None beyond the follow-up.

        Where nobody is left the upper limit is that of the step before.
        """
        place = int(np.searchsorted(self.risk.times, day, side="right")) - 1
        if place < 0:
            return Estimate(1.0, 1.0, 1.0) if day <= self.followed else None
        share = float(self.survival[place])
        if share > 0 and day > self.followed:
            return None
        if share == 0:
            before = Estimate(1.0, 1.0, 1.0) if place == 0 else self._step(place - 1)
            return Estimate(0.0, 0.0, before.high)
        return self._step(place)

    def _step(self, place: int) -> Estimate:
        share = float(self.survival[place])
        centre = np.log(-np.log(share))
        reach = Z * np.sqrt(self.greenwood[place]) / -np.log(share)
        return Estimate(share, float(np.exp(-np.exp(centre + reach))), float(np.exp(-np.exp(centre - reach))))

    @property
    def median(self) -> float | None:
        """First time with a share of .5 or less; mid-way to the next step where it is .5 exactly; None if never."""
        below = np.flatnonzero(self.survival <= HALF + SAME)
        if not len(below):
            return None
        first = int(below[0])
        time = float(self.risk.times[first])
        if abs(self.survival[first] - HALF) > SAME or first + 1 == len(self.survival):
            return time
        return (time + float(self.risk.times[first + 1])) / 2

    def mean_within(self, horizon: float = HORIZON) -> Estimate:
        """RMST: the area under the curve to `horizon`, its error by Greenwood's form. Raises FollowUpTooShort."""
        if self.followed < horizon and not (len(self.survival) and self.survival[-1] == 0):
            raise FollowUpTooShort(self.followed, horizon)
        inside = self.risk.times <= horizon
        edges = np.concatenate([[0.0], self.risk.times[inside], [horizon]])
        areas = np.concatenate([[1.0], self.survival[inside]]) * np.diff(edges)
        left = areas[::-1].cumsum()[::-1][1:]
        terms = _greenwood_terms(self.risk)[inside]
        error = float(np.sqrt(np.sum(left**2 * terms)))
        area = float(areas.sum())
        return Estimate(area, area - Z * error, area + Z * error, error)


def kaplan_meier(people: Cohort) -> Curve:
    """The curve of leaving for any reason, people entering late counted from when they entered."""
    risk = people.left
    survival = np.asarray(np.cumprod(1 - risk.events / risk.at_risk), float)
    return Curve(risk, survival, np.cumsum(_greenwood_terms(risk)), float(people.days.max()))


def _greenwood_terms(risk: Risk) -> Array:
    left = risk.at_risk * (risk.at_risk - risk.events)
    return np.divide(risk.events, left, out=np.zeros(len(left)), where=left > 0)


@dataclass(frozen=True, eq=False)
class Waiting:
    """What is said of one cohort. incidence: cause -> day -> share that left for it by then (Aalen-Johansen)."""

    people: Cohort
    curve: Curve
    mean: Estimate
    incidence: dict[str, dict[int, Estimate]]


@dataclass(frozen=True, eq=False)
class Survival:
    """Two cohorts. difference: of mean days within the horizon, after less before, the headline. home_ratio: Cox,
    leaving for home, after over before, other ways of leaving censored; None where it cannot be had.
    """

    before: Waiting
    after: Waiting
    horizon: float
    difference: Estimate
    log_rank: LogRank
    home_ratio: Estimate | None

    @property
    def headline(self) -> Estimate:
        """The difference of mean days within the horizon."""
        return self.difference


def waiting(people: Cohort, horizon: float = HORIZON) -> Waiting:
    """Curve, mean within the horizon and incidence by cause. Raises FollowUpTooShort."""
    curve = kaplan_meier(people)
    incidence = {
        name: {day: share for day in INCIDENCE_DAYS if (share := cumulative_incidence(people, cause, day)) is not None}
        for name, cause in CAUSES.items()
    }
    return Waiting(people, curve, curve.mean_within(horizon), incidence)


def survival(before: Cohort, after: Cohort, *, horizon: float = HORIZON) -> Survival:
    """Compare two cohorts by ready date. Raises FollowUpTooShort where one is not followed to the horizon."""
    then, now = waiting(before, horizon), waiting(after, horizon)
    value = now.mean.value - then.mean.value
    error = float(np.hypot(now.mean.error or 0.0, then.mean.error or 0.0))
    return Survival(
        before=then,
        after=now,
        horizon=horizon,
        difference=Estimate(value, value - Z * error, value + Z * error, error),
        log_rank=log_rank(before, after),
        home_ratio=cause_specific_ratio(before, after, CAUSES["home"]),
    )


def fields(result: Survival) -> dict[str, float]:
    """The family `survival` of the method goldens; what lies beyond the follow-up is left out."""
    mean = f"rmst{result.horizon:g}"
    found: dict[str, float] = {}
    for period, waits in (("before", result.before), ("after", result.after)):
        found |= _fields_of(waits, period, mean)
    found |= {f"{mean}_diff": result.difference.value, **limits(f"{mean}_diff", result.difference)}
    found |= {"logrank_chisq": result.log_rank.statistic, "logrank_p": result.log_rank.p}
    if result.home_ratio is not None:
        found |= {"cox_home_hr": result.home_ratio.value, **limits("cox_home_hr", result.home_ratio)}
    return found


def _fields_of(waits: Waiting, period: str, mean: str) -> dict[str, float]:
    found = {f"{mean}_{period}": waits.mean.value, f"{mean}_{period}_se": waits.mean.error or 0.0}
    for day in DAYS:
        share = waits.curve.at(day)
        if share is not None:
            found |= {f"S_{period}_{day}": share.value, **limits(f"S_{period}_{day}", share)}
    for cause, days in waits.incidence.items():
        for day, share in days.items():
            place = f"cif_{cause}_{period}_{day}"
            found |= {place: share.value, f"{place}_se": share.error or 0.0}
    for name, value in (("median", waits.curve.median), ("naive_mean_discharged", waits.people.discharged_mean)):
        if value is not None:
            found[f"{name}_{period}"] = value
    return found
