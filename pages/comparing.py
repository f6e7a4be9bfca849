"""What is to be compared, with all that decides the answer; answered once and kept while the data stay."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from metrics import catalogue
from metrics.ask import Answers
from metrics.compare import Comparison, Inputs, compare
from metrics.metric import CENSUS, DISCHARGE, Direction, Metric
from metrics.scope import Scope
from metrics.tried import Design, NoGoLive, starts_of
from pages import service

BEFORE: Final = timedelta(weeks=52)
DELAYS: Final = ("days_past_ctr", "bed_days_past_ctr", "on_ready_date_share")
MOST_KEPT: Final = 200
_answered: dict[Any, Comparison] = {}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One comparison asked for. method: None lets the rules choose. test_area: its id, "" for one made by hand."""

    metric: Metric
    design: Design
    scope: Scope
    method: str | None = None
    test_area: str = ""

    def definition(self) -> dict[str, Any]:
        """All of it as JSON's own values; `question_of` reads it back."""
        plan = self.design
        return {
            "metric": self.metric.key, "method": self.method, "test_area": self.test_area, "name": plan.name,
            "direction": plan.direction, "before": _iso(*plan.before), "now": _iso(*plan.now),
            "first": plan.first.isoformat(), "settled": plan.settled.isoformat(),
            "starts": {ward: day.isoformat() for ward, day in sorted(plan.starts.items())},
            "others": list(plan.others), "reason": plan.reason,
            "scope": {name: list(values) for name, values in self.scope.chosen().items()},
        }  # fmt: skip


def question_of(definition: dict[str, Any]) -> Question:
    """The question that a definition says; raises UnknownMetric for a metric that is gone."""
    day = date.fromisoformat
    plan = Design(
        name=definition["name"], direction=definition["direction"], reason=definition["reason"],
        before=(day(definition["before"][0]), day(definition["before"][1])),
        now=(day(definition["now"][0]), day(definition["now"][1])),
        first=day(definition["first"]), settled=day(definition["settled"]), others=tuple(definition["others"]),
        starts={ward: day(start) for ward, start in definition["starts"].items()},
    )  # fmt: skip
    levels: dict[str, Any] = {name: tuple(values) for name, values in definition["scope"].items()}
    place = Scope(**levels)
    metric = catalogue.metric(definition["metric"])
    return Question(
        metric=metric, design=plan, scope=place, method=definition["method"], test_area=definition["test_area"]
    )


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


def design(area: service.TestArea, metric: Metric, last: date, direction: Direction | None = None) -> Design:
    """Where and when the change was made, as the methods need it; raises NoGoLive.

    direction: which way is better, where somebody says so; else the area's own for its primary metric.
    """
    before = before_days(area)
    if before is None or not area.go_lives:
        raise NoGoLive(area.name)
    days = [stage.day for stage in area.go_lives]
    settled = max(days) + timedelta(weeks=area.settle_weeks)
    wards = area.scope.ward if "ward" in metric.fact.splits else ()
    stages = [(stage.day, stage.scope.ward) for stage in area.go_lives]
    return Design(
        name=area.name, direction=direction or better(area, metric), before=before, now=(settled, last),
        first=min(days), settled=settled, starts=starts_of(wards, stages),
        others=area.comparison_wards if wards else (), reason=area.why_here,
    )  # fmt: skip


def better(area: service.TestArea, metric: Metric) -> Direction:
    """The area's own direction for its primary metric, the catalogue's for the others."""
    own: Direction = area.direction  # type: ignore[assignment]
    return own if metric.key == area.primary_metric else metric.direction


def of_area(
    held: Answers, area: service.TestArea, key: str | None = None, method: str | None = None,
    direction: Direction | None = None,
) -> Question:  # fmt: skip
    """The comparison of a metric of the area, its primary one when none is named."""
    metric = catalogue.metric(key or area.primary_metric)
    plan = design(area, metric, held.version.as_at.date(), direction)
    return Question(metric=metric, design=plan, scope=scope(area, metric), method=method, test_area=area.id)


def by_hand(
    metric: Metric, place: Scope, began: date, last: date, others: tuple[str, ...] = (),
    direction: Direction | None = None, settle_weeks: int = 0,
) -> Question:  # fmt: skip
    """A comparison chosen on the page: the year before `began`, all since, the wards of the place against others."""
    wards = place.chosen().get("ward", ()) if "ward" in metric.fact.splits else ()
    settled = began + timedelta(weeks=settle_weeks)
    plan = Design(
        name="This comparison", direction=direction or metric.direction,
        before=(began - BEFORE, began - timedelta(days=1)), now=(settled, last), first=began, settled=settled,
        starts=dict.fromkeys(wards, began),
        others=tuple(ward for ward in others if ward not in wards) if wards else (),
    )  # fmt: skip
    return Question(metric=metric, design=plan, scope=place)


def inputs(held: Answers, who: service.Principal, asked: Question) -> Inputs:
    """What the question is answered from, out of the data of now."""
    weekly = held.series(who, asked.metric.key, asked.scope, "week")
    by_ward = None
    if asked.design.others and asked.design.starts:
        wards = replace(asked.scope, site=None, ward=(*asked.design.starts, *asked.design.others))
        by_ward = held.series(who, asked.metric.key, wards, "week", "ward")
    return Inputs(weekly, by_ward, _completeness(held, who, asked))


def key_of(held: Answers, who: service.Principal, asked: Question) -> Any:
    """What an answer depends on: data, settings, who asks, and all of the question."""
    return held.version.data_version, repr(held.settings), who, json.dumps(asked.definition(), sort_keys=True)


def answer(held: Answers, who: service.Principal, asked: Question) -> Comparison:
    """The comparison, worked out once for these data."""
    key = key_of(held, who, asked)
    found = _answered.get(key)
    if found is None:
        found = compare(asked.metric, asked.design, inputs(held, who, asked), method=asked.method)
        keep(key, found)
    return found


def keep(key: Any, found: Comparison) -> None:
    """Remember an answer, the oldest thrown away first."""
    _answered[key] = found
    while len(_answered) > MOST_KEPT:
        _answered.pop(next(iter(_answered)), None)


def compared(
    held: Answers, who: service.Principal, area: service.TestArea, key: str | None = None, method: str | None = None
) -> Comparison:
    """Compare a metric of the area, its primary one when none is named; raises a sentence, never a guess."""
    return answer(held, who, of_area(held, area, key, method))


def _completeness(held: Answers, who: service.Principal, asked: Question) -> tuple[float, float] | None:
    """Share of ready dates or board statuses known before and now, for metrics that stand on them."""
    metric = asked.metric
    if metric.fact is DISCHARGE and metric.key.startswith(DELAYS):
        key = "ready_date_completeness"
    elif metric.fact is CENSUS and metric.key.startswith("nctr"):
        key = "status_recorded_share"
    else:
        return None
    stretches = [
        replace(asked.scope, from_day=first, to_day=last) for first, last in (asked.design.before, asked.design.now)
    ]
    before, now = (held.window(who, key, stretch).value for stretch in stretches)
    return None if before is None or now is None else (before, now)


def _iso(*days: date) -> list[str]:
    return [day.isoformat() for day in days]
