"""Makes a board paper from the answers: headlines, charts, test areas, what is not known, definitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from metrics import catalogue
from metrics.ask import Answers
from metrics.catalogue.headlines import HEADLINES
from metrics.metric import Metric
from metrics.periods import Grain
from metrics.scope import Scope
from metrics.suppression import Policy, counts_days
from metrics.trend import Trend
from pages import service
from pages.paper import areas, gaps, guarded
from pages.paper.axis import axis
from pages.paper.content import Chart, Definition, Headline, Paper, Point
from pages.parts import context, sentences, words
from pages.parts.figure import axis_range

TITLE: Final = "Getting home from hospital"
# A step is taken where a shorter one would hide a point: a chart with holes says less, and its mean could fill them.
GRAINS: Final[tuple[Grain, ...]] = ("week", "month", "quarter")
SHOWN_PERIODS: Final = {"week": 104, "month": 36, "quarter": 16}
_BETTER: Final = {"lower": "lower", "higher": "higher"}


@dataclass(frozen=True, eq=False)
class Read:
    """A measure's guarded trend and what stands around it."""

    found: Trend
    around: context.Context

    @property
    def hidden(self) -> bool:
        """Whether a point of the trend is hidden even by quarter."""
        return guarded.is_hidden(self.found)


def paper(held: Answers, who: service.Principal, scope: Scope, to_day: date | None, rule: Policy) -> Paper:
    """The paper for a scope of providers and sites, to the last day that the data or the asker name.

    Every read names the principal, so somebody with no right to figures gets the error and no paper.
    """
    last = min(to_day or date.max, held.version.as_at.date())
    asked = replace(scope, to_day=last)
    metrics = [catalogue.metric(key) for key in HEADLINES]
    known = [metric for metric in metrics if not set(asked.chosen()) - set(metric.fact.splits)]
    reads = [read(held, who, metric, asked, rule) for metric in known]
    shown = [one for one in reads if one.found.latest is not None]
    version = held.version
    return Paper(
        title=TITLE,
        place=_place(held, who, scope),
        to_day=last,
        freshness=words.freshness(version.as_at, version.loaded_at) + _cut(last, version.as_at.date()),
        made=version.loaded_at,
        version=version.data_version,
        policy=rule.label,
        policy_words=rule.words,
        paragraph=_paragraph([one.found for one in shown]),
        incomplete=tuple(gaps.said(held, who, asked, rule, reads)),
        headlines=tuple(headline(one, rule) for one in shown),
        areas=tuple(areas.lines(held, who, scope, last, rule)),
        definitions=tuple(definition(one.found.metric) for one in shown),
    )


def read(held: Answers, who: service.Principal, metric: Metric, scope: Scope, rule: Policy) -> Read:
    """The measure's trend as it may leave, by the shortest step at which no point is hidden, else by the longest."""
    for grain in GRAINS:
        one = _read(held, who, metric, scope, grain, rule)
        if not one.hidden:
            return one
    return one


def _read(held: Answers, who: service.Principal, metric: Metric, scope: Scope, grain: Grain, rule: Policy) -> Read:
    found, around = context.read_from(held, who, metric, scope, grain)
    if found.latest is None:
        return Read(found, around)
    told = held.kept(  # by the trend itself: another baseline, target or rebase makes another
        who,
        ("trend as it may leave", found, rule),
        lambda: guarded.guard(found, guarded.series(held, who, metric, scope, grain, rule)),
    )
    return Read(told, around)


