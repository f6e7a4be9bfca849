"""How many are expected to leave, and to come: from what the same weekdays of the last weeks did.

The forecast made on a morning adds up two things, for each ward and each day ahead:
  those in hospital   every patient counts with the share of patients like them who left so many days on. Like them:
                      the same kind (sql/41_morning.sql), ward and weekday, over the last RATE_WEEKS weeks; to each
                      ward's own people are added POOLED of the whole hospital's, so that few people are not over-read.
  everybody else      those not yet admitted, and those who change wards: what was left over on the same weekday of the
                      last FLOW_WEEKS weeks, on average; below 0 where more of a ward's people leave from other wards.
Only days known on that morning are used. Coming is the second alone. Bank holidays are not learnt from for other days.
One ahead is expected between what its weekday would bring and what a Sunday would, seen from as many days before: where
the bank holidays of the last year lay between the two, or as a Sunday until there were FEWEST_HOLIDAYS of them.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from metrics.forecast.history import HORIZONS, LEFT, Flags, Floats, History

RATE_WEEKS, FLOW_WEEKS, NAIVE_WEEKS, FEWEST_WEEKS = 26, 13, 6, 8
FEWEST_HOLIDAYS = 3
POOLED = 20.0
SUNDAY, YEAR = 6, 371
LEAST = 0.05  # a mean is never said to be 0: its spread would be 0 too


def leaving(past: History) -> Floats:
    """Expected to leave: t (the morning), w, days ahead. NaN on mornings with less than FEWEST_WEEKS before them."""
    patients = past.counts("patients")
    means = [_leaving(past, patients, ahead) for ahead in range(HORIZONS)]
    return np.maximum(np.stack(means, axis=2), LEAST)


def coming(past: History) -> Floats:
    """Expected to be admitted: t, w, days ahead; see `leaving`."""
    means = []
    for ahead in range(HORIZONS):
        happened = ahead_of(past.admitted, ahead)
        mean = _mean(past, happened, FLOW_WEEKS, ahead)
        means.append(_holidays(past, ahead, mean, _seen_sunday(past, ahead, mean), happened))
    return np.maximum(np.stack(means, axis=2), LEAST)


def naive(past: History) -> Floats:
    """What `leaving` is held against: the plain mean of the last NAIVE_WEEKS same weekdays, bank holidays or not."""
    means = []
    for ahead in range(HORIZONS):
        known = np.isfinite(ahead_of(past.leavers, ahead)[:, 0])
        means.append(_mean_of(past, ahead_of(past.leavers, ahead), known, NAIVE_WEEKS, ahead))
    return np.stack(means, axis=2)


def of_today(past: History) -> pl.DataFrame:
    """What this morning's forecast for its own day learnt, whole hospital: kind, days_from, here, people, left.

    here: in hospital this morning. people and left: of the mornings learnt from, and those of them who left that day.
    """
    used = _usable(past, 0)[:, None, None]
    people = recent(past.counts("patients") * used, RATE_WEEKS, _lag(0))[-1].sum(0)
    left = recent(past.counts(LEFT[0]) * used, RATE_WEEKS, _lag(0))[-1].sum(0)
    found = past.kinds.with_columns(here=past.counts("patients")[-1].sum(0), people=people, left=left)
    sums = pl.col("here", "people", "left").sum().cast(pl.Int64)
    return found.group_by("kind", "days_from").agg(sums).sort("kind", "days_from", descending=[True, False])


def recent(values: Floats, weeks: int, lag: int) -> Floats:
    """On each day the sum of `values` of the same weekday over so many weeks, the last of them `lag` weeks before."""
    found = np.zeros_like(values)
    for weekday in range(min(7, len(values))):
        days = values[weekday::7]
        sums = np.concatenate([np.zeros_like(days[:1]), np.cumsum(days, axis=0)])
        place = np.arange(len(days))
        found[weekday::7] = sums[np.maximum(place - lag + 1, 0)] - sums[np.maximum(place - lag + 1 - weeks, 0)]
    return found


def ahead_of(values: Floats, ahead: int) -> Floats:
    """By morning: the value `ahead` days on, NaN where that lies beyond the last."""
    found = np.full_like(values, np.nan)
    found[: len(values) - ahead] = values[ahead:]
    return found


def _lag(ahead: int) -> int:
    """How many weeks back the newest morning lies whose day `ahead` is over: one, or two for a week ahead."""
    return 1 + ahead // 7


def _usable(past: History, ahead: int) -> Flags:
    """By morning: whether its day `ahead` can be learnt from: known in whole, and no bank holiday."""
    known = np.isfinite(ahead_of(past.leavers, ahead)[:, 0]) & (past.patients.sum(1) > 0)
    return known & ~past.holiday(ahead)


def _leaving(past: History, patients: Floats, ahead: int) -> Floats:
    used = _usable(past, ahead)
    left, happened = past.counts(LEFT[ahead]), ahead_of(past.leavers, ahead)
    people = recent(patients * used[:, None, None], RATE_WEEKS, _lag(ahead))
    gone = recent(left * used[:, None, None], RATE_WEEKS, _lag(ahead))
    # Half a person in five is added, so that a kind never seen before has a share at all.
    everywhere = (gone.sum(1, keepdims=True) + 0.5) / (people.sum(1, keepdims=True) + 5)
    share = (gone + POOLED * everywhere) / (people + POOLED)
    others = _mean(past, happened - left.sum(2), FLOW_WEEKS, ahead)
    own = (patients * share).sum(2) + others
    as_sunday = (patients * _seen_sunday(past, ahead, share)).sum(2) + _seen_sunday(past, ahead, others)
    return _holidays(past, ahead, own, as_sunday, happened)


def _seen_sunday(past: History, ahead: int, learnt: Floats) -> Floats:
    """For each morning what was learnt on the one, that week, that saw a Sunday so many days ahead."""
    weekdays = (past.first.weekday() + np.arange(past.mornings)) % 7
    back = (weekdays + ahead - SUNDAY) % 7
    return learnt[np.maximum(np.arange(past.mornings) - back, 0)]


def _holidays(past: History, ahead: int, own: Floats, as_sunday: Floats, happened: Floats) -> Floats:
    """`own`, and before bank holidays something between it and `as_sunday`; all are t, w."""
    found, holidays = own.copy(), np.flatnonzero(past.holiday(ahead))
    whole = [values.sum(1) for values in (own, as_sunday, happened)]
    for t in holidays:
        known = [u for u in holidays if t - YEAR <= u < t - ahead and all(np.isfinite(values[u]) for values in whole)]
        mine, sundays, seen = (values[known].sum() for values in whole)
        like_sunday = 1.0
        if len(known) >= FEWEST_HOLIDAYS and mine != sundays:
            like_sunday = float(np.clip((seen - mine) / (sundays - mine), 0, 1))
        found[t] = own[t] + like_sunday * (as_sunday[t] - own[t])
    return found


def _mean(past: History, values: Floats, weeks: int, ahead: int) -> Floats:
    return _mean_of(past, values, _usable(past, ahead), weeks, ahead)


def _mean_of(past: History, values: Floats, used: Flags, weeks: int, ahead: int) -> Floats:
    """The mean of `values` over used mornings of the same weekday; NaN before there are FEWEST_WEEKS of history."""
    lag = _lag(ahead)
    sums = recent(np.where(used[:, None], values, 0.0), weeks, lag)
    counted = recent(used.astype(float), weeks, lag)
    enough = (counted > 0) & (np.arange(past.mornings) >= 7 * FEWEST_WEEKS)
    divided = np.divide(sums, counted[:, None], out=np.full_like(sums, np.nan), where=counted[:, None] > 0)
    return np.where(enough[:, None], divided, np.nan)
