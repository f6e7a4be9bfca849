"""The test areas of a board paper: before, now and potential, the balancing measures beside every gain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from metrics import catalogue
from metrics.ask import Answers
from metrics.asking import NotKept
from metrics.metric import Metric
from metrics.scope import Scope
from metrics.suppression import Policy
from pages import service
from pages.paper.content import AreaLine, Tone
from pages.paper.guarded import Guarded, stretches
from pages.parts import areas, sentences, words


def lines(held: Answers, who: service.Principal, scope: Scope, last: date, rule: Policy) -> Iterator[AreaLine]:
    """Every measure of each test area that this scope could hold and that has gone live, to the last day."""
    asked = {name: values[0] for name, values in scope.chosen().items() if len(values) == 1}
    for area in service.entries(service.TestArea):
        live = [stage.day for stage in area.go_lives if stage.day <= last]
        if not live or not area.scope.touches(**asked):
            continue
        title, since = area.name, f"live since {words.long_day(min(live))}, {areas.where(area.scope)}"
        try:
            card = areas.card(held, who, area)
        except NotKept as refusal:
            yield _untold(title, since, area, str(refusal))
            continue
        for line in card:
            found = _guarded(held, who, area, line, last, rule)
            yield _said(title, since, line, found, rule)
            title = since = ""


def _untold(area: str, live: str, entry: service.TestArea, why: str) -> AreaLine:
    """The line of an area in a place that a region's figures, added up, no longer know."""
    metric = _per_day(catalogue.metric(entry.primary_metric))
    return AreaLine(
        area=area, live=live, measure=metric.label + sentences.per(metric), role="primary", before="–", now="–",
        change="–", potential="", n="", weeks="", reading="not known here", tone="common", sentence=why,
    )  # fmt: skip


def _guarded(
    held: Answers, who: service.Principal, area: service.TestArea, line: areas.Line, last: date, rule: Policy
) -> Guarded:
    """The comparison of the page, cut at the paper's last day, through the policy."""
    place, found = areas.scope(area, line.metric), line.found
    if last < found.now.last:
        direction = area.direction if line.role == "primary" else None
        then, now = found.before, found.now
        found = areas.compared(
            held,
            who,
            line.metric,
            place,
            (then.first, then.last),
            (now.first, last),
            direction,  # type: ignore[arg-type]
        )
    return stretches(held, who, line.metric, place, found, rule)


def _said(area: str, live: str, line: areas.Line, told: Guarded, rule: Policy) -> AreaLine:
    metric, found = _per_day(line.metric), told.found
    hidden = rule.hidden_words(told.before_hidden) or rule.hidden_words(told.now_hidden)
    reading, tone = _reading(told, metric)
    return AreaLine(
        area=area,
        live=live,
        measure=metric.label + sentences.per(metric),
        role=line.role,
        before=rule.hidden_words(told.before_hidden) or words.amount(found.before.value, metric.unit),
        now=rule.hidden_words(told.now_hidden) or words.amount(found.now.value, metric.unit),
        change=_change(told, metric),
        potential="" if line.potential is None else words.amount(line.potential, metric.unit),
        n=_n(told),
        weeks=f"{found.before.weeks}; {found.now.weeks}",
        reading=reading,
        tone=tone,
        sentence=f"{metric.label}: {hidden}." if hidden else sentences.before_now(metric, found),
    )


def _change(told: Guarded, metric: Metric) -> str:
    found = told.found
    if found.change is None:
        return "–"
    said = words.difference(found.change, metric.unit).replace("percentage point", "point")
    if found.low is None or found.high is None:
        return said
    return f"{said} ({_signed(found.low, metric.unit)} to {_signed(found.high, metric.unit)})"


def _signed(value: float, unit: str) -> str:
    """An end of an interval: "+9", "−0.3"; shares in points, pounds whole."""
    whole = {"share": 100, "pounds": 1}.get(unit)
    size = words.count(abs(value) * whole) if whole else words.number(abs(value), unit)
    return size if not size.strip("0.") else f"{'+' if value > 0 else '−'}{size}"


def _per_day(metric: Metric) -> Metric:
    """A count said for each day needs a decimal: 5.8 discharges a day, not 6."""
    return replace(metric, unit="rate") if metric.shape == "flow" and metric.per == "day" else metric


def _reading(told: Guarded, metric: Metric) -> tuple[str, Tone]:
    found = told.found
    if found.low is None or found.high is None:
        return ("–" if found.change is None else "too few weeks to say"), "common"
    if found.better is None:
        return ("no clear change" if found.low <= 0 <= found.high else "changed; neither way is better"), "common"
    return ("better", "improvement") if found.better else ("worse", "concern")


def _n(told: Guarded) -> str:
    before, now = told.found.before, told.found.now
    return "" if before.n is None or now.n is None else f"{words.count(before.n)}; {words.count(now.n)}"
