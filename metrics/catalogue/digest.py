"""A short name for what all measures mean now: two numbers of one name can be compared while it is the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from metrics.metric import Metric


def digest(metrics: Iterable[Metric]) -> str:
    """Twelve hex digits over what each metric counts, over what, of which rows and how; words are left out."""
    said = sorted(json.dumps(_meaning(metric)) for metric in metrics)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def _meaning(metric: Metric) -> list[object]:
    parts = (metric.numerator, metric.denominator, metric.where)
    expressions = ["" if part is None else str(part) for part in parts]
    return [metric.key, metric.fact.name, metric.shape, metric.quantile, metric.direction, metric.unit, *expressions,
            list(metric.covered_by), [day.isoformat() for day in metric.breaks]]  # fmt: skip
