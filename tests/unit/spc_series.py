"""Short weekly series for the XmR tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from metrics.spc import SpcChart, SpcOptions, spc

FIRST = date(2025, 1, 6)


def weeks(n: int) -> list[date]:
    return [FIRST + timedelta(weeks=i) for i in range(n)]


def frame(values: Sequence[float | None], **columns: Any) -> pl.DataFrame:
    return pl.DataFrame({"date": weeks(len(values)), "value": pl.Series(values, dtype=pl.Float64), **columns})


def chart(values: Sequence[float | None], **options: Any) -> SpcChart:
    return spc(frame(values), SpcOptions(**{"improvement": "increase", **options}))
