"""Any series or table of a file through the estimator of its family (contract, section 5: `compare --file`).

The columns say which family it is; the answer carries the fields of the method goldens beside the verdict.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from metrics.effects import file_groups as groups
from metrics.effects import file_series as series
from metrics.effects.file_answer import Found, MethodNotOffered, Settings
from metrics.effects.file_columns import Columns, columns
from metrics.errors import MetricError
from metrics.metric import Direction

__all__ = ["Settings", "compare_file"]

Run = Callable[[Columns, Settings, Direction], Found]


class UnknownColumns(MetricError):
    """No family has these columns."""

    def __init__(self, names: frozenset[str]) -> None:
        wanted = "; ".join(", ".join(family.columns) for family in FAMILIES)
        super().__init__(
            f"The columns {', '.join(sorted(names))} are of no known comparison: give the columns of one of these: "
            f"{wanted}."
        )


@dataclass(frozen=True)
class Family:
    """Columns that make a file one of this family, and its methods, the one taken unasked first."""

    columns: tuple[str, ...]
    methods: Mapping[str, Run]
    direction: Direction = "lower"


def compare_file(rows: pl.DataFrame, settings: Settings) -> dict[str, Any]:
    """{"family", "verdict": the parts of its sentence, "notes", and the golden fields} of a text frame.

    A number that has no finite value is None. Raises a MetricError for columns, settings or data that no estimator
    takes, one sentence each.
    """
    given = columns(rows)
    family = next((family for family in FAMILIES if given.names >= set(family.columns)), None)
    if family is None:
        raise UnknownColumns(given.names)
    offered = tuple(family.methods)
    if settings.method is not None and settings.method not in offered:
        raise MethodNotOffered(settings.method, offered)
    run = family.methods[settings.method or offered[0]]
    found = run(given, settings, settings.direction or family.direction)
    fields = {name: float(value) if math.isfinite(value) else None for name, value in found.fields.items()}
    return {"family": found.family, "verdict": dict(found.verdict.parts()), "notes": list(found.notes), **fields}


# The first whose columns are all there is taken, so the ones with more columns stand before those they contain.
FAMILIES = (
    Family(("ready_t", "end_t"), {"window": groups.by_window}),
    Family(("period", "days_since_ready", "event"), {"survival": groups.by_survival}),
    Family(("period", "events", "bed_days"), {"before_after": groups.by_rates}),
    Family(("period", "home"), {"before_after": groups.by_shares}, "higher"),
    Family(("period", "los_days"), {"before_after": groups.by_means}),
    Family(
        ("treated", "age", "frailty", "non_elective", "prior_admissions", "los_days"), {"matched": groups.by_matched}
    ),
    Family(
        ("ward", "week_index", "y", "start_week"),
        {"wards": groups.by_wards, "staggered": groups.by_staggered, "controlled": groups.by_controlled},
    ),
    Family(("unit", "week_index", "y"), {"synthetic": groups.by_synthetic}),
    Family(("week_index", "events", "bed_days"), {"series": series.by_counts}),
    Family(("week_index", "y"), {"series": series.by_series, "before_after": series.by_series_simple}),
    Family(
        ("date", "value"),
        {"auto": series.by_dates, "series": series.by_dates_series, "before_after": series.by_dates_simple},
    ),
)