def headline(one: Read, rule: Policy) -> Headline:
    """A measure in words, with its chart; without limits and change where a point had to be hidden."""
    found, metric, latest = one.found, one.found.metric, one.found.latest
    assert latest is not None
    period = words.period(latest["date"], found.grain)
    said = rule.hidden_words(latest["hidden"]) or words.amount(latest["value"], metric.unit)
    plain = one.hidden or latest["value"] is None
    return Headline(
        key=metric.key,
        label=metric.label,
        unit=metric.unit,
        said=said,
        value=latest["value"],
        period=period[:1].upper() + period[1:],
        n="" if latest["hidden"] else _n(metric, latest),
        change="" if plain else _change(found),
        target="" if found.target is None else words.amount(found.target, metric.unit),
        variation=None if plain else found.variation,
        assurance=None if plain else found.assurance,
        sentence=f"{metric.label} in the {period}: {said}." if plain else sentences.trend(found),
        chart=None if plain else _chart(one),
    )


def definition(metric: Metric) -> Definition:
    """The catalogue's card of a measure."""
    return Definition(
        label=metric.label,
        words=metric.definition,
        formula=metric.formula,
        better=_BETTER.get(metric.direction, "neither"),
        source=metric.source,
        reviewed=words.long_day(metric.reviewed),
    )


def _chart(one: Read) -> Chart:
    found, metric = one.found, one.found.metric
    points = tuple(_point(row, metric) for row in found.rows.tail(SHOWN_PERIODS[found.grain]).to_dicts())
    levels = [level for point in points for level in (point.value, point.lower, point.upper)]
    signed = any(level is not None and level < 0 for level in levels)
    first = points[0].start
    base = found.baseline
    return Chart(
        unit=metric.unit,
        grain=found.grain,
        points=points,
        target=found.target,
        baseline=None if base is None or base.end < first else (base.start, base.end, _rounded(base.centre, metric)),
        axis=axis(axis_range([*levels, found.target], metric.unit), metric.unit, signed=signed),
        markers=tuple((marker.on, marker.name) for marker in one.around.markers if marker.on >= first),
    )


def _point(row: dict[str, Any], metric: Metric) -> Point:
    mean, lower, upper = (None if row[name] is None else _rounded(row[name], metric) for name in ("mean", "lpl", "upl"))
    return Point(
        start=row["date"], value=row["value"], mean=mean, lower=lower, upper=upper, meaning=row["shown_as"],
        numerator=row["numerator"], denominator=row["denominator"],
    )  # fmt: skip


def _rounded(level: float, metric: Metric) -> float:
    """A level of the model with the digits that a point has."""
    return round(level, 3 if metric.unit == "share" else guarded.decimals(metric.unit))


def _n(metric: Metric, latest: dict[str, Any]) -> str:
    """What a value rests on: the denominator of a share or mean, the days of a level; a count is its own."""
    if metric.shape == "stock":
        return f"average of {words.plural(round(latest['denominator']), 'day')}" if latest["denominator"] else ""
    if metric.shape == "flow":
        return "a count"
    if latest["denominator"] is None:
        return ""
    return words.count(latest["denominator"]) + (" bed days" if counts_days(metric) else "")


def _change(found: Trend) -> str:
    if found.change is None or found.baseline is None:
        return "no baseline"
    said = words.difference(found.change, found.metric.unit).replace("percentage point", "point")
    return f"{said} (was {words.number(found.baseline.centre, found.metric.unit)})"


def _paragraph(found: Sequence[Trend]) -> tuple[str, ...]:
    """What changed and what is noise, a sentence each."""
    if not found:
        return ("No headline measure has data here.",)
    plain = [one if not guarded.is_hidden(one) else replace(one, advice="too_few_points") for one in found]
    return tuple(f"{part.rstrip('.')}." for part in sentences.paragraph(plain).split(". "))


def _place(held: Answers, who: service.Principal, scope: Scope) -> str:
    chosen = scope.chosen()
    providers = chosen.get("provider") or tuple(held.choices(who, "provider"))
    named = ", ".join(chosen.get("site", ())) or "All sites"
    return f"{', '.join(providers)}: {named}" if 0 < len(providers) <= 3 else named


def _cut(last: date, as_at: date) -> str:
    return f", counted to {words.day(last)}" if last < as_at else ""
