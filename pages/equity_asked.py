"""The stretch that Equity looks at, and its answer as one document: for the page and the command line alike."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from metrics.ask import Answers
from metrics.equity import Equity, equity
from metrics.metric import Metric
from metrics.scope import Scope
from pages import service


def whole_months(held: Answers, months: int) -> tuple[date, date]:
    """The last so many whole months of the data, first and last day."""
    as_at = held.version.as_at.date() + timedelta(days=1)
    last = as_at.replace(day=1) - timedelta(days=1)
    back = last.year * 12 + last.month - months
    return date(back // 12, back % 12 + 1, 1), last


def asked(held: Answers, who: service.Principal, metric: Metric, place: Scope, months: int) -> Equity:
    """The measure by trait over the last whole months."""
    first, last = whole_months(held, months)
    return equity(held, who, metric, replace(place, from_day=first, to_day=last))


def document(found: Equity) -> dict[str, Any]:
    """The answer in JSON's own values."""
    return {
        "metric": found.metric.key, "from": found.first.isoformat(), "to": found.last.isoformat(),
        "whole": found.whole, "groups": [asdict(one) for one in found.groups],
    }  # fmt: skip
