"""Expected discharges: what this hospital's own history says of today and the week ahead, as ranges, openly scored."""

from __future__ import annotations

import threading
from pathlib import Path

import polars as pl

from metrics.ask import Answers, Principal
from metrics.asking import named
from metrics.errors import MetricError
from metrics.forecast.forecast import ALL, LEVELS, SITE, WARD, WEEK, Forecast, Quantity, forecast
from metrics.forecast.history import HORIZONS, MORNING, history
from metrics.forecast.means import FEWEST_WEEKS, RATE_WEEKS
from metrics.metric import BED_DAY
from metrics.scope import Scope

__all__ = [
    "ALL", "FEWEST_WEEKS", "HORIZONS", "LEVELS", "RATE_WEEKS", "SITE", "WARD", "WEEK", "Forecast", "OneProvider",
    "Quantity", "expected", "provider_of",
]  # fmt: skip
MOST_KEPT = 4

_made: dict[tuple[Path, str, str], Forecast | None] = {}
_lock = threading.Lock()


class OneProvider(MetricError):
    """Several providers are loaded, and a forecast is of one."""

    def __init__(self, providers: list[str]) -> None:
        super().__init__(f"A forecast is of one provider: choose one of {named(providers)}.")


def provider_of(held: Answers, principal: Principal, provider: str | None) -> str:
    """The provider asked for, or the only one that has a history; raises OneProvider where there are several."""
    if provider is not None:
        return provider
    found = held.fact(principal, MORNING, ["provider"], Scope())["provider"].cast(pl.String).unique().sort().to_list()
    if len(found) > 1:
        raise OneProvider(found)
    return found[0] if found else ""


def expected(held: Answers, principal: Principal, provider: str | None = None) -> Forecast | None:
    """The forecast of one provider; None while no stays are loaded. Made once for each version of the data."""
    name = provider_of(held, principal, provider)
    key = (held.version.path, held.version.data_version, name)
    with _lock:
        if key not in _made:
            _made[key] = _forecast(held, principal, name)
            while len(_made) > MOST_KEPT:
                _made.pop(next(iter(_made)))
        return _made[key]


def _forecast(held: Answers, principal: Principal, provider: str) -> Forecast | None:
    past = history(held, principal, provider)
    if past is None:
        return None
    scope = Scope(provider=provider, to_day=past.last)
    rows = held.fact(principal, BED_DAY, ["site", "ward", "beds_open"], scope)
    newest = rows.filter(pl.col("stat_date") == pl.col("stat_date").max())
    return forecast(past, newest.select(pl.col("site", "ward").cast(pl.String), "beds_open"))
