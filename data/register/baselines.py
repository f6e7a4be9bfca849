"""Freezing: the one change that a baseline takes, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from data.access import Principal
from data.register.entries import Baseline, Frozen, Series
from data.register.service import save
from data.register.store import Register, stamp


def freeze(
    register: Register,
    principal: Principal,
    baseline: Baseline,
    *,
    centre: float,
    lower: float | None,
    upper: float | None,
    series: Series,
    input_hash: str,
    data_version: str,
    at: datetime | None = None,
) -> Baseline:
    """Save what metrics worked out for the baseline (new, or as it was read), with who, when and on which data.

    series: first day of each period and its value, None for none; dates in order, inside start and end. Raises as
    `save`, and FrozenEntry where it was frozen before.
    """
    moment = stamp(at)
    frozen = Frozen(
        centre=centre,
        lower=lower,
        upper=upper,
        n=sum(value is not None for _, value in series),
        series=series,
        input_hash=input_hash,
        by=principal.name,
        at=moment,
        data_version=data_version,
    )
    return save(register, principal, replace(baseline, frozen=frozen), at=moment)
