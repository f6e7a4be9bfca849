"""A registered test area as a comparison: scope, dates and wards gathered, its metric asked for, answered in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from metrics import catalogue
from metrics.ask import Answers
from metrics.compare import Comparison, Design, NoGoLive, compare, starts_of
from metrics.metric import CENSUS, DISCHARGE, Direction, Metric
from metrics.scope import Scope
from pages import service
from pages.parts import sentences

BEFORE = timedelta(weeks=52)
DELAYS = ("days_past_ctr", "bed_days_past_ctr", "on_ready_date_share")


def scope(area: service.TestArea, metric: Metric) -> Scope:
    """The area's scope as far as the metric's fact has its columns: attendances know no ward."""
    whole = service.scope_of(area.scope)
    return replace(whole, **{name: None for name in whole.chosen() if name not in metric.fact.splits})


def before_days(area: service.TestArea) -> tuple[date, date] | None:
    """The stretch before, both days inclusive: as registered, else the year up to the first go-live."""
    if area.before_from and area.before_to:
        return area.before_from, area.before_to
    if not area.go_lives:
        return None
    first = min(stage.day for stage in area.go_lives)
    return first - BEFORE, first - timedelta(days=1)


def design(area: service.TestArea, metric: Metric, last: date) -> Design:
    """Where and when the change was made, as the methods need it; raises NoGoLive."""
    before = before_days(area)
    if before is None:
        raise NoGoLive(area.name)
    days = [stage.day for stage in area.go_lives]
    settled = max(days) + timedelta(weeks=area.settle_weeks)
    wards = area.scope.ward if "ward" in metric.fact.splits else ()
    stages = [(stage.day, stage.scope.ward) for stage in area.go_lives]
    return Design(
        name=area.name, direction=_direction(area, metric), before=before, now=(settled, last), first=min(days),
        settled=settled, starts=starts_of(wards, stages), others=area.comparison_wards if wards else (),
    )  # fmt: skip


def compared(
    held: Answers, who: service.Principal, area: service.TestArea, key: str | None = None, method: str | None = None
) -> Comparison:
    """Compare a metric of the area, its primary one when none is named; raises a sentence, never a guess."""
    metric = catalogue.metric(key or area.primary_metric)
    plan = design(area, metric, held.version.as_at.date())
    place = scope(area, metric)
    weekly = held.series(who, metric.key, place, "week")
    by_ward = _by_ward(held, who, metric, place, plan) if plan.others else None
    completeness = _completeness(held, who, metric, place, plan)
    return compare(metric, plan, weekly, by_ward, method=method, completeness=completeness)


def asked(place: Scope, metric: Metric, began: date, last: date, others: tuple[str, ...] = ()) -> Design:
    """A comparison chosen on the page: the year before `began`, all since, the wards of the place against others."""
    wards = place.chosen().get("ward", ()) if "ward" in metric.fact.splits else ()
    return Design(
        name="This comparison", direction=metric.direction, before=(began - BEFORE, began - timedelta(days=1)),
        now=(began, last), first=began, settled=began, starts=dict.fromkeys(wards, began),
        others=tuple(ward for ward in others if ward not in wards) if wards else (),
    )  # fmt: skip


def by_hand(
    held: Answers, who: service.Principal, metric: Metric, place: Scope, plan: Design, method: str | None = None
) -> Comparison:
    """Compare as chosen on the page; without a method, by the one that the rules choose."""
    weekly = held.series(who, metric.key, place, "week")
    by_ward = _by_ward(held, who, metric, place, plan) if plan.others else None
    return compare(
        metric, plan, weekly, by_ward, method=method, completeness=_completeness(held, who, metric, place, plan)
    )


def compare_area(key: str | None, name: str, method: str | None = None) -> dict[str, Any]:
    """The comparison of a test area, found by id or name, as one JSON document: the command line's answer."""
    area = service.find_test_area(name)
    found = compared(service.ask(), service.principal(), area, key, method)
    rows = found.series.with_columns(pl.col("date").cast(pl.String)).to_dicts()
    return {
        "metric": found.metric.key, "test_area": area.id, "method": found.method, "why": found.why,
        "sentence": sentences.verdict(found), **found.verdict.parts(),
        "before": found.simple.before.value, "now": found.simple.now.value, "series": rows,
        "alternatives": [
            {"name": other.name, "words": other.words, "value": other.average and other.average.value,
             "low": other.average and other.average.low, "high": other.average and other.average.high,
             "refused": other.refused}
            for other in found.alternatives
        ],
    }  # fmt: skip


def _by_ward(held: Answers, who: service.Principal, metric: Metric, place: Scope, plan: Design) -> pl.DataFrame:
    """The weekly series of the area's wards and the comparison wards, ward by ward."""
    wards = replace(place, site=None, ward=(*plan.starts, *plan.others))
    return held.series(who, metric.key, wards, "week", "ward")


def _completeness(
    held: Answers, who: service.Principal, metric: Metric, place: Scope, plan: Design
) -> tuple[float, float] | None:
    """Share of ready dates or board statuses known before and now, for metrics that stand on them."""
    if metric.fact is DISCHARGE and metric.key.startswith(DELAYS):
        key = "ready_date_completeness"
    elif metric.fact is CENSUS and metric.key.startswith("nctr"):
        key = "status_recorded_share"
    else:
        return None
    stretches = [replace(place, from_day=first, to_day=last) for first, last in (plan.before, plan.now)]
    before, now = (held.window(who, key, stretch).value for stretch in stretches)
    return None if before is None or now is None else (before, now)


def _direction(area: service.TestArea, metric: Metric) -> Direction:
    """The area's own direction for its primary metric, the catalogue's for the others."""
    own: Direction = area.direction  # type: ignore[assignment]
    return own if metric.key == area.primary_metric else metric.direction
