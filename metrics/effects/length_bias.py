"""How long people wait, from one window of dates: four ways of sampling, and what each answers (methods, section 9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from metrics.effects.cohort import HOME, Cohort, TooFewPeople, cohort
from metrics.effects.estimate import Array, Estimate, NotEnoughData
from metrics.effects.survival import HORIZON, Curve, FollowUpTooShort, kaplan_meier
from metrics.errors import MetricError

LONG = 7.0
DAYS = (1, 3, 7, 14, 21)


class WindowBackwards(MetricError):
    """The window does not end after it starts."""

    def __init__(self, start: float, end: float) -> None:
        super().__init__(f"The window ends at {end:g}, not after its start at {start:g}: swap or move its ends.")


class EndsBeforeReady(MetricError):
    """A spell ends before the person was ready, or its ready time is blank."""

    def __init__(self, row: int) -> None:
        super().__init__(f"Row {row + 1} ends before it is ready, or has no ready time: correct it or leave it out.")


class NobodyInWindow(NotEnoughData):
    """No spell overlaps the window."""

    def __init__(self, start: float, end: float) -> None:
        super().__init__(f"Nobody was ready to leave between {start:g} and {end:g}: choose dates that the data cover.")


@dataclass(frozen=True, eq=False)
class Sample:
    """A curve from one way of sampling, its people, and its mean days within 21 (None where not followed so long)."""

    people: Cohort
    curve: Curve
    mean: Estimate | None


@dataclass(frozen=True, eq=False)
class LengthBias:
    """One window [start, end), sampled four ways. Means are in days, None where nobody is counted.

    discharged, mean_by_discharge: those who left inside it. incidents: those ready inside it; incident: their curve,
    censored at its end, None for fewer than 8; incident_discharged_mean leaves the censored out, and is biased low.
    delayed: everybody, the earlier ones entering late. census: those in at its end; mean_elapsed, share_long (7 days or
    more) of them. bed_days: sum of min(end, B) - max(ready, A), which is mean_census times the length exactly.
    """

    people: int
    discharged: int
    mean_by_discharge: float | None
    incidents: int
    incident: Sample | None
    incident_discharged_mean: float | None
    delayed: Sample
    census: int
    mean_elapsed: float | None
    share_long: float | None
    bed_days: float
    mean_census: float

    @property
    def headline(self) -> Estimate | None:
        """Mean days within 21 of everybody seen in the window, late entry allowed for."""
        return self.delayed.mean


def length_bias(ready: ArrayLike, end: ArrayLike, window: tuple[float, float]) -> LengthBias:
    """Spells as day numbers, one entry each; end: nan for those still in at the window's end.

    Spells that do not overlap the window are left out. Raises WindowBackwards, EndsBeforeReady, NobodyInWindow, or
    TooFewPeople of a cohort.
    """
    first, last = window
    if not last > first:
        raise WindowBackwards(first, last)
    came, left = np.asarray(ready, float), np.asarray(end, float)
    wrong = ~np.isfinite(came) | (left < came)
    if wrong.any():
        raise EndsBeforeReady(int(np.flatnonzero(wrong)[0]))
    left = np.where(np.isnan(left), np.inf, left)
    inside = (came < last) & (left >= first)
    if not inside.any():
        raise NobodyInWindow(first, last)
    return _sampled(came[inside], left[inside], first, last)


def _sampled(came: Array, left: Array, first: float, last: float) -> LengthBias:
    gone, incident = left < last, came >= first
    delays = left - came
    stretch = np.minimum(left, last) - np.maximum(came, first)
    elapsed = last - came[~gone]
    return LengthBias(
        people=len(came),
        discharged=int(gone.sum()),
        mean_by_discharge=_mean(delays[gone]),
        incidents=int(incident.sum()),
        incident=_incident(came[incident], left[incident], first, last),
        incident_discharged_mean=_mean(delays[gone & incident]),
        delayed=_sample(came, left, first, last),
        census=len(elapsed),
        mean_elapsed=_mean(elapsed),
        share_long=_mean((elapsed >= LONG).astype(float)),
        bed_days=float(stretch.sum()),
        mean_census=float(stretch.sum()) / (last - first),
    )


def _incident(came: Array, left: Array, first: float, last: float) -> Sample | None:
    try:
        return _sample(came, left, first, last)
    except TooFewPeople:
        return None


def _sample(came: Array, left: Array, first: float, last: float) -> Sample:
    gone: NDArray[np.bool_] = left < last
    days = np.minimum(left, last) - came
    people = cohort(days, np.where(gone, HOME, 0), np.maximum(0.0, first - came))
    curve = kaplan_meier(people)
    try:
        mean = curve.mean_within(HORIZON)
    except FollowUpTooShort:
        return Sample(people, curve, None)
    return Sample(people, curve, mean)


def _mean(values: Array) -> float | None:
    return float(values.mean()) if len(values) else None


def fields(result: LengthBias) -> dict[str, float]:
    """The family `lengthbias` of the method goldens; what cannot be had is left out."""
    incident, delayed = result.incident, result.delayed
    of_incident = None if incident is None else incident.mean
    found: dict[str, float | None] = {
        "n": result.people,
        "n_discharged_in_window": result.discharged,
        "mean_by_discharge_date": result.mean_by_discharge,
        "n_incident": result.incidents,
        "naive_mean_incident_discharged_only": result.incident_discharged_mean,
        "km_incident_rmst21": None if of_incident is None else of_incident.value,
        "km_incident_rmst21_se": None if of_incident is None else of_incident.error,
        "km_incident_median": None if incident is None else incident.curve.median,
        "km_delayed_entry_rmst21": None if delayed.mean is None else delayed.mean.value,
        "km_delayed_entry_median": delayed.curve.median,
        "n_in_hospital_at_B": result.census,
        "mean_elapsed_at_census_B": result.mean_elapsed,
        "share_over_7_at_census_B": result.share_long,
        "bed_days_in_window": result.bed_days,
        "mean_census": result.mean_census,
    }
    for day in DAYS:
        share = delayed.curve.at(day)
        found[f"km_delayed_entry_S_{day}"] = None if share is None else share.value
    return {name: value for name, value in found.items() if value is not None}
