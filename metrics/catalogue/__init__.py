"""Every metric by its key. A new one is a declaration in the file of its family, listed in that file's METRICS."""

from __future__ import annotations

import difflib
import re

from metrics.catalogue import (
    case_reviews,
    census,
    chc,
    delayed_transfers,
    destination,
    discharge,
    expected_dates,
    front_door,
    intermediate_care,
    published,
    returns,
)
from metrics.catalogue.digest import digest
from metrics.errors import MetricError
from metrics.metric import Metric

FAMILIES = (
    discharge, destination, census, front_door, intermediate_care, expected_dates, delayed_transfers, case_reviews, chc,
    returns, published,
)  # fmt: skip
METRICS: dict[str, Metric] = {metric.key: metric for family in FAMILIES for metric in family.METRICS}
DIGEST = digest(METRICS.values())
"""What all measures mean in this release: see metrics/catalogue/digest.py."""
_WAITING_FOR = re.compile(r"waiting_for_share\{(.+)\}")


class Keys(frozenset[str]):
    """The keys that `metric` answers to: those of METRICS and, for any value, waiting_for_share{value}."""

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or (isinstance(key, str) and _WAITING_FOR.fullmatch(key) is not None)


KEYS = Keys(METRICS)


class UnknownMetric(MetricError):
    """No metric has that key."""

    def __init__(self, key: str) -> None:
        near = difflib.get_close_matches(key, METRICS, 1)
        hint = f"did you mean {near[0]}?" if near else "`homeward metrics` lists them."
        super().__init__(f"There is no metric called {key}: {hint}")


def metric(key: str) -> Metric:
    """The metric of that key, `waiting_for_share{value}` included; an unknown key raises UnknownMetric."""
    if key in METRICS:
        return METRICS[key]
    if found := _WAITING_FOR.fullmatch(key):
        return census.waiting_for_share(found[1])
    raise UnknownMetric(key)
